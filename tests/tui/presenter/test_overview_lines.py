"""The first page: it fills the room there is, in one column or two, and no line is too wide."""

from __future__ import annotations

from collections import Counter

import pytest
from msgspec.structs import replace

from cachetui.tui.presenter.examples import QUERY, TITLE
from cachetui.tui.presenter.glyphs import ASCII, UNICODE, Glyphs
from cachetui.tui.presenter.lines import Line, width_of
from cachetui.tui.presenter.overview_lines import Page, overview_lines
from cachetui.views.dashboard import Dashboard, dashboard
from cachetui.views.news import News
from cachetui.views.tags import TagTotals
from support.index_builder import a_listing, everything, generated, index_of, sample

TITLES = {
    *("Busiest stacks", "Busiest targets", "Operating systems", "Compilers", "Busiest packages"),
}
NO_NEWS = News(0.0, Counter(), Counter())


def text(whole: Line) -> str:
    return "".join(text for _, text in whole.left)


def of_many() -> Dashboard:
    index = generated()
    return dashboard(index, everything(index), lambda *_: "yes")


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII], ids=["unicode", "ascii"])
@pytest.mark.parametrize(("width", "rows"), [(49, 18), (89, 30), (169, 44), (30, 9)])
def test_the_page_has_no_line_too_many_and_none_too_wide(
    width: int, rows: int, glyphs: Glyphs
) -> None:
    for found in (of_many(), dashboard(sample(), everything(sample()), lambda *_: "no")):
        lines = overview_lines(found, Page(width, rows, glyphs, "zen3"))
        assert len(lines) <= rows
        bars = [shown for shown in map(text, lines) if glyphs.bar in shown]
        assert all(width_of(bar) <= width for bar in bars)


@pytest.mark.parametrize("width", [1, 0, -40])
def test_a_pane_without_any_room_has_a_page_too(width: int) -> None:
    assert overview_lines(of_many(), Page(width, 9, UNICODE, "zen3"))


def test_where_there_is_more_than_room_the_page_is_full() -> None:
    found = of_many()
    for width, rows in ((49, 18), (89, 30)):
        assert len(overview_lines(found, Page(width, rows, UNICODE, "zen3"))) >= rows - 1


def test_where_all_bars_leave_room_examples_say_what_can_be_asked() -> None:
    found = dashboard(sample(), everything(sample()), lambda *_: "no")
    without = [text(one) for one in overview_lines(found, Page(120, 25, UNICODE, "zen3"))]
    needed = len(without) + len(QUERY) + 2
    for rows, width, is_told in ((needed, 120, True), (needed - 1, 120, False), (90, 60, False)):
        lines = [text(one) for one in overview_lines(found, Page(width, rows, UNICODE, "zen3"))]
        assert (TITLE in lines) == is_told
        if is_told:
            assert lines[: len(without)] == without
            assert len(lines) == rows


def test_a_chart_that_says_nothing_gives_its_room_to_others() -> None:
    index = index_of(a_listing("a", stacks=()), a_listing("b", package="zlib", stacks=()))
    found = dashboard(index, everything(index), lambda *_: "yes")
    lines = [text(one) for one in overview_lines(found, Page(79, 30, UNICODE, "zen3"))]
    titles = [one for one in lines if one in TITLES]
    assert titles == ["Busiest targets", "Operating systems", "Compilers", "Busiest packages"]


def test_what_came_and_went_stands_behind_the_totals_as_far_as_it_fits() -> None:
    news = News(0.0, Counter({"hdf5": 1200, "zlib": 3}), Counter({"hdf5": 2, "openmpi": 1}))
    for width, told in ((60, "hdf5 +1,200 -2, zlib +3, openmpi -1"), (24, "hdf5 +1,200 -2")):
        page = Page(width, 20, UNICODE, "zen3")
        lines = [text(one) for one in overview_lines(replace(of_many(), news=news), page)]
        at = next(number for number, shown in enumerate(lines) if shown.startswith("Since"))
        assert lines[at].endswith("  +1,203 -3 specs")
        assert lines[at + 1] == told
        assert len(lines) <= 20
    same = [text(one) for one in overview_lines(replace(of_many(), news=NO_NEWS), page)]
    assert same == [text(one) for one in overview_lines(of_many(), page)]


def test_the_chart_of_tags_is_as_high_as_their_specs_and_says_from_when_to_when() -> None:
    found = of_many()
    lines = [text(one) for one in overview_lines(found, Page(89, 40, UNICODE, "zen3"))]
    at = next(number for number, shown in enumerate(lines) if shown.startswith("Specs of"))
    tags = [tag for tag in found.tags if tag.tag is not None]
    assert f"{tags[-1].tag} to {tags[0].tag}" in lines[at]
    busiest = max(tags, key=lambda tag: tag.specs)
    assert lines[at + 1][:: len(lines[at + 1]) // len(tags)][tags[::-1].index(busiest)] == "█"


@pytest.mark.parametrize(
    ("specs", "chart", "cut"),
    [
        ((2, 4, 8, 1000), "▁▂▄█", ", 1,000 at most, cut at 16"),
        ((2, 4, 8, 32), "▁▁▂█", ", 32 at most"),
    ],
)
def test_one_tag_far_above_all_is_cut_so_that_the_others_can_be_told_apart(
    specs: tuple[int, ...], chart: str, cut: str
) -> None:
    tags = tuple(TagTotals(f"develop-2025-0{n}-01", 1, many, 1) for n, many in enumerate(specs, 1))
    found = replace(of_many(), tags=tags[::-1])
    lines = [text(one) for one in overview_lines(found, Page(89, 40, UNICODE, "zen3"))]
    at = next(number for number, shown in enumerate(lines) if shown.startswith("Specs of"))
    assert lines[at].endswith(cut)
    assert lines[at + 1][::4] == chart
