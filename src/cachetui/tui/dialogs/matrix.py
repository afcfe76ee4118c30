"""The matrix: stacks down, targets across, with headings that stay while it scrolls."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal, NamedTuple

from rich.segment import Segment
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.strip import Strip

from cachetui.index.ordering import NO_STACK
from cachetui.query.edit import UnwritableError, only
from cachetui.tui.bindings.keys import bound
from cachetui.tui.dialogs.base import put_query
from cachetui.tui.presenter.lines import Role, cut, line, pad, width_of
from cachetui.tui.widgets.diffed import DiffedWidget
from cachetui.tui.widgets.line_list import LineBar
from cachetui.tui.widgets.themes import CURSOR
from cachetui.tui.widgets.viewer import with_keys
from cachetui.views.matrix import Matrix, matrix

if TYPE_CHECKING:
    from cachetui.tui.browse_screen import BrowseScreen

SHADES: tuple[Role, ...] = ("dim", "shade-1", "shade-2", "shade-3", "shade-4")
"""The roles of counts, by how large they are."""
SUM = 8
"""Columns of the sums on the right."""


def open_on(screen: BrowseScreen) -> None:
    """Show where the package is built, or on "all packages" how many are; narrow to a cell."""
    session = screen.session
    counted: Literal["specs", "packages"] = "specs" if screen.state.package else "packages"
    found = matrix(session.index, session.listings(screen.view), counted)

    def narrow(cell: tuple[str, str] | None) -> None:
        if cell is not None:
            _narrow_to(screen, *cell)

    title = session.so_far(f"{screen.view.title}: {counted} by stack and target")
    screen.app.push_screen(MatrixDialog(title, found), narrow)


def _narrow_to(screen: BrowseScreen, stack: str, target: str) -> None:
    query = screen.view.query
    try:
        query = only(query, "stack", "none" if stack == NO_STACK else stack)
        query = only(query, "target", target)
    except UnwritableError as error:
        screen.say(str(error))
        return
    screen.session.add_to_history(screen.state.search.text)
    put_query(screen, query)


class Cell(NamedTuple):
    """A place in the matrix."""

    row: int
    column: int


class MatrixGrid(DiffedWidget, can_focus=True):
    """Draws the part of a matrix that is in view, with one cell under the cursor."""

    def __init__(self, matrix: Matrix) -> None:
        super().__init__("matrix")
        self._matrix = matrix
        self._stack_width = max((width_of(row.stack) for row in matrix.rows), default=0)
        self._widths = [max(width_of(target), 6) + 2 for target in matrix.targets]
        self._top = self._left = 0
        counts = matrix.rows[0].counts if matrix.rows else ()
        self.cell = Cell(0, next((column for column, n in enumerate(counts) if n), 0))

    def move(self, down: int, right: int) -> None:
        """Move the cursor, as far as there are cells."""
        row = min(max(self.cell.row + down, 0), max(len(self._matrix.rows) - 1, 0))
        column = min(max(self.cell.column + right, 0), max(len(self._widths) - 1, 0))
        self.cell = Cell(row, column)
        self.repaint()

    def bring_into_view(self) -> None:
        """Scroll to the cell under the cursor."""
        height = max(self.size.height - 1, 1)
        self._top = min(max(self._top, self.cell.row - height + 1), self.cell.row)
        self._left = min(self._left, self.cell.column)
        while self._left < self.cell.column and self.cell.column not in self._columns():
            self._left += 1

    def _head_width(self) -> int:
        return min(self._stack_width, max(self.size.width // 3, 8)) + 2

    def _head_text(self, text: str) -> str:
        return pad(text, self._head_width(), self.glyphs.dots)

    def _columns(self) -> range:
        """Return the targets that have room, the first of them at least."""
        room = self.size.width - self._head_width() - SUM
        last = self._left
        while last < len(self._widths) and room >= self._widths[last]:
            room -= self._widths[last]
            last += 1
        return range(self._left, max(last, min(self._left + 1, len(self._widths))))

    def paint(self, y: int, width: int) -> Strip:
        """Return the headings, or a row."""
        if y == 0:
            cells = [self._segment("head", self._matrix.targets[c], c) for c in self._columns()]
            head = Segment(self._head_text(self._where()), self.style_of("dim"))
            total = Segment("all".rjust(SUM), self.style_of("head"))
            return Strip([head, *cells, total]).adjust_cell_length(width)
        return self._row(self._top + y - 1, width)

    def _where(self) -> str:
        """Return which of the targets are in view; empty if all are."""
        shown, all_of_them = self._columns(), len(self._widths)
        if len(shown) == all_of_them:
            return ""
        return f"{shown.start + 1}-{shown.stop} of {all_of_them}"

    def _row(self, number: int, width: int) -> Strip:
        if number >= len(self._matrix.rows):
            return Strip.blank(width, self.style_of(""))
        row, here = self._matrix.rows[number], number == self.cell.row
        head = f"{'>' if here else ' '} {row.stack}"
        segments = [Segment(self._head_text(head), self.style_of("head" if here else ""))]
        for column in self._columns():
            count = row.counts[column]
            text = f"{count:,}" if count else "."
            if here and column == self.cell.column:
                segments.append(self._cursor(text, column))
            else:
                segments.append(self._segment(SHADES[self._matrix.shade(count)], text, column))
        segments.append(Segment(f"{row.total:,}".rjust(SUM), self.style_of("count")))
        return Strip(segments).adjust_cell_length(width)

    def _segment(self, role: Role, text: str, column: int) -> Segment:
        return Segment(self._cell_text(text, column), self.style_of(role))

    def _cursor(self, text: str, column: int) -> Segment:
        style = self.style_of("") + CURSOR
        return Segment(self._cell_text(f">{text}", column), style)

    def _cell_text(self, text: str, column: int) -> str:
        wide = self._widths[column]
        text = cut(text, wide - 1, self.glyphs.dots)
        return " " * (wide - width_of(text)) + text


class MatrixDialog(ModalScreen[tuple[str, str] | None]):
    """Shows a matrix; Enter gives the stack and the target of a cell, Escape nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("back", "dismiss(None)", "Close"),
        bound("quit", "dismiss(None)", "Close"),
        bound("matrix", "dismiss(None)", "Close"),
        bound("open", "choose", "Narrow to this cell"),
        bound("up", "move(-1,0)", "Up"),
        bound("down", "move(1,0)", "Down"),
        bound("left", "move(0,-1)", "Left"),
        bound("right", "move(0,1)", "Right"),
        bound("page-up", "move(-10,0)", "Up a page"),
        bound("page-down", "move(10,0)", "Down a page"),
        bound("first", "move(-1000000,0)", "To the first stack"),
        bound("last", "move(1000000,0)", "To the last stack"),
    ]

    def __init__(self, title: str, matrix: Matrix) -> None:
        super().__init__()
        self._title = title
        self._matrix = matrix

    def compose(self) -> ComposeResult:
        """Lay out the title over the grid."""
        with Vertical(id="dialog"):
            yield LineBar("dialog-title", "title")
            yield MatrixGrid(self._matrix)
            yield LineBar("dialog-foot")

    def on_mount(self) -> None:
        """Say what is counted, and what Enter does."""
        self.query_one("#dialog-title", LineBar).show(line(("head", self._title)))
        foot = with_keys(self, "{open} narrows to the cell  {back} close")
        self.query_one("#dialog-foot", LineBar).show(line(("dim", foot)))
        self.query_one(MatrixGrid).focus()

    def on_resize(self) -> None:
        """Take as much height as the rows need, or as there is."""
        needed = len(self._matrix.rows) + 5
        self.query_one("#dialog").styles.height = min(needed, max(self.size.height - 2, 6))

    def action_move(self, down: int, right: int) -> None:
        """Move over the cells."""
        self.query_one(MatrixGrid).move(down, right)

    def action_choose(self) -> None:
        """Close, and give the cell's stack and target, if anything is there."""
        cell, rows = self.query_one(MatrixGrid).cell, self._matrix.rows
        if rows and rows[cell.row].counts[cell.column]:
            self.dismiss((rows[cell.row].stack, self._matrix.targets[cell.column]))
        else:
            foot = line(("problem", "nothing is built there"))
            self.query_one("#dialog-foot", LineBar).show(foot)
