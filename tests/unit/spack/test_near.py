"""Did you mean: the known words that are near one that is not."""

from __future__ import annotations

from cachetui.spack.near import near

KNOWN = ["x86_64_v3", "x86_64_v4", "zen3", "zen4", "aarch64"]


def test_the_likest_word_comes_first() -> None:
    assert near("x86_64_v", KNOWN) == ["x86_64_v3", "x86_64_v4"]
    assert near("zen33", KNOWN)[0] == "zen3"
    assert near("aarhc64", KNOWN) == ["aarch64"]


def test_a_word_like_none_of_them_has_none_near() -> None:
    assert near("quantum", KNOWN) == near("", KNOWN) == near("zen3", []) == []


def test_at_most_so_many_are_named() -> None:
    assert near("zen", ["zen1", "zen2", "zen3", "zen4"], 2) == ["zen1", "zen2"]
