"""What is shown is what is asked: ``--print`` finds the same by the command that ``C`` copies."""

from __future__ import annotations

import shlex
from pathlib import Path
from random import Random

import pytest
from textual.events import Paste

from cachetui.sources.open import SAMPLE
from cachetui.tui.presenter.state import Pane
from support.in_process import call
from support.page_builder import Row, a_hash, page_2025
from support.paths import DATA
from support.pilot import Driver, piloted
from support.walker import Walker

WORDS = (
    *("gpyt", "py-ml-dtypes", "mldt", "torch", "@1", "@0.3.1", "@2:", "%gcc", "%app", "%none"),
    *("target=aar", "target=x86_64", "target=zen3", "target=:zen3", "os=ubu", "os=sequoia"),
    *("stack=e4s", "stack=ml-", "stack=nothing", "tag=dev", "runs=yes", "runs=m", "+", "~ipo"),
    *("build_system=python_pip", "build_system=cm", "/2l", "/zz", "platform=lin", "compiler=gcc@1"),
    *("^zlib", "tag='a b", '"', "::", "target=,", "os=ubuntu22.04,seq"),
)
EDITS = (
    *("cursor_left", "cursor_right", "home", "end", "delete_left", "delete_left_word"),
    *("delete_right", "cursor_left_word"),
)
"""Actions of the text field."""
OUT = ("enter", "escape", "complete")
"""Actions of the screen."""


@pytest.fixture(autouse=True)
def _in_the_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(SAMPLE)


def walk(driver: Driver, chance: Random) -> list[str]:
    """Clear the line and do what people do; return what was done."""
    screen, done = driver.screen, list[str]()
    screen.search_for("")
    for _ in range(chance.randint(1, 9)):
        screen.action_move("search")
        kind = chance.random()
        if kind < 0.6:
            done.append(chance.choice(WORDS) + " " * (chance.random() < 0.5))
            for letter in done[-1]:
                screen.search_line.insert_text_at_cursor(letter)
        elif kind < 0.9:
            done.append(chance.choice(EDITS))
            getattr(screen.search_line, f"action_{done[-1]}")()
        else:
            done.append(chance.choice(OUT))
            getattr(screen, f"action_{done[-1]}")()
    return done


def shown(driver: Driver) -> set[str | None]:
    """Return the hashes of the specs that the panes are about."""
    index, view = driver.screen.session.index, driver.screen.view
    return {index.listing(number).hash for number in driver.screen.session.listings(view)}


@pytest.mark.parametrize("seed", range(4))
async def test_what_is_shown_is_what_the_copied_command_prints(seed: int) -> None:
    chance = Random(seed)
    async with piloted(".") as driver:
        for _ in range(40):
            done = walk(driver, chance)
            if driver.screen.state.search.stale:
                continue
            command = driver.screen.session.command(driver.screen.view)
            if command is None:
                assert shown(driver) == set(), done
                continue
            arguments = shlex.split(command.replace("--print table", "--print hash"))[1:]
            printed = call(*arguments)
            assert set(printed.out.split()) == {f"/{name}" for name in shown(driver)}, done
            nothing = 2 if driver.screen.view.query.depends else 1
            assert printed.code == (0 if shown(driver) else nothing), done


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("hdf5 target=zen3 %gcc", "hdf5 target=zen3 %gcc"),
        ("target=zen3", "target=zen3"),
        ("target=aar", "target=aarch64"),
        ("target=aar ", "target=aarch64"),
        ("target=aarch64", "target=aarch64"),
        ("stack=e4s", "stack=e4s"),
        ("target=x86_64", "target=x86_64_v3"),
        ("target=x86_64 os=ubuntu22.04", "target=x86_64_v3 os=ubuntu22.04"),
        ("%app", "%apple-clang"),
        ("build_system=x", "build_system=x"),
    ],
)
async def test_a_word_that_is_typed_is_a_beginning_and_an_unknown_value_matches_nothing(
    typed: str, asked: str
) -> None:
    printed = call("-q", asked, "--print=hash", ".")
    async with piloted(".") as driver:
        await driver.type(typed)
        assert {f"/{name}" for name in shown(driver)} == set(printed.out.split())


async def test_a_switch_is_a_beginning_too(tmp_path: Path) -> None:
    rows = [Row(a_hash(one), variants=(one, "~ipo")) for one in ("+mpi", "~mpi", "+mpfr", "+m")]
    (tmp_path / "specs.md").write_text(page_2025("x", "v1", rows))
    found = {}
    async with piloted(str(tmp_path)) as driver:
        for typed in ("+mp", "+m", "+mp ", "~mp"):
            driver.screen.search_for("")
            await driver.type(typed)
            found[driver.screen.search_line.value] = shown(driver)
    mpi, not_mpi, mpfr, m = (row.hash for row in rows)
    assert found == {"+mp": {mpi, mpfr}, "+m": {m}, "+mp* ": {mpi, mpfr}, "~mp": {not_mpi}}


@pytest.mark.parametrize(
    ("typed", "left", "asked"),
    [
        ("py-affine@2.", "py-affine@2.", "py-affine"),
        ("py-gpytorch@1.1", "py-gpytorch@1.13 ", "py-gpytorch@1.13"),
        ("@0.3", "@0.3 ", "@0.3"),
        ("@0.3,1.1", "@0.3,1.13 ", "@0.3,1.13"),
        ("build_system=py", "build_system=py* ", "build_system=python_pip"),
        ("build_system=python_pip", "build_system=python_pip ", "build_system=python_pip"),
    ],
)
async def test_versions_and_values_of_variants_that_are_begun_are_beginnings(
    typed: str, left: str, asked: str
) -> None:
    async with piloted(".") as driver:
        await driver.type(typed)
        printed = call("-q", asked, "--print=hash", ".")
        assert {f"/{name}" for name in shown(driver)} == set(printed.out.split()) != set()
        if " " in left:
            await driver.type(" ")
            assert driver.screen.search_line.value == left
            assert {f"/{name}" for name in shown(driver)} == set(printed.out.split())


async def test_a_dependency_that_is_begun_is_a_beginning_where_dependencies_are_known() -> None:
    mirror = str(DATA / "indexes" / "mirror-8.json")
    printed = call("-q", "^zlib-ng", "--print=hash", mirror)
    async with piloted(mirror) as driver:
        await driver.type("^zli")
        assert {f"/{name}" for name in shown(driver)} == set(printed.out.split()) != set()
        assert "zlib-ng" in driver.rows()[2]
        await driver.type(" ")
        assert driver.screen.search_line.value == "^zli* "
        await driver.press("ctrl+u")
        await driver.type("^")
        assert "^ is not finished and left out" in driver.rows()[2]


async def test_a_word_left_unfinished_is_written_out_with_its_star() -> None:
    async with piloted(".") as driver:
        await driver.type("os=ubu ")
        assert driver.screen.search_line.value == "os=ubu* "
        await driver.type("target=aar")
        assert driver.screen.search_line.value == "os=ubu* target=aar"
        await driver.press("left")
        assert driver.screen.search_line.value == "os=ubu* target=aar*"
        assert driver.screen.search_line.cursor_position == len("os=ubu* target=aa")
        await driver.press("ctrl+u", "delete", "delete")
        await driver.type("stack=e4s-neo")
        await driver.press("enter")
        assert driver.screen.search_line.value == "stack=e4s-neo*"


async def test_a_constraint_typed_in_front_leaves_the_word_behind_with_its_star() -> None:
    async with piloted(".") as driver:
        await driver.type("target=aar")
        await driver.press("home")
        await driver.type("py-")
        await driver.type("affine ")
        assert driver.screen.search_line.value == "py-affine target=aar*"
        assert driver.screen.view.query.target == ("aar*",)


@pytest.mark.parametrize("key", ["C", "f", "m", "t", "full_stop", "enter"])
async def test_no_action_takes_rows_of_an_earlier_search(key: str) -> None:
    async with piloted(".") as driver:
        await driver.type("gpyt @@")
        assert "of the last search" in driver.text()
        await driver.press("tab", "tab", key)
        assert driver.app.screen is driver.screen
        assert driver.copied == []
        assert driver.screen.search_line.value == "gpyt @@"
        assert "mend this one first" in driver.rows()[2]


@pytest.mark.parametrize("key", ["f", "full_stop"])
async def test_no_key_rewrites_text_that_it_did_not_understand(key: str) -> None:
    async with piloted(".") as driver:
        await driver.type("gpyt target=")
        await driver.press("enter", key)
        assert driver.screen.search_line.value == "gpyt target="
        assert "finish target= first" in driver.rows()[2]


async def test_an_unfinished_end_is_said_and_what_it_can_become() -> None:
    async with piloted(".") as driver:
        await driver.type("gpyt target=")
        assert "target= is not finished and left out" in driver.rows()[2]
        assert "aarch64" in driver.rows()[2]


async def test_the_nearest_values_are_taken_one_by_one_where_none_begins_so() -> None:
    async with piloted(".") as driver:
        await driver.type("target=arch64")
        assert "no target begins with arch64" in driver.rows()[2]
        assert driver.screen.view.packages.specs == 0
        await driver.press("tab")
        assert driver.screen.search_line.value == "target=aarch64"


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (40, 10)])
async def test_where_nothing_is_found_the_reasons_stand_and_enter_mends(
    size: tuple[int, int],
) -> None:
    async with piloted(".", size=size) as driver:
        await driver.type("gpyt target=zen3")
        assert "target=zen3: 0 here; :zen3" in driver.text()
        await driver.press("enter", "enter")
        assert driver.screen.search_line.value == "gpyt target=:zen3"
        assert driver.screen.search_line.cursor_position == len("gpyt target=:zen3")
        assert driver.screen.view.specs_found == 30


async def test_a_reason_is_whole_where_it_takes_several_lines_and_each_of_them_chooses_it() -> None:
    async with piloted(".") as driver:
        await driver.type("target=x86_64_v4 compiler=apple-clang@15.0.0 +mpi ")
        await driver.press("enter")
        text = " ".join(row[28:].strip(" ┃│>") for row in driver.rows())
        for reason in driver.screen.view.reasons:
            assert reason.text in text
        lines = driver.screen.lists[Pane.SPECS]
        assert len(lines.lines) > len(driver.screen.view.reasons) == 4
        starts = [n for n, row in enumerate(driver.rows()) if "compiler=apple-clang@15" in row]
        await driver.pilot.click(offset=(40, starts[-1] + 1))
        assert driver.screen.view.reason_row == 2
        assert "3 of 4" in driver.text()


async def test_a_reason_is_chosen_with_the_keys_of_a_list() -> None:
    async with piloted(".") as driver:
        await driver.type("os=sequoia target=neoverse_v1")
        await driver.press("enter", "down", "down", "up")
        reasons = driver.screen.view.reasons
        assert driver.screen.view.reason_row == 0
        await driver.press("down", "enter")
        second = driver.screen.search_line.value
        assert [str(one.mended) for one in reasons][1] == second


async def test_a_term_that_pages_cannot_answer_is_dropped_by_enter() -> None:
    async with piloted(".") as driver:
        await driver.type("py-affine ^zlib")
        assert "pages do not list dependencies" in driver.text()
        await driver.press("enter", "enter")
        assert driver.screen.search_line.value == "py-affine"


async def test_an_unfinished_end_is_not_lost_by_mending() -> None:
    async with piloted(".") as driver:
        await driver.type("gpyt target=zen3 os=")
        await driver.press("enter", "enter")
        assert driver.screen.search_line.value == "gpyt target=zen3 os="


UNMET = (
    *("target=x64_64", "+mip", "%gc", "@99", "os=ubuntu2404", "tag=devlop"),
    "py-gpytorch os=sequoia target=neoverse_v1",
)


async def test_the_screen_gives_the_reasons_that_print_gives() -> None:
    async with piloted(".") as driver:
        for asked in UNMET:
            driver.screen.search_for(f"{asked} ")
            await driver.drawn()
            said = [f"cachetui:   {reason.text}" for reason in driver.screen.view.reasons]
            assert said
            printed = call("-q", asked, "--print=hash", ".")
            assert printed.err.splitlines() == [f"cachetui: nothing matches '{asked}'", *said]


async def test_a_line_of_spack_that_is_pasted_stands_there_as_the_query_it_became() -> None:
    async with piloted(".") as driver:
        first = driver.screen.session.index.listing(0)
        name = f"{first.configuration.package}@{first.configuration.version}"
        driver.app.post_message(Paste(f"Concretized\n -   {first.hash}  {name} +x\n"))
        await driver.drawn()
        assert driver.screen.search_line.value == f"{name} /{first.hash}"
        assert shown(driver) == {first.hash}


async def test_a_command_that_is_typed_is_answered_and_stands_there_as_its_query() -> None:
    async with piloted(".") as driver:
        await driver.type("spack install --cache-only py-affine target=aarch64")
        assert "read as py-affine target=aarch64" in driver.rows()[2]
        found = shown(driver)
        await driver.press("enter")
        assert driver.screen.search_line.value == "py-affine target=aarch64"
        assert shown(driver) == found
        printed = call("-q", "spack install py-affine target=aarch64", "--print=hash", ".")
        assert set(printed.out.split()) == {f"/{name}" for name in found}


async def test_a_hash_without_its_slash_is_offered_with_it_where_no_name_fits() -> None:
    async with piloted(".") as driver:
        await driver.type("2lwakq4")
        assert "2lwakq4: no package is called so; /2lwakq4: 1" in driver.text()
        await driver.press("tab")
        assert driver.screen.search_line.value == "/2lwakq4"
        assert driver.screen.view.packages.specs == 1


SIGNS = {".": "full_stop", "/": "slash", " ": "space", "=": "equals_sign", "@": "at"}
"""Keys by the names that Textual has for them."""
WALKS = (
    ("gpyt target=aar", "enter", ".", "/", " ", "o", "s", "=", "u", "escape", "b"),
    ("target=x64", "tab", "enter", "down", "enter", "/", "home", "m", "l", " ", "left", "tab"),
    ("py- stack=ml-", "escape", "f 3", "f 0", "/", " ", "@", "1", "backspace", "tab", "escape"),
    (".", "/", "backspace", "ctrl+u", ".", ".", "escape", ".", "/", " ", "g", "."),
    ("cached=y", "tab", "escape", "t 0", "escape", "escape", "f 9", "2", "right", "left", "/"),
    ("mldt os=", "down", "up", "escape", ".", "/", "u", "b", "2", "escape", "H 0", "escape"),
)
"""Keys; ``f 3`` switches the fourth value of the facets, ``t 0`` takes the first tag."""


@pytest.mark.parametrize("keys", WALKS)
async def test_the_screen_makes_of_keys_what_a_walker_makes_of_them(keys: tuple[str, ...]) -> None:
    walker = Walker(".")
    async with piloted(".") as driver:
        for key in (*keys[0], *keys[1:]):
            name, _, number = key.partition(" ") if len(key) > 1 else (key, "", "")
            walker.press(name, int(number or 0))
            await driver.press(SIGNS.get(name, name))
            if number:
                chosen = ("space", "escape") if name == "f" else ("enter",)
                await driver.press(*["down"] * int(number), *chosen)
            assert driver.screen.state == walker.state, key
            assert driver.screen.search_line.value == walker.state.search.text
