"""Work that is done in steps, so that a key can be answered between two of them."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import TypeVar

T = TypeVar("T")
Steps = Generator[None, None, T]
"""Yields after each step of the work, and returns what it has worked out."""
MOST = 1 << 14
"""Listings that a step looks at: a few milliseconds."""


def at_once(steps: Steps[T]) -> T:
    """Return what *steps* work out, all of them done one after the other."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: T = end.value
            return result


def parts(start: int, end: int, weight: int = 1) -> Iterator[tuple[int, int]]:
    """Yield the beginnings and ends of stretches from *start* to *end*, each for one step.

    Each thing there takes about as long as *weight* listings.
    """
    most = max(MOST // weight, 1)
    for first in range(start, end, most):
        yield first, min(first + most, end)
