"""Whole caches, each in a process of its own: how soon one is indexed, and searched."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from bench.caches import Cache
from bench.figures import Budget, Figure
from support.paths import TESTS


def indexing(caches: list[Cache], rounds: int) -> Iterator[Figure]:
    """Measure the building of the index beside one pass that reads and decodes."""
    for cache in caches:
        ours, one_pass = run("bench.passes", cache, rounds)
        budget = Budget(3) if cache.is_large else None
        what = "everything indexed, checks included"
        yield Figure(what, cache.label, "s", ours, one_pass, "read and decode", budget)


def searching(caches: list[Cache], rounds: int) -> Iterator[Figure]:
    """Measure queries over all listings."""
    for cache in caches:
        for what, seconds in run("bench.searches", cache, rounds).items():
            budget = None if "facets" in what else Budget(plus=0.05)
            yield Figure(what, cache.label, "s", seconds, budget=budget)


def run(script: str, cache: Cache, rounds: int) -> Any:
    """Return what *script*, a module of the benchmarks, prints about *cache*."""
    argv = [sys.executable, "-m", script, str(cache.path.resolve()), "--rounds", str(rounds)]
    return json.loads(subprocess.check_output(argv, cwd=TESTS))
