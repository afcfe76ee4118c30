"""Textual's driver, made to withstand whatever a terminal sends, and however slowly it takes."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
import termios
from contextlib import suppress
from typing import TYPE_CHECKING, TextIO, cast

from textual.drivers.linux_driver import LinuxDriver
from textual.events import Resize
from textual.message import Message
from textual.messages import InBandWindowResize

from cachetui.tui.terminal.keyboard import read_keys
from cachetui.tui.terminal.output import Output
from cachetui.tui.terminal.textual_internals import SHOW_CURSOR, app_of_driver, terminal_size
from cachetui.tui.terminal.timers import into_loop

if TYPE_CHECKING:
    from cachetui.tui.terminal.textual_internals import InternalsApp

MODES = re.compile(r"\x1b\[\?\d+[hl]")
"""Switches a mode of the terminal on or off."""


class TerminalDriver(LinuxDriver):
    """Reads keys whatever comes with them, draws at the terminal's pace, and shares it with others.

    Textual ends at a byte that is no UTF-8 and at a key that cannot be, takes what a terminal
    answers for keys, looks for keys ten times a second, and believes any size it is sent. It asks
    for the size while a signal is handled: when the next one comes meanwhile, the older size is
    told last. It queues frames that a slow link cannot take. And it takes the terminal whenever the
    process is continued: after a stop that it had no part in, such as a batch system's, two threads
    would read the keys, and one would never end.
    """

    shows_cursor = True
    """Whether the terminal's cursor is shown where keys act: readers of screens follow it."""
    _output: Output | None = None
    _stop_pipe: tuple[int, int] | None = None
    """The ends of a pipe: what is written to it ends the thread that reads keys."""
    _opening: list[str] | None = None
    """What is written while the terminal is taken."""
    _given_back = False

    def start_application_mode(self) -> None:
        """Take the terminal, and follow its size from within the loop, a change at a time."""
        app = cast("InternalsApp[object]", app_of_driver(self))
        self._output = Output(cast("TextIO", sys.__stderr__), into_loop(app, app.draw_missed))
        self._stop_pipe = os.pipe()
        opening: list[str] = []
        self._opening = opening
        super().start_application_mode()  # type: ignore[no-untyped-call]
        self.write(SHOW_CURSOR)
        self._modes_on = "".join(MODES.findall("".join(opening)))
        self._opening = None
        with suppress(termios.error):  # the terminal has gone away
            self._tty_modes = termios.tcgetattr(self.fileno)
        self._take_later = into_loop(app, self._take_again)
        asyncio.get_running_loop().add_signal_handler(signal.SIGWINCH, self._tell_size)

    def _tell_size(self) -> None:
        size = terminal_size(self)
        app_of_driver(self).post_message(Resize(size, size))

    def write(self, data: str) -> None:
        """Write *data* to the terminal, without waiting until that has taken it."""
        if self._output is not None:
            self._output.write(data)
        if self._opening is not None:
            self._opening.append(data)

    def has_room(self) -> bool:
        """Return whether the terminal has taken what was drawn; if not, the app is called then."""
        return self._output is None or self._output.has_room()

    def close(self) -> None:
        """Wait until the terminal has taken all that was written."""
        super().close()
        if self._output is not None:
            self._output.close()
            self._output = None

    def run_input_thread(self) -> None:
        """Read until the app ends; raises OSError when there is nothing left to read from."""
        pipe, output = self._stop_pipe, self._output
        if pipe is not None and output is not None:
            for message in read_keys(self.fileno, pipe[0], output.answered):
                self.process_message(message)

    def disable_input(self) -> None:
        """Stop reading."""
        pipe, self._stop_pipe = self._stop_pipe, None
        if pipe is not None:
            if self._output is not None:
                self._output.ask_no_more()
            os.write(pipe[1], b"\0")
        super().disable_input()
        for end in pipe or ():
            os.close(end)

    def process_message(self, message: Message) -> None:
        """Send on what was read, but for sizes: those are the kernel's to tell."""
        if not isinstance(message, Resize | InBandWindowResize):
            super().process_message(message)

    def suspend_application_mode(self) -> None:
        """Give the terminal back."""
        self._given_back = True
        super().suspend_application_mode()

    def resume_application_mode(self) -> None:
        """Take the terminal again, whether it was given back or others have had it unasked."""
        if self._given_back:
            self._given_back = False
            super().resume_application_mode()
            self._redraw()  # the shell has drawn on it, or it is blank
        else:
            self._take_later()

    def _take_again(self) -> None:
        """Set the terminal up as it was before a stop from outside, and draw everything on it."""
        with suppress(termios.error):
            termios.tcsetattr(self.fileno, termios.TCSANOW, self._tty_modes)
        self.write(self._modes_on)
        self._tell_size()
        self._redraw()

    def _redraw(self) -> None:
        app = app_of_driver(self)
        app.call_later(app.refresh, layout=True)
