"""The listings that an action is about: those of the marks, or of the line under the cursor."""

from __future__ import annotations

from cachetui.index.index import Index
from cachetui.tui.presenter.state import Mark
from cachetui.tui.presenter.view import View


def listings_of(index: Index, mark: Mark) -> list[int]:
    """Return all listings of what is marked; empty where a reload has lost it."""
    with index.lock:
        codes = {index.find_spec(name) for name in mark}
        return [number for number, spec in enumerate(index.listings.spec) if spec in codes]


def chosen(index: Index, view: View) -> list[int] | str:
    """Return a listing of each marked spec, or of the one under the cursor.

    Where these are no single specs, return the sentence that says so.
    """
    if view.state.marks:
        several = next((mark for mark in view.state.marks if len(mark) > 1), None)
        if several:
            return f"a marked line stands for {len(several)} specs: open it, and mark one"
        marked = [listings_of(index, mark)[:1] for mark in view.state.marks]
        return [number for numbers in marked for number in numbers] or "what was marked is gone"
    found = view.line
    if found is None:
        return "choose a package first"
    if found.listing is None:
        if found.configuration is None:
            return "a group: choose a spec"
        return f"one of {len(found.specs)}: open it"
    return [found.listing]
