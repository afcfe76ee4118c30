"""The platform that the screen is on: a terminal, wherever stdin, stdout and stderr lead."""

from __future__ import annotations

import codecs
import locale
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from io import BufferedWriter, FileIO, TextIOWrapper
from typing import TYPE_CHECKING, Any, NamedTuple, TextIO

from cachetui.safe_text import DOTS

if TYPE_CHECKING:
    from textual.driver import Driver

STREAMS = ("__stdin__", "__stdout__", "__stderr__")
"""The streams where Textual reads keys, takes the size from, and draws, in this order."""
SIZES = ("COLUMNS", "LINES")
"""The variables that Textual would believe rather than the terminal, even after a resize."""
COERCED = ("C.UTF-8", "C.utf8", "UTF-8")
"""The values that Python itself gives LC_CTYPE where the user's locale is C (PEP 538)."""


class TerminalError(Exception):
    """There is no terminal that the screen could be drawn on; the message is one sentence."""


class Platform(NamedTuple):
    """What a run of the screen is given of the world around it."""

    driver: type[Driver] | None
    """Draws and reads keys; None leaves the choice to Textual."""
    held: Callable[[], AbstractContextManager[None]]
    """Has the platform ready as long as the screen is shown; may raise TerminalError."""
    encoding: str
    """The encoding of what is drawn."""


def is_page(environ: Mapping[str, str]) -> bool:
    """Return whether a server has started the process, by what it puts into *environ*."""
    return environ.get("TEXTUAL_DRIVER", "").startswith("textual.drivers.web_driver")


def here() -> Platform:
    """Return the platform of this process: a page if a server has started it, else a terminal."""
    if is_page(os.environ):
        from cachetui.tui.terminal.browser import browser

        return browser()
    return native()


def native() -> Platform:
    """Return the terminal of this process."""
    from cachetui.tui.terminal.driver import TerminalDriver  # it needs Textual

    return Platform(TerminalDriver, on_terminal, encoding())


@contextmanager
def on_terminal() -> Iterator[None]:
    """Direct the streams that Textual uses to the controlling terminal, whatever they were.

    With this, ``x=$(cachetui --pick hash) </dev/null`` works at the terminal's real size. Raises
    TerminalError where there is no terminal, or one that cannot place its cursor.
    """
    if (term := os.environ.get("TERM", "")) in ("dumb", "unknown", ""):
        said = f"TERM is {term}" if term else "TERM is not set"
        raise TerminalError(f"the terminal cannot show a screen ({said}): use --print")
    try:
        terminal = os.open("/dev/tty", os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        raise TerminalError("there is no terminal to show a screen on: use --print") from None
    sizes = {name: os.environ.pop(name) for name in SIZES if name in os.environ}
    streams = {name: getattr(sys, name) for name in STREAMS}
    vars(sys).update(dict.fromkeys(STREAMS, _stream(terminal)))
    try:
        yield
    finally:
        vars(sys).update(streams)
        os.environ.update(sizes)
        os.close(terminal)


def encoding() -> str:
    """Return the encoding that the terminal takes, by the user's locale.

    In the C locale that is ASCII, although Python writes UTF-8 there (PEP 538 and 540): to a
    terminal of 8 bits its second bytes would be control characters.
    """
    environ = os.environ
    ctype = environ.get("LC_CTYPE")
    named = environ.get("LC_ALL") or (ctype if ctype not in COERCED else "") or environ.get("LANG")
    return locale.getpreferredencoding(False) if named not in (None, "", "C", "POSIX") else "ascii"


class _Terminal(FileIO):
    """Writes to a terminal; when that has gone away, to nowhere.

    A writer that failed would stop, and whoever waits for it would never hear the hangup.
    """

    def write(self, data: Any, /) -> int:
        """Write *data*; return how many bytes were taken, all of them if the terminal is gone."""
        try:
            return super().write(data)
        except OSError:
            return len(data)


def _stream(terminal: int) -> TextIO:
    """Return a stream over a descriptor, to read its number from and to write text to."""
    raw = _Terminal(terminal, "w", closefd=False)
    return TextIOWrapper(BufferedWriter(raw), encoding(), errors="cachetui.cells")


def _stand_in(error: UnicodeError) -> tuple[str, int]:
    """Return question marks over as many columns as what cannot be encoded would take.

    A sentence that was cut ends in a full stop; lines are cut with signs that can be shown.
    """
    from rich.cells import cell_len

    if not isinstance(error, UnicodeEncodeError):
        raise error
    missing = error.object[error.start : error.end]
    return "".join("." if one == DOTS else "?" * cell_len(one) for one in missing), error.end


codecs.register_error("cachetui.cells", _stand_in)
