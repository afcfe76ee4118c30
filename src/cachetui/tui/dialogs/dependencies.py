"""The dependencies of a spec as a tree, each with its state."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from cachetui.index.index import Index
from cachetui.safe_text import counted
from cachetui.tui.dialogs.spec_list import UNKNOWN, SpecRows, show_specs, spec_line
from cachetui.tui.presenter.lines import Line
from cachetui.tui.presenter.selection import chosen
from cachetui.views.dependency_tree import NEEDED, WITH_BUILD, Branch, dependency_tree
from cachetui.views.known_spec import has_record

if TYPE_CHECKING:
    from cachetui.tui.browse_screen import BrowseScreen

DEEPEST = 12
"""Levels of a tree that are told apart by their indentation."""


def open_on(screen: BrowseScreen) -> None:
    """Show the trees of the spec under the cursor, or of those that are marked."""
    index, numbers = screen.session.index, chosen(screen.session.index, screen.view)
    if isinstance(numbers, str):
        screen.say(numbers)
        return
    roots = [index.listings.spec[number] for number in numbers]
    if any(has_record(index, root) for root in roots):
        show_specs(screen, lambda with_build: _rows(index, roots, with_build))
    else:
        screen.say(UNKNOWN)


def _rows(index: Index, roots: list[int], with_build: bool) -> SpecRows:
    types = WITH_BUILD if with_build else NEEDED
    with index.lock:
        found = [branch for root in roots for branch in dependency_tree(index, root, types)]
    return SpecRows(
        f"Dependencies, link and run{' and build' * with_build}: {_summary(found)}",
        [branch.known.spec for branch in found],
        lambda number: _line(found[number]),
    )


def _summary(branches: list[Branch]) -> str:
    """Return how many specs are needed, and how many of them are in each state."""
    needed = {branch.known.spec: branch.known.state for branch in branches if branch.depth}
    states = [f"{number:,} {state}" for state, number in sorted(Counter(needed.values()).items())]
    return ", ".join([counted(len(needed), "spec"), *states])


def _line(branch: Branch) -> Line:
    repeated = "above" * (branch.is_repeated and not branch.is_leaf)
    return spec_line(
        branch.known, min(branch.depth, DEEPEST), " ".join([*branch.virtuals, repeated]).strip()
    )
