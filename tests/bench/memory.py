"""Memory: the peak of a whole program, beside the bytes of the pages it has read.

It is that of its own process and that of the largest one it has started, as if both had been at
once.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

from bench.caches import Cache
from bench.figures import Budget, Figure
from bench.film import QUIET, Film
from bench.starting import browser, is_loaded

PRINT = """
import runpy, sys
from pathlib import Path
try:
    runpy.run_module("cachetui", run_name="__main__", alter_sys=True)
finally:
    print(Path("/proc/self/status").read_text(), file=sys.stderr)
"""
"""Runs the program, then tells about its process: the system's own account of a child's peak
has the parent's in it."""


def memory(caches: list[Cache], rounds: int) -> Iterator[Figure]:
    """Measure the most memory that the screen and the report take."""
    del rounds  # it is nearly the same in all of them
    for cache in caches:
        first, later = _screen(cache)
        yield _figure("peak memory of the screen", cache, first)
        yield _figure("... after two reloads", cache, later)
        yield _figure("peak memory of --print json", cache, _print(cache))


def _figure(what: str, cache: Cache, peak: int) -> Figure:
    budget = Budget(1.8) if cache.is_large else None  # beside a few pages Python itself is large
    return Figure(what, cache.label, "B", peak, cache.size, "bytes of pages", budget)


class _Started:
    """The largest of the processes that a process starts while this context lasts."""

    peak = 0
    """Bytes."""

    def __init__(self, pid: int) -> None:
        self._tasks = Path(f"/proc/{pid}/task")
        self._is_over = Event()
        self._thread = Thread(target=self._watch)

    def __enter__(self) -> _Started:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._is_over.wait(0.005):
            with suppress(OSError, StopIteration):  # a process may end at any time
                for children in self._tasks.glob("*/children"):
                    for child in children.read_text().split():
                        status = Path(f"/proc/{child}/status").read_text()
                        self.peak = max(self.peak, _peak(status))


def _screen(cache: Cache) -> tuple[int, int]:
    """Return the peak after reading everything once, and after reading it twice more."""
    with Film(browser(cache)) as film, _Started(film.process.pid) as started:
        status = Path(f"/proc/{film.process.pid}/status")
        film.await_sight(is_loaded)
        film.settle(QUIET)
        first = _peak(status.read_text()) + started.peak
        film.answer("tab", tuple)
        for _ in range(2):
            _reload(film)
        return first, _peak(status.read_text()) + started.peak


def _reload(film: Film) -> None:
    film.press("r")
    film.read_for(QUIET)  # by then it says that it reads
    film.await_sight(is_loaded)
    film.settle(QUIET)


def _print(cache: Cache) -> int:
    argv = [sys.executable, "-c", PRINT, "--print", "json", str(cache.path)]
    run = subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    with run, _Started(run.pid) as started:
        _, printed = run.communicate()
    return _peak(printed) + started.peak


def _peak(status: str) -> int:
    """Find the most memory that a process has had, in bytes, in what the system says of it."""
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) << 10
