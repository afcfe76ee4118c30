"""What screens and dialogs ask of the app that shows them."""

from __future__ import annotations

from typing import Protocol, cast

from textual.widget import Widget

from cachetui.tui.bindings.keymap import Keymap
from cachetui.tui.terminal.clipboard import CopyError


class Viewer(Protocol):
    """The app, as far as those see it who cannot import it: it imports them."""

    @property
    def keymap(self) -> Keymap:
        """The keys as this run has them."""

    @property
    def is_read_only(self) -> bool:
        """Whether the terminal is a shared one."""

    def send_to_clipboard(self, text: str) -> None:
        """Send *text* to the terminal's clipboard; raises CopyError where that cannot be."""


def app_of(shown: Widget) -> Viewer:
    """Give the app that shows a screen or a widget."""
    return cast(Viewer, shown.app)


def copy_text(viewer: Viewer, text: str) -> str:
    """Send *text* to the terminal's clipboard; give the words that say so, or why it was not."""
    try:
        viewer.send_to_clipboard(text)
    except CopyError as error:
        return f"not copied: {error}"
    return "sent to the terminal's clipboard"


def with_keys(shown: Widget, words: str) -> str:
    """Write *words* with the keys there really are: ``{open} close`` is ``enter close``."""
    return words.format_map(app_of(shown).keymap.first)
