"""A titled list, and the panes that are made of one: packages, specs, detail."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical

from cachetui.tui.presenter import bars
from cachetui.tui.presenter.lines import Line, Lines
from cachetui.tui.presenter.overview_lines import overview_lines, quick_lines
from cachetui.tui.presenter.reason_lines import HEADINGS, reason_lines
from cachetui.tui.presenter.state import Pane
from cachetui.tui.presenter.transitions import Extent
from cachetui.tui.presenter.view import View
from cachetui.tui.widgets.line_list import LineBar, LineList

if TYPE_CHECKING:
    from cachetui.tui.presenter.glyphs import Glyphs
    from cachetui.views.overview import Overview

MARGIN = 3
"""Columns of a list that are not for what is wrapped in it: the signs on the left, a gap."""


class ListPane(Vertical):
    """A title over a list; a subclass fills both from a view."""

    def __init__(self, pane: Pane) -> None:
        super().__init__(id=f"{pane.value}-pane")
        self.heading = LineBar(f"{pane.value}-title", classes="title")
        self.list = LineList(pane.value)
        self._shown: View | None = None

    def compose(self) -> ComposeResult:
        """Lay out the title over the list."""
        yield self.heading
        yield self.list

    @property
    def extent(self) -> Extent:
        """How far the keys for a page and for the end move here."""
        return Extent(max(self.list.size.height - 1, 1), len(self.list.lines))

    def show(self, view: View) -> None:
        """Draw *view* from now on."""
        self._shown = view
        self.fill(view)

    def fill(self, view: View) -> None:
        """Draw title and list for *view* at the width there is; for the subclass."""
        raise NotImplementedError

    def on_line_list_resized(self) -> None:
        """Fill to its new width what is wrapped or aligned."""
        if self._shown is not None:
            self.fill(self._shown)


class PackagesPane(ListPane):
    """The packages that the search finds."""

    def __init__(self) -> None:
        super().__init__(Pane.PACKAGES)

    def fill(self, view: View) -> None:
        """Draw the packages of *view*."""
        self.heading.show(bars.packages_title(view))
        self.list.show(view.packages, view.package_row)


class SpecsPane(ListPane):
    """The specs of the package under the cursor; on "all packages", the overview."""

    def __init__(self, overview: Callable[[View], Overview | None], glyphs: Glyphs) -> None:
        """Take the overview of a view from *overview*, which returns None until it is known."""
        super().__init__(Pane.SPECS)
        self._common = LineBar("common")
        self._overview = overview
        self._glyphs = glyphs

    def compose(self) -> ComposeResult:
        """Lay out the title, what all lines share, and the list."""
        yield self.heading
        yield self._common
        yield self.list

    def fill(self, view: View) -> None:
        """Draw the specs of *view*; the cursor only where it has been or keys go there."""
        self.heading.show(bars.specs_title(view))
        self._common.show(bars.common(view))
        view.specs.width = self.list.size.width
        lines: Lines = view.specs
        cursor: int | None = view.spec_row
        if view.finds_nothing:
            row = view.reason_row + HEADINGS if view.state.pane is Pane.SPECS else None
            lines, cursor = reason_lines(view, self.list.size.width - MARGIN), row
        elif view.state.package is None:
            lines, cursor = self._overview_lines(view), None
        elif view.state.pane not in (Pane.SPECS, Pane.DETAIL) and view.state.position is None:
            cursor = None
        self.list.show(lines, cursor, 0 if cursor is None else None)

    def _overview_lines(self, view: View) -> list[Line]:
        """Return the whole overview if it is known, else what is known at once."""
        found = self._overview(view)
        if found is None:
            return quick_lines(view.packages.packages, view.packages.specs)
        return overview_lines(found, self.list.size.width - MARGIN, self._glyphs.bar)


class DetailPane(ListPane):
    """Everything that is known of the line under the cursor."""

    def __init__(self, detail: Callable[[View, int], tuple[Line, list[Line]]]) -> None:
        """Take title and lines of a view, wrapped to a width, from *detail*."""
        super().__init__(Pane.DETAIL)
        self._lines_of = detail

    def fill(self, view: View) -> None:
        """Draw the detail of *view*, from the line that it is scrolled to."""
        title, lines = Line(()), list[Line]()
        if view.state.package is not None:
            title, lines = self._lines_of(view, self.list.size.width - MARGIN)
        self.heading.show(title)
        self.list.show(lines, None, view.state.scroll)
