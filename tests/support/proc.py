"""What the kernel says of a process, where there is a /proc."""

from __future__ import annotations

from pathlib import Path

HAS_PROC = Path("/proc/self/task").is_dir()


def wake_ups(process: int) -> int:
    """Return how often threads of *process* have waited for something that then came."""
    tasks = Path(f"/proc/{process}/task").iterdir()
    lines = (line for task in tasks for line in (task / "status").read_text().splitlines())
    return sum(int(line.split()[1]) for line in lines if line.startswith("voluntary"))
