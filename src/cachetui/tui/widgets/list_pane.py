"""The panes, each a list in a frame: packages, specs, detail."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec.structs import replace

from cachetui.tui.presenter import bars
from cachetui.tui.presenter.frame import Frame
from cachetui.tui.presenter.layout import DETAIL, FRAME, is_broad
from cachetui.tui.presenter.lines import Line, line
from cachetui.tui.presenter.overview_lines import Page, overview_lines, quick_lines
from cachetui.tui.presenter.reason_lines import STILL_READING, ReasonLines
from cachetui.tui.presenter.state import Pane
from cachetui.tui.presenter.transitions import Extent
from cachetui.tui.presenter.view import View
from cachetui.tui.widgets.line_list import LineList

if TYPE_CHECKING:
    from cachetui.views.dashboard import Dashboard

MARGIN = 3
"""Columns of a list that are not for what is wrapped in it: the signs on the left, a gap."""


class ListPane(LineList):
    """A list in a frame that a subclass fills from a view."""

    def __init__(self, pane: Pane) -> None:
        super().__init__(pane.value, Frame())
        self._view: View | None = None

    @property
    def extent(self) -> Extent:
        """How far the keys for a page and for the end move here."""
        return Extent(max(self.rows - 1, 1), len(self.lines))

    @property
    def has_heads(self) -> bool:
        """Whether the screen is so large that columns have heads."""
        return is_broad(self.app.size.width)

    def show_view(self, view: View) -> None:
        """Draw *view* from now on."""
        self._view = view
        self.fill(view)

    def fill(self, view: View) -> None:
        """Draw frame and lines of *view* at the width there is; for the subclass."""
        raise NotImplementedError

    def on_line_list_resized(self) -> None:
        """Fill to its new width what is wrapped or aligned."""
        if self._view is not None:
            self.fill(self._view)


class PackagesPane(ListPane):
    """The packages that the search finds."""

    def __init__(self) -> None:
        super().__init__(Pane.PACKAGES)

    def fill(self, view: View) -> None:
        """Draw the packages of *view*."""
        frame = bars.packages_frame(view, has_heads=self.has_heads)
        self.show(view.packages, view.package_row, frame=frame)


class SpecsPane(ListPane):
    """The specs of the package under the cursor; on "all packages", the overview."""

    def __init__(
        self,
        overview: Callable[[View], Dashboard | None],
        host: Callable[[], str],
        is_reading: Callable[[], bool],
    ) -> None:
        """Take the overview of a view from *overview*, which returns None until it is known."""
        super().__init__(Pane.SPECS)
        self._overview = overview
        self._host = host
        self._is_reading = is_reading
        self._reasons: ReasonLines | None = None

    def fill(self, view: View) -> None:
        """Draw the specs of *view*; the cursor only where it has been or keys go there."""
        view.specs.width, view.fields.has_heads = self.inner_width, self.has_heads
        frame = bars.specs_frame(view, has_heads=self.has_heads)
        if view.finds_nothing:
            self._show_reasons(view, frame)
            return
        if view.state.package is None:
            self.show(self._overview_lines(view), None, 0, frame=frame)
            return
        has_cursor = view.state.pane in (Pane.SPECS, Pane.DETAIL) or view.state.position is not None
        cursor, top = (view.spec_row, None) if has_cursor else (None, 0)
        last = view.specs.last_inside(view.spec_row) if view.state.shows_inner else None
        self.show(view.specs, cursor, top, frame=frame, reach=view.specs.reach, last=last)

    def _show_reasons(self, view: View, frame: Frame) -> None:
        if not view.reasons and self._is_reading():
            self.show([line(("dim", STILL_READING))], None, 0, frame=replace(frame, heads=()))
            return
        self._reasons = ReasonLines(view, self.inner_width - MARGIN)
        is_chosen = view.reasons and view.state.pane is Pane.SPECS
        row = self._reasons.first_line(view.reason_row) if is_chosen else None
        self.show(self._reasons.lines, row, frame=frame, reach=self._reasons.reach)

    def item_at(self, line: int) -> int:
        """Return the number of the reason that line *line* belongs to, where there are reasons."""
        has_reasons = self._reasons and self._view and self._view.finds_nothing
        return self._reasons.reason_at(line) if self._reasons and has_reasons else line

    def _overview_lines(self, view: View) -> list[Line]:
        """Return the whole overview if it is known, else what is known at once."""
        found = self._overview(view)
        if found is None:
            totals = view.packages.packages, view.packages.specs
            return quick_lines(*totals, is_reading=self._is_reading())
        page = Page(self.inner_width - MARGIN, self.rows, self.glyphs, self._host())
        return overview_lines(found, page)


class DetailPane(ListPane):
    """Everything that is known of the line under the cursor."""

    def __init__(self, detail: Callable[[View, int, int], tuple[Line, list[Line]]]) -> None:
        """Take title and lines of a view for a width and a number of rows from *detail*."""
        super().__init__(Pane.DETAIL)
        self._lines_of = detail
        self._measured: tuple[str, int, bool] | None = None
        """The package and the width that `needed` is about, and whether it is of single specs."""
        self.needed = DETAIL
        """Lines that the longest detail of this kind needed so far: less would flicker."""

    def fill(self, view: View) -> None:
        """Draw the detail of *view*, from the line that it is scrolled to."""
        title, lines = Line(()), list[Line]()
        if view.state.package is not None:
            # under the specs, what fills up the detail would take their lines
            rows = self.rows if self.has_heads else 0
            title, lines = self._lines_of(view, self.inner_width - MARGIN, rows)
            if view.detail_is_shown:
                is_one = view.line is not None and view.line.listing is not None
                measured = view.state.package, self.inner_width, is_one
                self._measure(measured, len(lines) + FRAME)
        self.show(lines, None, view.state.scroll, frame=Frame(title))

    def _measure(self, measured: tuple[str, int, bool], lines: int) -> None:
        self.needed = max(lines, self.needed if measured == self._measured else 0)
        self._measured = measured
