"""Which listings a query matches, and how many distinct specs they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain
from weakref import WeakKeyDictionary

from cachetui.index.counts import Owners, Selection
from cachetui.index.index import Index
from cachetui.query.query import Compatibility, Query
from cachetui.spack.variants import Variant


class Match:
    """The listings that match, as they were found.

    Nothing is counted before it is asked for: where the index may grow, ask at once.
    """

    def __init__(self, index: Index, tally: Selection | None) -> None:
        self.index = index
        self._tally = tally
        """What was chosen; None where all match."""

    @property
    def mask(self) -> bytes | None:
        """A byte for each listing, 1 where it matches; None where all match."""
        return self._tally.mask if self._tally else None

    def listings(self, package: int) -> list[int]:
        """Give the listings of *package* that match, in their order."""
        spans = self.index.spans(package)
        return list(chain.from_iterable(map(self._tally.chosen, spans) if self._tally else spans))

    def count(self, package: int) -> int:
        """Count the distinct specs of *package* that match."""
        return self._tally.counts[package] if self._tally else self.index.specs_in(package)

    def among(self, packages: Iterable[int]) -> list[int]:
        """Give those of *packages* that have a listing that matches, in the same order."""
        counted: Callable[[int], int | None] = self._tally.counts.get if self._tally else self.count
        return list(filter(counted, packages))

    def total(self, packages: Iterable[int] | None = None) -> int:
        """Add up the counts of *packages*, of all of them if None."""
        if packages is not None:
            return sum(map(self.count, packages))
        if self._tally:
            return self._tally.counts.total()
        return sum(map(self.count, range(len(self.index.packages))))


def match(index: Index, query: Query, verdict: Compatibility | None = None) -> Match:
    """Find the listings that meet all of *query* but its name and dependencies.

    *verdict* is asked once for each platform, os and target where the query has ``runs=``; without
    one every verdict is maybe. The last answer is remembered until the index grows, so that a
    name can be typed beside constraints at no cost.
    """
    with index.lock:
        memory = _MEMORIES.setdefault(index, _Memory())
        asked = (query.but(name=""), verdict, len(index.listings))
        if memory.asked != asked:
            memory.learn(index)
            memory.asked, memory.tally = asked, _tally(index, asked[0], verdict, memory)
        return Match(index, memory.tally)


def _tally(
    index: Index, query: Query, verdict: Compatibility | None, memory: _Memory
) -> Selection | None:
    if not query.constrained:
        return None
    from cachetui.query.evaluate import Evaluation  # not at every start, which asks for nothing

    found = Evaluation(index, query, verdict, memory.listed)
    columns = (index.configurations, index.listings)
    return Selection(found.looks(), found.listings(), columns, memory.owners)


class _Memory:
    """What is kept of an index from one query to the next."""

    def __init__(self) -> None:
        self.asked: tuple[Query, Compatibility | None, int] | None = None
        self.tally: Selection | None = None
        self.owners = Owners()
        self.listed: dict[str, set[str]] = {}
        """The name of a variant -> all that pages list of it: ``+mpi``, ``~mpi``."""
        self._seen = 0

    def learn(self, index: Index) -> None:
        """Look at what is new in *index*."""
        self.owners.learn(index)
        new = index.variants.shown[self._seen :]
        self._seen += len(new)
        for text in set(chain.from_iterable(new)):
            self.listed.setdefault(Variant.listed(text).name, set()).add(text)


_MEMORIES: WeakKeyDictionary[Index, _Memory] = WeakKeyDictionary()
