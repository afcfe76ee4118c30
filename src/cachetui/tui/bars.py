"""The one-line texts of the screen: top bar, titles, counts, footer."""

from __future__ import annotations

from cachetui.text import safe
from cachetui.tui.keymap import Keymap
from cachetui.tui.keys import APP_KEYS, KEYS
from cachetui.tui.lines import Line, Role, Span, line
from cachetui.tui.session import Session
from cachetui.tui.state import Pane, State
from cachetui.tui.view import View

TOO_SMALL = line("terminal too small")


def top(session: Session, view: View) -> Line:
    """Name the source and say how much was read, and how far the reading is."""
    index = session.index
    tags = ", ".join(session.options.tags) or "all tags"
    totals = f"{_count(len(index.packages), 'package')}  {_count(len(index.hashes), 'spec')}"
    right: list[Span] = [("", f"{session.reading_status()} ")]
    return line(" cachetui  ", f"{session.source_name} | {tags} | {totals}", right=right)


def prompt(state: State) -> Line:
    """Show whether keys are text."""
    return line(" > " if state.pane is Pane.SEARCH else " / ")


def found(view: View, packages: int) -> Line:
    """Say how much the search finds."""
    shown = view.packages
    specs = view.packages.specs if view.state.package is None else view.specs_found
    return line(right=[("", f"{shown.packages:,} of {packages:,} | {_count(specs, 'spec')} ")])


def packages_title(view: View) -> Line:
    """Head the packages."""
    return line((_head(view, Pane.PACKAGES), "Packages"))


def specs_title(view: View) -> Line:
    """Head the specs: the package, and how many specs, versions, stacks and targets."""
    role = _head(view, Pane.SPECS)
    package = view.state.package
    if package is None:
        return line((role, "All packages"))
    levels = " / ".join(view.state.grouping)
    parts = [_count(view.specs_found, "spec"), *view.spread(), f"by {levels}"]
    if view.state.marks:
        parts.insert(1, f"{len(view.state.marks)} marked")
    return line((role, safe(package)), "  ", " | ".join(parts))


def common(view: View) -> Line:
    """Say what all lines of the specs share."""
    if view.state.package is None or view.state.all_columns:
        return Line(())
    spans = view.fields.common()
    return Line((("dim", "all: "), *spans)) if any(text for _, text in spans) else Line(())


def footer(view: View, keymap: Keymap) -> Line:
    """Show the keys that work now."""
    words = [
        (key.id, key.short)
        for key in (*KEYS, *APP_KEYS)
        if key.short and view.state.pane in key.panes
    ]
    if view.state.pane is Pane.SEARCH:
        words += [("back", "clear"), ("leave", "quit")]
    spans: list[Span] = []
    for action, word in words:
        spans += [("head", f" {keymap.first[action]}"), ("", f" {word} ")]
    return Line(tuple(spans))


def _head(view: View, pane: Pane) -> Role:
    return "head" if view.state.pane is pane else ""


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
