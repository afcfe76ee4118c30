"""Views of an index that grows: what they show agrees with itself, and follows each look."""

from __future__ import annotations

from cachetui.index.index import Index
from cachetui.query.parser import parse
from cachetui.tui.presenter.state import State
from cachetui.tui.presenter.view import View, ViewBuilder
from cachetui.views.groups import walk
from support.index_builder import a_listing, fill
from support.pilot import HOST


def in_the_tree(view: View) -> int:
    """Count the specs that the groups show."""
    return len({spec for group in walk(view.groups) for spec in group.specs})


def test_the_tree_has_what_the_counts_say_also_after_a_key_between_two_looks() -> None:
    index = Index()
    fill(index, a_listing("a", tag="v1"), a_listing("b", tag="v1"))
    browser = ViewBuilder(index, lambda: HOST)
    browser.look()
    state, query = State(package="hdf5"), parse("os=ubuntu24.04")
    seen = []
    for name in ("c", "d"):
        seen.append(browser.view(state, query))
        fill(index, a_listing(name, tag=f"v{name}"))
        seen.append(browser.view(state, query))
        browser.look()
    seen.append(browser.view(state, query))
    assert [view.specs_found for view in seen] == [2, 2, 3, 3, 4]
    assert [in_the_tree(view) for view in seen] == [2, 2, 3, 3, 4]
