"""The palette: every action by its name, and one that closes without taking more with it."""

from __future__ import annotations

import pytest

from cachetui.sources.open import SAMPLE
from cachetui.tui.bindings.keys import KEYS
from cachetui.tui.dialogs.facets import FacetDialog
from cachetui.tui.dialogs.help import HelpDialog
from cachetui.tui.dialogs.matrix import MatrixDialog
from cachetui.tui.dialogs.palette import PaletteDialog
from support.pilot import piloted

PAGE = SAMPLE / "_cache/develop/py-ml-dtypes/specs.md"


async def test_an_action_is_found_by_letters_of_its_name_and_done() -> None:
    async with piloted(str(PAGE)) as driver:
        await driver.press("escape", "colon", *"matrix")
        await driver.until(lambda: "Matrix of stacks and targets" in driver.text())
        await driver.press("enter")
        await driver.until(lambda: isinstance(driver.app.screen, MatrixDialog))


@pytest.mark.parametrize("read_only", [False, True])
async def test_it_offers_every_action_and_to_a_shared_terminal_none_that_reaches_beyond(
    *, read_only: bool
) -> None:
    async with piloted(str(PAGE), read_only=read_only) as driver:
        await driver.press("escape", "colon")
        palette = driver.app.screen
        assert isinstance(palette, PaletteDialog)
        assert palette.found == [key for key in KEYS if not (key.private and read_only)]


async def test_it_narrows_to_all_words_and_what_begins_so_comes_first() -> None:
    async with piloted(str(PAGE)) as driver:
        await driver.press("escape", "colon", *"gro")
        palette = driver.app.screen
        assert isinstance(palette, PaletteDialog)
        assert [key.id for key in palette.found] == ["group", "open-all", "close-all"]
        await driver.press("space", *"clo")
        assert [key.id for key in palette.found] == ["close-all"]
        await driver.press("x")
        assert "nothing here has gro clox" in driver.text()


async def test_all_that_is_open_closes_for_an_action() -> None:
    async with piloted(str(PAGE)) as driver:
        await driver.press("enter", "m", "colon", *"facets", "enter")
        assert [type(shown) for shown in driver.app.screen_stack[1:]] == [FacetDialog]


async def test_help_works_over_it_and_it_opens_once() -> None:
    async with piloted(str(PAGE)) as driver:
        await driver.press("escape", "colon", "colon")
        assert [type(shown) for shown in driver.app.screen_stack[1:]] == [PaletteDialog]
        await driver.press("f1", "f1")
        assert [type(shown) for shown in driver.app.screen_stack[1:]] == [PaletteDialog, HelpDialog]
        await driver.press(*["escape"] * 3)  # the help; the letter typed, and the palette
        assert driver.app.screen is driver.screen
