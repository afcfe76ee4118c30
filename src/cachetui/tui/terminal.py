"""The terminal under the screen, wherever stdin, stdout and stderr lead."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager


class TerminalError(Exception):
    """There is no terminal that the screen could be drawn on; the message is one sentence."""


@contextmanager
def on_terminal() -> Iterator[None]:
    """Have the controlling terminal in place of stdin, stdout and stderr meanwhile.

    Textual reads the first, takes its size from the second and draws on the third. With this,
    ``x=$(cachetui --pick hash) </dev/null`` works at the terminal's real size. Raises
    TerminalError where there is no terminal, or one that cannot place its cursor.
    """
    if os.environ.get("TERM", "dumb") in ("dumb", "unknown", ""):
        raise TerminalError("the terminal cannot show a screen (TERM is dumb): use --print")
    try:
        terminal = os.open("/dev/tty", os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        raise TerminalError("there is no terminal to show a screen on: use --print") from None
    kept = {number: _duplicate(number) for number in (0, 1, 2)}
    try:
        for number in kept:
            os.dup2(terminal, number)
        yield
    finally:
        os.close(terminal)
        for number, copy in kept.items():
            _put_back(number, copy)


def _duplicate(number: int) -> int | None:
    """Keep a standard stream; None where it is closed."""
    try:
        return os.dup(number)
    except OSError:
        return None


def _put_back(number: int, copy: int | None) -> None:
    if copy is None:
        os.close(number)
    else:
        os.dup2(copy, number)
        os.close(copy)
