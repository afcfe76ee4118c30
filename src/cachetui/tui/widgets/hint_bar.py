"""The line under the search line: a hint, or the error of the text with a caret under it."""

from __future__ import annotations

from textual.strip import Strip

from cachetui.tui.presenter.lines import Line
from cachetui.tui.presenter.search import Refusal
from cachetui.tui.widgets.line_bar import LineBar
from cachetui.tui.widgets.search_input import SearchLine


class HintBar(LineBar):
    """Draws a hint; of an error also where it is in what is seen of the text."""

    def __init__(self, field: SearchLine) -> None:
        super().__init__("hint")
        self._field = field
        self._refusal: Refusal | None = None

    def on_mount(self) -> None:
        """Follow the text when it moves under its field, which it does after it was drawn."""
        self.watch(self._field, "scroll_x", self.repaint, init=False)

    def show(self, line: Line, refusal: Refusal | None = None) -> None:
        """Draw *line* from now on, or *refusal* where it is now."""
        self._refusal = refusal
        super().show(line)
        # it comes and goes with keys: as a class of the screen, all parts would be styled anew
        self.set_class(bool(line.left), "-shown")

    def paint(self, y: int, width: int) -> Strip:
        """Return the line, with the caret under what it is about."""
        if y == 0 and self._refusal is not None:
            return self.strip(self._refusal.line(width, self._field.scroll_offset.x), width)
        return super().paint(y, width)
