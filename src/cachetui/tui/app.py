"""The app: one screen, its style sheets, what works everywhere, and what may leave it."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.app import App, SystemCommand
from textual.binding import BindingType
from textual.screen import Screen

from cachetui.tui import clipboard
from cachetui.tui.dialogs import ListDialog, help_lines
from cachetui.tui.keys import APP_KEYS, KEYS
from cachetui.tui.linelist import Painted
from cachetui.tui.screen import BrowseScreen
from cachetui.tui.searchline import SearchLine
from cachetui.tui.session import Session
from cachetui.tui.themes import COLOURS, DEFAULT

if TYPE_CHECKING:
    from cachetui.options import Options

STYLES = Path(__file__).parent.parent / "styles"
SIGNALS = (signal.SIGTERM, signal.SIGHUP)
"""What ends the program from outside; the terminal is given back first."""
IDLE = 600.0
"""Seconds without a key after which a shared terminal goes back to the start."""


class CacheApp(App[list[int]], inherit_bindings=False):
    """Shows a cache; its result is what was picked, as listings of the index."""

    CSS_PATH = [str(path) for path in sorted(STYLES.glob("*.tcss"))]  # noqa: RUF012
    TITLE = "cachetui"
    BINDINGS: ClassVar[list[BindingType]] = [key.binding for key in APP_KEYS]

    def __init__(self, session: Session) -> None:
        no_color = bool(os.environ.get("NO_COLOR"))
        super().__init__(ansi_color=True if no_color else None)
        self.session = session
        self.animation_level = "none"
        self.theme = DEFAULT if no_color else session.options.theme or DEFAULT
        self._last_input = time.monotonic()

    @property
    def failure(self) -> Exception | None:
        """What went wrong inside, if the app ended by that."""
        return self._exception

    @property
    def is_read_only(self) -> bool:
        """Whether the terminal is a shared one."""
        return self.session.options.read_only

    @property
    def browse(self) -> BrowseScreen:
        """The browsing screen, also while a dialog is over it."""
        return next(shown for shown in self.screen_stack if isinstance(shown, BrowseScreen))

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Give the style sheets the colours of the parts of a spec."""
        return COLOURS

    def on_mount(self) -> None:
        """Show the one screen, and be ready to leave in order."""
        for number in SIGNALS:
            leave = partial(self.exit, return_code=128 + number)
            asyncio.get_running_loop().add_signal_handler(number, leave)
        self.push_screen(BrowseScreen(self.session))
        if self.is_read_only:
            self.set_interval(IDLE / 100, self._start_over_when_idle)

    async def on_event(self, event: events.Event) -> None:
        """Notice that somebody is there."""
        if isinstance(event, events.InputEvent):
            self._last_input = time.monotonic()
        if not (isinstance(event, events.Key) and await self._acts_on(event)):
            await super().on_event(event)

    async def _acts_on(self, event: events.Key) -> bool:
        """Act on a key before the next one is looked at; False where that is left to Textual.

        Textual sends a key to the widget in focus and looks for a binding when it has come back.
        Over a slow link keys come in bursts, and by then those behind it would be text already.
        """
        focused = self.focused
        if event.is_forwarded or not isinstance(focused, SearchLine | Painted):
            return False
        if isinstance(focused, SearchLine) and event.is_printable:
            await focused.take(event)
            return True
        return await self._check_bindings(event.key)

    def _start_over_when_idle(self) -> None:
        if time.monotonic() - self._last_input > IDLE:
            while not isinstance(self.screen, BrowseScreen):
                self.pop_screen()
            self.browse.start_over()

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Put the keys' actions into the palette, and nothing else: others write files."""
        for key in KEYS:
            if not (key.private and self.is_read_only):
                act = partial(self.browse.run_action, key.action)
                yield SystemCommand(key.title, key.spelled, act)

    def action_help(self) -> None:
        """List the keys."""
        shown = [key for key in (*KEYS, *APP_KEYS) if not (key.private and self.is_read_only)]
        self.push_screen(ListDialog("Keys", help_lines(shown)))

    def action_leave(self) -> None:
        """Leave from wherever the keys go."""
        self.browse.action_quit()

    def action_suspend(self) -> None:
        """Go back to the shell until it says ``fg``."""
        if not self.is_read_only:
            self.action_suspend_process()

    def copy_to_clipboard(self, text: str) -> None:
        """Send *text* to the terminal's clipboard, if anything may leave; raises CopyError."""
        if self.is_read_only:
            return
        if clipboard.in_tmux():
            clipboard.through_tmux(text)
        elif self._driver is not None:
            self._driver.write(clipboard.sequence(text))

    def _fatal_error(self) -> None:
        """End without Textual's page of traceback: `failure` says what it was."""
        self._close_messages_no_wait()


def run(options: Options) -> int:
    """Show the screen that *options* ask for, and return the exit code.

    Raises SourceError where a source cannot be read, TerminalError where there is no terminal.
    """
    from cachetui.tui.terminal import on_terminal

    session = Session(options)
    app = CacheApp(session)
    with on_terminal():
        picked = app.run(mouse=options.mouse)
    session.loading.stop()
    if app.failure is not None:
        raise app.failure
    if picked and options.pick:
        from cachetui import forms, streams

        matches = forms.by_package(session.index, picked)
        streams.write(forms.lines(session.index, matches, options.pick, host=options.host))
    return app.return_code or 0
