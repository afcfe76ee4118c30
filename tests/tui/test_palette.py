"""The palette: every action by its name, and one that closes without taking more with it."""

from __future__ import annotations

from cachetui.sources.open import SAMPLE
from cachetui.tui.bindings.keys import KEYS
from cachetui.tui.dialogs.help import HelpDialog
from cachetui.tui.dialogs.matrix import MatrixDialog
from cachetui.tui.dialogs.palette import Palette
from support.pilot import driving

PAGE = SAMPLE / "_cache/develop/py-ml-dtypes/specs.md"


async def test_an_action_is_found_by_letters_of_its_name_and_done() -> None:
    async with driving(str(PAGE)) as driver:
        await driver.press("escape", "colon", *"matrix")
        await driver.until(lambda: "Matrix of stacks and targets" in driver.text())
        await driver.press("enter")
        await driver.until(lambda: isinstance(driver.app.screen, MatrixDialog))


async def test_it_offers_every_action_and_nothing_that_writes_a_file() -> None:
    async with driving(str(PAGE)) as driver:
        offered = [command.title for command in driver.app.get_system_commands(driver.screen)]
        assert offered == [key.title for key in KEYS]


async def test_clicks_beside_it_close_it_and_nothing_else() -> None:
    async with driving(str(PAGE)) as driver:
        await driver.press("enter", "m", "colon")
        palette = driver.app.screen
        assert isinstance(palette, Palette)
        for _ in range(3):  # as quick as a double click: the first has not closed it yet
            palette.dismiss()
        await driver.until(lambda: isinstance(driver.app.screen, MatrixDialog))


async def test_help_works_over_it_and_it_opens_once() -> None:
    async with driving(str(PAGE)) as driver:
        await driver.press("escape", "colon", "colon")
        assert [type(shown) for shown in driver.app.screen_stack[1:]] == [Palette]
        await driver.press("f1", "f1")
        assert [type(shown) for shown in driver.app.screen_stack[1:]] == [Palette, HelpDialog]
        await driver.press("colon", "escape", "escape", "escape")  # a letter of the help, and both
        assert driver.app.screen is driver.screen
