"""The platform where the screen is a page: keys and drawings go through the server's pipes."""

from __future__ import annotations

import asyncio
from contextlib import nullcontext, suppress

from textual.drivers.web_driver import WebDriver

from cachetui.tui.terminal.platform import Platform
from cachetui.tui.terminal.textual_internals import app_of_driver


def browser() -> Platform:
    """Return the browser that a server shows this process's screen in."""
    return Platform(BrowserDriver, nullcontext, "utf-8")


class BrowserDriver(WebDriver):
    """Textual's driver for servers; it ends with the server, and tells what the page shows.

    Textual's own goes on for good where the server was killed.
    """

    _address: str | None = None

    def start_application_mode(self) -> None:
        """Greet the server, and begin to read."""
        self._loop_of_app = asyncio.get_running_loop()
        super().start_application_mode()

    def run_input_thread(self) -> None:
        """Read until the app ends; where there is nothing left to read from, end it."""
        super().run_input_thread()
        if not self.exit_event.is_set():
            self._leave()

    def write(self, data: str) -> None:
        """Draw, unless the server is gone."""
        try:
            super().write(data)
        except BrokenPipeError:
            self._leave()

    def write_meta(self, data: dict[str, object]) -> None:
        """Tell the server something, unless it is gone."""
        try:
            super().write_meta(data)
        except BrokenPipeError:
            self._leave()

    def _leave(self) -> None:
        """End the app: whichever of the pipes tells first that the server is gone."""
        self.exit_event.set()
        with suppress(RuntimeError):  # it may have ended meanwhile
            self._loop_of_app.call_soon_threadsafe(app_of_driver(self).exit)

    def tell_address(self, address: str) -> None:
        """Have the page show *address*, where it shows another one."""
        if address != self._address:
            self._address = address
            self.write_meta({"type": "address", "address": address})
