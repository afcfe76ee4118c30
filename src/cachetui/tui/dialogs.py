"""Lists over the screen: help, problems, and whatever else is read and left again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from cachetui.tui.keys import Key, spelled
from cachetui.tui.linelist import LineBar, LineList
from cachetui.tui.lines import Line, Lines, line


class ListDialog(ModalScreen[int | None]):
    """A titled list with a cursor; Enter gives the number of its line, Escape nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss(None)", "Close"),
        Binding("enter", "choose", "Choose"),
        Binding("up,k", "move(-1)", "Up"),
        Binding("down,j", "move(1)", "Down"),
        Binding("pageup", "page(-1)", "A page up"),
        Binding("pagedown", "page(1)", "A page down"),
        Binding("home,g", "move(-1000000)", "To the first line"),
        Binding("end,G", "move(1000000)", "To the last line"),
    ]

    def __init__(self, title: str, lines: Lines) -> None:
        super().__init__()
        self._title = title
        self._lines = lines
        self._cursor = 0

    def compose(self) -> ComposeResult:
        """Lay out the title over the list."""
        with Vertical(id="dialog"):
            title = LineBar("dialog-title")
            title.add_class("title")
            yield title
            yield LineList("dialog-list")
            yield LineBar("dialog-foot")

    def on_mount(self) -> None:
        """Fill the list."""
        self.query_one("#dialog-title", LineBar).show(line(("head", self._title)))
        foot = line(("dim", "esc close"), right=[("dim", f"{len(self._lines):,} lines")])
        self.query_one("#dialog-foot", LineBar).show(foot)
        self.query_one(LineList).focus()
        self.draw()

    def draw(self) -> None:
        """Draw the list with its cursor."""
        self.query_one(LineList).show(self._lines, self._cursor)

    def action_move(self, by: int) -> None:
        """Move the cursor."""
        self._cursor = max(min(self._cursor + by, len(self._lines) - 1), 0)
        self.draw()

    def action_page(self, by: int) -> None:
        """Move the cursor by a page."""
        self.action_move(by * max(self.query_one(LineList).size.height - 1, 1))

    def action_choose(self) -> None:
        """Close, and give the number of the line."""
        self.dismiss(self._cursor if len(self._lines) else None)

    def on_line_list_clicked(self, event: LineList.Clicked) -> None:
        """Move the cursor to the line that was clicked."""
        self._cursor = event.number
        self.draw()

    def on_line_list_wheeled(self, event: LineList.Wheeled) -> None:
        """Move with the wheel."""
        self.action_move(event.step)


def help_lines(keys: Sequence[Key]) -> list[Line]:
    """List the keys that there really are."""
    return [line(("head", spelled(key.keys).ljust(16)), " ", key.title) for key in keys]
