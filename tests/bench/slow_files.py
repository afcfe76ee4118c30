"""Times the indexing of a folder where opening a file takes a millisecond, beside one where not.

python -m bench.slow_files FOLDER [--rounds N]        (in tests/)
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.caches import Cache
from bench.figures import Budget, Figure, side_by_side
from bench.whole import run
from support.paths import TESTS

DELAY = 0.001
"""Seconds that opening a file or a folder takes on NFS or Lustre."""
SLOW_SYSTEM = TESTS / "bench" / "slow_system"
"""What makes any Python take so long, be it started by another one."""


def slow_files(caches: list[Cache], rounds: int) -> Iterator[Figure]:
    """Measure the reading of pages from a slow file system."""
    for cache in caches:
        if cache.is_large:
            slow, quick = run("bench.slow_files", cache, min(rounds, 3))
            what = "the same, 1 ms to open a file or a folder"
            yield Figure(what, cache.label, "s", slow, quick, "without delay", Budget(1.5))


def _indexed(folder: Path, delay: float) -> Callable[[], float]:
    """Return what takes the seconds of indexing *folder*, with a *delay* for whatever it opens."""
    argv = [sys.executable, "-m", "bench.passes", str(folder), "--only-index"]
    path = os.pathsep.join((str(SLOW_SYSTEM), os.environ.get("PYTHONPATH", "")))
    environment = os.environ | {"PYTHONPATH": path, "BENCH_SECONDS_TO_OPEN": str(delay)}

    def run_once() -> float:
        return float(subprocess.check_output(argv, cwd=TESTS, env=environment))

    return run_once


def main() -> None:
    """Print the seconds with the delay and without, as JSON."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    works = (_indexed(options.folder, delay) for delay in (DELAY, 0))
    print(json.dumps(side_by_side(options.rounds, *works)))


if __name__ == "__main__":
    main()
