"""What a movement key makes of the state: functions from what is shown to the next state."""

from __future__ import annotations

from msgspec.structs import replace

from cachetui.tui.presenter.position import LinePosition
from cachetui.tui.presenter.search import ParsedSearch
from cachetui.tui.presenter.spec_lines import SpecLine, every_line
from cachetui.tui.presenter.state import Pane, State
from cachetui.tui.presenter.view import View


def step(view: View, by: int) -> State:
    """Move the cursor of the pane that has the keys *by* lines, as far as there are lines."""
    if view.state.pane is Pane.DETAIL:
        return replace(view.state, scroll=max(view.state.scroll + by, 0))
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
    return view.state.at_place(view.specs.lines[row].place)


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
    return to_line(view, view.spec_row + 1) if found.is_open else view.state.turn(found.place)


def left(view: View) -> State:
    """Close the line under the cursor; if there is nothing to close, go to what it is in."""
    if view.state.pane is not Pane.SPECS:
        return view.state.in_pane(Pane.PACKAGES)
    found = view.line
    if found is None:
        return view.state.in_pane(Pane.PACKAGES)
    if found.is_open:
        return view.state.turn(found.place)
    parent = found.place.parent
    return view.state.at_place(parent) if parent else view.state.in_pane(Pane.PACKAGES)


def can_open(found: SpecLine) -> bool:
    """Tell whether a line has others in it."""
    if found.place.spec is not None:
        return False
    return found.look is None or len(found.look.specs) > 1


def open_or_show(view: View) -> State:
    """Open or close a group or configuration; of a spec, show the detail."""
    found = view.line
    if found is None:
        return view.state
    if can_open(found):
        return view.state.turn(found.place)
    return replace(view.state, drawer=True)


def escape(state: State) -> State:
    """Go one step outwards: drawer, marks, specs, search line, its text."""
    if state.drawer or state.zoomed or state.pane is Pane.DETAIL:
        pane = Pane.SPECS if state.pane is Pane.DETAIL else state.pane
        return replace(state, drawer=False, zoomed=False, pane=pane)
    if state.marks:
        return replace(state, marks=())
    if state.pane is not Pane.SEARCH:
        return state.in_pane(Pane.SEARCH)
    return replace(state, search=ParsedSearch())


def turn_all(view: View, *, is_open: bool) -> State:
    """Open every group and configuration, or close them."""
    places: set[LinePosition] = set(view.state.toggled)
    for found in every_line(view.groups, view.state.toggled):
        if can_open(found) and found.is_open != is_open:
            places ^= {found.place}
    return replace(view.state, toggled=frozenset(places), place=None)


def next_pane(view: View, by: int) -> State:
    """Send the keys to the pane after the one that has them, *by* 1, or before it, by -1."""
    panes = [pane for pane in Pane if pane is not Pane.DETAIL or view.detail_is_shown]
    pane = panes[(panes.index(view.state.pane) + by) % len(panes)]
    return into_specs(view) if pane is Pane.SPECS else view.state.in_pane(pane)
