"""Films a program on a terminal: every write with its time, looked at when time does not count.

Drawing what a program writes takes longer than many programs take to write it. So the writes are
kept with the moment of their arrival, and drawn once the program is at rest: what was to be seen
at which moment is then known without having been in the way.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

import pyte

from support.pty_terminal import Terminal

COLS, ROWS = 80, 24
"""The size of terminal that all figures are for."""
QUIET = 0.2
"""Seconds without a write after which a program is at rest: more than a detail waits."""
LULL = 0.03
"""Seconds without a write after which there may be time to draw: two frames of Textual's."""

Rows = list[str]
"""A screen's lines."""
Part = Callable[[Rows], object]
"""Picks out what is looked at."""


class Answer(NamedTuple):
    """What a key came to."""

    delay: float
    """Seconds from the key until what was looked at had become what it stayed."""
    size: int
    """Bytes that were written until the program was at rest."""


class _Shots(pyte.ByteStream):
    """Keeps writes with their times, instead of drawing them."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting = deque[tuple[float, bytes]]()

    def feed(self, data: bytes) -> None:  # type: ignore[override]  # as in ByteStream itself
        """Keep *data* with the moment of its arrival."""
        self.waiting.append((perf_counter(), data))


class Film(Terminal):
    """A terminal that draws late; a time is one of `perf_counter`'s."""

    def __init__(
        self,
        argv: Sequence[str | Path],
        *,
        stdin: bytes | None = None,
        env: Mapping[str, str] | None = None,
    ) -> None:
        """Start *argv*, with today's PYTHONPATH; *stdin* comes from a pipe and then ends."""
        env = {"PYTHONPATH": os.environ.get("PYTHONPATH", ""), **(env or {})}
        self.began = perf_counter()
        super().__init__(
            argv, cols=COLS, rows=ROWS, stdin="tty" if stdin is None else stdin, env=env
        )
        self._drawing, self._shots = self._stream, _Shots()
        self._stream = self._shots

    def settle(self, quiet: float = 0.1, timeout: float = 10) -> None:
        """Read until nothing has come for *quiet* seconds: other programs are never at rest."""
        self.fall_silent(quiet, timeout)

    def drawn(self) -> Iterator[float]:
        """Draw what was written, one write after the other; yield the moment of each."""
        while self._shots.waiting:
            moment, data = self._shots.waiting.popleft()
            self._drawing.feed(data)
            yield moment

    def draw(self) -> Rows:
        """Draw all that was written; return the screen."""
        for _ in self.drawn():
            pass
        return self.rows()

    def await_sight(self, holds: Callable[[Rows], object], timeout: float = 60) -> float:
        """Read until *holds*, and return the time when that came, the present one if it does.

        Raises AssertionError, with the screen, after *timeout* seconds or when the program ends.
        """
        sights = [perf_counter()] if holds(self.draw()) else []

        def is_seen() -> bool:
            self.settle(LULL)
            sights.extend(islice((moment for moment in self.drawn() if holds(self.rows())), 1))
            return bool(sights)

        if not sights:
            self.wait_for(is_seen, timeout)
        return sights[0]

    def answer(self, key: str, part: Part) -> Answer:
        """Press *key* at rest, and film until the program is at rest again.

        Raises AssertionError, with the screen, if the program has ended.
        """
        self.draw()
        mark, pressed = self.mark(), perf_counter()
        before = part(self.rows())
        self.press(key)
        self.settle(QUIET)
        final = pressed
        for moment in self.drawn():
            if (after := part(self.rows())) != before:
                before, final = after, moment
        assert self.process.poll() is None, f"ended\n{self.text()}"
        return Answer(final - pressed, self.mark() - mark)
