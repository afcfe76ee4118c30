"""The matrix: stacks down, targets across, and what Enter does in a cell.

Where no stack lists anything, versions or compilers stand down.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import ModalScreen

from cachetui.index.ordering import NO_STACK
from cachetui.query.edit import UnwritableError, only
from cachetui.spack.values import NONE
from cachetui.tui.bindings.keys import bound
from cachetui.tui.dialogs.base import put_query
from cachetui.tui.presenter.lines import line
from cachetui.tui.widgets.matrix_grid import MatrixGrid
from cachetui.tui.widgets.viewer import with_keys
from cachetui.views.matrix import Down, Matrix, down_of, matrix

if TYPE_CHECKING:
    from cachetui.tui.browse_screen import BrowseScreen


def open_on(screen: BrowseScreen) -> None:
    """Show where the package is built, or on "all packages" how many are; narrow to a cell."""
    session = screen.session
    counted: Literal["specs", "packages"] = "specs" if screen.state.package else "packages"
    listings = session.listings(screen.view)
    down = down_of(session.index, listings, counted)
    found = matrix(session.index, listings, counted, down=down)

    def narrow(cell: tuple[str, str] | None) -> None:
        if cell is not None:
            _narrow_to(screen, down, *cell)

    why = "" if down == "stack" else ", as none is in a stack"
    title = session.so_far(f"{screen.view.title}: {counted} by {down} and target{why}")
    screen.app.push_screen(MatrixDialog(title, found), narrow)


def _narrow_to(screen: BrowseScreen, down: Down, label: str, target: str) -> None:
    """Search for what is in one cell, beside what is searched for already."""
    query = screen.view.query
    try:
        query = only(query, down, NONE if label == NO_STACK else label)
        query = only(query, "target", target)
    except UnwritableError as error:
        screen.say(str(error))
        return
    screen.session.add_to_history(screen.state.search.text)
    put_query(screen, query)


class MatrixDialog(ModalScreen[tuple[str, str] | None]):
    """Shows a matrix; Enter gives the row and the target of a cell, Escape nothing."""

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
        bound("first", "move(-1000000,0)", "To the first row"),
        bound("last", "move(1000000,0)", "To the last row"),
    ]

    def __init__(self, title: str, matrix: Matrix) -> None:
        super().__init__()
        self._matrix = matrix
        self._grid = MatrixGrid(title, matrix)

    def compose(self) -> ComposeResult:
        """Lay out the grid, whose frame has all else."""
        yield self._grid

    def on_mount(self) -> None:
        """Say what Enter does, and what the shades mean."""
        words = "{open} narrows to the cell  {back} close", "{open} narrow  {back} close"
        keys = [line(with_keys(self, one)) for one in words]
        shades = self._grid.glyphs.shades
        whole = line(*keys[0].left, ("dim", f"  {shades[0]} fewest  {shades[-1]} most"))
        self._grid.say(whole, *keys)
        self._grid.focus()

    def on_resize(self) -> None:
        """Take as much room as the cells need, or as there is."""
        self._grid.styles.width = min(self._grid.needed_width, self.size.width)
        self._grid.styles.height = min(self._grid.needed_height, max(self.size.height - 2, 4))

    def action_move(self, down: int, right: int) -> None:
        """Move over the cells."""
        self._grid.move(down, right)

    def action_choose(self) -> None:
        """Close, and give the cell's row and target, if anything is there."""
        cell, rows = self._grid.cell, self._matrix.rows
        if rows and rows[cell.row].counts[cell.column]:
            self.dismiss((rows[cell.row].label, self._matrix.targets[cell.column]))
        else:
            self._grid.say(line(("problem", "nothing is built there")))
