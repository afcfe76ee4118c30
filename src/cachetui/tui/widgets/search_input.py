"""The search line: a text field that answers in the same step in which its value changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Self

from textual import events
from textual.geometry import Region
from textual.widgets import Input


class SearchLine(Input):
    """Textual's input, without what a browser has no use for.

    What a key changes is worked out in the value's own watcher: by way of an `Input.Changed`
    handler it would be drawn two frames later.
    """

    def __init__(self, changed: Callable[[str], None]) -> None:
        placeholder = "a name, @1.2:  +mpi  target=  stack=  /hash"
        super().__init__(id="search", placeholder=placeholder, select_on_focus=False)
        self._changed = changed
        self.cursor_blink = False

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        """Paint anew, but never lay out the screen: its width is not that of its text."""
        return super().refresh(*regions, repaint=repaint, recompose=recompose)

    def _watch_value(self, value: str) -> None:
        super()._watch_value(value)
        if self.is_mounted:
            self._changed(value)

    async def take(self, event: events.Key | events.Paste) -> None:
        """Insert what was typed or pasted."""
        if isinstance(event, events.Key):
            await self._on_key(event)
        else:
            self._on_paste(event)

    async def action_submit(self) -> None:
        """Leave Enter to the screen."""
        await self.run_action("screen.enter")
