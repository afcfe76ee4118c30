"""The line under the search line: a hint, or the error of the text with a caret under it.

A sentence that is longer than the line takes more of them: it is what one has to read now.
"""

from __future__ import annotations

from textual.strip import Strip

from cachetui.tui.presenter.lines import Line, Role, line, rows, width_of
from cachetui.tui.presenter.search import INDENT, Refusal
from cachetui.tui.widgets.line_bar import LineBar
from cachetui.tui.widgets.search_input import SearchLine

MOST_ROWS = 4
"""Lines that a sentence takes at most."""


class HintBar(LineBar):
    """Draws a hint; of an error also where it is in what is seen of the text."""

    def __init__(self, field: SearchLine) -> None:
        super().__init__("hint")
        self._field = field
        self._refusal: Refusal | None = None
        self._sentence = ""
        """What is to be read whole; empty where it is a hint."""

    def on_mount(self) -> None:
        """Follow the text when it moves under its field, which it does after it was drawn."""
        self.watch(self._field, "scroll_x", self.repaint, init=False)

    def show(self, line: Line, refusal: Refusal | None = None) -> None:
        """Draw *line* from now on, or *refusal* where it is now."""
        self._show(line, refusal, refusal.message if refusal else "")

    def say(self, words: str) -> None:
        """Draw a sentence from now on."""
        self._show(line(" " * INDENT, words), None, words)

    def _show(self, line: Line, refusal: Refusal | None, sentence: str) -> None:
        self._refusal, self._sentence = refusal, sentence
        # it comes and goes with keys: as a class of the screen, all parts would be styled anew
        self.set_class(bool(line.left), "-shown")
        needed = min(len(self._rows(self.app.size.width)), MOST_ROWS) or 1
        if self.styles.height is None or self.styles.height.value != needed:
            self.styles.height = needed
        super().show(line)

    def _rows(self, width: int) -> list[Line]:
        """Return the lines of a sentence that is too long for one; none of what is not."""
        room = width - INDENT
        if width_of(self._sentence) <= room:
            return []
        role: Role = "problem" if self._refusal else ""
        *first, last = rows(self._sentence, room)[:MOST_ROWS]
        rest = self._sentence[sum(len(one) + 1 for one in first) :]  # is cut where it is drawn
        return [line(" " * INDENT, (role, one)) for one in (*first, rest or last)]

    def paint(self, y: int, width: int) -> Strip:
        """Return the line, with the caret under what it is about, or that of a sentence."""
        if shown := self._rows(width):
            return self.strip(shown[y] if y < len(shown) else Line(()), width)
        if y == 0 and self._refusal is not None:
            return self.strip(self._refusal.line(width, self._field.scroll_offset.x), width)
        return super().paint(y, width)
