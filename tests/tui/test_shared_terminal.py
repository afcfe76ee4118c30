"""A shared terminal (``--read-only``): everything can be looked at, nothing taken or left."""

from __future__ import annotations

import sys

import pytest

from cachetui.sources.open import SAMPLE
from cachetui.tui.app import IDLE
from cachetui.tui.dialogs.leave import LeaveDialog
from support.pilot import piloted
from support.pty_terminal import Terminal


def test_no_key_sends_anything_to_the_clipboard() -> None:
    with Terminal(
        [*_program(), "--read-only", str(SAMPLE)], env={"TMUX": None, "STY": None}
    ) as terminal:
        terminal.wait_for("py-opt-einsum")
        terminal.send("gpyt\x01\x1b[1;2F\x18\x16")  # in the field: select all, cut, paste
        terminal.send("\r\x1b[C\x1b[CyYCi\r")
        terminal.settle()
        assert b"\x1b]52" not in terminal.output


def _program() -> list[str]:
    return [sys.executable, "-m", "cachetui", "--no-mouse"]


async def test_the_footer_names_no_key_that_is_dead() -> None:
    async with piloted(str(SAMPLE), read_only=True) as driver:
        await driver.press("down", "enter")
        assert "copy" not in driver.rows()[-1]


@pytest.mark.parametrize("key", ["q", "ctrl+c", "ctrl+q"])
async def test_leaving_asks_first(key: str) -> None:
    async with piloted(str(SAMPLE), read_only=True) as driver:
        await driver.press("tab", key)
        assert isinstance(driver.app.screen, LeaveDialog)
        await driver.press("enter")
        assert driver.app.is_running
        assert len(driver.app.screen_stack) == 1


async def test_after_ten_idle_minutes_it_goes_back_to_the_start() -> None:
    async with piloted(str(SAMPLE), read_only=True) as driver:
        start = driver.text()
        await driver.type("gpyt")
        await driver.press("enter", "m")
        now = driver.app._clock()
        driver.app._clock = lambda: now + IDLE + 1
        driver.app.start_over_when_idle()
        await driver.drawn()
        assert driver.text() == start
