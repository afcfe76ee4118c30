"""The meaning of Enter and Escape, wherever the keys go: the next state, or the end."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from cachetui.index.index import Index
from cachetui.tui.presenter.search import ParsedSearch
from cachetui.tui.presenter.selection import chosen
from cachetui.tui.presenter.state import Pane, State
from cachetui.tui.presenter.transitions import into_specs, open_or_show
from cachetui.tui.presenter.view import View

NOTHING_PICKED = 130
"""The exit code of ``--pick`` when it is left without a choice."""


class OtherSearch(Struct, frozen=True):
    """Another search, in place of the text of the search line."""

    text: str


class Leave(Struct, frozen=True):
    """The end of the screen."""

    code: int = 0
    """The exit code."""
    picked: tuple[int, ...] = ()
    """The listings that were picked."""


def leave(*, pick: bool) -> Leave:
    """Return the end of a screen that is left without a choice; *pick* if one was asked for."""
    return Leave(NOTHING_PICKED if pick else 0)


def enter(index: Index, view: View, *, pick: bool) -> State | Leave | OtherSearch:
    """Go into the specs; there, pick what is under the cursor, or open or show it.

    Where reasons stand in their place, mend the search by the one under the cursor.
    """
    if view.state.pane not in (Pane.SPECS, Pane.DETAIL):
        return into_specs(view)
    if view.reasons and view.state.search.understood:
        return OtherSearch(str(view.reasons[view.reason_row].mended))
    if pick:
        numbers = chosen(index, view)
        if not isinstance(numbers, str):
            return Leave(picked=tuple(numbers))
    return open_or_show(view)


def escape(view: View, *, pick: bool) -> State | Leave:
    """Go one step outwards, and never begin typing: drawer, marks, specs, packages.

    From the search line it goes to the packages, with the text kept; there it clears that, and
    then ends the picking, if there is any.
    """
    state = view.state
    if state.drawer or state.zoomed or state.pane is Pane.DETAIL:
        pane = Pane.SPECS if state.pane is Pane.DETAIL else state.pane
        return replace(state, drawer=False, zoomed=False, pane=pane)
    if state.pane is Pane.SEARCH:
        return state.in_pane(Pane.PACKAGES)
    if state.marks:
        return replace(state, marks=())
    if state.pane is Pane.SPECS:
        return state.in_pane(Pane.PACKAGES)
    if pick and not state.search.text:
        return leave(pick=True)
    return replace(state, search=ParsedSearch())
