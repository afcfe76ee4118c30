"""Starting: how long until the screen is filled, and until it can be used while it loads."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from statistics import median
from time import perf_counter

from bench.caches import Cache
from bench.figures import Budget, Figure, percentile, side_by_side
from bench.film import Film, Rows

EMPTY_APP = Path(__file__).with_name("empty_app.py")
TYPED = "py-torch"
"""Typed and erased again, over and over, while pages are read."""
PACE = 0.08
"""Seconds between two of those keys."""

Sight = tuple[float, str]
"""A moment, and the text that was sent or seen then."""


def browser(cache: Cache, *options: str) -> list[str]:
    """Give the command that shows *cache*."""
    return [sys.executable, "-m", "cachetui", "--no-mouse", *options, str(cache.path)]


def start(caches: list[Cache], rounds: int) -> Iterator[Figure]:
    """Measure from the start of the process to the sample's filled screen."""
    sample = caches[0]
    words = ["all packages", *sample.names]
    ours, empty = side_by_side(
        rounds * 2,
        lambda: _until(browser(sample), lambda rows: _shows(rows, words)),
        _empty,
    )
    what, budget = "start to a filled screen", Budget(1.3)
    yield Figure(what, sample.label, "s", ours, empty, "empty app", budget)


def _until(argv: list[str], holds: Callable[[Rows], bool]) -> float:
    with Film(argv) as film:
        return film.await_sight(holds) - film.began


def _empty() -> float:
    return _until([sys.executable, str(EMPTY_APP)], lambda rows: _shows(rows, ["ready"]))


def _shows(rows: Rows, words: list[str]) -> bool:
    text = "\n".join(rows)
    return all(word in text for word in words)


def while_loading(caches: list[Cache], rounds: int) -> Iterator[Figure]:
    """Measure when packages can be seen and typed to, and how keys are answered meanwhile."""
    for cache in caches:
        seen, used, empty = _first_use(cache, rounds)
        budget = Budget(2)
        yield Figure("start to the first packages", cache.label, "s", seen, empty, "empty app")
        yield Figure("... and a key answered", cache.label, "s", used, empty, "empty app", budget)
        whole = median(_until(browser(cache), is_loaded) for _ in range(rounds))
        yield Figure("start to everything read", cache.label, "s", whole)
        if cache.is_large:
            waits = [wait for _ in range(rounds) for wait in _answers_while_loading(cache)]
            limit = Budget(plus=0.05)
            yield Figure("a key while it loads", cache.label, "s", median(waits), budget=limit)
            p95 = percentile(waits, 95)
            yield Figure("... 95th percentile", cache.label, "s", p95, budget=limit)


def _first_use(cache: Cache, rounds: int) -> list[float]:
    """Return the median seconds to packages, to an answered key, and to the empty app's word."""
    names = frozenset(cache.names)
    answered: list[float] = []

    def ours() -> float:
        with Film(browser(cache)) as film:
            seen = film.await_sight(lambda rows: _lists(rows, names))
            pressed = perf_counter()
            film.press("p")
            echo = film.await_sight(lambda rows: typed(rows) == "p")
            answered.append(seen - film.began + echo - pressed)
            return seen - film.began

    seen, empty = side_by_side(rounds, ours, _empty)
    return [seen, median(answered), empty]


def _lists(rows: Rows, names: frozenset[str]) -> bool:
    """Tell whether any line on the left is a package's."""
    firsts = (row[2:28].split()[:1] for row in rows[2:])
    return any(first and first[0] in names for first in firsts)


def typed(rows: Rows) -> str:
    """Return what stands in the search line."""
    return rows[1][2:].split("  ")[0].strip()


def is_loaded(rows: Rows) -> bool:
    """Tell whether everything has been read."""
    return "cachetui" in rows[0] and "reading" not in rows[0]


def _answers_while_loading(cache: Cache) -> list[float]:
    """Type at a steady pace while pages are read; return the seconds to each key's echo."""
    with Film(browser(cache)) as film:
        film.await_sight(lambda rows: "reading" in rows[0])
        sent: list[Sight] = []
        seen: list[Sight] = []
        while not is_loaded(film.rows()):
            key, text = turn(len(sent))
            sent.append((perf_counter(), text))
            film.press(key)
            film.read_for(PACE)
            seen += [(moment, typed(film.rows())) for moment in film.drawn()]
    return list(delays(sent, seen))


def turn(number: int) -> tuple[str, str]:
    """Return the key to press as *number*-th, and what the search line then holds."""
    top = len(TYPED) - 1
    place = number % (2 * top)
    if number and (place == 0 or place > top):
        return "backspace", TYPED[: (2 * top - place) % (2 * top) + 1]
    return TYPED[place], TYPED[: place + 1]


def delays(sent: list[Sight], seen: list[Sight]) -> Iterator[float]:
    """Yield how long each text took to be seen, or another that was sent later."""
    for number, (moment, _) in enumerate(sent):
        later = {text for _, text in sent[number:]}
        yield from islice(
            (when - moment for when, text in seen if when > moment and text in later), 1
        )
