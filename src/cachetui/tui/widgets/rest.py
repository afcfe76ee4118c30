"""The pause of a cursor, after which what is slow to draw follows it."""

from __future__ import annotations

from collections.abc import Callable

from textual.message_pump import MessagePump
from textual.timer import Timer

PAUSE = 0.08
"""Seconds that the cursor rests before the slow parts follow it."""


class Rest:
    """Calls a function once nothing has moved for a while."""

    def __init__(self, owner: MessagePump, then: Callable[[], None]) -> None:
        self._owner = owner
        self._then = then
        self._timer: Timer | None = None

    @property
    def is_over(self) -> bool:
        """Whether everything has followed the last movement."""
        return self._timer is None

    def begin(self) -> None:
        """Begin to wait, or begin again."""
        if self._timer is not None:
            self._timer.stop()
        self._timer = self._owner.set_timer(PAUSE, self._end)

    def _end(self) -> None:
        self._timer = None
        self._then()
