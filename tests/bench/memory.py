"""Memory: the peak of a whole program, beside the bytes of the pages it has read.

It is the most that its own process and those it has started had together at any time.
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


class _Together:
    """Looks all the time how much memory a process has, with those that it has started."""

    def __init__(self, pid: int) -> None:
        self.peak = 0
        """The most so far, in bytes; what lasts no five milliseconds may be missed."""
        self._process = Path(f"/proc/{pid}")
        self._is_over = Event()
        self._thread = Thread(target=self._watch)

    def __enter__(self) -> _Together:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._is_over.wait(0.005):
            with suppress(OSError):  # a process may end at any time
                started = self._process.glob("task/*/children")
                pids = " ".join(one.read_text() for one in started).split()
                processes = [self._process, *(Path("/proc", pid) for pid in pids)]
                now = sum(_bytes("VmRSS", (one / "status").read_text()) for one in processes)
                self.peak = max(self.peak, now)


def _screen(cache: Cache) -> tuple[int, int]:
    """Return the peak after reading everything once, and after reading it twice more."""
    with Film(browser(cache)) as film, _Together(film.process.pid) as together:
        status = Path(f"/proc/{film.process.pid}/status")
        film.await_sight(is_loaded)
        film.settle(QUIET)
        first = max(_bytes("VmHWM", status.read_text()), together.peak)
        film.answer("tab", tuple)
        for _ in range(2):
            _reload(film)
        return first, max(_bytes("VmHWM", status.read_text()), together.peak)


def _reload(film: Film) -> None:
    film.press("r")
    film.read_for(QUIET)  # by then it says that it reads
    film.await_sight(is_loaded)
    film.settle(QUIET)


def _print(cache: Cache) -> int:
    argv = [sys.executable, "-c", PRINT, "--print", "json", str(cache.path)]
    run = subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    with run, _Together(run.pid) as together:
        _, printed = run.communicate()
    return max(_bytes("VmHWM", printed), together.peak)


def _bytes(name: str, status: str) -> int:
    """Find what the system says of the memory of a process; one that has ended has none."""
    line = next((line for line in status.splitlines() if line.startswith(name)), f"{name} 0")
    return int(line.split()[1]) << 10
