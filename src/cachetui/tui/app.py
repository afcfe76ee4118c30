"""The app: one screen, its style sheets, what works everywhere, and what may leave it."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from rich.console import RenderableType
from textual import actions, events
from textual.binding import BindingType
from textual.reactive import Reactive

from cachetui.tui.bindings.key_conflicts import refuse_clashes
from cachetui.tui.bindings.keymap import Keymap, KeymapError
from cachetui.tui.bindings.keys import APP_KEYS, KEYS
from cachetui.tui.browse_screen import BrowseScreen
from cachetui.tui.inputs import FilteredInputApp
from cachetui.tui.presenter.glyphs import ASCII, Glyphs, glyphs_for
from cachetui.tui.presenter.search import ROWS_ARE_OLD
from cachetui.tui.session import Session
from cachetui.tui.terminal import clipboard
from cachetui.tui.terminal.clipboard import CopyError
from cachetui.tui.terminal.platform import Platform, here
from cachetui.tui.widgets import themes
from cachetui.tui.widgets.viewer import copy_text

if TYPE_CHECKING:
    from textual.driver import Driver

    from cachetui.index.index import Index
    from cachetui.output.formats import Format
    from cachetui.settings.options import Options

STYLES = Path(__file__).parent.parent / "styles"
SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
"""The signals that end the program; the terminal is given back first."""
HUNG_UP = 128 + signal.SIGHUP
"""The exit code when the terminal has gone away."""
YIELD_AFTER_KEY = 0.03
"""Seconds for which the reading leaves the processor to the answer to a key."""
PRIVATE = frozenset(actions.parse(key.action)[1:] for key in KEYS if key.private)
"""Name and arguments of the actions that ``--read-only`` leaves out."""
ABOUT_ROWS = frozenset(
    ("copy", "dependencies", "facets", "install", "matrix", "needed_by", "runs_here", "tags")
)
"""The dialogs that are about the rows on the screen, or go on from what these answer."""
AT_MOST = 0.5
"""Seconds between two addresses of a page: browsers refuse more than 100 in 30."""
IDLE = 600.0
"""Seconds without a key after which a shared terminal goes back to the start."""


class CacheApp(FilteredInputApp, inherit_bindings=False):
    """Shows a cache; its result is what was picked, as listings of the index."""

    CSS_PATH = [str(path) for path in sorted(STYLES.glob("*.tcss"))]  # noqa: RUF012
    TITLE = "cachetui"
    theme = Reactive(themes.DEFAULT)  # a change from Textual's own would read the styles twice
    BINDINGS: ClassVar[list[BindingType]] = [key.binding for key in APP_KEYS]

    def __init__(
        self,
        session: Session,
        driver: type[Driver] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Draw by *driver*, or by the one that Textual chooses; raises SettingError."""
        no_color = bool(os.environ.get("NO_COLOR"))
        super().__init__(driver, ansi_color=True if no_color else None)
        self.session = session
        _refuse_clashes(session)
        self.animation_level = "none"
        theme = themes.chosen(session.options.theme, os.environ)
        if theme not in self.available_themes:
            self.register_theme(themes.every_theme()[theme])
        self.theme = themes.DEFAULT if no_color else theme
        self._clock = clock
        self._last_input = clock()

    @property
    def failure(self) -> Exception | None:
        """The error inside, or of a source, that ended the app; None if none did."""
        return self.internal_error or self.session.error

    @property
    def keymap(self) -> Keymap:
        """The keys as this run has them."""
        return self.session.keymap

    @property
    def glyphs(self) -> Glyphs:
        """The signs that the terminal can show."""
        return self.session.glyphs

    @property
    def is_read_only(self) -> bool:
        """Whether the terminal is a shared one."""
        return self.session.options.read_only

    @property
    def browse(self) -> BrowseScreen:
        """The browsing screen, also while a dialog is over it."""
        return next(shown for shown in self.screen_stack if isinstance(shown, BrowseScreen))

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Return the variables of the style sheets: the colours of the parts of a spec."""
        return themes.colours(self.current_theme)

    def on_load(self) -> None:
        """Have signals end the app in order, from before the terminal is taken."""
        for number in SIGNALS:
            leave = partial(self.exit, return_code=128 + number)
            asyncio.get_running_loop().add_signal_handler(number, leave)

    def get_default_screen(self) -> BrowseScreen:
        """Return the browsing screen; Textual would put a blank one under it."""
        return BrowseScreen(self.session)

    def on_mount(self) -> None:
        """Take over the user's keys, and watch over a shared terminal."""
        self.set_keymap(self.keymap.changed)
        self.set_class(self.session.glyphs is ASCII, "-ascii")
        self.set_class(self.shows_cursor, "-shows-cursor")
        if self.is_read_only:
            self.set_timer(IDLE, self.start_over_when_idle)
        if self.is_web:
            self.set_interval(AT_MOST, self._tell_address)

    def _tell_address(self) -> None:
        from cachetui.tui.presenter.command import address

        self.tell_page(str(address(self.browse.view, self.session.options.tags)))

    def notice(self, event: events.InputEvent) -> None:
        """Record user activity, and pause the reading briefly so that the key is handled first."""
        self._last_input = self._clock()
        if not isinstance(event, events.MouseMove):  # it is not answered
            self.session.loading.give_way(YIELD_AFTER_KEY)

    def start_over_when_idle(self) -> None:
        """Go back to the start, so that the next visitor finds nothing of the last one."""
        left = self._last_input + IDLE - self._clock()
        if left <= 0:
            self.close_dialogs()
            self.browse.start_over()
        self.set_timer(left if left > 0 else IDLE, self.start_over_when_idle)

    def close_dialogs(self) -> None:
        """Close all that is open over the browsing screen."""
        while not isinstance(self.screen, BrowseScreen):
            self.pop_screen()

    def action_open(self, name: str, *arguments: str) -> None:
        """Open the dialog that is the module *name* of `tui.dialogs`, imported now.

        What is about the rows on the screen stays shut while they answer an earlier search.
        """
        if name in ABOUT_ROWS and self.browse.state.search.stale:
            self.browse.say(ROWS_ARE_OLD)
            return
        import_module(f"cachetui.tui.dialogs.{name}").open_on(self.browse, *arguments)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return whether an action can be had: read-only leaves out what reaches beyond."""
        return not (self.is_read_only and (action, parameters) in PRIVATE)

    def action_redraw(self) -> None:
        """Draw everything anew, whatever another program left on the terminal."""
        self.refresh(layout=True)

    def action_suspend(self) -> None:
        """Go back to the shell until it says ``fg``."""
        if not self.is_read_only:
            self.action_suspend_process()

    def send_to_clipboard(self, text: str) -> None:
        """Send *text* to the terminal's clipboard; raises CopyError where that cannot be."""
        if self.is_read_only:
            raise CopyError("nothing leaves a read-only screen")
        clipboard.send(text, self.write)

    def copy_to_clipboard(self, text: str) -> None:
        """Send what was selected in a text field, and say so: Textual's own keys end here."""
        if not text:
            return
        self.call_next(self.browse.say, copy_text(self, text))  # a cut has still to take it away

    def panic(self, *renderables: RenderableType) -> None:
        """End where the terminal cannot be read any more; an error inside is in `failure`."""
        self.exit(return_code=HUNG_UP)


def _refuse_clashes(session: Session) -> None:
    """Raise SettingError where the user's keys are in each other's way."""
    if not session.keymap.changed:
        return
    from cachetui.tui.dialogs.base import bound_actions

    try:
        refuse_clashes(session.keymap, bound_actions())
    except KeymapError as error:
        raise session.options.config.fault(str(error)) from None


def run(options: Options, terminal: Platform | None = None) -> int:
    """Show the screen on *terminal*, the one of the process if None; return the exit code.

    Raises SourceError where a source cannot be read, SettingError where keys or colours cannot
    be had, TerminalError where there is no terminal.
    """
    if os.environ.get("NO_COLOR") == "":
        del os.environ["NO_COLOR"]  # empty it means nothing, but Textual goes by its presence
    os.environ.pop("TEXTUAL_ALLOW_SIGNALS", None)  # ctrl+z is a key, also where it does nothing
    terminal = terminal or here()
    session = Session(options, glyphs_for(terminal.encoding))
    app = CacheApp(session, terminal.driver)
    with terminal.held():
        picked = app.run(mouse=options.mouse)
    session.loading.stop()
    if app.failure is not None:
        raise app.failure
    if picked and options.pick:
        _print_picked(session.index, picked, options.pick, options)
    return app.return_code or 0


def _print_picked(index: Index, listings: list[int], form: Format, options: Options) -> None:
    """Print *listings*, which were picked, in a *form*."""
    from cachetui.output import formats as forms
    from cachetui.output import streams
    from cachetui.views.build_order import by_package

    matches = by_package(index, listings)
    streams.write(forms.lines(index, matches, form, host=options.host, chosen=options.columns))
