"""A list of specs over the screen; Enter goes to the one under the cursor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from msgspec import Struct
from textual.binding import BindingType

from cachetui.index.index import Index
from cachetui.tui.bindings.keys import bound
from cachetui.tui.dialogs.base import ListDialog, ask, reach_of
from cachetui.tui.presenter.lines import Line, Role, Span, line
from cachetui.tui.presenter.selection import chosen
from cachetui.views.known_spec import KnownSpec, State, has_record, known_spec

if TYPE_CHECKING:
    from cachetui.tui.browse_screen import BrowseScreen

FOOT = "{open} go to it  {build-dependencies} "
UNKNOWN = "its dependencies are not known: pages do not list them"
ROLES: dict[State, Role] = {"missing": "problem"}
"""State of a spec -> the role of its word, where that is not the plain one."""


def chosen_specs(screen: BrowseScreen) -> list[int]:
    """Return the spec under the cursor, or those that are marked.

    Where there are none, or their dependencies are not known, say so and return none.
    """
    index, numbers = screen.session.index, chosen(screen.session.index, screen.view)
    if isinstance(numbers, str):
        screen.say(numbers)
        return []
    specs = [index.listings.spec[number] for number in numbers]
    if any(has_record(index, spec) for spec in specs):
        return specs
    screen.say(UNKNOWN)
    return []


class SpecRows(Struct, frozen=True):
    """What a list shows: a title, and lines that are made when they come into view."""

    title: str
    specs: Sequence[int | None]
    """Line -> the code of its spec; None for a heading."""
    make: Callable[[int], Line]
    """Makes the line of a number."""

    def __len__(self) -> int:
        return len(self.specs)

    def __getitem__(self, number: int, /) -> Line:
        return self.make(number)

    def find(self, spec: int | None) -> int:
        """Return the first line of *spec*, else that of any spec."""
        if spec is not None and spec in self.specs:
            return self.specs.index(spec)
        return next((number for number, one in enumerate(self.specs) if one is not None), 0)


class SpecListDialog(ListDialog):
    """Lists specs, with ``b`` also those that building needs; Enter gives the code of one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("build-dependencies", "build", "Build dependencies too, or no more"),
    ]

    def __init__(self, index: Index, rows: Callable[[bool], SpecRows]) -> None:
        """Show *rows*, which are told whether build dependencies are to be among them."""
        self._index = index
        self._make_rows = rows
        self._with_build = False
        self._rows = rows(False)
        super().__init__(self._rows.title, self._rows, FOOT + "build too", empty="there is none")
        self.cursor = self._rows.find(None)
        self.reach = reach_of(map(self._rows.make, range(len(self._rows))))

    def action_build(self) -> None:
        """Show build dependencies too, or no more, with the cursor on the same spec if it stays."""
        here = self._spec
        self._with_build = not self._with_build
        self._rows = self.lines = self._make_rows(self._with_build)
        self.reach = reach_of(map(self._rows.make, range(len(self._rows))))
        self.cursor = self._rows.find(here)
        other = "without build" if self._with_build else "build too"
        self.draw_title(self._rows.title, FOOT + other)

    def action_choose(self) -> None:
        """Close, and give the code of the spec, if it can be gone to."""
        if self._spec is None:
            return
        if self._spec in self._index.listings.spec:
            self.dismiss([self._spec])
        else:
            known = known_spec(self._index, self._spec)
            self.say(f"{known.title} is {known.state}: nothing here lists it")

    @property
    def _spec(self) -> int | None:
        """The spec under the cursor."""
        return self._rows.specs[self.cursor] if len(self._rows) else None


def show_specs(screen: BrowseScreen, rows: Callable[[bool], SpecRows]) -> None:
    """Open a list of specs over *screen*; the one chosen is searched for by its hash."""
    dialog = SpecListDialog(screen.session.index, rows)
    ask(screen, dialog, lambda specs: go_to(screen, specs[0]))


def go_to(screen: BrowseScreen, spec: int) -> None:
    """Search for *spec* by its hash; the search before is kept to come back to."""
    screen.session.add_to_history(screen.state.search.text)
    screen.search_for(f"/{screen.session.index.hashes[spec]}")


def spec_line(known: KnownSpec, indent: int = 0, more: str = "") -> Line:
    """Return a line for *known*, its state in a word on the right, and *more* before that."""
    spans: list[Span] = [("", "  " * indent), ("", known.package)]
    if known.version:
        spans.append(("version", f"@{known.version}"))
    if known.hash:
        spans.append(("hash", f" /{known.hash[:7]}"))
    right: list[Span] = [("", f"{more}  ")] if more else []
    return line(*spans, right=[*right, (ROLES.get(known.state, ""), known.state)])
