"""What is drawn on a terminal: written without waiting, a frame at a time, as the link takes it.

Over a slow link frames would queue, and would still be shown seconds after the last key. So whoever
draws asks first whether there is room for a frame, and is called when there is.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from select import select
from threading import Condition, Thread
from time import monotonic
from typing import TextIO

from cachetui.tui.terminal.lag import QUESTION, Lag

CHUNK = 4_096
"""Bytes that are written at once."""
STUCK = 2.0
"""Seconds without any progress after which a terminal that is left takes nothing any more."""
PARTING = 1.0
"""Seconds to wait for the last answers: one that came later would be typed into a shell."""


class Output:
    """Writes to a terminal; what that does not take at once is left to a thread.

    So nobody waits for the terminal but whoever leaves it.
    """

    def __init__(self, file: TextIO, ready: Callable[[], object]) -> None:
        """Write to *file*, without blocking on it.

        *ready* is called in the thread when there is room for a frame that there was none for.
        """
        self._fd = file.fileno()
        self._encoding, self._errors = file.encoding, file.errors or "strict"
        self._ready = ready
        self._changed = Condition()
        self._left = bytearray()
        """What the terminal has not taken yet."""
        self._is_wanted = self._is_closed = self._is_given_up = False
        self._asks = True
        self._lag = Lag()
        self._progress = monotonic()
        os.set_blocking(self._fd, False)
        self._thread = Thread(target=self._run, name="output", daemon=True)
        self._thread.start()

    def write(self, text: str) -> None:
        """Write *text* after all that was to be written before, without waiting for it."""
        with self._changed:
            if self._asks and self._lag.wants_to_ask(len(text), monotonic()):
                text += QUESTION
            is_free = not self._left
            self._left += text.encode(self._encoding, self._errors)
            if is_free:
                self._write_some()
            if self._left:
                self._changed.notify_all()

    def has_room(self) -> bool:
        """Return whether there is room for a frame; if not, `ready` will be called."""
        with self._changed:
            self._is_wanted = bool(self._left) or self._lag.rest(monotonic()) > 0
            if self._is_wanted:
                self._changed.notify_all()
            return not self._is_wanted

    def answered(self) -> None:
        """Record that the terminal has answered: it has drawn what stands before the question."""
        with self._changed:
            self._lag.answer(monotonic())
            self._changed.notify_all()

    def ask_no_more(self) -> None:
        """Wait a moment for the last answers, before others read what the terminal sends."""
        with self._changed:
            self._asks = False
            self._changed.wait_for(lambda: not self._lag.is_awaiting, PARTING)

    def close(self) -> None:
        """Wait until all is written, unless the terminal takes nothing any more."""
        with self._changed:
            self._is_closed = True
            self._progress = monotonic()
            self._changed.notify_all()
        while self._thread.is_alive() and monotonic() < self._progress + STUCK:
            self._thread.join(STUCK / 10)
        self._is_given_up = True

    def _run(self) -> None:
        """Write what is left whenever the terminal takes more, until all is written at the end."""
        while self._has_more():
            select([], [self._fd], [])
            with self._changed:
                if self._is_given_up:
                    return
                self._write_some()

    def _has_more(self) -> bool:
        """Wait until there is something left, or return False: it is the end."""
        with self._changed:
            while not self._left:
                if self._is_closed:
                    return False
                rest = self._lag.rest(monotonic())
                if self._is_wanted and not rest:
                    self._is_wanted = False
                    self._ready()
                self._changed.wait(rest if self._is_wanted else None)
            return True

    def _write_some(self) -> None:
        """Write as much as the terminal takes; to one that has gone away, all of it to nowhere."""
        while chunk := bytes(self._left[:CHUNK]):
            try:
                size = os.write(self._fd, chunk)
            except BlockingIOError:
                return
            except OSError:
                size = len(chunk)
            self._progress = monotonic()
            del self._left[:size]
