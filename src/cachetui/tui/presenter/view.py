"""The view: all that the panes show for a state, worked out from the index."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from cachetui.index.index import Index
from cachetui.model import Configuration
from cachetui.query.query import Compatibility, Query
from cachetui.safe_text import counted, safe
from cachetui.tui.presenter.fields import Fields
from cachetui.tui.presenter.glyphs import UNICODE, Glyphs
from cachetui.tui.presenter.lines import Line
from cachetui.tui.presenter.results import PackageSearch, Results
from cachetui.tui.presenter.spec_lines import SpecLine, SpecLines, flatten
from cachetui.tui.presenter.state import Pane, State
from cachetui.views.build_order import BuildOrder
from cachetui.views.groups import LAST_STACKS, Group, Grouping, tree, usual_grouping, walk

if TYPE_CHECKING:
    from cachetui.spack.compatibility import Host
    from cachetui.tui.presenter.chosen_columns import ChosenColumns
    from cachetui.views.chosen_fields import ChosenField
    from cachetui.views.reasons import Reason


class View(Struct, frozen=True):
    """One state of the screen, worked out."""

    state: State
    packages: Results
    package_row: int
    groups: list[Group]
    """The specs of the package under the cursor."""
    grouping: Grouping
    """The levels of these groups."""
    specs: SpecLines
    fields: Fields | ChosenColumns
    spec_row: int
    """The line of the specs under the cursor, the first configuration until it was moved."""
    hint: Line = Line(())
    """The line under the search line."""
    panes: frozenset[Pane] = frozenset()
    """The panes that have room."""
    reasons: tuple[Reason, ...] = ()
    """Why nothing is found, as soon as that is worked out."""

    def with_panes(self, panes: frozenset[Pane]) -> View:
        """Return the same view on a screen that has room for *panes*."""
        return replace(self, panes=panes)

    def with_state(self, state: State) -> View:
        """Return the same view with another state, before it is worked out anew."""
        return replace(self, state=state)

    @property
    def query(self) -> Query:
        """What the search asks for."""
        return self.state.search.query

    @property
    def finds_nothing(self) -> bool:
        """Whether something was asked that nothing meets."""
        search = self.state.search
        return not (self.packages.packages or search.stale or search.query == Query())

    @property
    def reason_row(self) -> int:
        """The number of the reason under the cursor."""
        return min(self.state.reason, max(len(self.reasons) - 1, 0))

    @property
    def foremost(self) -> State:
        """The state to lay out: reasons stand in front of packages, of which there are none."""
        if self.finds_nothing and self.state.pane in (Pane.SEARCH, Pane.PACKAGES):
            return replace(self.state, pane=Pane.SPECS)
        return self.state

    @property
    def title(self) -> str:
        """What the panes are about, safe to show."""
        return "All packages" if self.state.package is None else safe(self.state.package)

    @property
    def specs_found(self) -> int:
        """How many specs of the package the search finds."""
        return self.packages.count(self.state.package) if self.state.package is not None else 0

    def extents(self) -> list[str]:
        """Return over how many versions, stacks and targets the specs extend."""
        configurations = _configurations(self.groups)
        versions = dict.fromkeys(each.version for each in configurations)
        targets = dict.fromkeys(each.target for each in configurations)
        parts = [_few(list(versions), "version"), _few(list(targets), "target")]
        if self.grouping[0] == "stack":
            stacks = [group.label for group in self.groups if group.label not in LAST_STACKS]
            parts[1:1] = [counted(len(stacks), "stack")] if stacks else []
        return parts

    @property
    def line(self) -> SpecLine | None:
        """The line of the specs under the cursor."""
        return self.specs.lines[self.spec_row] if len(self.specs) else None

    @property
    def detail_is_shown(self) -> bool:
        """Whether the detail has room."""
        return Pane.DETAIL in self.panes


def _configurations(groups: list[Group]) -> list[Configuration]:
    """Return the configurations in *groups*, one in several of them more than once."""
    return [members.configuration for group in walk(groups) for members in group.configurations]


def _few(values: list[str], noun: str) -> str:
    return values[0] if len(values) == 1 else f"{len(values)} {noun}s"


def _verdict_on(host: Callable[[], Host]) -> Compatibility:
    """Return the function that says whether a binary runs on the host.

    It must not reference the index: `match` keeps this function with its last answer as long as
    the index lives, and a reference would keep the index alive.
    """

    def verdict(*architecture: str) -> str:
        from cachetui.spack.compatibility import runs_here

        return runs_here(host(), *architecture).answer

    return verdict


class ViewBuilder:
    """Works out views of one index; *host* is called when the machine is first needed."""

    def __init__(
        self,
        index: Index,
        host: Callable[[], Host],
        glyphs: Glyphs = UNICODE,
        columns: Sequence[ChosenField] = (),
    ) -> None:
        """View *index*, with the usual columns if no others are given."""
        self.index = index
        self._glyphs = glyphs
        self._columns = columns
        self._is_complete = False
        self._usual = usual_grouping(index)
        self._host = host
        self.verdict = _verdict_on(host)
        self.order = BuildOrder(index, host)
        self._search = PackageSearch(index, self.verdict)
        self._snapshot = (0, 0, 0)
        self._found: tuple[object, Results] | None = None
        self._tree: tuple[object, list[Group], Fields | ChosenColumns] | None = None

    def refresh_snapshot(self, *, is_complete: bool = False) -> None:
        """Let views show what has been read by now; until the next call a query finds the same.

        Columns show dependencies when all is read: *is_complete*. Before, they change all the time.
        """
        self._snapshot, self._is_complete = self.index.size, is_complete
        self._usual = usual_grouping(self.index)

    def letter(self, shown: Configuration) -> str:
        """Return the letter that says whether *shown* runs on the host."""
        from cachetui.spack.compatibility import LETTER, runs_here

        return LETTER[runs_here(self._host(), *shown.architecture).answer]

    def view(self, state: State) -> View:
        """Return what *state* shows of the index as it was at the last `refresh_snapshot`."""
        query = state.search.query
        with self.index.lock:
            found = self._find(query)
            row = found.row(state.package)
            if row is None:
                row, state = 0, state.at_package(None)
            state = self._settled(state)
            grouping = state.grouping or self._usual
            groups, fields = self._grow(state, grouping, found)
            lines = flatten(self.index, groups, state.toggled)
            hint = state.search.hint(self.index, state.package)
        specs = SpecLines(self.index, lines, fields, self.letter, state.marks, self._glyphs)
        spec_row = specs.find(state.position)
        if spec_row is None:
            spec_row, state = specs.first_configuration(), replace(state, position=None)
        return View(state, found, row, groups, grouping, specs, fields, spec_row, hint)

    def _settled(self, state: State) -> State:
        """Return *state* with its grouping chosen once the cursor is among the specs.

        More that is read, such as the first stack, must not take the lines from under it.
        """
        is_inside = state.package is not None and state.pane in (Pane.SPECS, Pane.DETAIL)
        return replace(state, grouping=state.grouping or self._usual) if is_inside else state

    def get_ready(self) -> None:
        """Learn what the first letter would wait for."""
        with self.index.lock:
            self._search.get_ready()

    def best(self, query: Query) -> str | None:
        """Return the package that *query* means: the best match of a name, or the only match."""
        with self.index.lock:
            found = self._find(query)
        if query.name or (query.constrained and found.packages == 1):
            return found.name(1) if found.packages else None
        return None

    def has(self, query: Query, package: str | None) -> bool:
        """Return whether *query* finds *package*."""
        with self.index.lock:
            return self._find(query).row(package) is not None

    def _find(self, query: Query) -> Results:
        key = (str(query), self._snapshot)
        if self._found is None or self._found[0] != key:
            self._found = (key, self._search.find(query))
        return self._found[1]

    def _grow(
        self, state: State, grouping: Grouping, found: Results
    ) -> tuple[list[Group], Fields | ChosenColumns]:
        """Return the tree of the package and the fields of its lines, kept while they are the same.

        Both are empty where no package is chosen.
        """
        if state.package is None:
            return [], Fields(())
        listings = found.listings(state.package)
        asked = (state.package, grouping, state.all_columns)
        key = (*asked, tuple(listings), self._host(), self._is_complete)
        if self._tree is None or self._tree[0] != key:
            groups = tree(self.index, listings, grouping, self.order)
            self._tree = (key, groups, self._fields(state, grouping, groups, listings))
        return self._tree[1], self._tree[2]

    def _fields(
        self, state: State, grouping: Grouping, groups: list[Group], listings: Sequence[int]
    ) -> Fields | ChosenColumns:
        """Return the columns of *groups*: those that were chosen, unless all are to be shown."""
        if not self._columns or state.all_columns:
            shown = _configurations(groups)
            return Fields(shown, grouping, everything=state.all_columns)
        from cachetui.tui.presenter.chosen_columns import ChosenColumns
        from cachetui.views.field_values import FieldValues

        values = FieldValues(self.index, self._columns, self._host, has_edges=self._is_complete)
        members = [one for group in walk(groups) for one in group.configurations]
        specs: dict[int, list[int]] = {}
        for listing in listings:
            specs.setdefault(self.index.listings.spec[listing], []).append(listing)
        return ChosenColumns(self._columns, values, specs, members)
