"""The screen over the sample: what a person finds by typing, and where the keys lead."""

from __future__ import annotations

import gc
import re
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import Mock

import pytest

from cachetui.index.loading import Loading
from cachetui.settings.options import Options
from cachetui.sources.ahead import Due
from cachetui.sources.open import SAMPLE
from cachetui.tui.app import CacheApp
from cachetui.tui.presenter.glyphs import ASCII
from cachetui.tui.presenter.spec_lines import SpecLine
from cachetui.tui.presenter.state import Pane
from cachetui.tui.presenter.transitions import can_open
from cachetui.tui.session import Session
from cachetui.views import dashboard
from support.cache_generator.indexes import write_index
from support.pilot import HOST, Driver, matches_golden, piloted

SIZES = [(200, 50), (120, 36), (80, 24), (40, 10)]


@pytest.fixture(autouse=True)
def _in_the_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    """Name the source by a relative path, so that goldens are the same everywhere."""
    monkeypatch.chdir(SAMPLE)


def package_names(driver: Driver) -> list[str | None]:
    found = driver.screen.view.packages
    return [found.name(row) for row in range(1, len(found))]


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_the_screen_looks_as_it_should(size: tuple[int, int]) -> None:
    name = f"{size[0]}x{size[1]}"
    async with piloted(".", size=size) as driver:
        matches_golden(f"start-{name}", driver.text())
        await driver.type("gpyt")
        matches_golden(f"typed-{name}", driver.text())
        await driver.press_each("enter", "right", "right")
        matches_golden(f"hash-{name}", driver.text())
        await driver.press("enter")
        matches_golden(f"detail-{name}", driver.text())


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (120, 36)])
async def test_no_row_under_specs_that_are_cut_stays_empty(size: tuple[int, int]) -> None:
    async with piloted(".", size=size) as driver:
        await driver.type("gpyt")
        await driver.press("enter", "enter")  # the detail is short for a configuration
        if size[0] < 100:
            await driver.press("3", "2")
        specs = driver.screen.lists[Pane.SPECS]
        detail = driver.screen.lists[Pane.DETAIL]
        assert specs.rows < len(specs.lines) or size[1] > 30
        for keys in [(), ("right",), ("down",), ("left",)]:
            await driver.press(*keys)
            empty = max(detail.rows - len(detail.lines), 0)
            assert specs.rows >= len(specs.lines) or not empty, driver.text()


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (40, 10)])
async def test_what_is_opened_comes_into_view_as_far_as_it_has_room(size: tuple[int, int]) -> None:
    async with piloted(".", size=size) as driver:
        await driver.type("gpyt")
        await driver.press("enter", "G", "right")  # the group root, at the end
        specs = driver.screen.lists[Pane.SPECS]
        row = driver.screen.view.spec_row
        last = driver.screen.view.specs.last_inside(row)
        assert last == len(specs.lines) - 1 > row
        assert specs.top == max(min(row, last - specs.rows + 1), 0), driver.text()
        await driver.press("down")
        assert specs.top <= max(row, last - specs.rows + 1)
        await driver.press("up", "left")
        assert driver.screen.view.specs.last_inside(row) == row


@pytest.mark.parametrize(("typed", "first"), [("gpyt", "py-gpytorch"), ("mldt", "py-ml-dtypes")])
async def test_typing_a_few_letters_puts_the_package_first(typed: str, first: str) -> None:
    async with piloted(".") as driver:
        await driver.type(typed)
        assert package_names(driver)[0] == first
        assert driver.screen.state.package == first


async def test_enter_right_right_reaches_the_first_hash_and_y_copies_just_that() -> None:
    async with piloted(".") as driver:
        await driver.type("mldt")
        await driver.press("enter", "right", "right")
        found = driver.screen.view.line
        assert found is not None
        assert found.listing is not None
        expected = driver.screen.session.index.listing(found.listing).hash
        await driver.press("y")
        assert driver.copied == [f"/{expected}"]
        assert f"/{expected}" in driver.text()


async def test_the_command_that_is_copied_reads_no_more_than_the_screen() -> None:
    async with piloted(".", offline=True, everything=True) as driver:
        await driver.type("mldt")
        await driver.press("enter", "C")
        assert " --all --offline -q py-ml-dtypes --print table ." in driver.copied[0]


@pytest.mark.parametrize(("height", "more"), [(60, ""), (24, "and ")])
async def test_on_a_broad_screen_the_detail_lists_the_hashes_that_have_room(
    height: int, more: str
) -> None:
    async with piloted(".", size=(200, height)) as driver:
        await driver.type("mldt")
        await driver.press("enter", "down", "down", "down", "down")  # a configuration of 40
        found = driver.screen.view.line
        assert found is not None
        detail = driver.screen.lists[Pane.DETAIL]
        hashes = re.findall(r"/[a-z2-7]{32}  ", driver.text())
        left = len(found.specs) - len(hashes)
        assert detail.rows >= len(detail.lines)
        assert (f"and {left} more" in driver.text()) == bool(more) == bool(left)


async def test_the_overview_has_the_totals() -> None:
    async with piloted(".") as driver:
        assert "5 packages  362 specs" in driver.rows()[0]
        assert driver.screen.state.package is None


async def test_up_and_down_move_through_packages_while_typing() -> None:
    async with piloted(".") as driver:
        await driver.press("down", "down")
        assert driver.screen.state.package == "py-gpytorch"
        await driver.press("up", "up")
        assert driver.screen.state.package is None


async def test_escape_works_outwards() -> None:
    async with piloted(".") as driver:
        await driver.type("mldt")
        await driver.press("enter", "right", "right", "space", "enter")
        state = driver.screen.state
        assert state.drawer
        assert state.marks
        await driver.press("escape")
        assert not driver.screen.state.drawer
        await driver.press("escape")
        assert not driver.screen.state.marks
        await driver.press("escape")
        assert driver.screen.state.pane is Pane.PACKAGES
        assert driver.screen.search_line.value == "mldt"
        await driver.press("escape")
        assert driver.screen.search_line.value == ""
        await driver.press("escape", "escape")
        assert driver.screen.state.pane is Pane.PACKAGES


async def test_escape_leaves_the_search_line_with_its_text() -> None:
    async with piloted(".") as driver:
        await driver.type("mldt")
        await driver.press("escape")
        assert driver.screen.search_line.value == "mldt"
        assert driver.screen.state.pane is Pane.PACKAGES
        await driver.press("j", "slash", "x")
        assert driver.screen.search_line.value == "mldtx"


@pytest.mark.parametrize("keys", [("down", "up"), ("ctrl+n", "ctrl+p"), ("ctrl+j", "ctrl+k")])
async def test_keys_move_through_the_packages_while_typing(keys: tuple[str, str]) -> None:
    async with piloted(".") as driver:
        await driver.type("py-")
        first = driver.screen.view.package_row
        await driver.press(keys[0], keys[0], keys[1])
        assert driver.screen.view.package_row == first + 1
        assert driver.screen.search_line.value == "py-"
        assert driver.app.focused is driver.screen.search_line


async def test_the_keys_of_a_pager_page() -> None:
    async with piloted(".") as driver:
        await driver.type("mldt")
        await driver.press("enter", "o")
        start = driver.screen.view.spec_row
        await driver.press("ctrl+d")
        page = driver.screen.view.spec_row - start
        assert page > 5
        await driver.press("ctrl+f", "ctrl+u", "ctrl+b")
        assert driver.screen.view.spec_row == max(start - page + page, 0)


async def test_a_colon_opens_the_palette_but_where_it_is_text() -> None:
    async with piloted(".") as driver:
        await driver.type("py-affine@1:")
        assert driver.screen.search_line.value == "py-affine@1:"
        await driver.press("escape", "colon")
        assert type(driver.app.screen).__name__ == "PaletteDialog"


async def test_grouping_turns_and_stays_while_moving_between_packages() -> None:
    async with piloted(".") as driver:
        await driver.type("mldt")
        await driver.press("enter", "b")
        assert driver.screen.state.grouping == ("target", "stack")
        await driver.press("1", "up")
        assert driver.screen.state.grouping == ("target", "stack")


async def test_versions_stand_newest_first() -> None:
    async with piloted(".", size=(120, 36)) as driver:
        await driver.type("mldt")
        await driver.press("enter", "b", "b")
        assert driver.screen.view.grouping[0] == "version"
        assert [group.label for group in driver.screen.view.groups] == ["0.4.0", "0.3.1"]


async def test_root_is_last_and_closed() -> None:
    async with piloted(".") as driver:
        await driver.type("mldt")
        labels = [group.label for group in driver.screen.view.groups]
        assert labels[-1] == "root"
        assert len(labels) == 9
        last = driver.screen.view.specs.lines[-1]
        assert (last.position.path, last.is_open) == (("root",), False)


async def test_one_key_opens_every_group_also_within_closed_ones_and_one_closes_them() -> None:
    async with piloted(".") as driver:
        await driver.type("mldt")
        await driver.press("enter", "o")
        assert [line for line in driver.screen.view.specs.lines if _is_shut(line)] == []
        await driver.press("O")
        assert [line for line in driver.screen.view.specs.lines if not _is_shut(line)] == []


def _is_shut(line: SpecLine) -> bool:
    return can_open(line) and not line.is_open


async def test_a_configuration_of_several_specs_is_not_copied() -> None:
    async with piloted(".") as driver:
        await driver.type("gpyt")
        await driver.press("enter", "y")
        assert driver.copied == []
        assert "one of 15: open it" in driver.text()


async def test_reload_keeps_the_place() -> None:
    async with piloted(".") as driver:
        await driver.type("mldt")
        await driver.press("enter", "right", "right", "down")
        before = driver.text()
        await driver.press("r")
        await driver.loaded()
        assert "nothing was read again, 5 pages had not changed" in driver.text()
        await driver.press("up", "down")
        assert driver.text() == before


async def test_the_help_lists_every_key() -> None:
    async with piloted(".", size=(120, 90)) as driver:
        await driver.press("f1")
        shown = driver.text()
        for words in (
            "Go to the search line",
            "Copy /hash of the spec",
            "Every action by name",
        ):
            assert words in shown


async def test_problems_are_shown_beside_what_could_be_read(tmp_path: Path) -> None:
    good = (SAMPLE / "_cache/develop/py-affine/specs.md").read_text()
    for name, text in (("good", good), ("bad", good[:500])):
        (tmp_path / name).mkdir()
        (tmp_path / name / "specs.md").write_text(text)
    async with piloted(str(tmp_path)) as driver:
        assert "1 problem" in driver.rows()[0]
        await driver.press("down", "enter", "exclamation_mark")
        assert "cut off" in driver.text()


async def test_the_place_among_problems_counts_them_and_not_their_lines(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
        (tmp_path / name / "specs.md").write_text("---\n")
    async with piloted(str(tmp_path)) as driver:
        await driver.press("escape", "exclamation_mark")
        assert "1 of 2" in driver.text()
        await driver.press("down")
        assert "1 of 2" in driver.text()
        await driver.press("down")
        assert "2 of 2" in driver.text()


async def test_what_is_said_is_seen_on_the_smallest_screen_until_the_next_key() -> None:
    async with piloted(".", size=(40, 10)) as driver:
        await driver.type("gpyt")
        await driver.press("enter", "equals_sign")
        assert "mark two to" in driver.text()
        await driver.press("down")
        assert "mark two to" not in driver.text()


async def test_the_panes_follow_a_resize() -> None:
    async with piloted(".", size=(120, 36)) as driver:
        await driver.type("gpyt")
        wide = driver.text()
        await driver.pilot.resize_terminal(40, 10)
        await driver.drawn()
        assert all(len(row) <= 40 for row in driver.rows())
        await driver.pilot.resize_terminal(120, 36)
        await driver.drawn()
        assert driver.text() == wide


async def test_a_terminal_too_small_says_so() -> None:
    async with piloted(".") as driver:
        await driver.pilot.resize_terminal(20, 5)
        await driver.drawn()
        assert "terminal too sm" in driver.text()


async def test_marks_and_place_name_the_same_specs_after_a_reload_that_found_more(
    tmp_path: Path,
) -> None:
    def add(package: str) -> None:
        text = (SAMPLE / f"_cache/develop/{package}/specs.md").read_text()
        (tmp_path / package).mkdir()
        (tmp_path / package / "specs.md").write_text(text)

    add("py-ml-dtypes")
    async with piloted(str(tmp_path)) as driver:
        await driver.press("down", "enter", "right", "right", "space")
        marked = driver.screen.state.marks
        before = driver.screen.view.line
        add("py-affine")  # is read first, so every code is another one now
        await driver.press("r")
        await driver.loaded()
        after = driver.screen.view.line
        assert before is not None
        assert after is not None
        assert after.position == before.position
        assert driver.screen.state.marks == marked
        await driver.press("y")
        assert driver.copied == [f"/{name}" for (name,) in marked]


def test_the_first_paint_waits_for_the_reading_and_not_for_what_is_learned_after_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    learning = threading.Event()
    monkeypatch.setattr("cachetui.tui.session.FIRST_PAINT_WAIT", 30)
    monkeypatch.setattr("cachetui.tui.session.get_ready_to_search", lambda _: learning.set())
    session = Session(Options((".",)))
    began = time.monotonic()
    session.start(lambda: None)
    assert session.loading.progress.done
    assert time.monotonic() - began < 20
    assert not learning.wait(0.1)
    session.painted.set()
    assert learning.wait(20)


async def test_a_reload_lets_go_of_what_was_read_before() -> None:
    async with piloted(".") as driver:
        before = weakref.ref(driver.screen.session.index)
        await driver.type("mldt runs=yes")
        await driver.press("enter", "f", "escape", "r")
        await driver.loaded()

        def is_gone() -> bool:
            gc.collect()
            return before() is None

        await driver.until(is_gone, "the end of the first index")


async def test_a_key_is_answered_between_two_steps_of_the_overview(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    under_way = Mock()

    def without_end(*_: object) -> Iterator[None]:
        while True:
            under_way()
            yield

    monkeypatch.setattr(dashboard, "dashboard_steps", without_end)
    async with piloted(".", waits=False) as driver:
        await driver.until(lambda: under_way.called, "the first step")
        await driver.press("down")
        assert driver.screen.state.package == package_names(driver)[0]


async def test_what_has_been_read_by_the_first_paint_is_on_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    has_read, go_on = threading.Event(), threading.Event()
    read, start = Loading._read, Session.start

    def one_page_until_told(loading: Loading, due: Due, name: str | None) -> None:
        if loading.progress.read:
            has_read.set()
            go_on.wait()
        read(loading, due, name)

    def until_it_has_read(session: Session, finished: Callable[[], object]) -> None:
        start(session, finished)
        has_read.wait()

    monkeypatch.setattr(Loading, "_read", one_page_until_told)
    monkeypatch.setattr(Session, "start", until_it_has_read)
    monkeypatch.setattr("cachetui.tui.browse_screen.TICK", 60)
    session = Session(Options(sources=(".",), host=HOST))
    app = CacheApp(session)
    async with app.run_test() as pilot:
        driver = Driver(app, pilot)
        await driver.until(lambda: "All packages" in driver.text())
        assert session.loading.progress.read == 1
        assert " 1 of 1 | " in driver.rows()[1]
        go_on.set()
        await driver.loaded()


async def test_the_reading_gives_way_to_keys_but_not_to_the_mouse_on_its_way() -> None:
    async with piloted(".") as driver:
        gives_way = driver.app.session.loading.give_way = Mock()  # type: ignore[method-assign]
        await driver.pilot.hover(offset=(20, 10))
        assert not gives_way.called
        await driver.press("g")
        assert gives_way.called


async def test_a_folder_without_pages_says_so(tmp_path: Path) -> None:
    async with piloted(str(tmp_path)) as driver:
        assert "no .md or .txt file there says 'layout: cache'" in driver.rows()[2]
    async with piloted(".", tags=("v9*",)) as driver:
        assert "no page has a tag of v9*" in driver.rows()[2]
    (tmp_path / "specs.md").write_text("---\nlayout: cache\n")
    async with piloted(str(tmp_path)) as driver:
        assert "nothing could be read: the problems (!) say why" in driver.rows()[2]


async def test_the_top_line_cuts_the_source_before_what_was_read_and_the_host(
    tmp_path: Path,
) -> None:
    long = tmp_path / ("a-very-long-name-" * 8)
    long.symlink_to(SAMPLE)
    async with piloted(str(long), size=(70, 24)) as driver:
        assert "… | 5 packages  362 specs | on linux-ubuntu24.04-zen3" in driver.rows()[0]
    async with piloted(str(long), size=(120, 24), tags=("dev*",)) as driver:
        assert "… | dev* | 5 packages  362 specs" in driver.rows()[0]


async def test_where_enter_picks_the_footer_says_so() -> None:
    async with piloted(".", pick="hash") as driver:
        assert "enter open" in driver.rows()[-1]
        await driver.press("down", "enter")
        assert "enter pick" in driver.rows()[-1]


async def test_the_frame_of_the_pane_that_has_the_keys_is_heavy_and_no_other() -> None:
    async with piloted(".", size=(120, 36)) as driver:
        await driver.type("mldt")
        assert "┏" not in driver.text()
        for key, title in (("enter", "━ py-ml-dtypes  129"), ("1", "━ Packages"), ("3", "━ py-ml")):
            await driver.press(key)
            assert title in driver.text()
            assert driver.text().count("┏") == 1


async def test_a_frame_says_where_the_cursor_is_and_where_there_is_more() -> None:
    async with piloted(".") as driver:
        await driver.type("mldt")
        await driver.press("enter")
        assert " 3 of 27 ━┓" in driver.rows()[3]
        assert [row[-1] for row in driver.rows() if row.endswith(("▴", "▾"))] == ["▾"]
        await driver.press("end")
        assert " 27 of 27 ━┓" in driver.rows()[3]
        assert [row[-1] for row in driver.rows() if row.endswith(("▴", "▾"))] == ["▴"]


async def test_opening_and_closing_all_groups_keeps_the_place() -> None:
    async with piloted(".") as driver:
        await driver.type("mldt")
        await driver.press("enter", "end")
        place = driver.screen.view.line
        assert place is not None
        await driver.press("o")
        assert driver.screen.view.line is not None
        assert driver.screen.view.line.position == place.position
        await driver.press("down", "down", "down", "O")
        assert driver.screen.view.line is not None
        assert driver.screen.view.line.position == place.position


@pytest.mark.parametrize(
    ("sign", "shown"),
    [(".", "runs=yes,maybe"), ("?", "━ Help"), ("!", "esc close"), ("=", "mark two")],
)
async def test_a_sign_that_begins_no_query_is_a_key_in_an_empty_search_line(
    sign: str, shown: str
) -> None:
    async with piloted(".") as driver:
        await driver.press(sign)
        assert shown in driver.text()
        await driver.press("escape")
        assert driver.screen.search_line.value in ("", "runs=yes,maybe")
    async with piloted(".") as driver:
        await driver.type(f"gp{sign}")
        assert driver.screen.search_line.value == f"gp{sign}"


async def test_the_footer_names_keys_of_a_spec_only_where_there_is_one() -> None:
    async with piloted(".", size=(120, 36)) as driver:
        await driver.press("tab", "tab")
        assert "install" not in driver.rows()[-1]
        await driver.type("/gpyt")
        await driver.press("enter")
        assert "install" in driver.rows()[-1]


async def test_the_footer_names_the_comparison_once_there_is_something_to_compare() -> None:
    async with piloted(".") as driver:
        await driver.type("mldt")
        await driver.press("enter", "space")
        assert "compare" not in driver.rows()[-1]
        await driver.press("space")
        assert " = compare " in driver.rows()[-1]
        await driver.press(*["down", "down", "space"] * 3)
        assert len(driver.screen.state.marks) == 5
        assert "compare" not in driver.rows()[-1]


async def test_the_footer_names_dependencies_only_where_they_are_known(tmp_path: Path) -> None:
    write_index(tmp_path / "index.json", 40)
    for source, is_named in ((".", False), (str(tmp_path), True)):
        async with piloted(source, size=(120, 36)) as driver:
            await driver.press("down", "enter")
            assert (" d dependencies " in driver.rows()[-1]) == is_named


async def test_a_frame_ends_where_its_list_does() -> None:
    async with piloted(".") as driver:
        await driver.type("mldt")
        left = [row[:26] for row in driver.rows()[3:8]]
        assert left[3:] == ["└" + "─" * 24 + "┘", " " * 26]


async def test_groups_with_what_runs_on_the_host_come_first_and_root_last() -> None:
    async with piloted(".") as driver:
        await driver.type("mldt")
        letters = driver.screen.session.views.letter
        groups = driver.screen.view.groups
        first = [letters(group.groups[0].configurations[0].configuration) for group in groups]
        assert first == ["y"] * 4 + ["n"] * 4 + ["y"]
        assert groups[-1].label == "root"


async def test_the_specs_leave_the_detail_room_for_the_install_command_first() -> None:
    async with piloted(".", size=(120, 36)) as driver:
        await driver.type("mldt")
        await driver.press("enter", "right", "right")
        rows = driver.rows()
        top = next(n for n, row in enumerate(rows) if "┌─ /" in row)
        assert "  spack install --cache-only /" in rows[top + 2]
        assert any("└" in row for row in rows[top:])


async def test_what_is_cut_ends_in_dots_and_never_in_what_means_off() -> None:
    async with piloted(".", size=(62, 24)) as driver:
        await driver.type("mldt")
        assert "…" in driver.text()
        assert "~" not in driver.text()
    async with piloted(".", size=(62, 24), glyphs=ASCII) as driver:
        await driver.type("mldt")
        assert ".. " in driver.text()
        assert driver.text().isascii()


async def test_the_end_of_the_detail_is_its_last_line_and_one_key_leads_back() -> None:
    async with piloted(".", size=(80, 14)) as driver:
        await driver.type("gpyt")
        await driver.press("enter", "right", "right", "3", "end", "end", "pagedown")
        detail = driver.screen.lists[Pane.DETAIL]
        last = len(detail.lines) - detail.rows
        assert last > 2
        assert detail.top == last
        await driver.press("up")
        assert detail.top == last - 1


async def test_on_a_small_screen_specs_keep_their_lines_whatever_the_detail_needs() -> None:
    async with piloted(".") as driver:
        await driver.type("gpyt")
        await driver.press("enter", "enter", "3", "2", "g")
        specs = driver.screen.lists[Pane.SPECS]
        heights = set()
        for _ in range(5):  # a group, another, a configuration, its specs
            heights.add(specs.size.height)
            await driver.press("down")
        assert len(heights) == 1  # or most of the screen would be drawn for one key
