"""Pages that are read by their lines: it gives what the reader of any front matter gives."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cachetui.model import EntryError
from cachetui.sources.formats.pages.distinct import Distinct
from cachetui.sources.formats.pages.eras import page_of
from cachetui.sources.formats.pages.front_matter import read_front_matter
from cachetui.sources.formats.pages.plain import read_plain
from support.page_builder import Row, a_hash, page_2025
from support.page_oracle import as_naive

PAGE = page_2025("py-x", "v0.21.0", [Row(a_hash("a")), Row(a_hash("b"), os="rhel8")]).encode()
PIECES = [b"---", b"---\n", b"\n", b" ", b"\r", b'"', b"\\", b"-", b"]", b"\xff", b"# ", b"a: b\n"]


def test_a_page_of_today_is_plain() -> None:
    assert read_plain(PAGE) is not None
    assert_same(PAGE)


@given(st.data())
def test_a_page_is_read_as_its_front_matter_is_or_not_at_all(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(PAGE)))
    end = data.draw(st.sampled_from([start, start + 1, start + 5, start + 60]))
    piece = data.draw(st.sampled_from([b"", *PIECES]) | st.binary(max_size=3))
    assert_same(PAGE[:start] + piece + PAGE[end:])


LINES = PAGE.splitlines(keepends=True)


@given(st.lists(st.sampled_from([*LINES, b"\n", b"a: b\n", b"--- \n", b"---x\n", b"---"])))
def test_lines_in_any_order_are_read_as_its_front_matter_is(lines: list[bytes]) -> None:
    assert_same(LINES[0] + b"".join(lines))


@pytest.mark.parametrize("ending", [b"", b"\n", b"  \n", b"\nbody\n---\n", b" x", b"-"])
def test_a_page_ends_as_front_matter_does(ending: bytes) -> None:
    assert_same(PAGE.rstrip() + ending)


def assert_same(data: bytes) -> None:
    metadata = read_plain(data)
    if metadata is None:
        return
    assert what_becomes(metadata) == what_becomes(read_front_matter(data))


def what_becomes(metadata: dict[str, Any]) -> Any:
    """Return the page that *metadata* makes, or why it is none."""
    known = {key: metadata[key] for key in ("layout", "title", "categories", "meta")}
    try:
        page = page_of(metadata, "x", Distinct())
    except EntryError as error:
        return known, str(error)
    return known, as_naive(page), page.note, page.lost
