"""What is typed and pasted: looked at in its order, a key at a time, and made safe."""

from __future__ import annotations

from textual import events
from textual.app import App

from cachetui.text import clip, safe
from cachetui.tui.linelist import Painted
from cachetui.tui.searchline import SearchLine
from cachetui.tui.timers import Punctual

PASTED = 10_000
"""Characters that are taken of what is pasted."""


class Attentive(Punctual, App[list[int]]):
    """An app that acts on each key before it looks at the next one."""

    def notice(self) -> None:
        """Take note that somebody is there; for the subclass."""
        raise NotImplementedError

    async def on_event(self, event: events.Event) -> None:
        """Let nothing in that the screen could not show, nor anything behind the last key."""
        if isinstance(event, events.InputEvent):
            if self._exit or (isinstance(event, events.Key) and _is_unsafe(event)):
                return
            self.notice()
        if isinstance(event, events.Paste):
            event.text = clip(safe(" ".join(event.text.split())), PASTED)
        if not (isinstance(event, events.Key | events.Paste) and await self._acts_on(event)):
            await super().on_event(event)

    async def _acts_on(self, event: events.Key | events.Paste) -> bool:
        """Act on a key before the next one is looked at; False where that is left to Textual.

        Textual sends a key to the widget in focus and looks for a binding when it has come back.
        Over a slow link keys come in bursts, and by then those behind it would be text already.
        """
        focused = self.focused
        if event.is_forwarded or not isinstance(focused, SearchLine | Painted):
            return False
        if isinstance(focused, SearchLine) and _is_text(event):
            await focused.take(event)
            return True
        return isinstance(event, events.Key) and await self._check_bindings(event.key)

    async def _check_bindings(self, key: str, priority: bool = False) -> bool:
        """Act on a key; those of the app work everywhere, although a dialog would hide them."""
        if await super()._check_bindings(key, priority):
            return True
        if priority or not self.screen.is_modal:
            return False
        _, bindings = self.screen._binding_chain[-1]
        for binding in bindings.key_to_bindings.get(key, ()):
            if await self.run_action(binding.action, self):
                return True
        return False


def _is_text(event: events.Key | events.Paste) -> bool:
    return isinstance(event, events.Paste) or event.is_printable


def _is_unsafe(key: events.Key) -> bool:
    """Tell whether a terminal could act upon the character that was typed, or hide it."""
    return key.is_printable and key.character is not None and safe(key.character) != key.character
