"""Times the indexing of a folder where opening a file takes a millisecond, beside one where not.

python -m bench.slow_files FOLDER [--rounds N]        (in tests/)
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from time import sleep
from typing import Any

from bench.caches import Cache
from bench.figures import Budget, Figure, side_by_side
from bench.passes import index, timed
from bench.whole import run

DELAY = 0.001
"""Seconds that opening a file or a folder takes on NFS or Lustre."""


def slow_files(caches: list[Cache], rounds: int) -> Iterator[Figure]:
    """Measure the reading of pages from a slow file system."""
    for cache in caches:
        if cache.is_large:
            slow, quick = run("bench.slow_files", cache, min(rounds, 3))
            what = "the same, 1 ms to open a file or a folder"
            yield Figure(what, cache.label, "s", slow, quick, "without delay", Budget(1.5))


def _delayed(work: Callable[[Path], None]) -> Callable[[Path], None]:
    really = os.open

    def slow(*args: Any, **options: Any) -> int:
        sleep(DELAY)
        return really(*args, **options)

    def delayed(folder: Path) -> None:
        os.open = slow
        try:
            work(folder)
        finally:
            os.open = really

    return delayed


def main() -> None:
    """Print the seconds with the delay and without, as JSON."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    works = (timed(work, options.folder) for work in (_delayed(index), index))
    print(json.dumps(side_by_side(options.rounds, *works)))


if __name__ == "__main__":
    main()
