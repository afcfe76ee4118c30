"""Compressed streams: the same bytes however they are cut, and no more work than they are worth."""

from __future__ import annotations

import gzip
import lzma
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cachetui.model import EntryError
from cachetui.sources import unpacking
from cachetui.sources.unpacking import gunzip, unxz

Unpack = Callable[[Iterable[bytes], int], Iterator[bytes]]
KINDS: dict[str, tuple[Callable[[bytes], bytes], Unpack]] = {
    "gzip": (gzip.compress, gunzip),
    "xz": (lzma.compress, unxz),
}
every_kind = pytest.mark.parametrize("kind", KINDS)


def cut(data: bytes, size: int) -> list[bytes]:
    return [data[start : start + size] for start in range(0, len(data), size)]


@every_kind
@given(st.lists(st.binary(max_size=99), min_size=1, max_size=4), st.integers(1, 99), st.booleans())
def test_streams_behind_each_other_are_one_however_they_are_cut(
    kind: str, parts: list[bytes], size: int, padded: bool
) -> None:
    pack, unpack = KINDS[kind]
    data = (b"\0" * 7 * padded).join(map(pack, parts)) + b"\0" * 7 * padded
    found = list(unpack(cut(data, size), 10))
    assert b"".join(found) == b"".join(parts)
    assert all(0 < len(chunk) <= 10 for chunk in found)


@every_kind
def test_what_is_cut_off_or_no_stream_is_told(kind: str) -> None:
    pack, unpack = KINDS[kind]
    data = pack(b"x" * 1000)
    for broken in (b"", data[:-5], data + data[:-5]):
        with pytest.raises(EntryError, match=f"^is cut off: the end of its {kind} stream"):
            list(unpack([broken], 100))
    for broken in (b"hello, hello, hello", data + b"hello, hello, hello"):
        with pytest.raises(EntryError, match=r"^cannot be unpacked: "):
            list(unpack([broken], 100))


def test_an_xz_stream_that_wants_all_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "XZ_MEMORY", 1 << 20)
    with pytest.raises(EntryError, match=r"^cannot be unpacked: "):
        list(unxz([lzma.compress(b"x", preset=6)], 100))


@every_kind
def test_very_many_empty_streams_are_not_copied_again_and_again(
    monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    pack, unpack = KINDS[kind]
    name = f"_{kind.title()}"
    stream: Any = getattr(unpacking, name)
    copied: list[int] = []

    class Counting(stream):  # type: ignore[misc]  # of either kind
        @property
        def unused_data(self) -> bytes:
            copied.append(len(super().unused_data))
            return bytes(super().unused_data)

    monkeypatch.setattr(unpacking, name, Counting)
    data = pack(b"") * 3_000
    assert list(unpack([data], 100)) == []
    assert sum(copied) <= len(data) + 3_000 * unpacking.SHORT
