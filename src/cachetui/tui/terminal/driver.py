"""Textual's driver, made to withstand whatever a terminal can send."""

from __future__ import annotations

import asyncio
import signal

from textual.drivers.linux_driver import LinuxDriver
from textual.events import Resize
from textual.message import Message
from textual.messages import InBandWindowResize

from cachetui.tui.terminal.textual_internals import SHOW_CURSOR, app_of_driver, terminal_size


class TerminalDriver(LinuxDriver):
    """Reads keys whatever comes with them, and takes the terminal again only if it was given back.

    Textual ends at a byte that is no UTF-8 and at a key that cannot be, and believes any size it
    is sent. It asks for the size while a signal is handled: when the next one comes meanwhile, the
    older size is told last. And it takes the terminal whenever the process is continued: after a
    stop that it had no part in, such as a batch system's, two threads would read the keys, and one
    would never end.
    """

    shows_cursor = True
    """Whether the terminal's cursor is shown where keys act: readers of screens follow it."""
    _suspended = False

    def start_application_mode(self) -> None:
        """Take the terminal, and follow its size from within the loop, a change at a time."""
        super().start_application_mode()  # type: ignore[no-untyped-call]
        self.write(SHOW_CURSOR)
        asyncio.get_running_loop().add_signal_handler(signal.SIGWINCH, self._tell_size)

    def _tell_size(self) -> None:
        size = terminal_size(self)
        app_of_driver(self).post_message(Resize(size, size))

    def run_input_thread(self) -> None:
        """Read until the app ends; raises OSError when there is nothing left to read from."""
        while not self.exit_event.is_set():
            try:
                super().run_input_thread()
            except OSError:
                raise
            except Exception:  # what it was in the middle of is lost, the next key is read anew
                continue

    def process_message(self, message: Message) -> None:
        """Send on what was read, but for sizes: those are the kernel's to tell."""
        if not isinstance(message, Resize | InBandWindowResize):
            super().process_message(message)

    def suspend_application_mode(self) -> None:
        """Give the terminal back."""
        self._suspended = True
        super().suspend_application_mode()

    def resume_application_mode(self) -> None:
        """Take the terminal again, if it was given back."""
        if self._suspended:
            self._suspended = False
            super().resume_application_mode()
            app = app_of_driver(self)
            app.call_later(app.refresh)  # the shell has drawn on it, or it is blank
