"""What was worked out last, kept until something else is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar, cast

T = TypeVar("T")


class LastAnswer(Generic[T]):
    """The last answer that was worked out, with its question: all that the answer depends on."""

    def __init__(self) -> None:
        self._question: object = None
        self._answer: T | None = None

    def get(self, question: object, make: Callable[[], T]) -> T:
        """Return the answer to *question*: the last one if that is the same, else a new one.

        *make* works it out. A question is not None, and is kept as long as this object: where an
        index owns this, a question must not refer to the index.
        """
        if self._question != question:
            self._answer = make()
            self._question = question
        return cast(T, self._answer)
