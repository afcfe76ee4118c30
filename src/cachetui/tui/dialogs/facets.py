"""The facets: values to narrow the search to, each with the number of specs it would show."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType

from cachetui.query.edit import UnwritableError, toggled
from cachetui.query.query import Query
from cachetui.safe_text import safe
from cachetui.tui.bindings.keys import bound
from cachetui.tui.dialogs.base import ListDialog, put_query
from cachetui.tui.presenter.lines import Line, Role, line
from cachetui.views.facets import Facet, Value, facets

if TYPE_CHECKING:
    from cachetui.tui.browse_screen import BrowseScreen

HEADINGS = {"runs": "runs here"}
"""Key of a facet -> its title, where the key says too little."""
ROLES: dict[str, Role] = {
    "target": "arch",
    "os": "arch",
    "platform": "arch",
    "compiler": "compiler",
    "version": "version",
    "variant": "variant",
}


def open_on(screen: BrowseScreen) -> None:
    """List the facets; the search line follows every switch."""
    if not screen.state.search.understood:
        put_query(screen, screen.view.query)  # which says why not
        return
    index, verdict = screen.session.index, screen.session.views.verdict
    packages = screen.view.packages.codes(screen.state.package)

    def facts(query: Query) -> tuple[Facet, ...]:
        return facets(index, query, packages, verdict)

    def changed(query: Query) -> None:
        put_query(screen, query)

    screen.session.add_to_history(screen.state.search.text)
    screen.app.push_screen(FacetDialog(screen.view.query, facts, changed))


class FacetDialog(ListDialog):
    """Lists facets and their values; space switches one, and the screen behind follows."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("mark", "switch", "Switch a value on or off"),
        bound("left", "facet(-1)", "To the facet before"),
        bound("previous-pane", "facet(-1)", "To the facet before"),
        bound("right", "facet(1)", "To the next facet"),
        bound("next-pane", "facet(1)", "To the next facet"),
    ]

    def __init__(
        self,
        query: Query,
        facts: Callable[[Query], tuple[Facet, ...]],
        changed: Callable[[Query], None],
    ) -> None:
        super().__init__("Facets", [], "{mark} switch  {left} {right} next facet  {open} done")
        self._query = query
        self._facts = facts
        self._changed = changed
        self._rows: list[tuple[Facet, Value | None]] = []
        self._gather()
        self.cursor = min(1, len(self._rows) - 1)

    def _gather(self) -> None:
        """Count anew, and list the facets that have anything to choose."""
        self._rows = []
        for facet in self._facts(self._query):
            if facet.values:
                self._rows += [(facet, None), *((facet, value) for value in facet.values)]
        self.lines = [_line(facet, value) for facet, value in self._rows]

    def action_switch(self) -> None:
        """Switch the value under the cursor, and stay on it."""
        if not self._rows:
            return
        facet, value = self._rows[self.cursor]
        if value is None:
            self.action_move(1)
            return
        try:
            self._query = toggled(self._query, facet.key, value.text)
        except UnwritableError as error:
            self.say(str(error))
            return
        self._changed(self._query)
        self._gather()
        here = (facet.key, value.text)
        rows = enumerate(self._rows)
        self.cursor = next((n for n, (f, v) in rows if v and (f.key, v.text) == here), 0)
        self.draw()

    def action_facet(self, by: int) -> None:
        """Move to the first value of another facet."""
        heads = [number for number, (_, value) in enumerate(self._rows) if value is None]
        here = sum(head <= self.cursor for head in heads) - 1
        if heads:
            self.action_move(heads[(here + by) % len(heads)] + 1 - self.cursor)


def _line(facet: Facet, value: Value | None) -> Line:
    if value is None:
        return line(("head", HEADINGS.get(facet.key, facet.key)))
    box = "[x] " if value.on else "[ ] "
    text = (ROLES.get(facet.key, ""), safe(value.text))
    return line(f"  {box}", text, right=[("count", f"{value.specs:,}")])
