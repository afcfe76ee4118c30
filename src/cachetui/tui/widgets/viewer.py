"""The app, as far as screens and dialogs use it that it imports itself."""

from __future__ import annotations

from typing import Protocol, cast

from textual.widget import Widget

from cachetui.tui.bindings.keymap import Keymap
from cachetui.tui.presenter.glyphs import Glyphs
from cachetui.tui.terminal.clipboard import CopyError


class Viewer(Protocol):
    """The app, as far as those see it who cannot import it: it imports them."""

    @property
    def keymap(self) -> Keymap:
        """The keys as this run has them."""

    @property
    def glyphs(self) -> Glyphs:
        """The signs that the terminal can show."""

    @property
    def is_read_only(self) -> bool:
        """Whether the terminal is a shared one."""

    def close_dialogs(self) -> None:
        """Close all that is open over the browsing screen."""

    def send_to_clipboard(self, text: str) -> None:
        """Send *text* to the terminal's clipboard; raises CopyError where that cannot be."""


def app_of(shown: Widget) -> Viewer:
    """Return the app that shows a screen or a widget."""
    return cast(Viewer, shown.app)


def copy_text(viewer: Viewer, text: str) -> str:
    """Send *text* to the terminal's clipboard; return the words that say so, or why not."""
    try:
        viewer.send_to_clipboard(text)
    except CopyError as error:
        return f"not copied: {error}"
    return "sent to the terminal's clipboard"


def with_keys(shown: Widget, words: str) -> str:
    """Return *words* with the keys of this run: ``{open} close`` is ``enter close``."""
    return words.format_map(app_of(shown).keymap.first)
