"""One line of text that is drawn again only where it changes."""

from __future__ import annotations

from textual.strip import Strip

from cachetui.tui.presenter.lines import Line
from cachetui.tui.widgets.diffed import DiffedWidget


class LineBar(DiffedWidget):
    """One line of text: a title, a status."""

    def __init__(self, id: str, classes: str = "") -> None:  # noqa: A002 - Textual's own name
        super().__init__(id, classes)
        self._line = Line(())

    def show(self, line: Line) -> None:
        """Draw *line* from now on."""
        if line != self._line:
            self._line = line
            self.repaint()

    def paint(self, y: int, width: int) -> Strip:
        """Return the line, and nothing under it."""
        return self.strip(self._line if y == 0 else Line(()), width)
