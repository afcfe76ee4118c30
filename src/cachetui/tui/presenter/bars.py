"""The one-line texts of the screen: top bar, titles, counts."""

from __future__ import annotations

from msgspec import Struct

from cachetui.safe_text import safe
from cachetui.tui.presenter.lines import Line, Role, Span, cut, line, width_of
from cachetui.tui.presenter.state import Pane, State
from cachetui.tui.presenter.view import View

NAME = " cachetui  "
SOURCE = 12
"""Columns that the source's name has in any case."""
TOO_SMALL = line("terminal too small")


class Summary(Struct, frozen=True):
    """The facts of the top bar."""

    source: str
    """The sources as the user gave them, safe to show."""
    tags: tuple[str, ...]
    """The patterns of the tags that were asked for; empty means every tag."""
    packages: int
    specs: int
    host: str
    """The host that was asked for; empty for this machine."""
    status: str
    """How far the reading is, or how many problems there were."""


def top(summary: Summary, width: int) -> Line:
    """Return the top bar for *width* columns; a long source is cut before anything else."""
    tags = ", ".join(summary.tags) or "all tags"
    totals = f"{_count(summary.packages, 'package')}  {_count(summary.specs, 'spec')}"
    right: list[Span] = [("", f"{summary.status} ")]
    host = f" | for {summary.host}" if summary.host else ""
    rest = f" | {tags} | {totals}{host}"
    room = width - width_of(f"{NAME}{rest}  {right[0][1]}")
    return line(NAME, cut(summary.source, max(room, SOURCE)), rest, right=right)


def prompt(state: State) -> Line:
    """Return the sign before the search line, which says whether keys are text."""
    return line(" > " if state.pane is Pane.SEARCH else " / ")


def found(view: View, packages: int) -> Line:
    """Return how much of all *packages* the search finds."""
    shown = view.packages
    specs = _count(shown.specs, "spec")
    return line(right=[("", f"{shown.packages:,} of {packages:,} | {specs} ")])


def packages_title(view: View) -> Line:
    """Return the title of the packages."""
    old = "  of the last search" if view.state.search.stale else ""
    return line((_head(view, Pane.PACKAGES), "Packages"), ("problem", old))


def specs_title(view: View) -> Line:
    """Return the title of the specs: the package, its specs, versions, stacks and targets."""
    role = _head(view, Pane.SPECS)
    package = view.state.package
    if package is None:
        return line((role, "Why nothing is found" if view.finds_nothing else "All packages"))
    parts = [f"{_count(view.specs_found, 'spec')} by {'/'.join(view.state.grouping)}"]
    parts += [f"{len(view.state.marks)} marked"] if view.state.marks else []
    parts += view.spread()
    return line((role, safe(package)), "  ", " | ".join(parts))


def common(view: View) -> Line:
    """Return what all lines of the specs share."""
    if view.state.package is None or view.state.all_columns:
        return Line(())
    spans = view.fields.common()
    return Line((("dim", "all: "), *spans)) if any(text for _, text in spans) else Line(())


def _head(view: View, pane: Pane) -> Role:
    return "head" if view.state.pane is pane else ""


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
