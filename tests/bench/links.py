"""The terminal between: what a screen at rest costs a login node, and keys held on a slow link."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median
from time import perf_counter

from bench.caches import Cache
from bench.figures import Budget, Figure
from bench.film import Film
from bench.keystrokes import open_browser
from support.proc import wake_ups, wake_ups_since
from support.pty_terminal import SlowLink

RESTING = 5.0
"""Seconds that a screen at rest is watched for."""
HELD = 5.0
"""Seconds that keys are held down for."""
REPEAT = 30
"""Keys a second of one that is held down."""
TURN = 8
"""Keys after which the cursor goes the other way: lists may be short."""
RATES = {20_000: Budget(plus=0.5), 5_000: None}
"""Bytes a second of the links, and the seconds that the last state may take."""


def at_rest(caches: list[Cache], rounds: int) -> Iterator[Figure]:
    """Measure what a screen does when all is read and nobody presses a key."""
    del rounds  # one watch is long enough
    for cache in caches:
        with open_browser(cache) as film:
            film.read_for(1)
            before, mark = wake_ups(film.process.pid), film.mark()
            film.read_for(RESTING)
            woken = wake_ups_since(before, film.process.pid) / RESTING
            size = len(film.bytes_since(mark)) / RESTING
        yield Figure("at rest, wake-ups a second", cache.label, "", woken, budget=Budget(plus=2))
        yield Figure("... bytes a second", cache.label, "B", size, budget=Budget())


def slow_link(caches: list[Cache], rounds: int) -> Iterator[Figure]:
    """Measure how soon after keys that were held over a slow link the last state stands there."""
    for cache in caches:
        for rate, budget in RATES.items():
            delays = [_hold(cache, rate) for _ in range(min(rounds, 3))]
            what = f"keys held at {rate // 1000} kB/s, until the last state"
            yield Figure(what, cache.label, "s", median(delays), budget=budget)


def _hold(cache: Cache, rate: int) -> float:
    """Return the seconds from the last key to the last byte."""
    with open_browser(cache) as film:
        film.answer("tab", tuple)
        film.link = SlowLink(rate)
        pressed = _press_for(film, HELD)
        film.settle(1, timeout=120)
        return max([0.0, *(moment - pressed for moment in film.drawn())])


def _press_for(film: Film, seconds: float) -> float:
    """Press keys, reading all the while; return the time of the last."""
    began = pressed = perf_counter()
    count = 0
    while perf_counter() - began < seconds:
        if (perf_counter() - began) * REPEAT >= count:
            film.press("down" if count % (2 * TURN) < TURN else "up")
            pressed, count = perf_counter(), count + 1
        film.read_for(0.002)
    return pressed
