"""Waiting until all is drawn, on a machine so busy that a program which has no turn looks idle."""

from __future__ import annotations

import pytest
from textual import app, pilot

from cachetui.sources.open import SAMPLE
from support.pilot import piloted


async def at_once(*_: float) -> None:
    """Take the program for idle."""


@pytest.fixture(autouse=True)
def _looks_idle(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (app, pilot):
        monkeypatch.setattr(module, "wait_for_idle", at_once)


async def test_the_screen_behind_a_dialog_is_waited_for() -> None:
    async with piloted(str(SAMPLE)) as driver:
        await driver.press_each("enter", "f")
        assert driver.rows()[-1] == " f1 help  ctrl+c quit"


async def test_a_new_size_is_waited_for() -> None:
    async with piloted(str(SAMPLE)) as driver:
        await driver.pilot.resize_terminal(20, 5)
        await driver.drawn()
        assert "terminal too sm" in driver.text()
