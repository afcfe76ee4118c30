"""Looking one thing up without a screen, beside a search for it in the same folder."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from time import perf_counter

from bench.caches import Cache
from bench.figures import Budget, Figure, side_by_side

HASH = re.compile(r'"hash": "([a-z2-7]{32})"')


def lookup(caches: list[Cache], rounds: int) -> Iterator[Figure]:
    """Measure ``--print`` of one package or spec beside ripgrep and Python's own start."""
    for cache in caches:
        middle = cache.files[len(cache.files) // 2]
        name, hash_ = middle.parent.name, HASH.findall(middle.read_text())
        yield _lookup("--print of one package by name", cache, name, f'title: "?{name}"?$', rounds)
        if hash_:
            yield _lookup(
                "--print of one spec by its hash", cache, f"/{hash_[0]}", hash_[0], rounds
            )


def _lookup(what: str, cache: Cache, query: str, pattern: str, rounds: int) -> Figure:
    mine = _timed(sys.executable, "-m", "cachetui", "-q", query, "--print", "json", cache.path)
    python = _timed(sys.executable, "-c", "pass")
    if shutil.which("rg") is None:
        return Figure(what, cache.label, "s", side_by_side(rounds, mine)[0])
    ours, rg, start = side_by_side(rounds, mine, _timed("rg", "-l", pattern, cache.path), python)
    budget = Budget(2, plus=start) if cache.is_large else None  # a few pages are no search
    return Figure(what, cache.label, "s", ours, rg, "rg", budget)


def _timed(*argv: object) -> Callable[[], float]:
    return partial(_seconds, list(map(str, argv)))


def _seconds(argv: Sequence[str]) -> float:
    start = perf_counter()
    subprocess.run(argv, stdout=subprocess.DEVNULL, check=True)
    return perf_counter() - start
