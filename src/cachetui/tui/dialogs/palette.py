"""Every action by name: Textual's own palette, made to close once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.await_complete import AwaitComplete
from textual.command import CommandPalette
from textual.widgets import Input, LoadingIndicator

from cachetui.tui.dialogs.base import is_open
from cachetui.tui.presenter.layout import is_too_small

if TYPE_CHECKING:
    from cachetui.tui.browse_screen import BrowseScreen


class Palette(CommandPalette):
    """Lists the actions and finds one by some letters of its name."""

    def on_mount(self) -> None:
        """Have everything stand still: at rest nothing happens, and nothing is written."""
        self.query_one(Input).cursor_blink = False
        self.query_one(LoadingIndicator).auto_refresh = None

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Close, if it is still open.

        Textual takes the topmost screen away for each click beside the palette, whichever
        screen that is by then.
        """
        return super().dismiss(result) if self.is_active else AwaitComplete()


def open_on(screen: BrowseScreen) -> None:
    """Open the palette once, if there is room for it."""
    if not is_too_small(*screen.app.size) and not is_open(screen, Palette):
        screen.app.push_screen(Palette(placeholder="an action"))
