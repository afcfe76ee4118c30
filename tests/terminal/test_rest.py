"""A screen that nobody uses does nothing: hundreds of them can share a login node."""

from __future__ import annotations

import sys

import pytest

from cachetui.sources.open import SAMPLE
from support.proc import HAS_PROC, wake_ups, wake_ups_since
from support.pty_terminal import Terminal


def is_at_rest(terminal: Terminal) -> bool:
    """Watch the program for a second: what a busy machine put off may still come at first."""
    before, mark = wake_ups(terminal.process.pid), terminal.mark()
    terminal.settle(1)
    woken = wake_ups_since(before, terminal.process.pid)
    return woken <= 2 and not terminal.bytes_since(mark)


@pytest.mark.skipif(not HAS_PROC, reason="there is no /proc to count by")
@pytest.mark.parametrize(
    ("keys", "shows"),
    [(["g", "p"], "> gp"), (["tab", ":"], "an action"), (["tab", "m"], "packages by stack")],
)
def test_at_rest_it_wakes_up_twice_a_second_at_most_and_writes_nothing(
    keys: list[str], shows: str
) -> None:
    with Terminal([sys.executable, "-m", "cachetui", "--read-only", str(SAMPLE)]) as terminal:
        terminal.wait_for("f1 help")
        terminal.press(*keys)
        terminal.wait_for(shows)
        terminal.wait_for(lambda: is_at_rest(terminal))
