"""Spack's order of versions, and what its ranges hold."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cachetui.spack.versions import ExactVersion, VersionError, VersionList, VersionRange, key

PART = r"(?:0|1|2|9|10|001|[abzAZ]|rc|beta|alpha|develop|main|stable|[._-])"
VERSIONS = st.from_regex(PART + "{1,6}", fullmatch=True) | st.from_regex(
    r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,8}", fullmatch=True
)
ORDERED = [
    "xyz.4",
    "xyz10",
    "xyz10.1",
    "0.5",
    "0.5.develop",
    "1.mydevelopmentnightmare",
    "1.0",
    "1.0a",
    "1.0aa",
    "1.1",
    "1.2",
    "1.2.0alpha1",
    "1.2.0rc1",
    "1.2.0",
    "1.2.1",
    "1.stable",
    "1.develop.1",
    "1.develop.2",
    "2.0.1",
    "2.0.1a",
    "2.1",
    "4.999.9",
    "5.0",
    "5.5p1",
    "5.5p2",
    "5.5p10",
    "5.6p1",
    "6.0alpha",
    "6.0alpha0",
    "6.0alpha2",
    "6.0beta",
    "6.0beta0",
    "6.0rc",
    "6.0rc0",
    "6.0rc2",
    "6.0",
    "10a2",
    "10b2",
    "10xyz",
    "10.1xyz",
    "20101121",
    "stable",
    "nightly",
    "trunk",
    "head",
    "master",
    "main",
    "develop",
    "develop.local",
    "develop.1",
]


@pytest.mark.parametrize(("lower", "higher"), list(pairwise(ORDERED)))
def test_versions_stand_in_spacks_order(lower: str, higher: str) -> None:
    assert key(lower) < key(higher)


@pytest.mark.parametrize(
    ("one", "other"),
    [("2.0", "2_0"), ("2-0", "2_0"), ("10.0001", "10.1"), ("1.2b", "1.2.b"), ("1.2final", "1.2")],
)
def test_separators_and_padding_do_not_count(one: str, other: str) -> None:
    assert key(one) == key(other)


@given(st.lists(VERSIONS | st.text(max_size=8), max_size=8))
def test_any_strings_have_one_total_order(texts: list[str]) -> None:
    ordered = sorted(texts, key=key)
    for place, lower in enumerate(ordered):
        assert all(key(lower) <= key(higher) for higher in ordered[place:])


def test_a_number_of_many_digits_stands_above_a_shorter_one() -> None:
    assert key("9" * 5000) < key("1" + "0" * 5000) < key("2" + "0" * 5000)
    assert key("0" * 5000 + "17") == key("17")


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("1.2", "1.2"),
        ("1.2:1.2", "1.2"),
        ("=1.2", "=1.2"),
        (":", ":"),
        ("1.6,1.2:1.4", "1.2:1.4,1.6"),
        ("1.2:1.4 , 1.6", "1.2:1.4,1.6"),
        ("1.2,1.3:1.4,1.4", "1.2:1.4"),
        ("1.3,1.3.1,1.3.9,1.4:1.5,1.3:1.4", "1.3:1.5"),
        ("1.0:2.0,2.1,2.2:3,4:6", "1.0:6"),
        ("1.0:,:2.0", ":"),
        ("=1.2,1.2:1.3,git.ref=1.2", "1.2:1.3"),
        ("=1.2,git.ref=1.2", "=1.2,git.ref=1.2"),
        ("=1.7.1,1.0:1.5", "1.0:1.5,=1.7.1"),
        ("main,1.2", "1.2,main"),
        ("git.foo/bar", "git.foo/bar"),
        ("a" * 40 + "=develop", "a" * 40 + "=develop"),
    ],
)
def test_a_list_has_one_normal_form(text: str, normal: str) -> None:
    assert str(VersionList.parse(text)) == normal


@pytest.mark.parametrize(
    ("text", "message", "column"),
    [
        ("2:1.0", "2:1.0 is an empty range", 0),
        ("1, 2:1.0", "2:1.0 is an empty range", 3),
        ("1.2!3", "a version is expected here", 3),
        ("1,,2", "a version is expected here", 2),
        ("", "a version is expected here", 0),
        ("=1:2", "a version is expected here", 2),
        ("1:=2", "a version is expected here", 2),
        ("1.2.", "a version is expected here", 3),
        ("1:2:3", "a version is expected here", 3),
    ],
)
def test_what_is_no_version_list_says_where(text: str, message: str, column: int) -> None:
    with pytest.raises(VersionError, match=message) as caught:
        VersionList.parse(text)
    assert caught.value.column == column


@pytest.mark.parametrize(
    ("constraint", "held", "not_held"),
    [
        ("1.2:1.4", "1.2 1.2.5 1.3 1.3.5-7 1.4 1.4.2", "1.1 1.5"),
        ("1.2:1.4.0", "1.4 1.4.0 1.4.0.1", "1.4.1 1.4.2"),
        ("1.2.7:1.4", "1.2.8 1.4.1", "1.2.5 1.2"),
        ("1.13", "1.13 1.13.1 1.13rc1.1", "1.1 1.14 1.13rc1"),
        (":1.13", "1.13.1 0.1 1.13rc1 a", "1.14 develop"),
        ("=1.13", "1.13 1_13", "1.13.1 git.x=1.13"),
        ("4.7", "4.7.3 4.7.3v2 4.7v6", "4.8 4"),
        ("1.2.1:", "1.2.1 develop", "1.2.1alpha1 1.2.1rc3"),
        ("1.2:", "1.2.0alpha1 1.2.0rc3", "1.2rc1"),
        (":1.1", "1.1.9", "1.2.0rc3 1.2.0alpha1"),
        (":1.2", "1.2.0rc3", "1.3"),
        ("1.2.0alpha1:", "1.2.0", "1.2"),
        (":1.2.0rc345", "1.2.0rc345 1.2.0beta", "1.2.0 1.2.0rc346"),
        ("1.2.0:1.2", "1.2.9", "1.2 1.3"),
        ("1.0:", "develop main 1.develop", "0.9 system"),
        (":9.0", "system", "develop main 10"),
        ("develop", "develop develop.1", "main"),
        ("main:", "develop main", "master 9"),
        (":0.94i", "0.94h 0.94i", "0.94j"),
        ("1.2", "git.main=1.2 git.main=1.2.1", "git.main git.main=1.3"),
        ("1.2:", "git.main git.main=1.3", "git.main=1.1"),
        (":", "1 develop git.main git.main=1 ?", ""),
        ("git.main", "git.main git.main=1.2", "git.other main"),
        ("git.main=1.2", "git.main=1.2", "git.main 1.2 git.main=1.3 git.other=1.2"),
        ("1.3,1.5:1.6,=2.0", "1.3.1 1.5 1.6.9 2.0", "1.4 2.0.1"),
    ],
)
def test_a_constraint_holds_what_spack_says(constraint: str, held: str, not_held: str) -> None:
    versions = VersionList.parse(constraint)
    assert [v for v in held.split() if not versions.holds(v)] == []
    assert [v for v in not_held.split() if versions.holds(v)] == []


def test_a_range_ends_where_its_next_sibling_begins() -> None:
    # 1.3rc1 comes before 1.3, and Spack's range :1.2 goes up to 1.3
    assert VersionList.parse(":1.2").holds("1.3rc1")


@given(VERSIONS.filter(lambda v: v[0].isalnum() and v[-1].isalnum()), VERSIONS)
def test_a_range_holds_its_ends_and_what_begins_with_them(low: str, tail: str) -> None:
    for text in (low, f"{low}:", f":{low}", f"={low}"):
        assert VersionList.parse(text).holds(low)
    if not re.search("(rc|alpha|beta)[._-]*[0-9]*$", low):
        assert VersionRange("", low).holds(f"{low}.{tail}")


ITEMS = st.one_of(
    st.builds("{}:{}".format, st.integers(0, 5), st.integers(0, 5)),
    st.builds("{}.{}:".format, st.integers(0, 5), st.integers(0, 2)),
    st.builds(":{}.{}".format, st.integers(0, 5), st.integers(0, 2)),
    st.sampled_from(["1", "2.1", "=2.1", "=3", "main", "=develop", "2a", "2z", "git.x", "git.x=2"]),
).filter(lambda text: _reads(text))


def _reads(text: str) -> bool:
    try:
        VersionList.parse(text)
    except VersionError:
        return False
    return True


@given(st.lists(ITEMS, min_size=1, max_size=5), VERSIONS)
def test_a_list_holds_what_any_of_its_items_holds(items: list[str], version: str) -> None:
    whole = VersionList.parse(",".join(items))
    for probe in (version, "2.1", "2.1.3", "git.x", "git.x=2.5", "develop"):
        assert whole.holds(probe) == any(VersionList.parse(item).holds(probe) for item in items)


@given(st.lists(ITEMS, min_size=1, max_size=5))
def test_the_normal_form_reads_back_to_itself(items: list[str]) -> None:
    whole = VersionList.parse(",".join(items))
    assert VersionList.parse(str(whole)) == whole


def test_only_the_open_range_is_unbounded() -> None:
    assert VersionList.parse(":").unbounded
    assert not VersionList((ExactVersion("1"),)).unbounded
