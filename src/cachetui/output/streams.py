"""The standard streams: stdout is data, stderr is narration, and both may be closed."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from io import TextIOWrapper
from itertools import islice
from typing import TextIO

from cachetui.safe_text import DOTS, PLAIN_DOTS, clip, without_dots

AT_ONCE = 1000
"""Lines that are written in one go."""


class OutputError(Exception):
    """stdout cannot be written to; the message is one sentence."""


def write(lines: Iterable[str]) -> None:
    """Write *lines* to stdout.

    A reader who leaves early, such as ``head``, ends it without a word. Raises OutputError.
    """
    if sys.stdout is None:
        return
    try:
        for chunk in _chunks(lines):
            sys.stdout.write(chunk)
        sys.stdout.flush()
    except BrokenPipeError:
        drop(1)
    except OSError as error:
        drop(1)
        raise OutputError(f"cannot write: {error.strerror}") from None


def _chunks(lines: Iterable[str]) -> Iterator[str]:
    rest = iter(lines)
    while chunk := list(islice(rest, AT_ONCE)):
        yield "\n".join(chunk) + "\n"


def say(text: str) -> None:
    """Write ``cachetui: text`` to stderr, if it is open."""
    if sys.stderr is not None:
        try:
            shown = text if _has_dots(sys.stderr) else without_dots(text)
            sys.stderr.write(f"cachetui: {shown}\n")
            sys.stderr.flush()
        except OSError:
            drop(2)


def show_line(text: str, shown: int) -> int:
    """Write *text* over a line of stderr of which *shown* columns are taken; return how many now.

    It is cut to the terminal's width, and the cursor goes back to its beginning. No escape
    sequence is needed for that, which not every terminal knows.
    """
    if sys.stderr is None or not (text or shown):
        return 0
    try:
        text = text if _has_dots(sys.stderr) else without_dots(text)
        text = clip(text, os.get_terminal_size(sys.stderr.fileno()).columns - 1)
        blank = " " * (shown - len(text))
        sys.stderr.write(f"\r{text}{blank}\r")
        sys.stderr.flush()
    except (OSError, ValueError):
        return 0
    return len(text)


def dots() -> str:
    """Return what stands on stdout where something was cut."""
    return DOTS if sys.stdout is not None and _has_dots(sys.stdout) else PLAIN_DOTS


def _has_dots(stream: TextIO) -> bool:
    try:
        DOTS.encode(stream.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True


def terminal_width() -> int:
    """Return how many columns stdout shows, 0 where it is no terminal: there nothing is cut."""
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns if sys.stdout else 0
    except (OSError, ValueError):
        return 0


def prepare() -> None:
    """Have what a stream's encoding lacks written as an escape, instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def finish() -> None:
    """Send out what stdout still holds, quietly: there is nobody left to tell."""
    if sys.stdout is not None:
        try:
            sys.stdout.flush()
        except OSError:
            drop(1)


def drop(descriptor: int = 1) -> None:
    """Let what a stream still holds go nowhere, so that the interpreter's end is quiet too."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)
