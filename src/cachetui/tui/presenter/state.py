"""The state of the screen, as one frozen value.

Actions make the next state from what is shown, widgets draw it. A state names packages and
positions, not rows, so it stays valid through a new search, more pages and a reload.
"""

from __future__ import annotations

from enum import Enum

from msgspec import Struct
from msgspec.structs import replace

from cachetui.tui.presenter.position import LinePosition
from cachetui.tui.presenter.search import ParsedSearch
from cachetui.views.groups import Grouping

Mark = frozenset[str]
"""A marked spec, or those of a marked configuration, by `index.Index.name_of`."""


class Pane(Enum):
    """Where the keys go."""

    SEARCH = "search"
    PACKAGES = "packages"
    SPECS = "specs"
    DETAIL = "detail"


class State(Struct, frozen=True):
    """Everything a key can change."""

    search: ParsedSearch = ParsedSearch()
    """The search line: the whole filter, facets included."""
    pane: Pane = Pane.SEARCH
    package: str | None = None
    """The package under the cursor; None is "all packages"."""
    chosen: bool = False
    """Whether the user moved to the package, rather than the search."""
    position: LinePosition | None = None
    """The line under the cursor in the specs; None until the cursor has been there."""
    toggled: frozenset[LinePosition] = frozenset()
    """Lines that were opened although they start closed, or closed although they start open."""
    shows_inner: bool = False
    """Whether the line under the cursor was just opened, so that what is in it comes into view."""
    grouping: Grouping | None = None
    """The levels of the specs once they are chosen; None leaves them to what was read."""
    marks: tuple[Mark, ...] = ()
    """What is marked, in the order it was."""
    all_columns: bool = False
    """Whether lines also show what all of them share."""
    drawer: bool = False
    """Whether the detail is shown where the screen has no room for it by itself."""
    zoomed: bool = False
    """Whether the pane that has the keys has the whole screen."""
    scroll: int = 0
    """The first line of the detail in view."""
    reason: int = 0
    """The reason under the cursor, where nothing is found."""

    def at_package(self, package: str | None, *, chosen: bool = False) -> State:
        """Move to another package; its specs begin as they start."""
        if package == self.package:
            return replace(self, chosen=chosen)
        moved = replace(self, package=package, chosen=chosen)
        return replace(moved, position=None, toggled=frozenset(), shows_inner=False, scroll=0)

    def at_position(self, position: LinePosition | None) -> State:
        """Move to another line of the specs."""
        if position == self.position:
            return self
        return replace(self, position=position, shows_inner=False, scroll=0)

    def toggle(self, position: LinePosition) -> State:
        """Open the line at *position*, which is under the cursor, or close it."""
        return replace(self, toggled=self.toggled ^ {position}, shows_inner=True)

    def in_pane(self, pane: Pane) -> State:
        """Send the keys to *pane*."""
        return replace(self, pane=pane, zoomed=self.zoomed and pane is not Pane.SEARCH)

    def mark(self, specs: Mark) -> State:
        """Mark a spec or a configuration, or take its mark away."""
        if specs in self.marks:
            return replace(self, marks=tuple(other for other in self.marks if other != specs))
        return replace(self, marks=(*self.marks, specs))

    def grouped(self, grouping: Grouping) -> State:
        """Group by another pair of levels."""
        grouped = replace(self, grouping=grouping)
        return replace(grouped, position=None, toggled=frozenset(), shows_inner=False)
