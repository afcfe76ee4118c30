"""Views of an index that grows: what they show agrees with itself, and follows each look."""

from __future__ import annotations

from unittest.mock import patch

from cachetui.index.growing import GrowingIndex
from cachetui.query.names.search import Names
from cachetui.tui.presenter.search import ParsedSearch, parse_search
from cachetui.tui.presenter.state import Pane, State
from cachetui.tui.presenter.transitions import next_grouping
from cachetui.tui.presenter.view import View, ViewBuilder
from cachetui.views.groups import GROUPINGS, walk
from support.index_builder import a_listing, fill
from support.pilot import HOST


def in_the_tree(view: View) -> int:
    """Count the specs that the groups show."""
    return len({spec for group in walk(view.groups) for spec in group.specs})


def test_the_tree_has_what_the_counts_say_also_after_a_key_between_two_looks() -> None:
    index = GrowingIndex()
    fill(index, a_listing("a", tag="v1"), a_listing("b", tag="v1"))
    views = ViewBuilder(index, lambda: HOST)
    views.refresh_snapshot()
    state = State(search=parse_search("os=ubuntu24.04", ParsedSearch(), index), package="hdf5")
    seen = []
    for name in ("c", "d"):
        seen.append(views.view(state))
        fill(index, a_listing(name, tag=f"v{name}"))
        seen.append(views.view(state))
        views.refresh_snapshot()
    seen.append(views.view(state))
    assert [view.specs_found for view in seen] == [2, 2, 3, 3, 4]
    assert [in_the_tree(view) for view in seen] == [2, 2, 3, 3, 4]


def test_the_same_state_gives_the_same_view_whatever_was_viewed_between() -> None:
    index = GrowingIndex()
    fill(index, a_listing("a", tag="v1"), a_listing("b", tag="v1"))
    views = ViewBuilder(index, lambda: HOST)
    views.refresh_snapshot()
    first = parse_search("os=ubuntu24.04", ParsedSearch(), index)
    wrong = parse_search("os=ubuntu24.04 @@", first, index)
    states = [State(search=search, package="hdf5") for search in (first, wrong, ParsedSearch())]
    once = [facts(views.view(state)) for state in states]
    again = [facts(views.view(state)) for state in reversed(states)]
    assert once == again[::-1]
    assert once[1][:2] == once[0][:2]  # an error keeps what was asked for
    assert once[1][2] != once[0][2]  # and says so


def test_the_first_letter_finds_the_names_already_learned() -> None:
    index = GrowingIndex()
    fill(index, a_listing("a"))
    views = ViewBuilder(index, lambda: HOST)
    views.refresh_snapshot()
    views.get_ready()
    with patch.object(Names, "add", side_effect=AssertionError("learned again")):
        assert views.best(parse_search("h", ParsedSearch(), index).query) == "hdf5"


def facts(view: View) -> tuple[object, ...]:
    return view.query, view.specs_found, view.hint, view.state, view.spec_row, view.package_row


def grouped(*stacks: tuple[str, ...]) -> ViewBuilder:
    """Return what views a package of which a spec is in each of *stacks*."""
    index = GrowingIndex()
    fill(index, *(a_listing(f"{number}", stacks=some) for number, some in enumerate(stacks)))
    views = ViewBuilder(index, lambda: HOST)
    views.refresh_snapshot()
    return views


def test_stacks_come_first_where_anything_is_in_one_else_versions_do() -> None:
    state = State(package="hdf5")
    assert grouped((), ("e4s",)).view(state).grouping == ("stack", "target")
    view = grouped((), ()).view(state)
    assert view.grouping == ("version", "target")
    assert [group.label for group in view.groups] == ["1.14.3"]


def test_every_grouping_is_within_reach_where_nothing_is_in_a_stack() -> None:
    views, state, seen = grouped(()), State(package="hdf5"), []
    for _ in GROUPINGS:
        view = views.view(state)
        seen.append(view.grouping)
        state = next_grouping(view)
    assert sorted(seen) == sorted(GROUPINGS)
    assert views.view(state).grouping == seen[0]


def test_the_first_stack_that_is_read_groups_anew_but_not_around_the_cursor() -> None:
    views = grouped(())
    outside = views.view(State(package="hdf5", pane=Pane.PACKAGES)).state
    inside = views.view(State(package="hdf5", pane=Pane.SPECS)).state
    fill(views.index, a_listing("b", stacks=("e4s",)))  # type: ignore[arg-type]
    assert views.view(outside).grouping == ("version", "target")  # until the next look
    views.refresh_snapshot()
    assert views.view(outside).grouping == ("stack", "target")
    assert views.view(inside).grouping == ("version", "target")


def test_another_letter_that_finds_the_same_specs_keeps_their_tree() -> None:
    index = GrowingIndex()
    fill(index, a_listing("a", tag="v1"), a_listing("b", tag="v1"))
    views = ViewBuilder(index, lambda: HOST)
    views.refresh_snapshot()
    states = [
        State(search=parse_search(text, ParsedSearch(), index), package="hdf5")
        for text in ("hdf", "hdf5", "hdf5 os=centos7")
    ]
    first, second, other = map(views.view, states)
    assert second.groups is first.groups
    assert other.groups is not first.groups
