"""A list that letters narrow: they are text, and no keys."""

from __future__ import annotations

from collections.abc import Callable

from textual import events

from cachetui.tui.widgets.dialog_list import DialogList


class TypedList(DialogList):
    """Gathers what is typed or pasted; keys in `reserved` stay keys."""

    def __init__(self, id: str, typed: Callable[[str], None]) -> None:  # noqa: A002 - Textual's own
        super().__init__(id)
        self._typed = typed
        self.reserved: frozenset[str] = frozenset()

    def takes(self, event: events.Key | events.Paste) -> bool:
        """Return whether *event* is text here."""
        if isinstance(event, events.Paste):
            return True
        return event.is_printable and event.key not in self.reserved

    async def take(self, event: events.Key | events.Paste) -> None:
        """Report what was typed or pasted."""
        text = event.text if isinstance(event, events.Paste) else event.character
        self._typed(text or "")
