"""The facets: values to narrow the search to, each with the number of specs it would show."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from msgspec import Struct
from textual.binding import BindingType

from cachetui.query.edit import UnwritableError, toggled
from cachetui.query.query import Query
from cachetui.safe_text import safe
from cachetui.tui.bindings.keys import bound
from cachetui.tui.dialogs.base import put_query
from cachetui.tui.dialogs.narrowing import DialogEntry, NarrowingDialog, Section
from cachetui.tui.presenter.fields import role_of
from cachetui.tui.presenter.lines import line
from cachetui.views.facets import Facet, Value, facets

if TYPE_CHECKING:
    from cachetui.tui.browse_screen import BrowseScreen

HEADINGS = {"runs": "runs here"}
"""Key of a facet -> its title, where the key says too little."""


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
    title = screen.session.so_far(f"{screen.view.title}: facets")
    screen.app.push_screen(FacetDialog(title, screen.view.query, facts, changed))


class Choice(Struct, frozen=True):
    """A value of a facet."""

    key: str
    text: str


class FacetDialog(NarrowingDialog):
    """Lists facets and their values; space switches one, and the screen behind follows."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("mark", "switch", "Switch a value on or off"),
        bound("left", "section(-1)", "To the facet before"),
        bound("previous-pane", "section(-1)", "To the facet before"),
        bound("right", "section(1)", "To the next facet"),
        bound("next-pane", "section(1)", "To the next facet"),
    ]

    def __init__(
        self,
        title: str,
        query: Query,
        facts: Callable[[Query], tuple[Facet, ...]],
        changed: Callable[[Query], None],
    ) -> None:
        foot = "{mark} switch  {left} {right} next facet  {open} done"
        empty = "nothing is found, so there is nothing to choose from"
        super().__init__(title, foot, empty=empty, reserved=["mark"])
        self._query = query
        self._facts = facts
        self._changed = changed
        self._gather()

    def _gather(self) -> None:
        """Count anew, and list the facets that have anything to choose."""
        found = self._facts(self._query)
        self.gather([_section(facet) for facet in found if facet.values])

    def action_switch(self) -> None:
        """Switch the value under the cursor, and stay on it."""
        entry = self.entry
        if entry is None or not isinstance(entry.value, Choice):
            return
        try:
            self._query = toggled(self._query, entry.value.key, entry.value.text)
        except UnwritableError as error:
            self.say(str(error))
            return
        self._changed(self._query)
        self._gather()
        self.go_to(entry.value)


def _section(facet: Facet) -> Section:
    title = HEADINGS.get(facet.key, facet.key)
    return Section(title, [_entry(facet.key, value) for value in facet.values])


def _entry(key: str, value: Value) -> DialogEntry:
    text = safe(value.text)
    box = "  [x] " if value.on else "  [ ] "
    role = role_of(key)
    plain = "" if role == "head" else role  # only the headings stand out
    shown = line(box, (plain, text), right=[("count", f"{value.specs:,}")])
    return DialogEntry(shown, text, Choice(key, value.text))
