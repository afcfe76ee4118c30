"""The listings that a query matches, and how many distinct specs they are."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, compress

from cachetui.index.index import Index
from cachetui.index.masks import Chosen, ListingMask
from cachetui.index.selection import Digest, Masks, Selection
from cachetui.index.steps import Steps, at_once
from cachetui.query.query import Compatibility, Query


class Match:
    """The listings that match a query, as the index was when it was asked.

    Specs are counted when they are asked for: where the index may grow, that should be at once.
    """

    def __init__(self, index: Index, selection: Selection | None) -> None:
        self.index = index
        self._selection = selection
        """None where all match."""

    def listings(self, package: int) -> list[int]:
        """Return the listings of *package* that match, in their order."""
        spans: Iterable[Iterable[int]] = self.index.spans(package)
        if self._selection:
            spans = map(self._selection.chosen, self.index.spans(package))
        return list(chain.from_iterable(spans))

    def chosen(self, packages: Iterable[int] | None = None) -> Chosen:
        """Return the listings of *packages* that match, of all of them if None."""
        return at_once(self.choosing(packages))

    def choosing(self, packages: Iterable[int] | None = None) -> Steps[Chosen]:
        """Work out in steps what `chosen` returns."""
        if packages is not None:
            return list(chain.from_iterable(map(self.listings, packages)))
        if self._selection is None:
            return range(len(self.index.listings))
        mask = yield from self._selection.masking()
        return ListingMask(mask)

    @property
    def digest(self) -> Digest | None:
        """Stands for the listings of all packages that match; None where all do."""
        return self._selection.digest if self._selection else None

    def count(self, package: int) -> int:
        """Return how many distinct specs of *package* match."""
        return self._selection.counts[package] if self._selection else self.index.specs_in(package)

    def among(self, packages: Iterable[int]) -> list[int]:
        """Return those of *packages* that have a matching listing, in the same order."""
        if self._selection:
            return list(filter(self._selection.counts.get, packages))
        every = list(packages)
        return list(compress(every, self.index.specs_in_each(every)))

    def total(self, packages: Iterable[int] | None = None) -> int:
        """Return the sum of the counts of *packages*, of all of them if None."""
        if self._selection:
            counts = self._selection.counts
            return counts.total() if packages is None else sum(map(counts.__getitem__, packages))
        every = range(len(self.index.packages)) if packages is None else packages
        return sum(self.index.specs_in_each(every))


def match(index: Index, query: Query, verdict: Compatibility | None = None) -> Match:
    """Return the listings that meet all of *query* but its name.

    Where the query has ``runs=``, *verdict* is asked once for each distinct architecture; without
    one every answer is maybe. The index keeps the last result until it grows, so a name can be
    typed beside constraints at no cost, and the next letter costs no count if it changes nothing.
    """
    with index.lock:
        asked, size = query.but(name=""), index.size
        question = (asked, verdict, size)
        masks = index.last_masks.get(question, lambda: _masks(index, asked, verdict))
        if masks is None:
            return Match(index, None)
        return Match(index, index.last_selection.get((masks, size), lambda: _select(index, masks)))


def providers(index: Index, virtual: str) -> set[int]:
    """Return the codes of the specs that provide *virtual* to others, as edges say."""
    with index.lock:
        sets = index.edges.virtual_sets.values
        codes = {code for code, virtuals in enumerate(sets) if virtual in virtuals}
        return set(compress(index.edges.child, map(codes.__contains__, index.edges.virtuals)))


def _masks(index: Index, query: Query, verdict: Compatibility | None) -> Masks | None:
    """Return the masks of *query*; None where it asks for nothing, and so selects all."""
    if not query.constrained:
        return None
    from cachetui.query.evaluate import Evaluation  # the first screen asks for nothing

    index.named_variants.learn()
    evaluation = Evaluation(index, query, verdict)
    return evaluation.configurations(), evaluation.listings()


def _select(index: Index, masks: Masks) -> Selection:
    """Return what *masks* select."""
    index.first_listings.learn()
    return Selection(*masks, (index.configurations, index.listings), index.first_listings)
