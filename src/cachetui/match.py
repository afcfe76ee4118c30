"""Which listings a query matches, and how many distinct specs they are."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, compress
from weakref import WeakKeyDictionary

from cachetui.constraints import Judge, Query, Variant
from cachetui.index import Index
from cachetui.tally import Owners, Tally


class Match:
    """The listings that match, as they were found; nothing is counted before it is asked for."""

    def __init__(self, index: Index, mask: bytes | None, tally: Tally | None) -> None:
        self.index = index
        self.mask = mask
        """A byte for each listing; None where all match."""
        self._tally = tally

    def __contains__(self, package: int) -> bool:
        """Tell whether any listing of *package* matches."""
        return self.count(package) > 0

    def listings(self, package: int) -> list[int]:
        """Give the listings of *package* that match, in their order."""
        spans = self.index.spans(package)
        if self.mask is None:
            return list(chain.from_iterable(spans))
        return [n for span in spans for n in compress(span, self.mask[span.start : span.stop])]

    def count(self, package: int) -> int:
        """Count the distinct specs of *package* that match."""
        return self._tally.counts[package] if self._tally else self.index.specs_in(package)

    def total(self, packages: Iterable[int] | None = None) -> int:
        """Add up the counts of *packages*, of all of them if None."""
        if packages is None:
            packages = range(len(self.index.packages))
        return sum(map(self.count, packages))


def match(index: Index, query: Query, judge: Judge | None = None) -> Match:
    """Find the listings that meet all of *query* but its name and dependencies.

    *judge* is asked once for each platform, os and target where the query has ``runs=``; without
    one every verdict is maybe. The last answer is remembered until the index grows, so that a
    name can be typed beside constraints at no cost.
    """
    with index.lock:
        memory = _MEMORIES.setdefault(index, _Memory())
        asked = (query.but(name="", dependencies=""), judge, len(index.listings))
        if memory.asked != asked:
            memory.learn(index)
            mask = _mask(index, asked[0], judge, memory.listed)
            memory.asked, memory.mask = asked, mask
            memory.tally = None if mask is None else Tally(mask, index.listings, memory.owners)
        return Match(index, memory.mask, memory.tally)


def _mask(
    index: Index, query: Query, judge: Judge | None, listed: dict[str, set[str]]
) -> bytes | None:
    if not query.constrained:
        return None
    from cachetui.evaluation import Evaluation  # not at every start, which asks for nothing

    return Evaluation(index, query, judge, listed).mask()


class _Memory:
    """What is kept of an index from one query to the next."""

    def __init__(self) -> None:
        self.asked: tuple[Query, Judge | None, int] | None = None
        self.mask: bytes | None = None
        self.tally: Tally | None = None
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
