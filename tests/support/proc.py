"""What the kernel says of a process, where there is a /proc."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

HAS_PROC = Path("/proc/self/task").is_dir()

WakeUps = dict[str, int]
"""How often each thread, by its number, has waited for something that then came."""


def wake_ups(process: int) -> WakeUps:
    """Count for each thread of *process*; a thread that ends while it is looked at is left out."""
    found: WakeUps = {}
    for task in Path(f"/proc/{process}/task").iterdir():
        with suppress(FileNotFoundError, ProcessLookupError):
            found[task.name] = _voluntary((task / "status").read_text())
    return found


def wake_ups_since(before: WakeUps, process: int) -> int:
    """Return how often the threads that *process* has now have waited since *before*."""
    now = wake_ups(process)
    return sum(count - before.get(thread, 0) for thread, count in now.items())


def _voluntary(status: str) -> int:
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("vol"))


def standing(process: int) -> object:
    """Return what stays equal while *process* does nothing, and does not while a thread is busy."""
    found: list[tuple[str, list[str]]] = []
    with suppress(FileNotFoundError, ProcessLookupError):  # it has ended, or there is no /proc
        for task in sorted(Path(f"/proc/{process}/task").iterdir()):
            lines = (task / "status").read_text().splitlines()
            if any(line.startswith("State:\tR") for line in lines):
                return object()
            found.append((task.name, [line for line in lines if "ctxt_switches" in line]))
    return found
