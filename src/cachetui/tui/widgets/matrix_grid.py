"""The grid of a matrix in its frame, with headings that stay while it scrolls."""

from __future__ import annotations

from typing import NamedTuple

from rich.segment import Segment
from textual.geometry import Offset
from textual.strip import Strip

from cachetui.tui.presenter.frame import FrameEdges
from cachetui.tui.presenter.lines import Line, Role, cut, line, pad, width_of
from cachetui.tui.widgets.diffed import DiffedWidget
from cachetui.tui.widgets.themes import CURSOR
from cachetui.views.matrix import Matrix

SHADES: tuple[Role, ...] = ("dim", "shade-1", "shade-2", "shade-3", "shade-4")
"""The roles of counts, by how large they are."""
SUM = 8
"""Columns of the sums on the right."""
WIDER = 8
"""Columns that are added to a target's at most."""
AROUND = 3
"""Lines that are no rows: the frame's, the headings."""
SIDES = 2
"""Columns of the frame."""
GAP = 2
"""Columns behind the labels of the rows."""
APART = 2
"""Columns between targets beside those that they need."""
AROUND_TITLE = 8
"""Columns of the upper and the lower line beside their texts."""


class Cell(NamedTuple):
    """A place in the matrix."""

    row: int
    column: int


class MatrixGrid(DiffedWidget, can_focus=True):
    """Draws the part of a matrix that is in view, with one cell under the cursor."""

    def __init__(self, title: str, matrix: Matrix) -> None:
        super().__init__("matrix")
        self._title = title
        self._feet: tuple[Line, ...] = ()
        self._matrix = matrix
        self._label_width = max((width_of(row.label) for row in matrix.rows), default=0)
        totals = (row.total for row in matrix.rows)
        self._digits = len(f"{max(totals, default=0):,}")
        number = self._digits + len("> ██ ")
        self._needed = [max(width_of(target) + 2, number + 1) for target in matrix.targets]
        self._widths = self._needed
        self._room = 0
        self._top = self._left = 0
        counts = matrix.rows[0].counts if matrix.rows else ()
        self.cell = Cell(0, next((column for column, n in enumerate(counts) if n), 0))

    @property
    def cursor_place(self) -> Offset:
        """Where on the screen the row of the cell under the cursor begins."""
        x, y, _, _ = self.region
        return Offset(x + 1, y + 2 + self.cell.row - self._top)

    @property
    def needed_height(self) -> int:
        """The lines that all rows take, with heads and frame."""
        return len(self._matrix.rows) + AROUND

    @property
    def needed_width(self) -> int:
        """The columns that all cells take, not too close to each other, with heads and frame."""
        cells = sum(self._needed) + APART * len(self._needed)
        title = width_of(self._title) + width_of(self._place) + AROUND_TITLE
        foot = sum(width_of(text) for one in self._feet[:1] for _, text in one.left) + AROUND_TITLE
        return max(self._label_width + GAP + cells + SUM + 1 + SIDES, title, foot)

    @property
    def _place(self) -> str:
        return f"{self.cell.row + 1:,} of {len(self._matrix.rows):,}"

    def say(self, *feet: Line) -> None:
        """Draw the first of *feet* that fits in the lower line of the frame."""
        self._feet = feet
        self.repaint()

    def move(self, down: int, right: int) -> None:
        """Move the cursor, as far as there are cells."""
        row = min(max(self.cell.row + down, 0), max(len(self._matrix.rows) - 1, 0))
        column = min(max(self.cell.column + right, 0), max(len(self._widths) - 1, 0))
        self.cell = Cell(row, column)
        self.repaint()

    def bring_into_view(self) -> None:
        """Scroll to the cell under the cursor."""
        self._room = max(self.size.width - SIDES, 1)
        self._widths = self._spread()
        height = max(self.size.height - AROUND, 1)
        self._top = min(max(self._top, self.cell.row - height + 1), self.cell.row)
        self._left = min(self._left, self.cell.column)
        while self._left < self.cell.column and self.cell.column not in self._columns():
            self._left += 1

    def _spread(self) -> list[int]:
        """Return the columns of each target: wider than needed where there is room for all."""
        spare = self._room - self._head_width() - SUM - sum(self._needed)
        more = max(min(spare // max(len(self._needed), 1), WIDER), 0)
        return [needed + more for needed in self._needed]

    def _head_width(self) -> int:
        whole = self._label_width + GAP
        if whole + sum(self._needed) + SUM <= self._room:
            return whole
        return min(self._label_width, max(self._room // 3, 8)) + GAP

    def _head_text(self, text: str) -> str:
        return pad(text, self._head_width(), self.glyphs.dots)

    def _columns(self) -> range:
        """Return the targets that have room, the first of them at least."""
        room = self._room - self._head_width() - SUM
        last = self._left
        while last < len(self._widths) and room >= self._widths[last]:
            room -= self._widths[last]
            last += 1
        return range(self._left, max(last, min(self._left + 1, len(self._widths))))

    def paint(self, y: int, width: int) -> Strip:
        """Return a line of the frame, the headings, or a row."""
        edges = FrameEdges(self.glyphs.heavy, "accent", width, self.glyphs.dots)
        if y == 0:
            title = line(("accent", self._title))
            return self.strip(edges.top((title,), self._place), width)
        if y == self.size.height - 1:
            return self.strip(edges.bottom(self._feet), width)
        side = Segment(self.glyphs.heavy.down, self.style_of("accent"))
        return Strip([side, *self._inner(y - 1, width - 2), side], width)

    def _inner(self, y: int, width: int) -> Strip:
        if y == 0:
            cells = [self._segment("head", self._matrix.targets[c], c) for c in self._columns()]
            head = Segment(self._head_text(self._where()), self.style_of("dim"))
            total = Segment("all".rjust(SUM), self.style_of("head"))
            return Strip([head, *cells, total]).adjust_cell_length(width, self.style_of(""))
        return self._row(self._top + y - 1, width)

    def _where(self) -> str:
        """Return which of the targets are in view; empty if all are."""
        shown, all_of_them = self._columns(), len(self._widths)
        if len(shown) == all_of_them:
            return ""
        first = f"{shown.start + 1}-" * (len(shown) > 1)
        return f"{first}{shown.stop} of {all_of_them}"

    def _row(self, number: int, width: int) -> Strip:
        """Return the line of the row at place *number*; blank behind the last."""
        if number >= len(self._matrix.rows):
            return Strip.blank(width, self.style_of(""))
        row, here = self._matrix.rows[number], number == self.cell.row
        head = f"{'>' if here else ' '} {row.label}"
        segments = [Segment(self._head_text(head), self.style_of("head" if here else ""))]
        for column in self._columns():
            count = row.counts[column]
            text = self._shaded(count)
            if here and column == self.cell.column:
                segments.append(self._cursor(text, column))
            else:
                segments.append(self._segment(SHADES[self._matrix.shade(count)], text, column))
        segments.append(Segment(f"{row.total:,}".rjust(SUM), self.style_of("count")))
        return Strip(segments).adjust_cell_length(width, self.style_of(""))

    def _shaded(self, count: int) -> str:
        """Return a count behind a sign as dense as its share is large: seen without colours too."""
        if not count:
            return "."
        return f"{self.glyphs.shades[self._matrix.shade(count) - 1] * 2} {count:>{self._digits},}"

    def _segment(self, role: Role, text: str, column: int) -> Segment:
        return Segment(self._cell_text(text, column), self.style_of(role))

    def _cursor(self, text: str, column: int) -> Segment:
        style = self.style_of("") + CURSOR
        return Segment(self._cell_text(f"> {text}", column), style)

    def _cell_text(self, text: str, column: int) -> str:
        wide = self._widths[column]
        text = cut(text, wide - 1, self.glyphs.dots)
        return " " * (wide - width_of(text)) + text
