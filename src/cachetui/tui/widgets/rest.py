"""The pause of a cursor, after which what is slow to draw follows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import monotonic

from textual.message_pump import MessagePump
from textual.timer import Timer

PAUSE = 0.08
"""Seconds that the cursor rests before the slow parts follow it."""
SPELL = 0.004
"""Seconds of steps without a breath between them; the last may take longer."""
BREATH = 0.002
"""Seconds between two spells: a key that has come meanwhile is answered first."""


class Rest:
    """Has a function follow once nothing has moved for a while, some steps at a time."""

    def __init__(self, owner: MessagePump, follow: Callable[[], Iterator[None]]) -> None:
        """Take from *follow* the steps, each of which is done at a movement's end or not at all."""
        self._owner = owner
        self._follow = follow
        self._steps: Iterator[None] = iter(())
        self._timer: Timer | None = None

    @property
    def is_over(self) -> bool:
        """Whether everything has followed the last movement."""
        return self._timer is None

    def begin(self) -> None:
        """Begin to wait, or begin again."""
        if self._timer is not None:
            self._timer.stop()
        self._steps = iter(())  # they hold what they were about
        self._timer = self._owner.set_timer(PAUSE, self._begin_to_follow)

    def _begin_to_follow(self) -> None:
        self._steps = self._follow()
        self._take_steps()

    def _take_steps(self) -> None:
        self._timer = None
        end = monotonic() + SPELL
        while next(self._steps, True) is None:
            if monotonic() >= end:
                self._timer = self._owner.set_timer(BREATH, self._take_steps)
                return
