"""What the kernel says of a process, where there is a /proc."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

HAS_PROC = Path("/proc/self/task").is_dir()

WakeUps = dict[str, int]
"""How often each thread, by its number, has waited for something that then came."""


def wake_ups(process: int) -> WakeUps:
    """Count for each thread of *process*; a thread that ends while it is looked at is left out."""
    return {
        thread: next(int(line.split()[1]) for line in lines if line.startswith("voluntary"))
        for thread, lines in _threads(process)
    }


def wake_ups_since(before: WakeUps, process: int) -> int:
    """Return how often the threads that *process* has now have waited since *before*."""
    now = wake_ups(process)
    return sum(count - before.get(thread, 0) for thread, count in now.items())


def standing(process: int) -> object:
    """Return what stays equal while *process* does nothing, and does not while a thread is busy.

    It is always equal where there is no such process, or no /proc.
    """
    found: list[tuple[str, list[str]]] = []
    with suppress(FileNotFoundError, ProcessLookupError):
        for thread, lines in _threads(process):
            if any(line.startswith("State:\tR") for line in lines):
                return object()
            found.append((thread, [line for line in lines if "ctxt_switches" in line]))
    return found


def _threads(process: int) -> Iterator[tuple[str, list[str]]]:
    """Yield for each thread of *process* its number and the lines of its status."""
    for task in sorted(Path(f"/proc/{process}/task").iterdir()):
        with suppress(FileNotFoundError, ProcessLookupError):  # it has ended since
            yield task.name, (task / "status").read_text().splitlines()
