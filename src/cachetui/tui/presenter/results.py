"""The results of a search: the packages in their order, and which of their listings match."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from cachetui.index.index import Index
from cachetui.index.masks import Chosen, numbers
from cachetui.index.steps import Steps
from cachetui.query.match import Match, match
from cachetui.query.query import Query
from cachetui.tui.presenter.lines import Line, Span, width_of

if TYPE_CHECKING:
    from cachetui.query.names.search import Names


class Results:
    """The packages that a query finds, best first; the line before them is "all packages"."""

    def __init__(
        self,
        index: Index,
        codes: list[int],
        matched: Match,
        widest: int,
        positions: Callable[[int], Sequence[int]] | None = None,
        named: Sequence[int] | None = None,
    ) -> None:
        self._index = index
        self._codes = codes
        self._matched = matched
        self._positions = positions
        """For a package found by name: which letters of its name the search means."""
        self.named = named
        """The codes of the packages that the name means, whatever else is asked; None is all."""
        self.widest = widest
        """The columns of the longest name that there is, found or not, and of a count."""

    def __len__(self) -> int:
        return len(self._codes) + 1

    def __getitem__(self, row: int, /) -> Line:
        if row == 0:
            return Line((("head", "all packages"),), (("count", f"{self.specs:,}"),))
        code = self._codes[row - 1]
        count = f"{self._matched.count(code):,}"
        return Line(self._name(code), (("count", count),))

    def _name(self, code: int) -> tuple[Span, ...]:
        """Return the name, with the letters marked that the search found in it."""
        name = self._index.packages.shown[code]
        if self._positions is None or name != self._index.packages.values[code]:
            return (("", name),)  # a name made safe has its letters elsewhere
        marked = frozenset(self._positions(code))
        spans: list[Span] = []
        for position, letter in enumerate(name):
            role = "match" if position in marked else ""
            if spans and spans[-1][0] == role:
                spans[-1] = (spans[-1][0], spans[-1][1] + letter)
            else:
                spans.append(("match" if role else "", letter))
        return tuple(spans)

    def name(self, row: int) -> str | None:
        """Return the package on line *row*, exactly as the page has it; None for all packages."""
        return self._index.packages.values[self._codes[row - 1]] if row > 0 else None

    def row(self, package: str | None) -> int | None:
        """Return the line of *package*, None if it was not found."""
        if package is None:
            return 0
        code = self._index.packages.find(package)
        # Mostly the best match is asked for, which is the first.
        return self._codes.index(code) + 1 if code in self._codes else None

    @property
    def packages(self) -> int:
        """The number of packages that were found."""
        return len(self._codes)

    @cached_property
    def specs(self) -> int:
        """The number of distinct specs that were found in them, as they were first counted."""
        return self._matched.total(self.codes(None))

    def codes(self, package: str | None) -> list[int] | None:
        """Return the code of *package*; else those of the packages found by name, None for all."""
        if package is not None:
            code = self._index.packages.find(package)
            return [] if code is None else [code]
        return self._codes if self._positions else None

    @property
    def digest(self) -> Hashable:
        """Stands for the listings that match: two searches of one index that share it find these.

        A letter more often changes nothing, as after ``target=x86``.
        """
        codes = self.codes(None)
        return self._matched.digest, None if codes is None else tuple(codes)

    def every_listing(self) -> Sequence[int]:
        """Return the listings that match, of all packages that were found, in any order."""
        chosen = self._matched.chosen(self.codes(None))
        return chosen if isinstance(chosen, Sequence) else list(numbers(chosen))

    def choosing(self) -> Steps[Chosen]:
        """Work out the same in steps, where there are many as a mask."""
        return self._matched.choosing(self.codes(None))

    def listings(self, package: str) -> list[int]:
        """Return the listings of *package* that match."""
        code = self._index.packages.find(package)
        return [] if code is None else self._matched.listings(code)

    def count(self, package: str) -> int:
        """Return the number of distinct specs of *package* that match."""
        code = self._index.packages.find(package)
        return 0 if code is None else self._matched.count(code)


class PackageSearch:
    """Finds packages in an index that may still be growing."""

    def __init__(self, index: Index, verdict: Callable[[str, str, str], str]) -> None:
        self._index = index
        self._verdict = verdict
        self._names: Names | None = None
        self._in_order: list[int] = []
        self._measured = self._longest = 0

    def find(self, query: Query) -> Results:
        """Return what *query* finds, its name taken fuzzily."""
        matched = match(self._index, query, self._verdict)
        if not query.name:
            codes = matched.among(self._alphabetical())
            return Results(self._index, codes, matched, self._widest())
        from cachetui.query.names.highlight import positions

        name, names = query.name, self._index.packages.values
        named = self._known_names().find(name)
        codes, widest = matched.among(named), self._widest()
        return Results(
            self._index, codes, matched, widest, lambda code: positions(name, names[code]), named
        )

    def get_ready(self) -> None:
        """Learn of all names what the first letter would wait for."""
        self._known_names().find("a")

    def _widest(self) -> int:
        """Return the columns of the longest name and of the largest count there can be."""
        names = self._index.packages.shown
        for number in range(self._measured, len(names)):
            self._longest = max(self._longest, width_of(names[number]))
        self._measured = len(names)
        return self._longest + len(f"{len(self._index.listings):,}")

    def _alphabetical(self) -> list[int]:
        names = self._index.packages.values
        if len(names) != len(self._in_order):
            self._in_order = sorted(range(len(names)), key=names.__getitem__)
        return self._in_order

    def _known_names(self) -> Names:
        """Return the names of all packages that have been read, for searching."""
        names = self._index.packages.values
        if self._names is None:
            from cachetui.query.names.search import (
                Names,  # rapidfuzz takes a while, and most starts need none
            )

            self._names = Names()
        if len(self._names) < len(names):
            self._names.add(names[len(self._names) :])
        return self._names
