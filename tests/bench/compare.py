"""Two revisions side by side: what costs processor time, each by turns, in processes of their own.

    python tests/bench --compare REV [--quick] [--rounds N]

Both are measured by the same code, which is today's. On a busy machine processor time is what can
be compared; the pass that only reads and decodes is measured by turns with them.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import fmean, median

from bench.caches import Cache
from bench.figures import Figure, side_by_side
from bench.keystrokes import open_browser, packages_part
from bench.records import index_of
from support.paths import TESTS

RECORDS = 60_000
WORDS = ("py-torch", "hdf5", "kokkos")
"""Typed letter by letter and taken back."""
_Pair = tuple[list[float], list[float]]
TICK = os.sysconf("SC_CLK_TCK")


def compared(caches: list[Cache], rounds: int, revision: str, folder: Path) -> Iterator[Figure]:
    """Measure loading, an index, letters and look-ups of this tree beside *revision*."""
    sources = TESTS.parent / "src", _checked_out(revision, folder)
    for cache in caches:
        yield from _loading(cache, rounds, revision, sources)
    yield from _index(index_of(RECORDS), rounds, revision, sources)
    for cache in caches:
        query = cache.names[len(cache.names) // 2]
        argv = ("-q", query, "--print", "json", str(cache.path.resolve()))
        ours, other = side_by_side(rounds, *(_whole(source, *argv) for source in sources))
        yield Figure("--print of one package by name", cache.label, "s", ours, other, revision)
        yield from _letters(cache, rounds, revision, sources)


def _checked_out(revision: str, folder: Path) -> Path:
    """Return the ``src`` of *revision*, written into *folder* if it is not there."""
    argv = ["git", "rev-parse", "--short", f"{revision}^{{commit}}"]
    name = subprocess.check_output(argv, cwd=TESTS, text=True).strip()
    place = folder / f"revision-{name}"
    if not place.exists():
        place.mkdir(parents=True)
        packed = subprocess.check_output(["git", "archive", name, "src"], cwd=TESTS.parent)
        subprocess.run(["tar", "x", "-C", str(place)], input=packed, check=True)
    return place / "src"


def _loading(
    cache: Cache, rounds: int, revision: str, sources: tuple[Path, Path]
) -> Iterator[Figure]:
    folder = str(cache.path.resolve())
    works = [_work(source, "-m", "bench.passes", folder, "--only", "index") for source in sources]
    works.append(_work(sources[0], "-m", "bench.passes", folder, "--only", "one_pass"))
    ours, other, least = side_by_side(rounds, *works)
    yield Figure("everything indexed", cache.label, "s", ours, other, revision)
    yield Figure("... beside reading and decoding", cache.label, "s", ours, least, "one pass")
    yield Figure(f"... and of {revision}", cache.label, "s", other, least, "one pass")


def _index(path: Path, rounds: int, revision: str, sources: tuple[Path, Path]) -> Iterator[Figure]:
    for name, what in (("rows_only", "the rows of an index"), ("with_edges", "... and edges")):
        works = [_work(source, "-m", "bench.records", str(path), name) for source in sources]
        works.append(_work(sources[0], "-m", "bench.records", str(path), "one_pass"))
        ours, other, least = side_by_side(rounds, *works)
        label = f"{RECORDS // 1000}k"
        yield Figure(what, label, "s", ours, other, revision)
        yield Figure("... beside one pass", label, "s", ours, least, "msgspec")
        yield Figure(f"... and of {revision}", label, "s", other, least, "msgspec")


def _work(source: Path, *argv: str) -> Callable[[], float]:
    """Return what runs a module of the bench on the program in *source*: processor seconds."""
    env = os.environ | {"PYTHONPATH": str(source)}

    def run() -> float:
        printed = subprocess.check_output([sys.executable, *argv], cwd=TESTS, env=env)
        seconds: float = json.loads(printed)["processor"]
        return seconds

    return run


def _whole(source: Path, *argv: str) -> Callable[[], float]:
    """Return what runs the program in *source* with *argv*: processor seconds, start and all."""
    env = os.environ | {"PYTHONPATH": str(source)}

    def run() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = [sys.executable, "-m", "cachetui", *argv]
        subprocess.run(command, env=env, stdout=subprocess.DEVNULL, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime

    return run


def _letters(
    cache: Cache, rounds: int, revision: str, sources: tuple[Path, Path]
) -> Iterator[Figure]:
    """Type by turns into both; a letter is pressed when the one before has been answered."""
    seconds, sizes, delays = _pairs()
    ours, other = (open_browser(cache, env={"PYTHONPATH": str(source)}) for source in sources)
    with ours, other:
        for word in WORDS * rounds:
            for number, film in enumerate((ours, other)):
                before = _processor_time(film.process.pid)
                answers = [film.answer(letter, packages_part) for letter in word]
                seconds[number].append((_processor_time(film.process.pid) - before) / len(word))
                sizes[number].append(fmean(answer.size for answer in answers))
                delays[number].append(median(answer.delay for answer in answers))
                film.answer("ctrl+u", packages_part)
    for what, found in (("processor time of a letter", seconds), ("... until shown", delays)):
        yield Figure(what, cache.label, "s", median(found[0]), median(found[1]), revision)
    yield Figure("... its bytes", cache.label, "B", fmean(sizes[0]), fmean(sizes[1]), revision)


def _pairs() -> tuple[_Pair, _Pair, _Pair]:
    return ([], []), ([], []), ([], [])


def _processor_time(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK
