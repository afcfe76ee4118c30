"""The app's input: made safe, and handled in its order, a key at a time."""

from __future__ import annotations

from textual import events

from cachetui.safe_text import clip, safe
from cachetui.tui.terminal.textual_internals import InternalsApp
from cachetui.tui.terminal.timers import LateTimers
from cachetui.tui.widgets.diffed import DiffedWidget
from cachetui.tui.widgets.search_input import SearchLine
from cachetui.tui.widgets.typed_list import TypedList

PASTED = 10_000
"""Characters that are taken of what is pasted."""


class FilteredInputApp(LateTimers, InternalsApp[list[int]]):
    """An app that makes safe what comes in, and acts on each key before the next."""

    def notice(self, event: events.InputEvent) -> None:
        """Record that somebody is there; for the subclass."""
        raise NotImplementedError

    async def on_event(self, event: events.Event) -> None:
        """Make an event safe, and act on it, before Textual handles it."""
        if isinstance(event, events.InputEvent):
            if self.is_leaving or _is_unsafe(event):
                return  # whoever leaves has nothing more to say
            self.notice(event)
        if isinstance(event, events.Paste):
            event.text = clip(safe(_line_of(event.text)), PASTED)
        if not (isinstance(event, events.Key | events.Paste) and await self._acts_on(event)):
            await super().on_event(event)

    async def _acts_on(self, event: events.Key | events.Paste) -> bool:
        """Act on a key before the next one is looked at; False where that is left to Textual.

        Textual sends a key to the widget in focus and asks for a binding when it has come back.
        Over a slow link keys come in bursts, and by then those behind it would be text already.
        """
        focused = self.focused
        if event.is_forwarded or not isinstance(focused, SearchLine | DiffedWidget):
            return False
        if isinstance(focused, SearchLine | TypedList) and focused.takes(event):
            await focused.take(event)
            return True
        return isinstance(event, events.Key) and await self.act_on(event.key)


def _line_of(text: str) -> str:
    """Return what is pasted as one line, a line of Spack's as the query that it stands for."""
    from cachetui.query.pasted import first_line

    return first_line(text[: 2 * PASTED])


def _is_unsafe(event: events.InputEvent) -> bool:
    """Return whether a character was typed that a terminal could act upon, or hide."""
    typed = event.character if isinstance(event, events.Key) and event.is_printable else None
    return typed is not None and safe(typed) != typed
