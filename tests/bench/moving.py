"""The cursor: the bytes of its way through the lists, and how soon a large package opens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import fmean, median
from tempfile import TemporaryDirectory

from bench.caches import LARGE_SPECS, Cache, write_large_package
from bench.figures import Budget, Figure
from bench.film import Answer, Film, Part, Rows
from bench.keystrokes import LIST_WIDTH, open_browser, packages_part

DOWNS = 12
"""Moves of the cursor in one list: those that the smallest cache has lines for."""


def specs_part(rows: Rows) -> list[str]:
    """Pick out the specs and what stands over them."""
    return [row[LIST_WIDTH:] for row in rows[2:-1]]


def cursor(caches: list[Cache], rounds: int) -> Iterator[Figure]:
    """Measure the bytes of the cursor's way down the lists."""
    del rounds  # bytes are the same in all of them
    for cache in caches:
        with open_browser(cache) as film:
            sizes = _downs(film, packages_part)
            yield _bytes("cursor down in the packages, panes following", cache, sizes, 4000)
            _go_into_specs(film, cache)
            yield _bytes("cursor down in the specs", cache, _downs(film, specs_part), 700)
            _open_drawer(film)
            sizes = _downs(film, specs_part)
            yield _bytes("cursor down in the specs, detail following", cache, sizes, 1500)


def _downs(film: Film, part: Part) -> list[Answer]:
    """Press down as long as the cursor moves."""
    answers = (film.answer("down", part) for _ in range(DOWNS))
    return [answer for answer in answers if answer.delay]


def _bytes(what: str, cache: Cache, answers: list[Answer], most: int) -> Figure:
    mean = fmean(answer.size for answer in answers)
    return Figure(what, cache.label, "B", mean, budget=Budget(plus=most))


def _press(film: Film, *keys: str) -> None:
    """Press keys one after the other, each when the screen is at rest."""
    for key in keys:
        film.answer(key, tuple)


def _go_into_specs(film: Film, cache: Cache) -> None:
    """Go to the first configuration of the package with the most to show."""
    _press(film, *cache.largest, "enter")


def _open_drawer(film: Film) -> None:
    """Show the detail under the specs, the keys staying with the specs, at their beginning."""
    _press(film, "home", "3", "2")


def opening(caches: list[Cache], rounds: int) -> Iterator[Figure]:
    """Measure how soon the specs of a large package stand there."""
    del caches  # none has a package as large
    with TemporaryDirectory() as folder:
        cache = write_large_package(Path(folder))
        with open_browser(cache) as film:
            _press(film, "down")
            shown = [_open_once(film) for _ in range(rounds)]
    what = f"opening a package of {LARGE_SPECS:,} specs"
    yield Figure(what, cache.label, "s", median(shown), budget=Budget(plus=0.05))


def _open_once(film: Film) -> float:
    """Move from the small package to the large one, and back; return how long the first took."""
    answer = film.answer("down", specs_part)
    _press(film, "up")
    return answer.delay
