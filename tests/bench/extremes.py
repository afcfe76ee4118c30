"""Bad input at its worst: whether the screen still answers while such a folder is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from bench.caches import Cache
from bench.figures import Budget, Figure
from bench.film import Film
from bench.starting import PACE, browser, delays, is_loaded, turn, typed
from support.page_builder import Row, a_hash, page_2025

PAGE_BYTES = 100_000_000
EMPTY_FILES = 200_000
SPECS = 50_000
NAME = 10_000
"""Letters of a name."""
STUCK = 2.0
"""Seconds after which a person takes a program that does not answer for stuck."""


def extremes(caches: list[Cache], rounds: int) -> Iterator[Figure]:
    """Measure each folder: all of it read, the longest wait for a key meanwhile, leaving."""
    for label, write in WRITERS.items():
        with TemporaryDirectory() as folder:
            write(Path(folder))
            yield from _figures(Cache(label, Path(folder)), rounds)


def _figures(cache: Cache, rounds: int) -> Iterator[Figure]:
    wholes, waits = zip(*(_typed_through(cache) for _ in range(rounds)), strict=True)
    yield Figure("bad input: typed through until all is read", cache.label, "s", median(wholes))
    longest = max(wait for some in waits for wait in some)
    yield Figure(
        "... the longest wait for a key", cache.label, "s", longest, budget=Budget(plus=STUCK)
    )
    left = median(_leave(cache) for _ in range(rounds))
    yield Figure("... leaving while it is read", cache.label, "s", left, budget=Budget(plus=STUCK))


def _typed_through(cache: Cache) -> tuple[float, list[float]]:
    """Type at a steady pace until all is read; return how long that took, and each key."""
    sent: list[tuple[float, str]] = []
    seen: list[tuple[float, str]] = []
    with Film(browser(cache)) as film:
        film.await_sight(lambda rows: "cachetui" in rows[0])
        while not is_loaded(film.rows()) or len(sent) < 2:
            key, text = turn(len(sent))
            sent.append((perf_counter(), text))
            film.press(key)
            film.read_for(PACE)
            seen += [(moment, typed(film.rows())) for moment in film.drawn()]
        whole = perf_counter() - film.began
        film.settle(STUCK)
        seen += [(moment, typed(film.rows())) for moment in film.drawn()]
        return whole, list(delays(sent, seen))


def _leave(cache: Cache) -> float:
    """Return how long the program takes to end when it has just begun to read."""
    with Film(browser(cache)) as film:
        film.await_sight(lambda rows: "cachetui" in rows[0])
        pressed = perf_counter()
        film.press("ctrl+c")
        film.wait()
        return perf_counter() - pressed


def _page(folder: Path, name: str) -> Path:
    page = folder / "_cache" / "develop" / name / "specs.md"
    page.parent.mkdir(parents=True)
    return page


def large_page(folder: Path, size: int = PAGE_BYTES) -> None:
    """Write one page of *size* bytes: a few specs, of very many variants each."""
    variants = tuple(f"a_variant_of_some_length_{n:05}=value" for n in range(5_000))
    specs = size // sum(len(f'"{text}", ') for text in variants)
    rows = [Row(a_hash(f"{n}"), version=f"1.{n}", variants=variants) for n in range(specs)]
    _page(folder, "large").write_text(page_2025("large", "develop", rows))


def empty_files(folder: Path, files: int = EMPTY_FILES) -> None:
    """Write *files* empty ones where pages are looked for, as many elsewhere, and a sound page."""
    for number in range(files):
        page = folder / "_cache" / f"v{number // 1000}" / f"{number}" / "specs.md"
        page.parent.mkdir(parents=True)
        page.touch()
        page.with_name("notes.txt").touch()
    _page(folder, "sound").write_text(page_2025("sound", "develop", [Row(a_hash("sound"))]))


def many_specs(folder: Path, specs: int = SPECS) -> None:
    """Write a package with *specs* specs, in pages of 5,000."""
    for first in range(0, specs, 5_000):
        tag = f"v{first // 5_000}"
        rows = [
            Row(a_hash(f"{n}"), version=f"1.{n % 40}", stacks=(f"stack-{n % 20}", "root"))
            for n in range(first, min(first + 5_000, specs))
        ]
        page = folder / "_cache" / tag / "py-torch" / "specs.md"
        page.parent.mkdir(parents=True)
        page.write_text(page_2025("py-torch", tag, rows))


def long_names(folder: Path, letters: int = NAME) -> None:
    """Write pages whose every name has *letters* letters."""
    for number in range(200):
        name = f"py-torch-{number}-".ljust(letters, "x")
        row = Row(a_hash(name), version=f"1.{'2' * letters}", os=name, target=name, stacks=(name,))
        _page(folder, f"{number}").write_text(page_2025(name, "develop", [row]))


WRITERS: dict[str, Callable[[Path], None]] = {
    "100 MB": large_page,
    "empty": empty_files,
    "50,000": many_specs,
    "names": long_names,
}
"""What is written, by a word for the table."""
