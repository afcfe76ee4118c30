"""Times the reading of an index of Spack's beside the least that decoding it could be.

    python -m bench.records INDEX with_edges        (in tests/)

The least is one msgspec pass into structs of the fields that are needed, edges among them. Both
run by turns, each in a process of its own, since the pass holds all records in memory at once.
"""

from __future__ import annotations

import argparse
import gc
import json
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import rmtree
from tempfile import gettempdir
from time import perf_counter

import msgspec

from bench.figures import Budget, Figure, side_by_side
from cachetui.index.loading import Loading
from cachetui.model import Batch, Edges
from cachetui.query.match import match
from cachetui.query.parser import parse
from cachetui.sources.filter import Filter
from cachetui.sources.formats.spack.shelved import SHELF
from cachetui.sources.open import open_source
from cachetui.sources.remote.kept import Kept, KeptEntry
from cachetui.sources.shelf import Shelf
from cachetui.sources.source import Source
from support.cache_generator.indexes import write_index
from support.paths import TESTS

RECORDS = 425_000
"""As many as the public cache has listings."""
FOLDER = Path(gettempdir()) / "cachetui-bench"
COLUMNS = FOLDER / "columns"
MIB = 1 << 20


class Dependency(msgspec.Struct, gc=False):
    """An edge, as far as it is needed."""

    name: str
    hash: str
    parameters: msgspec.Raw = msgspec.Raw()


class Node(msgspec.Struct, gc=False):
    """A spec, as far as it is needed."""

    name: str
    version: str = ""
    namespace: str | None = None
    arch: msgspec.Raw = msgspec.Raw()
    parameters: msgspec.Raw = msgspec.Raw()
    compiler: msgspec.Raw = msgspec.Raw()
    dependencies: list[Dependency] = []


class Record(msgspec.Struct, gc=False):
    """A record of a mirror."""

    spec: Node
    in_buildcache: bool = False


class _Installs(msgspec.Struct, gc=False):
    installs: dict[str, Record]


class _Index(msgspec.Struct, gc=False):
    database: _Installs


def one_pass(path: Path) -> dict[str, float]:
    """Decode the index at *path* once; return the seconds."""
    gc.disable()
    start = perf_counter()
    msgspec.json.decode(path.read_bytes(), type=_Index)
    return {"all": perf_counter() - start}


def rows_only(path: Path) -> dict[str, float]:
    """Read the rows of the index at *path*; return the seconds."""
    return _read(open_source(str(path)), edges=False)


def with_edges(path: Path) -> dict[str, float]:
    """Read rows and edges, and ask for a virtual twice; return the seconds."""
    return _read(open_source(str(path)), edges=True)


def keeping(path: Path) -> dict[str, float]:
    """Do the same with an index that was fetched, and keep its columns; return the seconds."""
    rmtree(COLUMNS, ignore_errors=True)
    return _read(Fetched(str(path)), edges=True)


def from_columns(path: Path) -> dict[str, float]:
    """Read what `keeping` kept of the index at *path*; return the seconds."""
    return _read(Fetched(str(path)), edges=True)


class Fetched:
    """A source that has fetched one index, and keeps its columns."""

    name = None
    stream = True

    def __init__(self, location: str) -> None:
        self.location = location

    def entries(self, wanted: Filter) -> Iterator[KeptEntry]:
        """Yield the index, as if its sum had been worked out."""
        kept = Kept(Path(self.location), "0" * 64, time=0.0)
        yield KeptEntry(self.location, kept, {SHELF: Shelf(COLUMNS, keeps=True)})


def _read(source: Source, *, edges: bool) -> dict[str, float]:
    loading = Loading([source], Filter(edges=edges))
    add, first = loading.index.add, list[float]()
    start = perf_counter()

    def noted(found: Batch | Edges) -> None:
        add(found)
        first.append(perf_counter() - start)

    loading.index.add = noted  # type: ignore[method-assign]
    loading.run()
    seconds = {"first": first[0], "all": perf_counter() - start}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MIB
    if edges:
        seconds |= {"peak": peak}
        for name in ("virtual", "virtual again"):
            match(loading.index, parse("os=nothing"))  # or the last answer is remembered
            start = perf_counter()
            match(loading.index, parse("^mpi")).total()
            seconds[name] = perf_counter() - start
    return seconds


WORKS = {work.__name__: work for work in (one_pass, rows_only, with_edges, keeping, from_columns)}


def records(_: object, rounds: int) -> Iterator[Figure]:
    """Measure an index of `RECORDS` records, which is made where it is not there."""
    path = index_of(RECORDS)
    found: dict[str, list[dict[str, float]]] = {name: [] for name in WORKS}

    def run(name: str) -> float:
        argv = [sys.executable, "-m", "bench.records", str(path), name]
        seconds: dict[str, float] = json.loads(subprocess.check_output(argv, cwd=TESTS))
        found[name].append(seconds)
        return seconds["all"]

    turns = side_by_side(rounds, *(lambda name=name: run(name) for name in WORKS))
    least, rows, edges, first_time, second_time = turns
    whole = found["with_edges"][-1]
    size, rival = f"{RECORDS // 1000}k", "one msgspec pass"
    yield Figure("first rows of an index", size, "s", whole["first"], budget=Budget(plus=0.5))
    yield Figure("all its rows, without edges", size, "s", rows, least, rival, Budget(1))
    yield Figure("all its rows and edges", size, "s", edges, least, rival, Budget(1.5))
    yield Figure("... and its columns kept", size, "s", first_time, edges, "reading", Budget(1.1))
    yield Figure("... read from them", size, "s", second_time, edges, "reading", Budget(1 / 3))
    yield Figure("... peak memory", size, "B", whole["peak"] * MIB, budget=Budget(plus=300 * MIB))
    first = whole["virtual"]
    yield Figure("^mpi over it, the first time", size, "s", first, budget=Budget(plus=3))
    again = whole["virtual again"]
    yield Figure("... and then", size, "s", again, budget=Budget(plus=0.5))


def index_of(number: int) -> Path:
    """Return an index of that many records, which is made where it is not there."""
    path = FOLDER / f"index{number}.json"
    if not path.exists():
        print(f"making an index of {number:,} records in {path} ...", flush=True)
        FOLDER.mkdir(exist_ok=True)
        write_index(path, number)
    return path


def main() -> None:
    """Print what one of the works takes, as JSON."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("index", type=Path)
    parser.add_argument("work", choices=WORKS)
    options = parser.parse_args()
    print(json.dumps(WORKS[options.work](options.index)))


if __name__ == "__main__":
    main()
