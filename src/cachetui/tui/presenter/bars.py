"""The one-line texts of the screen: top bar, titles, counts, footer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cachetui.safe_text import safe
from cachetui.tui.bindings.keymap import Keymap
from cachetui.tui.bindings.keys import APP_KEYS, KEYS
from cachetui.tui.presenter.lines import Line, Role, Span, cut, line, width_of
from cachetui.tui.presenter.state import Pane, State
from cachetui.tui.presenter.view import View
from cachetui.tui.session import Session

if TYPE_CHECKING:
    from cachetui.settings.options import Options

LAST = ("help-anywhere", "quit", "leave")
"""The actions that the footer has room for in any case."""
NAME = " cachetui  "
SOURCE = 12
"""Columns that the source's name has in any case."""
TOO_SMALL = line("terminal too small")


def top(session: Session, width: int) -> Line:
    """Name the source and say how much was read, and how far the reading is."""
    index = session.index
    tags = ", ".join(session.options.tags) or "all tags"
    totals = f"{_count(index.listed_packages, 'package')}  {_count(index.listed_specs, 'spec')}"
    right: list[Span] = [("", f"{session.reading_status()} ")]
    host = f" | for {session.options.host}" if session.options.host else ""
    rest = f" | {tags} | {totals}{host}"
    room = width - width_of(f"{NAME}{rest}  {right[0][1]}")
    return line(NAME, cut(session.source_name, max(room, SOURCE)), rest, right=right)


def prompt(state: State) -> Line:
    """Show whether keys are text."""
    return line(" > " if state.pane is Pane.SEARCH else " / ")


def found(view: View, packages: int) -> Line:
    """Say how much the search finds."""
    shown = view.packages
    specs = _count(shown.specs, "spec")
    return line(right=[("", f"{shown.packages:,} of {packages:,} | {specs} ")])


def packages_title(view: View) -> Line:
    """Head the packages."""
    return line((_head(view, Pane.PACKAGES), "Packages"))


def specs_title(view: View) -> Line:
    """Head the specs: the package, and how many specs, versions, stacks and targets."""
    role = _head(view, Pane.SPECS)
    package = view.state.package
    if package is None:
        return line((role, "All packages"))
    parts = [f"{_count(view.specs_found, 'spec')} by {'/'.join(view.state.grouping)}"]
    parts += [f"{len(view.state.marks)} marked"] if view.state.marks else []
    parts += view.spread()
    return line((role, safe(package)), "  ", " | ".join(parts))


def common(view: View) -> Line:
    """Say what all lines of the specs share."""
    if view.state.package is None or view.state.all_columns:
        return Line(())
    spans = view.fields.common()
    return Line((("dim", "all: "), *spans)) if any(text for _, text in spans) else Line(())


def footer(view: View, keymap: Keymap, width: int, options: Options) -> Line:
    """Show the keys that work now: of those that have no room, the first ones and the way out."""
    words = list(_words(view, options))
    texts = {action: f" {keymap.first[action]} {word} " for action, word in words}
    room = width - sum(len(texts[action]) for action in LAST if action in texts)
    spans: list[Span] = []
    for action, word in words:
        if action not in LAST:
            room -= len(texts[action])
        if room >= 0 or action in LAST:
            spans += [("head", f" {keymap.first[action]}"), ("", f" {word} ")]
    return Line(tuple(spans))


def _words(view: View, options: Options) -> Iterator[tuple[str, str]]:
    picks = options.pick and view.state.pane in (Pane.SPECS, Pane.DETAIL)
    for key in (*KEYS, *APP_KEYS):
        if key.short and view.state.pane in key.panes and not (key.private and options.read_only):
            yield key.id, "pick" if picks and key.id == "open" else key.short
    if view.state.pane is Pane.SEARCH:
        yield "next-pane", "complete"
        if view.state.search:
            yield "back", "clear"
        yield "leave", "quit"


def _head(view: View, pane: Pane) -> Role:
    return "head" if view.state.pane is pane else ""


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
