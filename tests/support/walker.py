"""The screen without a screen: what keys make of the state, as `BrowseScreen` has it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from itertools import chain

from msgspec.structs import replace

from cachetui.query.edit import UnwritableError, toggled, without
from cachetui.query.query import Query
from cachetui.settings.options import Options
from cachetui.spack.compatibility import Host
from cachetui.tui.presenter.completion import complete
from cachetui.tui.presenter.enter_escape import Leave, OtherSearch, enter, escape
from cachetui.tui.presenter.search import carried
from cachetui.tui.presenter.state import Pane, State
from cachetui.tui.presenter.transitions import MOVEMENTS, Extent
from cachetui.tui.session import Session
from cachetui.views.facets import facets
from cachetui.views.tags import history, tag_totals
from support.pilot import HOST

PAGE = Extent(10, 20)
MOVES = {
    **{"/": "search", "up": "up", "down": "down", "right": "right", "left": "left", "b": "group"},
    **{"1": "packages", "2": "specs", "o": "expand-all", "end": "last", "home": "first"},
}
"""Keys of the lists that are a movement by themselves."""
IN_THE_LINE = {"up", "down"}
"""Those of them that move in the search line too."""


class Walker:
    """Somebody at the screen of *sources*, all of which has been read."""

    def __init__(self, *sources: str) -> None:
        self.session = Session(Options(sources=sources, host=HOST))
        self.session.loading.run()
        self.begin()

    def begin(self) -> None:
        """Stand at a screen where nothing was typed yet."""
        self.session.judge_for(HOST)
        self.session.refresh_snapshot()
        self.view = self.session.view(self.session.first_state)
        self._choices: list[str] = []

    @property
    def state(self) -> State:
        return self.view.state

    def press(self, key: str, number: int = 0) -> None:
        """Press a key; of one that opens a list, take line *number* of it, from 0 on again."""
        if key in ("enter", "escape", "tab"):
            getattr(self, f"_{key}")()
        elif self.state.pane is Pane.SEARCH and not self._acts_in_the_line(key):
            self._edit(key)
        elif key in MOVES:
            self._go(MOVEMENTS[MOVES[key]](self.view, PAGE))
        elif key in _DIALOGS:
            _DIALOGS[key](self, number)

    def _acts_in_the_line(self, key: str) -> bool:
        return key in IN_THE_LINE or (key == "." and not self.state.search.text)

    def _draw(self, state: State) -> None:
        """Show *state*, with what follows at rest."""
        self.view = self.session.view(state)
        for _ in self.session.slow_facts.learning(self.view):
            pass
        self.view = self.session.view(state)

    def _go(self, outcome: State | Leave | OtherSearch) -> None:
        if isinstance(outcome, OtherSearch):
            outcome = self.session.searched(self.view, outcome.text)
        if isinstance(outcome, State):
            if self.state.pane is Pane.SEARCH and outcome.pane is not Pane.SEARCH:
                outcome = replace(outcome, search=outcome.search.settled())
            self._draw(outcome)

    def _put(self, query: Query) -> None:
        if self.state.search.understood:
            self._go(self.session.searched(self.view, str(query)))

    def _edit(self, key: str) -> None:
        text, at = self.state.search.text, self.state.search.cursor
        if len(key) == 1:
            text, at = text[:at] + key + text[at:], at + 1
        elif key == "ctrl+u":
            text, at = text[at:], 0
        elif key == "backspace":
            text, at = text[: max(at - 1, 0)] + text[at:], max(at - 1, 0)
        else:
            at = {"left": max(at - 1, 0), "right": min(at + 1, len(text)), "home": 0}.get(
                key, len(text)
            )
        self._draw(self.session.searched(self.view, *carried(self.state.search, text, at)))

    def _enter(self) -> None:
        if not self.state.search.stale:
            self._go(enter(self.session.index, self.view, pick=False))

    def _escape(self) -> None:
        self._go(escape(self.view, pick=False))

    def _tab(self) -> None:
        search = self.state.search
        head, rest = search.text[: search.cursor], search.text[search.cursor :]
        if self.state.pane is not Pane.SEARCH:
            self._go(MOVEMENTS["next-pane"](self.view, PAGE))
            return
        if head not in self._choices:
            index, package = self.session.index, self.state.package
            self._choices = [head, *complete(search.text, len(head), index, package)]
        after = self._choices[(self._choices.index(head) + 1) % len(self._choices)]
        if len(self._choices) == 1:
            self._go(MOVEMENTS["next-pane"](self.view, PAGE))
        else:
            self._go(self.session.searched(self.view, after + rest, len(after)))

    def _runs(self, _: int) -> None:
        query = self.view.query
        self._put(query.but(runs=() if query.runs else ("yes", "maybe")))

    def _facet(self, number: int) -> None:
        if not self.state.search.understood:
            return
        session, query = self.session, self.view.query
        packages = self.view.packages.codes(self.state.package)
        found = facets(session.index, query, packages, session.views.verdict)
        values = [(facet.key, value.text) for facet in found for value in facet.values]
        if values:
            self._toggle(query, values[number % len(values)])

    def _tag(self, number: int) -> None:
        index, listings = self.session.index, self.session.listings(self.view)
        past = (tag_totals if self.state.package is None else history)(index, listings)
        tags = [one.tag for one in past]
        if tags:
            self._toggle(
                without(self.view.query, "tag"), ("tag", tags[number % len(tags)] or "none")
            )

    def _toggle(self, query: Query, value: tuple[str, str]) -> None:
        with suppress(UnwritableError):
            self._put(toggled(query, *value))

    def _host(self, number: int) -> None:
        hosts = (HOST, Host.parse("zen3"), Host.parse("darwin-sequoia-m1"), Host.parse("a64fx"))
        self.session.judge_for(hosts[number % len(hosts)])
        self._go(self.session.searched(self.view, self.state.search.text))

    def rows(self) -> dict[str, set[str | None]]:
        """Return what the packages list: for each the hashes of what is found of it."""
        packages, index = self.view.packages, self.session.index
        names = [packages.name(row) or "" for row in range(1, len(packages))]
        return {name: {index.listing(n).hash for n in packages.listings(name)} for name in names}

    def tree(self) -> set[str | None]:
        """Return the hashes in the tree of the package under the cursor."""
        hashes = self.session.index.hashes
        specs = chain.from_iterable(group.specs for group in self.view.groups)
        return {hashes[spec] for spec in specs}


_DIALOGS: dict[str, Callable[[Walker, int], None]] = {
    ".": Walker._runs,
    "f": Walker._facet,
    "t": Walker._tag,
    "H": Walker._host,
}
