"""The movements: pure functions from what is shown to the next state, each under a name."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from cachetui.tui.presenter.position import LinePosition
from cachetui.tui.presenter.spec_lines import SpecLine, every_line
from cachetui.tui.presenter.state import Pane, State
from cachetui.tui.presenter.view import View
from cachetui.views.groups import GROUPINGS


class Extent(Struct, frozen=True):
    """How far the keys for a page and for an end move in the pane that has the keys."""

    page: int
    length: int
    """The number of its lines."""


Movement = Callable[[View, Extent], State]


def moved(view: View, extent: Extent, by: int) -> State:
    """Move in the pane that has the keys *by* lines: its cursor, or what of the detail is shown."""
    if view.state.pane is not Pane.DETAIL:
        return step(view, by)
    last = max(extent.length - extent.page - 1, 0)
    shown = min(view.state.scroll, last)  # the pane may have grown since
    return replace(view.state, scroll=max(min(shown + by, last), 0))


def step(view: View, by: int) -> State:
    """Move the cursor of the pane that has the keys *by* lines, as far as there are lines."""
    if view.state.pane is Pane.SPECS and view.reasons:
        row = view.reason_row + by
        return replace(view.state, reason=min(max(row, 0), len(view.reasons) - 1))
    if view.state.pane is Pane.SPECS and len(view.specs):
        return to_line(view, view.spec_row + by)
    return to_package(view, view.package_row + by)


def to_package(view: View, row: int) -> State:
    """Move to a line of the packages, the nearest there is."""
    row = min(max(row, 0), len(view.packages) - 1)
    return view.state.at_package(view.packages.name(row), chosen=True)


def to_line(view: View, row: int) -> State:
    """Move to a line of the specs, the nearest there is."""
    if not len(view.specs):
        return view.state
    row = min(max(row, 0), len(view.specs) - 1)
    return view.state.at_position(view.specs.lines[row].position)


def to_clicked(view: View, pane: Pane, row: int) -> State:
    """Move to the line that was clicked; in the specs, a click on the cursor's line opens it."""
    if pane is Pane.PACKAGES:
        return to_package(view, row).in_pane(pane)
    if pane is Pane.SPECS and view.reasons:
        return step(view.with_state(replace(view.state, pane=pane, reason=row)), 0)
    if pane is not Pane.SPECS:
        return view.state
    again = view.state.pane is pane and row == view.spec_row
    return (open_or_show(view) if again else to_line(view, row)).in_pane(pane)


def to_pane(view: View, pane: Pane) -> State:
    """Send the keys to *pane*."""
    if pane is Pane.SPECS:
        return into_specs(view)
    return replace(view.state.in_pane(pane), drawer=pane is Pane.DETAIL)


def into_specs(view: View) -> State:
    """Send the keys to the specs, to the first configuration if the cursor has not been there."""
    if not len(view.specs):
        return view.state.in_pane(Pane.SPECS)
    return to_line(view, view.spec_row).in_pane(Pane.SPECS)


def right(view: View) -> State:
    """Open the line under the cursor; if it is open, go to the first line in it."""
    if view.state.pane is not Pane.SPECS:
        return into_specs(view)
    found = view.line
    if found is None or not can_open(found):
        return view.state
    return to_line(view, view.spec_row + 1) if found.is_open else view.state.toggle(found.position)


def left(view: View) -> State:
    """Close the line under the cursor; if there is nothing to close, go to what it is in."""
    found = view.line
    if view.state.pane is not Pane.SPECS or found is None:
        return view.state.in_pane(Pane.PACKAGES)
    if found.is_open:
        return view.state.toggle(found.position)
    parent = found.position.parent
    return view.state.at_position(parent) if parent else view.state.in_pane(Pane.PACKAGES)


def can_open(found: SpecLine) -> bool:
    """Return whether a line has others in it."""
    if found.position.spec is not None:
        return False
    return found.configuration is None or len(found.configuration.specs) > 1


def open_or_show(view: View) -> State:
    """Open or close a group or configuration; of a spec, show the detail."""
    found = view.line
    if found is None:
        return view.state
    if can_open(found):
        return view.state.toggle(found.position)
    return replace(view.state, drawer=True)


def expand_all(view: View) -> State:
    """Open every group and configuration."""
    return _with_all(view, is_open=True)


def collapse_all(view: View) -> State:
    """Close every group and configuration."""
    return _with_all(view, is_open=False)


def _with_all(view: View, *, is_open: bool) -> State:
    positions: set[LinePosition] = set(view.state.toggled)
    for found in every_line(view.groups, view.state.toggled):
        if can_open(found) and found.is_open != is_open:
            positions ^= {found.position}
    return replace(view.state, toggled=frozenset(positions))


def mark(view: View) -> State:
    """Mark the spec or the configuration under the cursor, or take its mark away; move on.

    The rows of an earlier search are not marked.
    """
    found = view.line
    if found is None or found.configuration is None or view.state.search.stale:
        return view.state
    return step(view.with_state(view.state.mark(view.specs.names(found))), 1)


def next_pane(view: View, by: int) -> State:
    """Send the keys to the pane after the one that has them, *by* 1, or before it, by -1."""
    panes = [pane for pane in Pane if pane is not Pane.DETAIL or view.detail_is_shown]
    pane = panes[(panes.index(view.state.pane) + by) % len(panes)]
    return into_specs(view) if pane is Pane.SPECS else view.state.in_pane(pane)


def _to_edge(view: View, extent: Extent, by: int) -> State:
    """Move to the first line, *by* -1, or the last, by 1."""
    lines = len(view.specs) + len(view.packages) + extent.length
    return moved(view, extent, by * lines)


def _alone(movement: Callable[[View], State]) -> Movement:
    """Return *movement* as one that does not ask how far it is to the end."""
    return lambda view, extent: movement(view)


def next_grouping(view: View) -> State:
    """Group by the next pair of levels."""
    return view.state.grouped(GROUPINGS[(GROUPINGS.index(view.grouping) + 1) % len(GROUPINGS)])


MOVEMENTS: dict[str, Movement] = {
    "up": lambda view, extent: moved(view, extent, -1),
    "down": lambda view, extent: moved(view, extent, 1),
    "page-up": lambda view, extent: moved(view, extent, -extent.page),
    "page-down": lambda view, extent: moved(view, extent, extent.page),
    "first": partial(_to_edge, by=-1),
    "last": partial(_to_edge, by=1),
    "right": _alone(right),
    "left": _alone(left),
    "search": _alone(lambda view: view.state.in_pane(Pane.SEARCH)),
    "packages": _alone(lambda view: to_pane(view, Pane.PACKAGES)),
    "specs": _alone(lambda view: to_pane(view, Pane.SPECS)),
    "detail": _alone(lambda view: to_pane(view, Pane.DETAIL)),
    "next-pane": _alone(lambda view: next_pane(view, 1)),
    "previous-pane": _alone(lambda view: next_pane(view, -1)),
    "expand-all": _alone(expand_all),
    "collapse-all": _alone(collapse_all),
    "mark": _alone(mark),
    "group": _alone(next_grouping),
    "columns": _alone(lambda view: replace(view.state, all_columns=not view.state.all_columns)),
    "zoom": _alone(lambda view: replace(view.state, zoomed=not view.state.zoomed)),
}
"""Every movement that a key can be bound to, by the name in its action: ``move('up')``."""


def refusal(name: str, view: View) -> str | None:
    """Return why the movement *name* does nothing here, where that is no matter of course."""
    is_group = view.line is not None and view.line.configuration is None
    return "a group: mark specs or configurations in it" if name == "mark" and is_group else None
