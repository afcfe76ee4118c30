"""A list over the screen that narrows to what is typed: letters are text there, and no keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from cachetui.tui.bindings.keys import bound
from cachetui.tui.dialogs.base import ListDialog
from cachetui.tui.presenter.lines import Line, Lines, Span, line
from cachetui.tui.widgets.line_list import LineList
from cachetui.tui.widgets.typed_list import TypedList
from cachetui.tui.widgets.viewer import app_of


class TypingDialog(ListDialog):
    """Gathers what is typed, and shows it over the list; a subclass narrows the list to it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("back", "back", "Take back what was typed; close"),
        Binding("backspace", "erase", "Take back a letter"),
        Binding("ctrl+u", "erase_all", "Take back all that was typed"),
    ]
    PROMPT: ClassVar[str] = "type to narrow"

    def __init__(
        self,
        title: str,
        lines: Lines,
        foot: str,
        *,
        empty: str = "",
        reserved: Sequence[str] = (),
    ) -> None:
        """Keep the keys of the actions *reserved*; *empty* is said where there is nothing."""
        super().__init__(title, lines, foot, empty=empty)
        self.text = ""
        """What was typed."""
        self._why_empty = empty
        self._reserved = reserved

    def make_list(self, id: str) -> LineList:  # noqa: A002 - Textual's own name
        """Return a list whose letters are text."""
        return TypedList(id, self._typed)

    def on_mount(self) -> None:
        """Leave the keys of some actions keys."""
        if isinstance(self.list, TypedList):
            keymap = app_of(self).keymap
            self.list.reserved = frozenset(
                key for action in self._reserved for key in keymap.keys(action)
            )

    @property
    def heads(self) -> tuple[Line, ...]:
        """The line with what was typed."""
        typed: Span = ("", f"{self.text}_") if self.text else ("dim", self.PROMPT)
        return (line(("accent", " > "), typed),)

    def narrow(self) -> None:
        """List what has all that was typed; for the subclass."""
        raise NotImplementedError

    def _put(self, text: str) -> None:
        """Narrow to *text*, with the cursor on the first line."""
        self.text, self.cursor = text, 0
        self.empty = f"nothing here has {text}" if text else self._why_empty
        self.narrow()
        self.on_resize()
        self.draw()

    def _typed(self, text: str) -> None:
        self._put(self.text + text)

    def action_erase(self) -> None:
        """Take back a letter."""
        self._put(self.text[:-1])

    def action_erase_all(self) -> None:
        """Take back all that was typed."""
        self._put("")

    def action_back(self) -> None:
        """Take back what was typed; if nothing was, close."""
        if self.text:
            self._put("")
        else:
            self.dismiss(None)
