"""Measures how fast and how frugal cachetui is, beside others, in one table.

    python tests/bench                    # everything, of both shapes; a quarter of an hour
    python tests/bench --quick            # on the sample alone
    python tests/bench start typing       # only these
    python tests/bench --compare HEAD~9   # this tree and a revision by turns, all of it or some

Whatever two programs are compared by is measured by turns in the same run, and a figure is the
median of several, or, of bytes, the mean. Beside a revision, each round of a measure is a turn, on
one cache after the other where it looks at all of them.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain
from pathlib import Path
from tempfile import gettempdir

sys.path.insert(0, str(Path(__file__).parents[1]))  # the terminal and the generator of the tests

from bench.caches import Cache, caches
from bench.compare import COLUMNS, Run, compared, this_and
from bench.extremes import extremes
from bench.figures import table
from bench.keystrokes import typing
from bench.links import at_rest, slow_link
from bench.lookups import lookup
from bench.memory import memory
from bench.moving import cursor, opening
from bench.records import records
from bench.slow_files import slow_files
from bench.starting import start, while_loading
from bench.whole import indexing, searching

FOLDER = Path(gettempdir()) / "cachetui-bench"
MEASURES = {
    "start": start,
    "indexing": indexing,
    "slow-files": slow_files,
    "while-loading": while_loading,
    "memory": memory,
    "typing": typing,
    "cursor": cursor,
    "opening": opening,
    "at-rest": at_rest,
    "slow-link": slow_link,
    "searching": searching,
    "lookup": lookup,
    "records": records,
    "extremes": extremes,
}
"""What can be measured, in the order of the table."""
ONE_TURN = {"start", "opening", "records", "extremes"}
"""The measures that choose or write themselves what they look at."""


def main() -> None:
    """Print the table."""
    options = _options()
    measured = list(caches(options.caches, quick=options.quick))
    chosen = options.measures or [*MEASURES]
    if options.quick and not options.measures:
        chosen.remove("records")
    if options.compare:
        programs = this_and(options.compare, options.caches)
        for cache in measured:
            cache.read()
        runs = dict(_runs(chosen, measured))
        lines = table(compared(runs, options.rounds, programs), COLUMNS)
    else:
        figures = (MEASURES[name](measured, options.rounds) for name in chosen)
        lines = table(chain.from_iterable(figures))
    for line in lines:
        print(line, flush=True)


def _runs(chosen: Iterable[str], measured: list[Cache]) -> Iterator[tuple[str, Run]]:
    """Yield what takes each measure once, by its name, for each cache if it looks at all."""
    for name in chosen:
        if name in ONE_TURN:
            yield name, partial(MEASURES[name], measured, 1)
        else:
            for cache in measured:
                yield f"{name} of {cache.label}", partial(MEASURES[name], [cache], 1)


def _options() -> argparse.Namespace:
    formatter = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser("tests/bench", description=__doc__, formatter_class=formatter)
    add = parser.add_argument
    add("measures", nargs="*", metavar="MEASURE", help=f"some of: {' '.join(MEASURES)}")
    add("--quick", action="store_true", help="measure the sample alone; records only where named")
    add("--rounds", type=int, default=5, help="how often each figure is taken (default 5)")
    add("--caches", type=Path, default=FOLDER, help=f"keeps the large caches (default {FOLDER})")
    add("--compare", metavar="REV", help="measure the program of REV by turns with this one")
    options = parser.parse_args()
    if unknown := set(options.measures) - MEASURES.keys():
        parser.error(f"no such measure: {' '.join(sorted(unknown))}")
    return options


if __name__ == "__main__":
    main()
