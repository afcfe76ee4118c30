"""The app: one screen, its style sheets, and what may leave it."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Iterable
from functools import partial
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from textual.app import App, SystemCommand
from textual.screen import Screen

from cachetui.tui import clipboard
from cachetui.tui.keys import KEYS
from cachetui.tui.screen import BrowseScreen
from cachetui.tui.session import Session
from cachetui.tui.themes import COLOURS, DEFAULT

if TYPE_CHECKING:
    from cachetui.options import Options

STYLES = Path(__file__).parent.parent / "styles"
SIGNALS = (signal.SIGTERM, signal.SIGHUP)
"""What ends the program from outside; the terminal is given back first."""


class CacheApp(App[list[int]]):
    """Shows a cache; its result is what was picked, as listing numbers."""

    CSS_PATH = list[str | PurePath](sorted(STYLES.glob("*.tcss")))
    TITLE = "cachetui"

    def __init__(self, session: Session) -> None:
        no_color = bool(os.environ.get("NO_COLOR"))
        super().__init__(ansi_color=True if no_color else None)
        self.session = session
        self.animation_level = "none"
        self.theme = DEFAULT if no_color else session.options.theme or DEFAULT

    @property
    def failure(self) -> Exception | None:
        """What went wrong inside, if the app ended by that."""
        return self._exception

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Give the style sheets the colours of the parts of a spec."""
        return COLOURS

    def on_mount(self) -> None:
        """Show the one screen, and be ready to leave in order."""
        for number in SIGNALS:
            leave = partial(self.exit, return_code=128 + number)
            asyncio.get_running_loop().add_signal_handler(number, leave)
        self.push_screen(BrowseScreen(self.session))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Put the keys' actions into the palette, and nothing else: others write files."""
        if isinstance(screen, BrowseScreen):
            for key in KEYS:
                run = partial(screen.run_action, key.action)
                yield SystemCommand(key.title, " ".join(key.keys.split(",")), run)

    def copy_to_clipboard(self, text: str) -> None:
        """Send *text* to the terminal's clipboard; raises CopyError."""
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
        app.run(mouse=options.mouse)
    return finish(app, session)


def finish(app: CacheApp, session: Session) -> int:
    """Print what was picked, and work out the exit code."""
    session.loading.stop()
    if app.failure is not None:
        raise app.failure
    return app.return_code or 0
