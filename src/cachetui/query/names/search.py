"""Fuzzy package names: every name that a query can mean, the likeliest first."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count, islice, repeat
from typing import NamedTuple

from cachetui.query.names.columns import NameColumns, Row, row
from cachetui.query.names.highlight import positions
from cachetui.query.names.ranking import Search


class NameMatch(NamedTuple):
    """A name that a query can mean."""

    name: str
    number: int
    """The place of the name in the order in which names were given, from 0."""
    query: str

    @property
    def positions(self) -> tuple[int, ...]:
        """The indices of the matched letters in the name, ascending; found when asked for."""
        return positions(self.query, self.name)


class Names:
    """Package names, to be searched by whatever a person remembers of one."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._rows: list[Row] = []
        self._columns: NameColumns | None = None
        self.add(names)

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, names: Iterable[str]) -> None:
        """Add *names* behind those given before."""
        self._rows += map(row, names, count(len(self._rows)))
        self._columns = None

    def find(self, query: str) -> list[int]:
        """Return the numbers of the names that *query* can mean, best first.

        A query without a letter in it means every name, in alphabetical order.
        """
        columns = self._sorted()
        return [columns.numbers[place] for place in Search(columns, query).places()]

    def rank(self, query: str, limit: int | None = None) -> list[NameMatch]:
        """Return the names that *query* can mean, best first, at most *limit* of them."""
        columns = self._sorted()
        places = list(islice(Search(columns, query).places(), limit))
        names = map(columns.names.__getitem__, places)
        numbers = map(columns.numbers.__getitem__, places)
        return list(map(NameMatch, names, numbers, repeat(query)))

    def _sorted(self) -> NameColumns:
        if self._columns is None:
            self._rows.sort()  # cheap after the first time: what was there is in order
            self._columns = NameColumns(self._rows)
        return self._columns
