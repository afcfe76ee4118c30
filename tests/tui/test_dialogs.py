"""What opens over the screen: matrix, tags, comparison, facets, install commands."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from cachetui.sources.open import SAMPLE
from cachetui.tui.dialogs.base import ListDialog
from cachetui.tui.dialogs.tags import history_lines, total_lines
from cachetui.tui.presenter.lines import Line
from cachetui.tui.widgets.dialog_list import DialogList
from cachetui.views.tags import TagTotals, TagVersions
from support.cache_generator.generate import write_cache
from support.page_builder import Row, a_hash, page_2025
from support.pilot import Driver, matches_golden, piloted

SIZES = [(120, 36), (80, 24)]


@pytest.fixture(autouse=True)
def _in_the_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(SAMPLE)


OPENED = {
    "matrix": ["m"],
    "tags": ["t"],
    "install": ["right", "right", "i"],
    "facets": ["f"],
    "compare": ["space", "space", "equals_sign"],
    "help": ["f1"],
}


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", OPENED)
async def test_a_dialog_looks_as_it_should(name: str, size: tuple[int, int]) -> None:
    async with piloted(".", size=size) as driver:
        await driver.type("mldt")
        await driver.press_each("enter", *OPENED[name])
        matches_golden(f"{name}-{size[0]}x{size[1]}", driver.text())


@asynccontextmanager
async def over_ml_dtypes(*keys: str, size: tuple[int, int] = (120, 36)) -> AsyncIterator[Driver]:
    """Press *keys* over the specs of one package."""
    async with piloted(".", size=size) as driver:
        await driver.type("mldt")
        await driver.press("enter", *keys)
        yield driver


async def test_the_sign_of_the_cursor_in_the_matrix_stands_apart_from_the_shading() -> None:
    async with over_ml_dtypes("m") as driver:
        assert re.search(r"> [░▒▓█]{2} +\d", driver.text())
        await driver.press("left", "left", "left", "left")
        assert re.search(r" > (\.|[░▒▓█]{2} +\d)", driver.text())


async def test_the_matrix_narrows_to_a_cell_and_escape_comes_back() -> None:
    async with over_ml_dtypes("m") as driver:
        await driver.press("down", "left", "enter")
        line = driver.screen.search_line.value
        assert line == "mldt target=neoverse_v1 stack=e4s-neoverse_v1"
        assert driver.screen.view.specs_found == 6


async def test_escape_leaves_the_matrix_without_a_change() -> None:
    async with over_ml_dtypes("m") as driver:
        await driver.press("escape")
        assert driver.screen.search_line.value == "mldt"
        assert driver.app.screen is driver.screen


async def test_space_switches_a_facet_and_the_line_holds_it() -> None:
    async with over_ml_dtypes("f", "right", "space") as driver:
        assert driver.screen.search_line.value == "mldt stack=e4s"
        assert driver.screen.view.specs_found == 22
        await driver.press("space", "escape")
        assert driver.screen.search_line.value == "mldt"


async def test_the_title_of_the_facets_names_what_they_count_for() -> None:
    async with over_ml_dtypes("f") as driver:
        assert "┏━ py-ml-dtypes: facets ━" in driver.text()
        await driver.press("escape", "escape", "home", "f")
        assert "┏━ All packages: facets ━" in driver.text()


async def test_typing_narrows_the_facets_and_escape_takes_it_back_before_it_closes() -> None:
    async with over_ml_dtypes("f") as driver:
        await driver.type("cuda")
        assert "[ ] ml-linux-x86_64-cuda" in driver.text()
        assert "[ ] root" not in driver.text()
        await driver.press("space")
        assert driver.screen.search_line.value == "mldt stack=ml-linux-aarch64-cuda"
        await driver.press("backspace", "escape")
        assert "[ ] root" in driver.text()
        await driver.type("xyz")
        assert "nothing here has xyz" in driver.text()
        await driver.press("escape", "escape")
        assert driver.app.screen is driver.screen


async def test_the_heading_of_the_facet_in_view_stays_on_top() -> None:
    async with piloted(".") as driver:
        await driver.press("tab", "f", "right", *["down"] * 25)
        rows = driver.rows()
        assert "┏━ All packages: facets" in rows[1]
        assert any(f"┃  {facet}" in rows[3] for facet in ("target", "version", "variant", "os"))
        assert any("┃>   [ ] " in row for row in rows[4:])


def lines_of_dialog(driver: Driver) -> list[Line]:
    """Return the lines that the dialog lists."""
    dialog = driver.app.screen
    assert isinstance(dialog, ListDialog)
    return [dialog.lines[number] for number in range(len(dialog.lines))]


async def test_the_place_in_a_list_with_headings_counts_what_can_be_chosen() -> None:
    async with piloted(".") as driver:
        await driver.press("tab", "f")
        listed = lines_of_dialog(driver)
        values = len([shown for shown in listed if "[ ]" in shown.left[0][1]])
        assert f" 1 of {values} " in driver.rows()[1]
        await driver.press("end")
        assert f" {values} of {values} " in driver.rows()[1]


async def test_of_the_facets_only_the_headings_stand_out() -> None:
    async with piloted(".") as driver:
        await driver.press("tab", "f")
        values = [shown for shown in lines_of_dialog(driver) if "[ ]" in shown.left[0][1]]
        assert values
        assert not any(role == "head" for shown in values for role, _ in shown.left)


async def test_the_help_finds_a_key_by_typing_and_enter_does_it() -> None:
    async with over_ml_dtypes("question_mark") as driver:
        await driver.type("matrix")
        await driver.press("enter")
        assert "specs by stack and target" in driver.text()


async def test_a_dialog_with_nothing_in_it_says_why() -> None:
    async with over_ml_dtypes("exclamation_mark") as driver:
        assert "everything that was read could be used" in driver.text()
    async with piloted(".") as driver:
        await driver.type("zzzzzz")
        await driver.press("enter", "f")
        assert "nothing is found, so there is nothing to choose from" in driver.text()


async def test_the_chosen_install_command_is_copied() -> None:
    async with over_ml_dtypes("right", "right", "i") as driver:
        await driver.press("end", "enter")
        (copied,) = driver.copied
        assert copied.startswith("spack install --cache-only /")


@pytest.mark.parametrize("size", [(120, 36), (40, 10)])
async def test_install_counts_commands_and_each_is_copied_alone(size: tuple[int, int]) -> None:
    async with over_ml_dtypes("right", "right", "i", size=size) as driver:
        assert "1 of 3" in driver.text()
        await driver.press("down")
        assert "2 of 3" in driver.text()
        assert "> spack buildcache keys" in driver.text()
        await driver.press("down", "down")
        assert "3 of 3" in driver.text()
        await driver.press("up", "enter")
        assert driver.copied == ["spack buildcache keys --install --trust"]


WRAPPED = {
    "install": ["right", "right", "i"],
    "compare": ["space", "space", "equals_sign"],
    "copy": ["right", "right", "space", "space", "Y"],
    "line": ["space", "space", "equals_sign", "end", "enter"],
}


def dialog_rows(driver: Driver) -> list[str]:
    """Return the rows of the dialog on top, its frame included."""
    x, y, width, height = driver.app.screen.query_one(DialogList).region
    return [row.ljust(200)[x : x + width] for row in driver.rows()[y : y + height]]


@pytest.mark.parametrize("name", WRAPPED)
async def test_a_dialog_is_laid_out_anew_where_the_screen_is_resized(name: str) -> None:
    fresh = {}
    for size in ((50, 20), (120, 36)):
        async with over_ml_dtypes(*WRAPPED[name], size=size) as driver:
            fresh[size] = dialog_rows(driver)
    async with over_ml_dtypes(*WRAPPED[name]) as driver:
        for size in ((50, 20), (120, 36)):
            await driver.pilot.resize_terminal(*size)
            await driver.drawn()
            assert dialog_rows(driver) == fresh[size]


async def test_the_help_gives_meanings_the_room_there_is_after_a_resize() -> None:
    async with piloted(".", size=(120, 36)) as driver:
        await driver.press("f1")
        assert " open-all ┃" in driver.text()
        fresh = dialog_rows(driver)
        await driver.pilot.resize_terminal(40, 20)
        await driver.drawn()
        assert "┃    o           Open all groups   " in driver.text()
        await driver.pilot.resize_terminal(120, 36)
        await driver.drawn()
        assert dialog_rows(driver) == fresh


@pytest.mark.parametrize("keys", [["t"], ["f"], ["f1"], ["right", "right", "i"], ["ctrl+r"]])
async def test_a_dialog_says_on_the_smallest_screen_how_it_is_closed(keys: list[str]) -> None:
    async with over_ml_dtypes(*keys, size=(40, 10)) as driver:
        assert re.search(r"┗━ ([^…]+  )?esc close ━+┛", driver.text())


async def test_the_matrix_says_on_the_smallest_screen_how_it_is_closed() -> None:
    async with over_ml_dtypes("m", size=(40, 10)) as driver:
        assert "┗━ enter narrow  esc close ━" in driver.text()


async def test_a_dialog_says_in_whole_lines_why_it_is_empty() -> None:
    async with over_ml_dtypes("exclamation_mark", size=(40, 10)) as driver:
        said = " ".join(row.strip("┃ ") for row in dialog_rows(driver)[1:-1])
        assert said == "everything that was read could be used"


async def test_the_chosen_command_stays_chosen_where_the_screen_is_resized() -> None:
    async with over_ml_dtypes("right", "right", "i", "down") as driver:
        for size in ((40, 10), (200, 50), (60, 15)):
            await driver.pilot.resize_terminal(*size)
            await driver.drawn()
            assert "2 of 3" in driver.text()
        await driver.press("enter")
        assert driver.copied == ["spack buildcache keys --install --trust"]


async def test_two_configurations_are_compared_and_copied() -> None:
    async with over_ml_dtypes("space", "space", "equals_sign") as driver:
        assert "0.4.0" in driver.text()
        await driver.press("y")
        (copied,) = driver.copied
        assert "0.3.1" in copied


async def test_a_comparison_begins_on_what_differs_and_not_on_its_heading() -> None:
    async with over_ml_dtypes("space", "space", "equals_sign") as driver:
        heading, first, *_ = lines_of_dialog(driver)
        assert (heading.left[0][0], first.left[0][0]) == ("head", "dim")
        assert any("┃> version:  0.4.0" in row for row in driver.rows())


async def test_space_on_a_group_says_what_can_be_marked() -> None:
    async with over_ml_dtypes("home", "space") as driver:
        assert driver.rows()[2].strip() == "a group: mark specs or configurations in it"
        assert not driver.screen.state.marks


async def test_comparing_needs_two_marks() -> None:
    async with over_ml_dtypes("space", "equals_sign") as driver:
        assert "mark two" in driver.rows()[2]


def test_one_spec_of_one_package_is_no_plural() -> None:
    (found,) = total_lines([TagTotals("v1", 1, 1, 1)])
    assert "".join(text for _, text in found.left).split() == ["v1", "1", "package", "1", "spec"]
    (found,) = history_lines([TagVersions("v1", 1, (("1.2", 1),))])
    assert "".join(text for _, text in found.right) == "1 spec "


async def test_tags_narrow_and_widen(tmp_path: Path) -> None:
    write_cache(tmp_path, 60, 3)
    async with piloted(str(tmp_path), size=(120, 36)) as driver:
        await driver.press("tab", "t", "enter")
        value = driver.screen.search_line.value
        assert value.startswith("tag=")
        assert driver.screen.view.packages.specs < len(driver.screen.session.index.hashes)
        await driver.press("t", "a")
        assert driver.screen.search_line.value == ""
        await driver.press("t", "equals_sign")
        assert "packages:" in driver.text()


def write_page(folder: Path, text: str) -> None:
    folder.mkdir(parents=True)
    (folder / "specs.md").write_text(text)


async def test_a_matrix_wider_and_longer_than_the_screen_scrolls_under_its_headings(
    tmp_path: Path,
) -> None:
    rows = [
        Row(a_hash(f"{stack} {target}"), target=f"target{target:02}", stacks=(f"stack{stack:02}",))
        for stack in range(60)
        for target in range(40)
    ]
    write_page(tmp_path / "wide", page_2025("wide", "develop", rows))
    async with piloted(str(tmp_path)) as driver:
        await driver.type("wide")
        await driver.press("enter", "m")
        assert "target00" in driver.text()
        await driver.press("end", *["right"] * 39)
        shown = driver.text()
        assert "target39" in shown
        assert "target00" not in shown
        assert "> stack59" in shown
        await driver.press("enter")
        assert driver.screen.search_line.value == "wide target=target39 stack=stack59"
        assert driver.screen.view.specs_found == 1


async def test_the_matrix_does_not_narrow_to_where_nothing_is() -> None:
    async with over_ml_dtypes("m") as driver:
        await driver.press("left", "enter")
        assert "nothing is built there" in driver.text()
        assert driver.screen.search_line.value == "mldt"


@pytest.mark.parametrize("tag", ["a tag with spaces", "releases/v0.18", "it's, *odd*"])
async def test_a_tag_of_any_spelling_can_be_looked_at_alone(tmp_path: Path, tag: str) -> None:
    for number, name in enumerate([tag, "develop"]):
        text = page_2025("zlib", json.dumps(name), [Row(a_hash(name))])
        write_page(tmp_path / str(number), text)
    async with piloted(str(tmp_path), size=(120, 36)) as driver:
        await driver.type("zlib")
        await driver.press("enter", "t", "down", "enter")
        assert driver.screen.view.specs_found == 1
        (listing,) = driver.screen.view.packages.listings("zlib")
        assert driver.screen.session.index.listing(listing, exact=True).tag == tag


async def test_specs_of_different_packages_are_compared() -> None:
    async with piloted(".", size=(120, 36)) as driver:
        await driver.type("affine")
        await driver.press("enter", "right", "right", "space", "slash", "ctrl+u")
        await driver.type("gpyt")
        await driver.press("enter", "right", "right", "space", "equals_sign")
        assert "py-affine@2.1.0" in driver.text()
        assert "py-gpytorch@1.13" in driver.text()


async def test_a_package_of_one_spec_and_no_stack_is_that_spec(tmp_path: Path) -> None:
    only = a_hash("only")
    write_page(tmp_path / "one", page_2025("one", "develop", [Row(only, stacks=())]))
    async with piloted(str(tmp_path)) as driver:
        await driver.type("one")
        await driver.press("enter")
        assert "by version/target" in driver.text()
        await driver.press("y")
        assert driver.copied == [f"/{only}"]
        await driver.press("m")
        assert "one: specs by version and target, as none is in a stack" in driver.text()


@pytest.mark.parametrize(
    ("search", "words"),
    [
        ("py-ml-dtypes@9", "nothing is found, so there is no command that prints it"),
        ("py", "too many packages for one command: choose one"),
    ],
)
async def test_why_there_is_no_command_is_said_as_it_is(
    search: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cachetui.tui.presenter.command.MOST_NAMES", 4)
    async with piloted(".") as driver:
        await driver.type(search)
        await driver.press("escape", "home", "C")
        assert driver.rows()[2].strip() == words
        assert driver.copied == []


async def test_the_next_facet_comes_into_view_with_its_values() -> None:
    async with piloted(".", size=(80, 16)) as driver:
        await driver.press("tab", "f", "right", "right")
        shown = driver.text()
        assert ">   [ ] aarch64" in shown
        assert all(f"[ ] {target}" in shown for target in ("neoverse_v1", "x86_64_v3"))
        await driver.press("left")
        shown = driver.text()
        assert "  stack  " in shown
        assert ">   [ ] e4s  " in shown
        await driver.press("down", "up")
        assert driver.text() == shown


async def test_installing_what_does_not_run_here_says_so_first() -> None:
    async with piloted(".", size=(120, 36)) as driver:
        await driver.type("mldt target=aarch64 os=sequoia")
        await driver.press("enter", "right", "right", "i")
        assert "Does not run here: another" in driver.text()
