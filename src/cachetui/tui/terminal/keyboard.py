"""What is typed on a terminal: read without a clock, as messages for the app."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from select import select

from textual import constants
from textual.message import Message

from cachetui.tui.terminal.input_filter import InputFilter
from cachetui.tui.terminal.lag import ANSWER
from cachetui.tui.terminal.pieces import Sequence
from cachetui.tui.terminal.textual_internals import KeyParser

READ = 4096
"""Bytes that are read at once."""


def read_keys(terminal: int, stop: int, answered: Callable[[], None]) -> Iterator[Message]:
    """Yield what is typed on *terminal*, until there is something to read from *stop*.

    Both are file descriptors; *answered* is called for each answer to our question. Raises OSError
    when the terminal has gone away, also where that is told by an end of the file.
    """
    source, parser = InputFilter(constants.ESCAPE_DELAY), KeyParser()
    while True:
        ready, _, _ = select([terminal, stop], [], [], source.patience)
        if stop in ready:
            return
        if not ready:
            pieces = source.silence()
        elif data := _read(terminal):
            pieces = source.feed(data)
        else:
            continue
        for piece in pieces:
            if piece == Sequence(ANSWER):
                answered()
            yield from parser.messages(piece)


def _read(terminal: int) -> bytes:
    """Return what has been typed, or nothing where somebody else has read it."""
    try:
        data = os.read(terminal, READ)
    except BlockingIOError:
        return b""
    if not data:
        raise OSError("the terminal has gone away")
    return data
