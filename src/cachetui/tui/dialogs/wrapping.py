"""Lists of what is shown whole: in as many lines as the width of the screen makes it need."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate, chain

from cachetui.tui.dialogs.base import NARROWEST, WIDEST, ListDialog
from cachetui.tui.presenter.lines import Line, line, rows


def wrapped(text: str, width: int) -> list[Line]:
    """Return *text* broken into lines that a dialog on a screen of *width* columns shows whole."""
    room = max(min(width * 9 // 10, WIDEST) - 8, 10)
    return [line(row) for part in text.split("\n") for row in rows(part, room)]


class WrappingDialog(ListDialog):
    """A list of items of several lines each, which are made anew when the screen is resized."""

    def __init__(self, title: str, items: int, foot: str = "", *, at: int = 0) -> None:
        """List *items* things, one at least, with the cursor on number *at*."""
        super().__init__(title, [], foot)
        self.starts = list(range(items + 1))
        """The first line of each item, and the number of lines: one each until they are wrapped."""
        self.cursor = at
        self._width = 0

    def wrap(self, width: int) -> list[list[Line]]:
        """Return the lines of each item for a screen of *width* columns; for the subclass."""
        raise NotImplementedError

    @property
    def item(self) -> int:
        """The number of the item that the cursor is in."""
        return min(bisect_right(self.starts, self.cursor), len(self.starts) - 1) - 1

    def on_mount(self) -> None:
        """Make the lines before they are drawn first."""
        self.lay_out()

    def lay_out(self) -> None:
        """Make the lines for the width of the screen, with the cursor where it is in its item."""
        if self._width == (width := self.app.size.width):
            return
        item, self._width = self.item, width
        within, wrapped_items = self.cursor - self.starts[item], self.wrap(width)
        self.lines = list(chain.from_iterable(wrapped_items))
        self.starts = [0, *accumulate(map(len, wrapped_items))]
        self.cursor = min(self.starts[item] + within, self.starts[item + 1] - 1)
        self._widest = NARROWEST  # they are not the lines that it was so wide for
        self.draw()


class WholeText(WrappingDialog):
    """Shows a text whole."""

    def __init__(self, title: str, text: str) -> None:
        super().__init__(title, 1)
        self._text = text

    def wrap(self, width: int) -> list[list[Line]]:
        """Return the rows of the text."""
        return [wrapped(self._text, width)]
