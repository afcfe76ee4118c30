"""A screen that nobody uses does nothing: hundreds of them can share a login node."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from cachetui.sources.open import SAMPLE
from support.pty_terminal import Terminal


def wake_ups(terminal: Terminal) -> int:
    """Return how often threads of the program have waited for something that came."""
    tasks = Path(f"/proc/{terminal.process.pid}/task")
    lines = [line for task in tasks.iterdir() for line in (task / "status").read_text().split("\n")]
    return sum(int(line.split()[1]) for line in lines if line.startswith("voluntary"))


def is_at_rest(terminal: Terminal) -> bool:
    """Watch the program for a second: what a busy machine put off may still come at first."""
    before, mark = wake_ups(terminal), terminal.mark()
    terminal.settle(1)
    return wake_ups(terminal) - before <= 2 and not terminal.bytes_since(mark)


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="there is no /proc to count by")
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
