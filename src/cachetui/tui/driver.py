"""Textual's driver, that it may be stopped and continued by others than itself."""

from __future__ import annotations

from textual.drivers.linux_driver import LinuxDriver


class TerminalDriver(LinuxDriver):
    """Takes the terminal again only after it was given back.

    Textual does so whenever the process is continued. After a stop that it had no part in, such
    as a batch system's, two threads would read the keys then, and none would end with the app.
    """

    _suspended = False

    def suspend_application_mode(self) -> None:
        """Give the terminal back."""
        self._suspended = True
        super().suspend_application_mode()

    def resume_application_mode(self) -> None:
        """Take the terminal again, if it was given back."""
        if self._suspended:
            self._suspended = False
            super().resume_application_mode()
