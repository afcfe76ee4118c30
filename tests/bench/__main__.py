"""Measures how fast and how frugal cachetui is, beside others, in one table.

    python tests/bench                    # everything, of both shapes; a quarter of an hour
    python tests/bench --quick            # on the sample alone
    python tests/bench start typing       # only these
    python tests/bench --compare HEAD~9   # this tree and a revision by turns, in processor time

Whatever two programs are compared by is measured by turns in the same run, and a figure is the
median of several, or, of bytes, the mean.
"""

from __future__ import annotations

import argparse
import sys
from itertools import chain
from pathlib import Path
from tempfile import gettempdir

sys.path.insert(0, str(Path(__file__).parents[1]))  # the terminal and the generator of the tests

from bench.caches import caches
from bench.compare import compared
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


def main() -> None:
    """Print the table."""
    options = _options()
    measured = list(caches(options.caches, quick=options.quick))
    if options.compare:
        for line in table(compared(measured, options.rounds, options.compare, options.caches)):
            print(line, flush=True)
        return
    chosen = [MEASURES[name] for name in options.measures or MEASURES]
    if options.quick and not options.measures:
        chosen.remove(records)
    figures = chain.from_iterable(measure(measured, options.rounds) for measure in chosen)
    for line in table(figures):
        print(line, flush=True)


def _options() -> argparse.Namespace:
    formatter = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser("tests/bench", description=__doc__, formatter_class=formatter)
    add = parser.add_argument
    add("measures", nargs="*", metavar="MEASURE", help=f"some of: {' '.join(MEASURES)}")
    add("--quick", action="store_true", help="measure the sample alone")
    add("--rounds", type=int, default=5, help="how often each figure is taken (default 5)")
    add("--caches", type=Path, default=FOLDER, help=f"keeps the large caches (default {FOLDER})")
    add("--compare", metavar="REV", help="measure this tree and that revision by turns")
    options = parser.parse_args()
    if unknown := set(options.measures) - MEASURES.keys():
        parser.error(f"no such measure: {' '.join(sorted(unknown))}")
    return options


if __name__ == "__main__":
    main()
