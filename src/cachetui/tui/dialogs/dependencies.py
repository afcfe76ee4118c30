"""The dependencies of a spec as a tree, each with its state."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from cachetui.index.index import Index
from cachetui.safe_text import counted
from cachetui.tui.dialogs.spec_list import SpecRows, chosen_specs, show_specs, spec_line
from cachetui.tui.presenter.lines import Line
from cachetui.views.dependency_tree import NEEDED, WITH_BUILD, Branch, dependency_tree

if TYPE_CHECKING:
    from cachetui.tui.browse_screen import BrowseScreen

DEEPEST = 12
"""Levels of a tree that are told apart by their indentation."""


def open_on(screen: BrowseScreen) -> None:
    """Show the trees of the spec under the cursor, or of those that are marked."""
    if roots := chosen_specs(screen):
        index = screen.session.index
        show_specs(screen, lambda with_build: _rows(index, roots, with_build))


def _rows(index: Index, roots: list[int], with_build: bool) -> SpecRows:
    """Return the lines of the trees below *roots*, those of building too *with_build*."""
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
