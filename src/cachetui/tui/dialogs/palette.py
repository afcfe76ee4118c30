"""Every action by name: Textual's own palette, made to close once."""

from __future__ import annotations

from textual.await_complete import AwaitComplete
from textual.command import CommandPalette


class Palette(CommandPalette):
    """Lists the actions and finds one by some letters of its name."""

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Close, if it is still open.

        Textual takes the topmost screen away for each click beside the palette, whichever
        screen that is by then.
        """
        return super().dismiss(result) if self.is_active else AwaitComplete()
