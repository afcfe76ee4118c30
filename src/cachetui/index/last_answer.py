"""What was worked out last, kept until something else is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar, cast

T = TypeVar("T")


class LastAnswer(Generic[T]):
    """The last answer that was worked out, and the question to it: what it depends on."""

    def __init__(self) -> None:
        self._question: object = None
        self._answer: T | None = None

    def get(self, question: object, make: Callable[[], T]) -> T:
        """Return the answer to *question*, made by *make* unless it was the last one.

        A question is not None. It is kept as long as this: one about an index must not refer to it.
        """
        if self._question != question:
            self._answer = make()
            self._question = question
        return cast(T, self._answer)
