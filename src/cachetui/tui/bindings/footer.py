"""The footer: the keys that work now, as far as there is room."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cachetui.tui.bindings.keymap import Keymap
from cachetui.tui.bindings.keys import APP_KEYS, KEYS, Key
from cachetui.tui.presenter.lines import Line, Span
from cachetui.tui.presenter.state import Pane
from cachetui.tui.presenter.view import View

if TYPE_CHECKING:
    from cachetui.settings.options import Options

LAST = ("help-anywhere", "quit", "leave")
"""The actions that the footer has room for in any case."""
OF_A_SPEC = ("copy-hash", "install", "dependencies")
"""The actions that have nothing to act upon in the overview."""


def footer(
    view: View, keymap: Keymap, width: int, options: Options, *, is_covered: bool = False
) -> Line:
    """Return the keys that work now; where room is short, the first of them and the way out.

    Under a dialog, which says its own, only those that work everywhere are left.
    """
    words = [("help-anywhere", "help"), ("leave", "quit")] if is_covered else _words(view, options)
    return _fitted(list(words), keymap, width)


def _fitted(words: list[tuple[str, str]], keymap: Keymap, width: int) -> Line:
    """Return keys and their *words* in a line of *width* columns.

    The actions in `LAST` are always there; the others are as far as there is room.
    """
    texts = {action: f" {keymap.first[action]} {word} " for action, word in words}
    room = width - sum(len(texts[action]) for action in LAST if action in texts)
    spans: list[Span] = []
    for action, word in words:
        if action not in LAST:
            room -= len(texts[action])
        if room >= 0 or action in LAST:
            spans += [("head", f" {keymap.first[action]}"), ("", f" {word} ")]
    return Line(tuple(spans))


def _works(key: Key, view: View) -> bool:
    """Return whether *key* does something: behind text signs are text, and some need a spec."""
    pane = view.state.pane
    if pane is Pane.SEARCH and view.state.search.text and key.id == "runs-here":
        return False
    if key.id in OF_A_SPEC and view.line is None and not view.state.marks:
        return False
    if key.id == "dependencies" and not view.specs.index.tells_dependencies:
        return False
    return pane in key.panes


def _compares(view: View) -> bool:
    """Return whether as much is marked as can be compared."""
    if len(view.state.marks) < 2 or view.state.pane not in (Pane.SPECS, Pane.DETAIL):
        return False
    from cachetui.views.compare import MOST  # the first screen does without

    return len(view.state.marks) <= MOST


def _words(view: View, options: Options) -> Iterator[tuple[str, str]]:
    """Yield actions and their words for the keys that work in *view*."""
    picks = options.pick and view.state.pane in (Pane.SPECS, Pane.DETAIL)
    for key in (*KEYS, *APP_KEYS):
        if key.short and _works(key, view) and not (key.private and options.read_only):
            yield key.id, "pick" if picks and key.id == "open" else key.short
        if key.id == "open" and _compares(view):
            yield "compare", "compare"
    if view.state.pane is Pane.PACKAGES and view.state.search.text:
        yield "back", "clear"
    if view.state.pane is Pane.SEARCH:
        yield "next-pane", "complete"
        yield "back", "packages"
        yield "leave", "quit"
