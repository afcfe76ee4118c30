"""Lists over the screen: help, problems, and whatever else is read and left again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from cachetui.tui.bindings.keymap import Keymap
from cachetui.tui.bindings.keys import Key, bound
from cachetui.tui.presenter.lines import Line, Lines, line, pieces
from cachetui.tui.viewer import with_keys
from cachetui.tui.widgets.line_list import LineBar, LineList

END = 1 << 30
"""More lines than any list has."""
FRAME = 4
"""Lines of a dialog that are not its list's: border, title, foot."""


VERDICTS = line(("dim", "y n ?".ljust(16)), " ", "Behind a spec: it runs here, does not, may")
"""What the letters mean that are no keys."""


class ListDialog(ModalScreen[list[int] | None]):
    """A titled list with a cursor; Enter gives the number of its line, Escape nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("back", "dismiss(None)", "Close"),
        bound("quit", "dismiss(None)", "Close"),
        bound("open", "choose", "Choose"),
        bound("up", "move(-1)", "Up"),
        bound("down", "move(1)", "Down"),
        bound("page-up", "page(-1)", "A page up"),
        bound("page-down", "page(1)", "A page down"),
        bound("first", f"move(-{END})", "To the first line"),
        bound("last", f"move({END})", "To the last line"),
    ]

    def __init__(self, title: str, lines: Lines, foot: str = "") -> None:
        super().__init__()
        self.lines = lines
        self.cursor = 0
        self._title = title
        self._foot = foot

    def compose(self) -> ComposeResult:
        """Lay out the title over the list."""
        with Vertical(id="dialog"):
            yield LineBar("dialog-title", "title")
            yield LineList("dialog-list")
            yield LineBar("dialog-foot")

    def on_mount(self) -> None:
        """Fill the list."""
        self.query_one("#dialog-title", LineBar).show(line(("head", self._title)))
        self.query_one(LineList).focus()
        self.say(with_keys(self, f"{self._foot}  {{back}} close".strip()))
        self.draw()

    def on_resize(self) -> None:
        """Take as much height as the lines need, or as there is."""
        needed = len(self.lines) + FRAME
        self.query_one("#dialog").styles.height = min(needed, max(self.size.height - 2, FRAME + 1))

    def draw(self) -> None:
        """Draw the list with its cursor."""
        self.query_one(LineList).show(self.lines, self.cursor)

    def say(self, words: str) -> None:
        """Show a sentence under the list."""
        self.query_one("#dialog-foot", LineBar).show(line(("dim", words)))

    def action_move(self, by: int) -> None:
        """Move the cursor."""
        self.cursor = max(min(self.cursor + by, len(self.lines) - 1), 0)
        self.draw()

    def action_page(self, by: int) -> None:
        """Move the cursor by a page."""
        self.action_move(by * max(self.query_one(LineList).size.height - 1, 1))

    def action_choose(self) -> None:
        """Close, and give the number of the line."""
        self.dismiss([self.cursor] if len(self.lines) else None)

    def on_line_list_clicked(self, event: LineList.Clicked) -> None:
        """Move the cursor to the line that was clicked."""
        self.cursor = event.number
        self.draw()

    def on_line_list_wheeled(self, event: LineList.Wheeled) -> None:
        """Move with the wheel."""
        self.action_move(event.step)


def wrapped(text: str, width: int) -> list[Line]:
    """Break *text* into lines that a dialog on a screen of *width* columns shows whole."""
    room = max(min(width * 9 // 10, 110) - 8, 10)
    return [line(piece) for row in text.split("\n") for piece in pieces(row, room)]


class HelpDialog(ListDialog):
    """Lists the keys that there really are, and what the settings call each action."""

    def __init__(self, keys: Iterable[Key], keymap: Keymap) -> None:
        lines = [_help_line(key, keymap.spelled(key.id)) for key in keys]
        super().__init__("Keys", [*lines, VERDICTS])


def _help_line(key: Key, spelled: str) -> Line:
    return line(("head", spelled.ljust(16)), " ", key.title, right=[("dim", key.id)])


class LeaveDialog(ListDialog):
    """Asks on a shared terminal, where nobody shall leave by accident."""

    def __init__(self) -> None:
        super().__init__("Leave the viewer?", [line("stay"), line("leave")])
