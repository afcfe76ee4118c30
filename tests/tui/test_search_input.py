"""The search line: half-typed text, errors, completions, and what it says of itself."""

from __future__ import annotations

import json
import shlex
import sys
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest

from cachetui.query.partial import read_partial
from cachetui.sources.open import SAMPLE
from cachetui.tui.presenter.glyphs import ASCII
from support import page_builder
from support.pilot import Driver, piloted
from support.pty_terminal import Terminal
from support.textual_internals import watch_layouts


@pytest.fixture(autouse=True)
def _in_the_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(SAMPLE)


def hint(driver: Driver) -> str:
    return driver.rows()[2]


def found(driver: Driver) -> int:
    return driver.screen.view.packages.packages


Row = dict[str, Any]


def rows_of_the_sample() -> list[tuple[str, Row]]:
    """Read the pages by hand: each row with its package's name."""
    rows = []
    for page in SAMPLE.rglob("specs.md"):
        lines = page.read_text().splitlines()
        (details,) = (line for line in lines if line.startswith("spec_details: "))
        rows += [
            (page.parent.name, row) for row in json.loads(details.removeprefix("spec_details: "))
        ]
    return rows


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("", lambda name, row: True),
        ("target=aarch64", lambda name, row: row["target"] == "aarch64"),
        (
            "gpyt target=aarch64",
            lambda name, row: (name, row["target"]) == ("py-gpytorch", "aarch64"),
        ),
        (
            "py-ml-dtypes@0.3.1",
            lambda name, row: name == "py-ml-dtypes" and row["versions"] == ["0.3.1"],
        ),
        ("/2lwakq4", lambda name, row: row["hash"].startswith("2lwakq4")),
        ("stack=e4s os=ubuntu22.04", lambda name, row: "e4s" in row["stacks"]),
        ("@1.13", lambda name, row: row["versions"] == ["1.13"]),
        ("nothing-like-this-at-all", lambda name, row: False),
    ],
)
async def test_the_line_finds_packages_and_specs(
    text: str, holds: Callable[[str, Row], bool]
) -> None:
    expected = [(name, row) for name, row in rows_of_the_sample() if holds(name, row)]
    async with piloted(".") as driver:
        await driver.type(text)
        view = driver.screen.view
        assert view.packages.packages == len({name for name, _ in expected})
        assert view.packages.specs == len(expected)


@pytest.mark.parametrize("end", ["@", "%", " target=", ' stack="e4', " os=", "+"])
async def test_an_unfinished_end_is_left_out(end: str) -> None:
    async with piloted(".") as driver:
        await driver.type("py-ml-dtypes")
        before = driver.screen.view.specs_found
        await driver.type(end)
        assert driver.screen.view.specs_found == before
        assert "^" not in hint(driver)


async def test_an_error_keeps_the_last_result_and_shows_its_place() -> None:
    async with piloted(".") as driver:
        await driver.type("gpyt")
        await driver.type(" @@")
        assert found(driver) == 1
        assert driver.screen.view.packages.name(1) == "py-gpytorch"
        line = driver.rows()[1]
        assert line[hint(driver).index("^")] == "@"


async def test_an_error_to_start_with_is_shown() -> None:
    async with piloted(".", queries=("x::",)) as driver:
        assert driver.screen.search_line.value == "x::"
        assert hint(driver).index("^") == 3 + 1


async def test_the_caret_stands_under_the_error_also_where_the_text_has_moved_on() -> None:
    async with piloted(".") as driver:
        await driver.type("py-ml-dtypes build_system=python_pip os=x @@ y")
        line = driver.rows()[1]
        assert not line.startswith(" > py-ml")
        assert line[hint(driver).index("^")] == "@"
        await driver.press("home")
        line = driver.rows()[1]
        assert line.startswith(" > py-ml")
        assert line[hint(driver).index("^")] == "@"


async def test_a_slip_in_a_target_that_no_spec_has_offers_those_that_archspec_knows() -> None:
    async with piloted(".") as driver:
        await driver.type("target=zne3")
        assert hint(driver) == "   no target begins with zne3  tab: zen3"
        assert "target=zne3: 0 here; nearest: target=:zen3" in driver.text()
        await driver.press("tab")
        assert driver.screen.search_line.value == "target=zen3"
        assert ":zen3, what runs on it: 196" in driver.text()


LONG = "py-opt-einsum@3: target=x86_64_v3 os=ubuntu24.04 stack=ml-linux-x86_64-cuda"


async def test_a_long_text_without_the_keys_shows_its_beginning_and_that_more_follows() -> None:
    async with piloted(".", queries=(LONG,)) as driver:
        await driver.press("escape")
        assert driver.rows()[1].startswith(" / py-opt-einsum@3: target=x86_64_v3 os=ubuntu…  ")
        await driver.pilot.resize_terminal(40, 10)
        await driver.drawn()
        assert driver.rows()[1].startswith(" / py-opt-einsum@3:…  ")
        await driver.pilot.resize_terminal(120, 36)
        await driver.drawn()
        assert driver.rows()[1].startswith(f" / {LONG}  ")


async def test_a_long_text_shows_its_cursor_from_the_start_and_what_is_cut_around_it() -> None:
    async with piloted(".", queries=(LONG,)) as driver:
        assert driver.rows()[1].startswith(f" > …{LONG[-42:]}  ")
        await driver.press(*["left"] * 50)
        row, before = driver.rows()[1][3:47], LONG[: len(LONG) - 50]
        assert row[0] == row[-1] == "…"
        place = driver.app.cursor_position.x - 3
        assert before.endswith(row[1:place])
        assert LONG[len(before) :].startswith(row[place:-1])
        await driver.press("home")
        assert driver.rows()[1].startswith(f" > {LONG[:43]}…  ")


async def test_a_wide_letter_is_whole_at_the_end_that_is_not_cut() -> None:
    async with piloted(".", queries=("\u65e5\u672c" * 30,)) as driver:
        await driver.press("escape")
        assert driver.rows()[1].startswith(" / \u65e5\u672c\u65e5")
        assert "\u2026" in driver.rows()[1]


async def test_the_signs_of_a_cut_text_never_cover_the_cursor() -> None:
    async with piloted(".", queries=(LONG,), glyphs=ASCII) as driver:
        for number in reversed(range(len(LONG))):
            await driver.press("left")
            row = driver.rows()[1]
            assert row[driver.app.cursor_position.x] == LONG[number], row


async def test_a_message_is_whole_where_the_caret_leaves_no_room_for_it() -> None:
    async with piloted(".", size=(40, 10)) as driver:
        await driver.type("py-ml-dtypes @@")
        assert hint(driver) == "   a version is expected after '@'"


@pytest.mark.parametrize("size", [(80, 24), (40, 10), (120, 36)])
async def test_a_long_message_is_whole_and_gives_its_lines_back(size: tuple[int, int]) -> None:
    whole = (
        "'target' is given twice: a spec cannot have two architectures, "
        "each of 'platform', 'os' and 'target' stands once"
    )
    async with piloted(".", size=size) as driver:
        await driver.type("py-affine target=x86_64_v3 target=zen3")
        rows = driver.rows()
        title = next(number for number, row in enumerate(rows) if row.startswith("┌"))
        said = " ".join(row.strip(" ^") for row in rows[2:title])
        assert said.strip() == whole
        assert "(old)" in rows[title]
        await driver.press(*["backspace"] * 12)
        assert len(driver.rows()) == len(rows)
        assert "Packages" in driver.rows()[2 if size == (40, 10) else 3]


async def test_what_a_key_says_is_whole_on_a_narrow_screen() -> None:
    async with piloted(".", size=(40, 12)) as driver:
        await driver.press("escape", "equals_sign")
        said = " ".join(map(str.strip, driver.rows()[2:4]))
        assert said == "mark two to 4 specs or configurations with space, then compare them"


async def test_a_value_that_no_page_has_keeps_the_last_result_and_suggests() -> None:
    async with piloted(".") as driver:
        await driver.type("gpyt target=aarc")
        assert found(driver) == 1
        assert "aarch64" in hint(driver)


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("py-op", "py-opt-einsum"),
        ("gpyt", "py-gpytorch"),
        ("os=se", "os=sequoia"),
        ("target=neo", "target=neoverse_v1"),
        ("stack=ml-darwin", "stack=ml-darwin-aarch64-mps"),
        ("py-ml-dtypes@0.3", "py-ml-dtypes@0.3.1"),
        ("%app", "%apple-clang"),
        ("sta", "stack="),
        ("py-ml-dtypes sta", "py-ml-dtypes stack="),
    ],
)
async def test_tab_completes(typed: str, completed: str) -> None:
    async with piloted(".") as driver:
        await driver.type(typed)
        await driver.press("tab")
        assert driver.screen.search_line.value == completed
        assert driver.app.focused is driver.screen.search_line


async def test_tab_changes_the_pane_where_there_is_nothing_to_complete() -> None:
    async with piloted(".") as driver:
        await driver.press("tab")
        assert driver.app.focused is not driver.screen.search_line


async def test_what_pages_cannot_answer_is_said() -> None:
    async with piloted(".") as driver:
        await driver.type("py-ml-dtypes ^zlib")
        assert "dependencies" in hint(driver)
        assert driver.screen.view.packages.packages == 0


async def test_a_variant_behind_a_compiler_gets_a_hint() -> None:
    async with piloted(".") as driver:
        await driver.type("py-ml-dtypes %gcc +foo")
        assert "Spack 1.x" in hint(driver)


async def test_runs_here_narrows_and_widens_again() -> None:
    async with piloted(".") as driver:
        await driver.press("down", "enter", "full_stop")
        assert driver.screen.search_line.value == "runs=yes,maybe"
        assert driver.screen.view.packages.specs < 362
        await driver.press("full_stop")
        assert driver.screen.search_line.value == ""


async def test_earlier_searches_come_back() -> None:
    async with piloted(".") as driver:
        await driver.type("gpyt")
        await driver.press("enter", "slash", "ctrl+u")
        await driver.type("mldt")
        await driver.press("enter", "ctrl+r", "down", "enter")
        assert driver.screen.search_line.value == "gpyt"
        assert driver.screen.state.package == "py-gpytorch"


async def test_a_search_that_facets_made_comes_back_after_escape_has_cleared_it() -> None:
    async with piloted(".") as driver:
        await driver.type("gpyt")
        await driver.press("enter", "f", "right", "space", "escape")
        made = driver.screen.search_line.value
        assert made.startswith("gpyt stack=")
        await driver.press("escape", "escape")
        assert driver.screen.search_line.value == ""
        await driver.press("slash", "ctrl+r", "enter")
        assert driver.screen.search_line.value == made


async def test_a_search_that_was_mended_by_a_reason_comes_back() -> None:
    async with piloted(".") as driver:
        await driver.type("gpyt")
        await driver.press("enter", "f", "right", "space", "escape", "slash")
        await driver.type(" os=beos")
        asked = driver.screen.search_line.value
        await driver.press("enter", "enter", "ctrl+r", "enter")
        assert driver.screen.search_line.value == asked


async def test_the_command_for_what_is_shown_has_the_real_names_in_it() -> None:
    async with piloted(".") as driver:
        await driver.type("gpyt target=aarch64")
        await driver.press("enter", "C")
        (copied,) = driver.copied
        words = ["--host=linux-ubuntu24.04-zen3", "-q", "py-gpytorch target=aarch64"]
        assert shlex.split(copied) == ["cachetui", *words, "--print", "table", "."]


async def test_a_search_is_refined_where_it_was_left() -> None:
    async with piloted(".") as driver:
        await driver.type("mldt")
        await driver.press("enter", "slash")
        await driver.type(" stack=e4s")
        assert driver.screen.search_line.value == "mldt stack=e4s"
        assert driver.screen.view.specs_found == 22


def test_a_burst_of_keys_means_the_same_as_keys_one_by_one() -> None:
    with Terminal([sys.executable, "-m", "cachetui", "--no-mouse"], cwd=SAMPLE) as terminal:
        terminal.wait_for("py-opt-einsum")
        terminal.send("mldx\x7ft\r\x1b[C\x1b[Cy/\x15gpyt")  # in one piece, as a slow link has it
        terminal.wait_for(lambda: terminal.rows()[1].startswith(" > gpyt"))
        sent = terminal.output.partition(b"\x1b]52;c;")[2].partition(b"\x07")[0]
        first = min(row["hash"] for name, row in rows_of_the_sample() if is_first(name, row))
        assert b64decode(sent).decode() == f"/{first}"


def test_keys_behind_a_paste_come_after_it() -> None:
    with Terminal([sys.executable, "-m", "cachetui", "--no-mouse"], cwd=SAMPLE) as terminal:
        terminal.wait_for("py-opt-einsum")
        terminal.send("\x1b[200~gpytorch\x1b[201~\x15ml\x1b[200~-dtypes\x1b[201~\r/!")
        terminal.wait_for(lambda: terminal.rows()[1].startswith(" > ml-dtypes!"))


def is_first(name: str, row: Row) -> bool:
    """Tell whether a row is of the first configuration in the first stack of py-ml-dtypes."""
    return (name, row["versions"]) == ("py-ml-dtypes", ["0.4.0"]) and "e4s" in row["stacks"]


async def test_typing_draws_but_lays_nothing_out_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    async with piloted(str(SAMPLE)) as driver:
        await driver.type("py-o")
        lays_out = watch_layouts(driver.screen, monkeypatch)
        await driver.type("pt-e")
        assert "> py-opt-e" in driver.rows()[1]
        assert not lays_out.called


async def test_a_key_parses_and_runs_the_search_once(monkeypatch: pytest.MonkeyPatch) -> None:
    parses = Mock(wraps=read_partial)
    monkeypatch.setattr("cachetui.query.partial.read_partial", parses)
    async with piloted(".") as driver:
        runs = Mock(wraps=driver.screen.session.views._search.find)
        monkeypatch.setattr(driver.screen.session.views._search, "find", runs)
        for key in "gpyt":
            await driver.press(key)
            assert (parses.call_count, runs.call_count) == (1, 1)
            parses.reset_mock()
            runs.reset_mock()
        await driver.press("down", "enter", "right", "b", "full_stop")
        assert (parses.call_count, runs.call_count) == (1, 1)  # for what the last key asks


async def test_where_nothing_is_called_so_the_keys_of_a_query_are_offered() -> None:
    async with piloted(".", size=(120, 36)) as driver:
        await driver.type("gpyt ta")
        assert "no package is called anything like gpyt ta  tab: gpyt target= gpyt tag=" in hint(
            driver
        )


@pytest.mark.parametrize("typed", ["gpytorch aarch64", "gpyt aar"])
async def test_a_target_without_its_key_is_offered_with_it(typed: str) -> None:
    async with piloted(".", size=(120, 36)) as driver:
        name = typed.split()[0]
        await driver.type(typed)
        assert f"anything like {typed}  tab: {name} target=aarch64" in hint(driver)
        await driver.press("tab")
        assert driver.screen.search_line.value == f"{name} target=aarch64"
        assert driver.screen.view.packages.specs > 0


async def test_tab_makes_a_field_of_the_word_behind_a_name_though_a_package_is_called_so(
    tmp_path: Path,
) -> None:
    for name in ("hdf5", "tar"):
        folder = tmp_path / "v1" / name
        folder.mkdir(parents=True)
        row = page_builder.Row(page_builder.a_hash(name))
        (folder / "specs.md").write_text(page_builder.page_2025(name, "v1", [row]))
    async with piloted(str(tmp_path)) as driver:
        await driver.type("hdf5 %gcc tar")
        await driver.press("tab")
        assert driver.screen.search_line.value == "hdf5 %gcc target="
