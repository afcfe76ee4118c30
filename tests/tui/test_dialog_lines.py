"""The lines of dialogs: aligned, coloured by what they mean, in a dialog as wide as they are."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from cachetui.model import Listing
from cachetui.sources.open import SAMPLE
from cachetui.tui.dialogs.compare import compared_lines
from cachetui.tui.dialogs.tags import history_lines, total_lines
from cachetui.tui.presenter.lines import Line, Span
from cachetui.views.compare import compare, side
from cachetui.views.tags import TagTotals, TagVersions
from support.index_builder import a_listing, index_of
from support.pilot import piloted


def texts(lines: Iterable[Line]) -> list[str]:
    return ["".join(text for _, text in (*one.left, *one.right)) for one in lines]


def test_versions_of_a_tag_and_their_counts_stand_in_columns() -> None:
    past = [
        TagVersions("develop", 1061, (("1.10.2", 15), ("1.9", 1046))),
        TagVersions("v0.21.0", 3, (("1.9", 3),)),
        TagVersions(None, 5, tuple((f"1.{n}", 1) for n in range(5, 0, -1))),
    ]
    assert texts(history_lines(past)) == [
        "develop  1.10.2 x15  1.9 x1,0461,061 specs",
        "v0.21.0  1.9     x3    3 specs",
        "no tag   1.5     x1  1.4     x1  1.3 x1  1.2 x1  and 1 more    5 specs",
    ]
    assert history_lines([]) == []


def test_what_tags_hold_stands_in_columns_that_no_width_leaves_out() -> None:
    lines = total_lines([TagTotals("develop", 2254, 54607, 60000), TagTotals("v1", 1, 1, 1)])
    assert texts(lines) == [
        "develop  2,254 packages  54,607 specs",
        "v1           1 package        1 spec ",
    ]
    assert not any(one.right for one in lines)


def compared(*listings: Listing) -> dict[str, list[Span]]:
    """Return the cells of each row of the comparison of *listings*, blanks left out."""
    index = index_of(*listings)
    sides = [side(index, [number]) for number in range(len(listings))]
    head, *lines = compared_lines(compare(index, sides))
    assert {role for role, _ in head.left} == {"head"}
    return {one.left[0][1].strip(): [s for s in one.left[1:] if s[1].strip()] for one in lines}


def test_only_what_differs_has_a_colour_in_a_comparison() -> None:
    spans = compared(
        a_listing("a", variants=("+mpi",), stacks=("e4s", "root")),
        a_listing("b", variants=("~mpi",), stacks=("ml", "root")),
        a_listing("c", variants=("+mpi",), stacks=("e4s", "root"), versions=("1.12",)),
    )
    version, variant, stacks = spans["version:"], spans["mpi:"], spans["stacks:"]
    assert version == [("version", "1.14.3"), ("version", "1.14.3"), ("version", "1.12")]
    assert variant == [("variant", "+mpi"), ("variant", "~mpi"), ("variant", "+mpi")]
    assert [text for role, text in stacks if role != "dim"] == ["e4s", "ml", "e4s"]


def test_what_is_a_part_of_another_is_not_the_same() -> None:
    spans = compared(a_listing("a", stacks=("e4s", "ml")), a_listing("b", stacks=("e4s",)))
    assert spans["stacks:"] == [("dim", "e4s"), ("dim", ","), ("", "ml"), ("", "e4s")]


def test_values_of_a_variant_are_compared_without_its_name() -> None:
    texts = "languages=c,c++", "languages:=c++", "languages=c++,d"
    two, one, three = (a_listing(text, variants=(text,)) for text in texts)
    assert compared(one, two)["languages:"] == [
        *[("variant", "languages:="), ("variant", "c++")],
        *[("dim", "languages="), ("variant", "c"), ("dim", ","), ("dim", "c++")],
    ]
    assert compared(two, three)["languages:"] == [
        *[("dim", "languages="), ("variant", "c"), ("dim", ","), ("dim", "c++")],
        *[("dim", "languages="), ("dim", "c++"), ("dim", ","), ("variant", "d")],
    ]
    assert compared(one, a_listing("none", variants=()))["languages:"] == [
        *[("variant", "languages:="), ("variant", "c++")],
        ("variant", "-"),
    ]


@pytest.mark.parametrize("width", [80, 120, 200])
async def test_a_dialog_is_as_wide_as_what_it_shows(
    width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(SAMPLE)
    async with piloted(".", size=(width, 36)) as driver:
        await driver.type("mldt")
        await driver.press("enter", "f")
        wide = next(row for row in driver.rows() if "┏━ py-ml-dtypes: facets" in row)
        dialog = driver.app.screen.query_one("#dialog-list")
        assert dialog.size.width == 64
        assert "space switch  left right next facet  enter done  esc close ━" in driver.text()
        await driver.press(*"yes")
        assert dialog.size.width == 64  # what is typed moves nothing
        assert wide.index("┏━ py-ml-dtypes: facets") == dialog.region.x


@pytest.mark.parametrize("width", [80, 200])
async def test_a_matrix_is_as_wide_as_its_cells(
    width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(SAMPLE)
    async with piloted(".", size=(width, 36)) as driver:
        await driver.type("mldt")
        await driver.press("enter", "m")
        grid = driver.app.screen.query_one("#matrix")
        assert grid.size.width == 73
        text = driver.text()
        assert "┃  ml-linux-aarch64-cuda     ▓▓  27              .            .      27 ┃" in text
        assert "█ most ━" in text
