"""The row of the search: its sign, the text field, how much it finds."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Horizontal

from cachetui.index.index import Index
from cachetui.tui.presenter import bars
from cachetui.tui.presenter.state import Pane
from cachetui.tui.presenter.view import View
from cachetui.tui.widgets.line_bar import LineBar
from cachetui.tui.widgets.search_input import SearchLine


class SearchRow(Horizontal):
    """Lays out the search line between its sign and the number of results."""

    def __init__(self, changed: Callable[[str, int], None]) -> None:
        super().__init__(id="search-row")
        self.line = SearchLine(changed)
        self._prompt = LineBar("prompt")
        self._found = LineBar("found")

    def compose(self) -> ComposeResult:
        """Lay out the row."""
        yield self._prompt
        yield self.line
        yield self._found

    def show(self, view: View, packages: int) -> None:
        """Draw whether keys are text, and how much of all *packages* is found."""
        self._prompt.show(bars.prompt(view.state))
        self._found.show(bars.found(view, packages))

    def completed(self, index: Index, view: View) -> tuple[str, int] | None:
        """Return the text with its next completion, and its cursor; None if there is none."""
        if view.state.pane is not Pane.SEARCH:
            return None
        from cachetui.tui.presenter.completion import complete  # the first screen needs no parser

        package = view.state.package
        found = self.line.completed(lambda text, cursor: complete(text, cursor, index, package))
        return found and ("".join(found), len(found[0]))

    def put(self, text: str, cursor: int | None = None) -> None:
        """Write *text* into the search line, where it is not what stands there.

        The cursor is then at column *cursor*, at the end if None.
        """
        if text != self.line.value:
            with self.prevent(SearchLine.Changed):
                self.line.put(text, len(text) if cursor is None else cursor)
