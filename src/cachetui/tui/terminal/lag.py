"""How far a terminal is behind what is written to it, told from when it answers."""

from __future__ import annotations

from collections import deque

QUESTION, ANSWER = "\x1b[5n", "\x1b[0n"
"""Asks a terminal how it does, and says that it does well: any terminal since the VT100."""
STEP = 2_000
"""Characters after which a terminal is asked again."""
MOST = 5
"""Questions that are asked without an answer."""
BEHIND = 0.1
"""Seconds that an answer may be late, for the terminal to have taken what was written."""
SMALL = 200
"""Characters that take no time even on a slow link."""
DRIFT = 0.005
"""Seconds that the best time of an answer becomes longer with each that takes longer.

Only those count that come after little was drawn: then it is the way that has become longer.
"""
LOST = 3.0
"""Seconds after which an answer will not come any more."""


class Lag:
    """The questions that a terminal was asked, in the midst of what it draws.

    It answers when it has drawn what stands before the question. Buffers on the way, of ssh, of
    the network, of the kernel, hold seconds of drawing for a slow link and do not say so; they are
    why an answer comes late. A terminal that does not answer is never behind, and is soon not
    asked any more.
    """

    def __init__(self) -> None:
        self._asked: deque[tuple[float, bool]] = deque()
        """When the questions were asked that have no answer yet, and whether after little."""
        self._best: float | None = None
        """The shortest time to an answer, in seconds."""
        self._is_slow = False
        """Whether the last answer was late: then there is one frame on the way at most."""
        self._unasked = STEP
        """Characters since the last question."""

    def wants_to_ask(self, size: int, now: float) -> bool:
        """Return whether a question is to follow *size* characters that are written *now*."""
        self._unasked += size
        if (self._unasked < STEP and not self._is_slow) or len(self._asked) == MOST:
            return False
        is_small = not self._asked and self._unasked <= SMALL
        self._unasked = 0
        self._asked.append((now, is_small))
        return True

    def answer(self, now: float) -> None:
        """Record that an answer came."""
        if self._asked:
            asked, is_small = self._asked.popleft()
            time = now - asked
            best = time if self._best is None else self._best
            self._is_slow = time > best + BEHIND
            self._best = min(time, best + DRIFT * is_small)

    @property
    def is_awaiting(self) -> bool:
        """Whether a terminal that answers has still to answer."""
        return self._best is not None and bool(self._asked)

    def rest(self, now: float) -> float:
        """Return the seconds to wait for an answer at most; none if it is not late."""
        if self._best is None or not self._asked:
            return 0.0
        age = now - self._asked[0][0]
        if age > LOST:
            self._asked.clear()
            self._best, self._is_slow = None, False
            return 0.0
        return LOST - age if self._is_slow or age > self._best + BEHIND else 0.0
