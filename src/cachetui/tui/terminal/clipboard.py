"""Copying from a program that may run on another machine: through the terminal.

OSC 52 asks a terminal to set its clipboard, and nothing comes back: what was sent can be said,
what arrived cannot. Multiplexers stand between, and each passes it on in a way of its own.
"""

from __future__ import annotations

import os
import subprocess
from base64 import b64encode
from collections.abc import Callable

MOST = 74_994
"""Characters of base64 that terminals commonly take in one OSC 52 sequence."""
PIECE = 500
"""Characters that GNU screen passes on at once; strings of over 767 it draws as text."""
TMUX = ("tmux", "load-buffer", "-w", "-")
"""Has tmux, from 3.2 on, set the clipboard of its terminal, whatever its settings are."""
TMUX_TIMEOUT = 2.0
"""Seconds that tmux may take."""


class CopyError(Exception):
    """The text cannot be sent; the message says why."""


def send(text: str, write: Callable[[str], None]) -> None:
    """Send *text* to the terminal's clipboard, by way of *write* where tmux does not take it.

    Raises CopyError if it is more than terminals take.
    """
    data = text.encode("utf-8", "backslashreplace")
    encoded = b64encode(data).decode("ascii")
    if len(encoded) > MOST:
        raise CopyError(f"{len(text):,} characters are too many for the terminal's clipboard")
    if os.environ.get("TMUX"):
        if not _taken_by_tmux(data):
            write(_through_tmux(_sequence(encoded)))
    elif os.environ.get("STY"):
        write(_through_screen(_sequence(encoded)))
    else:
        write(_sequence(encoded))


def _sequence(encoded: str) -> str:
    return f"\x1b]52;c;{encoded}\x07"


def _taken_by_tmux(data: bytes) -> bool:
    """Hand *data* to tmux, which drops the sequence itself unless it is set up to take it."""
    try:
        subprocess.run(TMUX, input=data, check=True, capture_output=True, timeout=TMUX_TIMEOUT)
    except (OSError, subprocess.SubprocessError):
        return False
    return True


def _through_tmux(sequence: str) -> str:
    """Wrap *sequence* so that a tmux too old to be asked passes it on to its terminal."""
    return "\x1bPtmux;" + sequence.replace("\x1b", "\x1b\x1b") + "\x1b\\"


def _through_screen(sequence: str) -> str:
    """Wrap *sequence* so that GNU screen passes it on to its terminal, piece by piece."""
    pieces = (sequence[start : start + PIECE] for start in range(0, len(sequence), PIECE))
    return "".join(f"\x1bP{piece}\x1b\\" for piece in pieces)
