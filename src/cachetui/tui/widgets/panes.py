"""The three panes of the browsing screen, and the room that they share."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from weakref import ref

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from cachetui.tui.presenter import bars, layout
from cachetui.tui.presenter.lines import Line, width_of_spans
from cachetui.tui.presenter.state import Pane
from cachetui.tui.widgets.list_pane import DetailPane, ListPane, PackagesPane, SpecsPane

if TYPE_CHECKING:
    from cachetui.index.index import Index
    from cachetui.tui.presenter.view import View
    from cachetui.views.dashboard import Dashboard


class Panes(Horizontal):
    """Packages, and on their right specs and detail."""

    def __init__(
        self,
        overview: Callable[[View], Dashboard | None],
        host: Callable[[], str],
        is_reading: Callable[[], bool],
        detail: Callable[[View, int, int], tuple[Line, list[Line]]],
    ) -> None:
        """Take from these functions what the panes show beside the view."""
        super().__init__(id="body")
        self._packages = PackagesPane()
        self._specs = SpecsPane(overview, host, is_reading)
        self._detail = DetailPane(detail)
        self._view: View | None = None
        self._measured: tuple[ref[Index], bool] | None = None
        """The index that `_widest` is about, and whether its lines show all columns."""
        self._widest = 0
        """Columns that the widest specs needed so far: less would redraw both panes each move."""

    @property
    def lists(self) -> dict[Pane, ListPane]:
        """The panes by where the keys go."""
        return {
            Pane.PACKAGES: self._packages,
            Pane.SPECS: self._specs,
            Pane.DETAIL: self._detail,
        }

    def compose(self) -> ComposeResult:
        """Lay out the panes."""
        yield self._packages
        with Vertical(id="right"):
            yield self._specs
            yield self._detail

    def make_room(self, view: View) -> None:
        """Make the panes as large as what they hold of *view*."""
        self._view = view
        specs = len(view.specs) + len(bars.specs_heads(view, has_heads=False)) + layout.FRAME
        sizes = view.packages.widest, specs, self._detail.needed, self._columns(view)
        room = layout.room(view.panes, self.app.size, *sizes)
        self._packages.styles.width = room.packages or "1fr"
        self._specs.styles.width = room.columns or "1fr"
        self._specs.styles.height = room.specs or "1fr"

    def _columns(self, view: View) -> int:
        """Return how many columns specs needed so far where the detail stands beside them."""
        if not self._specs.has_heads:
            return 0
        view.fields.has_heads = True
        heads = bars.specs_heads(view, has_heads=False)
        widths = (width_of_spans(head.left) for head in heads)
        needed = max(view.specs.reach, *widths, 0) + layout.FRAME
        measured = ref(view.specs.index), view.state.all_columns
        self._widest = max(needed, self._widest if measured == self._measured else 0)
        self._measured = measured
        return self._widest

    def show_detail(self, view: View) -> None:
        """Draw the detail of *view*, and make room for it."""
        self._detail.show_view(view)
        self.make_room(view)

    def on_line_list_resized(self) -> None:
        """Make room for a detail that was wrapped anew."""
        if self._view is not None:
            self.make_room(self._view)
