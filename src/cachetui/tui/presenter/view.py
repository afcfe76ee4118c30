"""What the panes show for a state, worked out from the index and kept while it holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from cachetui.index.index import Index
from cachetui.index.ordering import ROOT
from cachetui.model import Configuration
from cachetui.query.query import Compatibility, Query
from cachetui.tui.presenter.fields import Fields
from cachetui.tui.presenter.results import PackageSearch, Results
from cachetui.tui.presenter.spec_lines import SpecLine, SpecLines, flatten
from cachetui.tui.presenter.state import Pane, State
from cachetui.views.groups import Group, tree, walk

if TYPE_CHECKING:
    from cachetui.spack.compatibility import Host


class View(Struct, frozen=True):
    """One state of the screen, worked out."""

    state: State
    query: Query
    packages: Results
    package_row: int
    groups: list[Group]
    """The specs of the package under the cursor."""
    specs: SpecLines
    fields: Fields
    spec_row: int
    """The line of the specs under the cursor, the first configuration until it was moved."""
    panes: frozenset[Pane] = frozenset()
    """The panes that have room."""

    def with_panes(self, panes: frozenset[Pane]) -> View:
        """The same view on a screen that has room for *panes*."""
        return replace(self, panes=panes)

    def with_state(self, state: State) -> View:
        """The same view with other marks or keys going elsewhere, before it is worked out anew."""
        return replace(self, state=state)

    @property
    def specs_found(self) -> int:
        """How many specs of the package the search finds."""
        return self.packages.count(self.state.package) if self.state.package is not None else 0

    def spread(self) -> list[str]:
        """Say over how many versions, stacks and targets the specs are spread."""
        looks = [look.configuration for group in walk(self.groups) for look in group.configurations]
        versions = dict.fromkeys(look.version for look in looks)
        targets = dict.fromkeys(look.target for look in looks)
        said = [_few(list(versions), "version"), _few(list(targets), "target")]
        if self.state.grouping[0] == "stack":
            stacks = [group.label for group in self.groups if group.label != ROOT]
            said.insert(1, f"{len(stacks)} stack{'' if len(stacks) == 1 else 's'}")
        return said

    @property
    def line(self) -> SpecLine | None:
        """The line of the specs under the cursor."""
        return self.specs.lines[self.spec_row] if len(self.specs) else None

    @property
    def detail_is_shown(self) -> bool:
        """Whether the detail has room."""
        return Pane.DETAIL in self.panes


def _few(values: list[str], noun: str) -> str:
    return values[0] if len(values) == 1 else f"{len(values)} {noun}s"


def _judge(host: Callable[[], Host]) -> Compatibility:
    """Make what tells whether a binary runs on the host.

    It knows nothing of an index: `match` remembers whom it asked for as long as the index lives.
    """

    def answer(platform: str, os: str, target: str) -> str:
        from cachetui.spack.compatibility import runs_here

        return runs_here(host(), platform, os, target).answer

    return answer


class ViewBuilder:
    """Turns states into views of one index, for the host that *host* gives when it is needed."""

    def __init__(self, index: Index, host: Callable[[], Host]) -> None:
        self.index = index
        self._host = host
        self.answer = _judge(host)
        self._finder = PackageSearch(index, self.answer)
        self._looked_at = (0, 0)
        self._found: tuple[object, Results] | None = None
        self._tree: tuple[object, list[Group], Fields] | None = None

    def look(self) -> None:
        """Take note of what has been read by now: until the next look a query finds the same."""
        self._looked_at = (len(self.index.packages), len(self.index.listings))

    def letter(self, look: Configuration) -> str:
        """Give the letter that says whether *look* runs on the host."""
        from cachetui.spack.compatibility import LETTER, runs_here

        return LETTER[runs_here(self._host(), look.platform, look.os, look.target).answer]

    def view(self, state: State, query: Query) -> View:
        """Work out what *state* shows, its search being read as *query*."""
        with self.index.lock:
            found = self._find(query)
            row = found.row(state.package)
            if row is None:
                row, state = 0, state.at_package(None)
            groups, fields = self._grow(state, query, found)
            lines = flatten(self.index, groups, state.toggled)
        specs = SpecLines(self.index, lines, fields, self.letter, state.marks)
        place = specs.find(state.place)
        if place is None and state.place is not None:
            state = replace(state, place=None)
        spec_row = specs.first_look() if place is None else place
        return View(state, query, found, row, groups, specs, fields, spec_row)

    def best(self, query: Query) -> str | None:
        """Name the package that *query* means: the best match of a name, or the only match."""
        with self.index.lock:
            found = self._find(query)
        if query.name or (query.constrained and found.packages == 1):
            return found.name(1) if found.packages else None
        return None

    def has(self, query: Query, package: str | None) -> bool:
        """Tell whether *query* finds *package*."""
        with self.index.lock:
            return self._find(query).row(package) is not None

    def _find(self, query: Query) -> Results:
        key = (str(query), self._looked_at)
        if self._found is None or self._found[0] != key:
            self._found = (key, self._finder.find(query))
        return self._found[1]

    def _grow(self, state: State, query: Query, found: Results) -> tuple[list[Group], Fields]:
        if state.package is None:
            return [], Fields(())
        listings = found.listings(state.package)  # as the index grows, they only become more
        key = (state.package, str(query), state.grouping, state.all_columns, len(listings))
        if self._tree is None or self._tree[0] != key:
            groups = tree(self.index, listings, state.grouping)
            looks = (look.configuration for group in walk(groups) for look in group.configurations)
            self._tree = (key, groups, Fields(looks, state.grouping, everything=state.all_columns))
        return self._tree[1], self._tree[2]
