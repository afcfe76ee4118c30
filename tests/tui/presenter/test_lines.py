"""Lines of untrusted text keep to their columns, and nothing of it is lost where it is wrapped."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from cachetui.safe_text import safe
from cachetui.tui.dialogs.wrapping import wrapped
from cachetui.tui.presenter.detail import LABEL, DetailText
from cachetui.tui.presenter.frame import FrameEdges
from cachetui.tui.presenter.glyphs import UNICODE
from cachetui.tui.presenter.lines import Line, cut, fit, line, pad, pieces, rows, width_of

WIDE = st.text(st.sampled_from("ab -+~/測試\u0301\u0308\uff46é\x1b\n[")).map(safe)
WIDTHS = st.integers(2, 40)


def shown(whole: Line) -> str:
    return "".join(text for _, text in (*whole.left, *whole.right))


@given(WIDE, WIDTHS)
def test_text_is_cut_and_filled_to_columns(text: str, width: int) -> None:
    assert cell_len(cut(text, width)) <= width
    assert cell_len(pad(text, width)) == width


@given(WIDE, WIDTHS)
def test_pieces_fit_and_make_up_the_whole(text: str, width: int) -> None:
    found = pieces(text, width)
    assert "".join(found) == text
    assert all(cell_len(piece) <= width for piece in found)


@pytest.mark.parametrize("width", [0, -3])
def test_what_has_no_room_stays_whole(width: int) -> None:
    assert pieces("some words", width) == ["some words"]
    assert pieces("測試", width) == ["測試"]


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("hdf5@=1.14+cxx~mpi+shared", ["hdf5@=1.14", "+cxx~mpi", "+shared"]),
        ("/srv/caches/v0.21/specs.md", ["/srv/caches", "/v0.21", "/specs.md"]),
        ("/srv/a-very-long-name", ["/srv/a-very-", "long-name"]),
    ],
)
def test_a_word_too_long_is_broken_before_a_variant_or_a_part_of_a_path(
    text: str, broken: list[str]
) -> None:
    assert pieces(text, 12) == broken


def is_made_up_of(text: str, rows: Iterable[str]) -> bool:
    """Return whether *rows* are all of *text*, but for a blank at each break."""
    return re.fullmatch(" ?".join(map(re.escape, rows)), text) is not None


@given(WIDE, WIDTHS)
def test_rows_fit_lose_no_sign_and_break_no_word_that_has_room(text: str, width: int) -> None:
    found = rows(text, width)
    assert all(cell_len(row) <= width for row in found)
    assert is_made_up_of(text, found)
    whole = [word for word in text.split() if cell_len(word) <= width]
    in_rows = [word for row in found for word in row.split()]
    assert all(in_rows.count(word) >= whole.count(word) for word in whole)


@given(st.lists(WIDE, max_size=4), st.lists(WIDE, max_size=2), WIDTHS)
def test_a_line_is_exactly_as_wide_as_the_screen(
    left: list[str], right: list[str], width: int
) -> None:
    spans = fit(line(*left, right=[("count", text) for text in right]), width)
    assert sum(cell_len(text) for _, text in spans) == width


@given(WIDE, st.integers(20, 120))
def test_a_dialog_shows_all_of_a_long_text(text: str, width: int) -> None:
    assert is_made_up_of(text, map(shown, wrapped(text, width)))


@given(st.text("ab測-", min_size=1), st.lists(st.text("xy試", min_size=1)), st.integers(20, 60))
def test_the_detail_loses_nothing_of_labels_and_values(
    label: str, words: list[str], width: int
) -> None:
    page = DetailText(width)
    page.field(label, words)
    assert all(cell_len(shown(one)) <= max(width, LABEL + 10) for one in page.lines)
    text = "".join(map(shown, page.lines))
    assert text.replace(" ", "") == label + "".join(words)


def test_a_frame_has_the_longest_title_that_has_room() -> None:
    titles = [line(text) for text in ("hdf5  3 specs | 2 stacks", "hdf5  3 specs", "hdf5")]
    for width, expected in ((30, titles[0]), (29, titles[1]), (18, titles[2]), (9, "h…")):
        top = FrameEdges(UNICODE.box, "frame", width, "…").top(titles, "")
        text = "".join(text for _, text in top.left)
        wanted = expected if isinstance(expected, str) else expected.left[0][1]
        assert text.strip("┌─┐ ") == wanted
        assert width_of(text) == width
    top = FrameEdges(UNICODE.box, "frame", 30, "…").top(titles, "1 of 9")
    assert "hdf5  3 specs ─" in "".join(text for _, text in top.left)
