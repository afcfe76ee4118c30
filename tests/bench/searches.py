"""Times searches over a whole index: queries of constraints, and the facets beside them.

    python tests/bench/searches.py FOLDER [--rounds N]

It is a process of its own, so that a large index is in no other measure's way.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from statistics import median
from time import perf_counter

from cachetui.index.index import Index
from cachetui.index.loading import Loading
from cachetui.query.match import match
from cachetui.query.parser import parse
from cachetui.query.query import Query
from cachetui.sources.open import open_source
from cachetui.spack.compatibility import Host, runs_here
from cachetui.views.facets import facets

QUERIES = (
    "target=x86_64_v3: os=ubuntu22.04",
    "%gcc@11: build_system=cmake",
    "@1.2: stack=e4s",
    "~ipo runs=yes",
    "tag=develop target=:neoverse_v1",
)
"""Two constraints each, of every kind."""


def main() -> None:
    """Print the seconds that each kind of search of a folder takes, as JSON."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folder")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    loading = Loading([open_source(options.folder)])
    loading.run()
    loading.index.first_listings.learn()  # as the screen does when all is read
    print(json.dumps(_searches(loading.index, options.rounds)))


def _searches(index: Index, rounds: int) -> dict[str, float]:
    """Return the median of each search; the queries take turns, as the last is remembered."""
    host = Host.parse("linux-ubuntu22.04-zen3")

    def verdict(platform: str, os: str, target: str) -> str:
        return runs_here(host, platform, os, target).answer

    def search(query: Query) -> None:
        match(index, query, verdict).total()

    def count(query: Query) -> None:
        facets(index, query, None, verdict)

    queries = [parse(text) for text in QUERIES]
    found = [median(times) for times in _timed(search, queries, rounds)]
    counted = [median(times) for times in _timed(count, queries, rounds)]
    return {
        "a query of two constraints over all": median(found),
        "... the slowest of five": max(found),
        "all facets beside it": median(counted),
    }


def _timed(
    search: Callable[[Query], None], queries: Sequence[Query], rounds: int
) -> Iterator[tuple[float, ...]]:
    """Return the seconds that *search* takes with each query, in each round."""
    return zip(
        *[[_seconds(search, query) for query in queries] for _ in range(rounds)], strict=True
    )


def _seconds(search: Callable[[Query], None], query: Query) -> float:
    start = perf_counter()
    search(query)
    return perf_counter() - start


if __name__ == "__main__":
    main()
