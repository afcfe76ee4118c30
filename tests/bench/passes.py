"""Times the indexing of a whole folder beside the least that reading it could be.

    python -m bench.passes FOLDER [--rounds N]        (in tests/)

The least is one pass that reads every file and decodes its ``spec_details`` once, typed, without
looking at what comes out. Both are done by turns in this one process.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import msgspec

from bench.figures import side_by_side
from cachetui.index.loading import Loading
from cachetui.sources.open import open_source

DETAILS = b"\nspec_details: "


class Row(msgspec.Struct, gc=False):
    """A row of a page of any era that has ``spec_details``."""

    hash: str
    versions: list[str]
    compiler: str
    variants: list[str]
    stacks: list[str]
    size: int | float | str = "-"
    platform: str = ""
    os: str = ""
    target: str = ""
    tarball: str = ""
    architecture: str = ""


ROWS = msgspec.json.Decoder(list[Row])


def one_pass(folder: Path) -> None:
    """Read every page of *folder* and decode its rows."""
    for where, _, names in os.walk(folder):
        for name in names:
            text = Path(where, name).read_bytes()
            start = text.find(DETAILS)
            if start >= 0:
                start += len(DETAILS)
                ROWS.decode(text[start : text.find(b"\n", start)])


def index(folder: Path) -> None:
    """Read every page of *folder* into an index, checks included."""
    Loading([open_source(str(folder))]).run()


def main() -> None:
    """Print the seconds of both, as JSON."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    add = parser.add_argument
    add("folder", type=Path)
    add("--rounds", type=int, default=5)
    add("--only-index", action="store_true", help="index it once, and print those seconds alone")
    options = parser.parse_args()
    if options.only_index:
        print(timed(index, options.folder)())
        return
    runs = (timed(work, options.folder) for work in (index, one_pass))
    print(json.dumps(side_by_side(options.rounds, *runs)))


def timed(work: Callable[[Path], None], folder: Path) -> Callable[[], float]:
    """Return what takes the time of *work* in *folder*, in seconds."""

    def run() -> float:
        gc.collect()  # what the run before has left is not this one's
        start = perf_counter()
        work(folder)
        return perf_counter() - start

    return run


if __name__ == "__main__":
    main()
