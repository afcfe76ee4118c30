"""Work that is done in steps, so that a key can be answered between two of them."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import TypeVar

T = TypeVar("T")
Steps = Generator[None, None, T]
"""Yields after each step of the work, and returns what it has worked out."""
MOST = 1 << 14
"""Listings that a step looks at where they are looked at in stretches: a few milliseconds.

What C looks at in one go, as for a mask, is one step for all: 20 ms where there are 400,000.
"""


def at_once(steps: Steps[T]) -> T:
    """Return what *steps* work out, all of them done one after the other."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: T = end.value
            return result


def parts(start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the beginnings and ends of stretches from *start* to *end*, each for one step."""
    for first in range(start, end, MOST):
        yield first, min(first + MOST, end)
