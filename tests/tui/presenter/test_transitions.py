"""Movements: pure functions of the view, under the names that keys are bound to."""

from __future__ import annotations

import pytest
from textual.actions import parse

from cachetui.index.growing import GrowingIndex
from cachetui.index.index import Index
from cachetui.tui.bindings.keys import KEYS
from cachetui.tui.presenter.enter_escape import NOTHING_PICKED, Leave, enter, escape
from cachetui.tui.presenter.search import ParsedSearch, parse_search
from cachetui.tui.presenter.state import Pane, State
from cachetui.tui.presenter.transitions import MOVEMENTS, Extent
from cachetui.tui.presenter.view import ViewBuilder
from support.index_builder import a_listing, fill
from support.pilot import HOST

EXTENT = Extent(page=10, length=20)


@pytest.fixture
def index() -> Index:
    index = GrowingIndex()
    fill(index, a_listing("a", tag="v1"), a_listing("b", tag="v1"))
    return index


@pytest.fixture
def views(index: Index) -> ViewBuilder:
    views = ViewBuilder(index, lambda: HOST)
    views.refresh_snapshot()
    return views


def test_every_movement_of_a_key_is_in_the_table_and_every_one_there_has_a_way_to_it() -> None:
    actions = [parse(key.action) for key in KEYS]
    named = {arguments[0] for _, name, arguments in actions if name == "move"}
    others = {"next-pane", "mark"}  # what Tab is with no completion, and Space but on a group
    assert named | others == set(MOVEMENTS)


@pytest.mark.parametrize("name", MOVEMENTS)
@pytest.mark.parametrize("pane", Pane)
def test_a_movement_is_pure_and_leads_to_a_state_that_can_be_viewed(
    views: ViewBuilder, name: str, pane: Pane
) -> None:
    view = views.view(State(pane=pane, package="hdf5")).with_panes(frozenset(Pane))
    after = MOVEMENTS[name](view, EXTENT)
    assert MOVEMENTS[name](view, EXTENT) == after
    assert views.view(after).state.pane is after.pane


def test_up_leaves_the_end_of_a_detail_whose_pane_has_grown_since(views: ViewBuilder) -> None:
    view = views.view(State(pane=Pane.DETAIL, scroll=18))
    assert MOVEMENTS["up"](view, EXTENT).scroll == EXTENT.length - EXTENT.page - 2


def test_escape_goes_one_step_outwards_at_a_time(index: Index, views: ViewBuilder) -> None:
    search = parse_search("hdf5", ParsedSearch(), index)
    state = State(search, Pane.DETAIL, "hdf5", marks=(frozenset("a"),), drawer=True)
    seen = []
    for _ in range(4):
        after = escape(views.view(state), pick=True)
        assert isinstance(after, State)
        state = after
        seen.append((state.pane, state.drawer, len(state.marks), state.search.text))
    assert seen == [
        (Pane.SPECS, False, 1, "hdf5"),
        (Pane.SPECS, False, 0, "hdf5"),
        (Pane.PACKAGES, False, 0, "hdf5"),
        (Pane.PACKAGES, False, 0, ""),
    ]
    assert escape(views.view(state.in_pane(Pane.SEARCH)), pick=True) == state
    assert escape(views.view(state), pick=True) == Leave(NOTHING_PICKED)
    assert escape(views.view(state), pick=False) == state


def test_enter_picks_in_the_specs_what_is_a_single_spec(index: Index, views: ViewBuilder) -> None:
    state = State(package="hdf5")
    for _ in range(2):
        into = enter(index, views.view(state), pick=True)
        assert isinstance(into, State)
        state = into  # from the search into the specs, and there open two that look the same
    view = views.view(MOVEMENTS["down"](views.view(state), EXTENT))
    assert view.line is not None
    assert view.line.listing is not None
    assert enter(index, view, pick=True) == Leave(picked=(view.line.listing,))
    shown = enter(index, view, pick=False)
    assert isinstance(shown, State)
    assert shown.drawer
