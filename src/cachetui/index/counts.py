"""How many distinct specs have each value, among any listings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from functools import cached_property
from itertools import compress, filterfalse, islice
from typing import TypeVar

from msgspec import Struct

from cachetui.index.index import Index
from cachetui.index.masks import Chosen, cells, numbers, stretches
from cachetui.index.steps import Steps, at_once, parts

K = TypeVar("K", bound=Hashable)
V = TypeVar("V", bound=Hashable)
Labels = Callable[[int], Iterable[str]]
"""Returns the labels of a code, each once."""
Mixed = tuple[Collection[int], int]
"""Codes, and how many specs have all of these and no others."""
CodeCounts = tuple[Counter[int], list[Mixed]]
"""Code -> how many specs have it alone, and the counts of those that have several."""


def gathered(keys: Iterable[K], values: Iterable[V]) -> dict[K, set[V]]:
    """Return the distinct *values* that stand beside each of *keys*."""
    sets: dict[K, set[V]] = {}
    for key, value in zip(keys, values, strict=True):
        sets.setdefault(key, set()).add(value)
    return sets


def distinct_steps(column: Sequence[int], listings: Chosen) -> Steps[set[int]]:
    """Work out the set of the codes that *column* has for *listings*."""
    found = set[int]()
    for some in stretches(listings):
        found.update(cells(column, some))
        yield
    return found


class _Parted(Struct, frozen=True):
    """The specs of some listings, in two parts."""

    alike: list[int]
    """The specs that all their listings describe alike, here and elsewhere."""
    varying: list[int]
    """The listings of the others."""
    specs: int
    """How many specs there are in both."""


class SpecCounts:
    """The distinct specs of some listings, counted by their configurations or their stacks.

    Most specs have the same configuration and stacks in all their listings. These are counted by
    their first listing, at C speed; the few that vary are counted one by one.
    """

    def __init__(self, index: Index, listings: Chosen) -> None:
        """Count *listings* of *index*, which may be growing."""
        self._columns = index.listings
        self._listings = listings
        self._first = index.first_listings
        self._first.learn()

    def steps(self) -> Steps[None]:
        """Work out in steps what the other methods need, so that they answer at once."""
        self._parted = yield from self._parting()
        columns, first = self._columns, self._first
        self._by_configuration = yield from self._by(first.configurations, columns.configuration)
        self._by_stacks = yield from self._by(first.stacks, columns.stacks)

    def _parting(self) -> Steps[_Parted]:
        """Work out the two parts of the specs."""
        is_varying = self._first.varying.__contains__
        found, alike, varying = set[int](), list[int](), list[int]()
        for some in stretches(self._listings):
            specs = cells(self._columns.spec, some)
            found.update(specs)
            varying.extend(compress(numbers(some), map(is_varying, specs)))
            yield
        others = filterfalse(is_varying, found)
        for start, end in parts(0, len(found)):
            alike.extend(islice(others, end - start))
            yield
        return _Parted(alike, varying, len(found))

    @cached_property
    def _parted(self) -> _Parted:
        return at_once(self._parting())

    @property
    def specs(self) -> int:
        """How many distinct specs there are."""
        return self._parted.specs

    @cached_property
    def configurations(self) -> set[int]:
        """The distinct configurations that there are."""
        alone, mixed = self._by_configuration
        return set(alone).union(*(codes for codes, _ in mixed))

    def by_configuration(self, labels: Labels, field: Sequence[int] | None = None) -> Counter[str]:
        """Return label -> how many specs have it, *labels* being those of a configuration.

        With *field*, a column of the configurations, *labels* are those of a code in it instead.
        """
        alone, mixed = self._by_configuration
        if field is not None:
            mixed = [({field[code] for code in codes}, number) for codes, number in mixed]
            alone = _added((field[code], number) for code, number in alone.items())
        return _labelled(labels, alone, mixed)

    def by_stacks(self, labels: Labels) -> Counter[str]:
        """Return label -> how many specs have it, *labels* being those of a code of stacks."""
        return _labelled(labels, *self._by_stacks)

    @cached_property
    def _by_configuration(self) -> CodeCounts:
        return at_once(self._by(self._first.configurations, self._columns.configuration))

    @cached_property
    def _by_stacks(self) -> CodeCounts:
        return at_once(self._by(self._first.stacks, self._columns.stacks))

    def _by(self, firsts: Sequence[int], column: Sequence[int]) -> Steps[CodeCounts]:
        """Work out how many specs have which codes of *column*, *firsts* being spec -> its first.

        Of a spec that varies all codes count that the listings have.
        """
        alone, mixed = Counter[int](), dict[int, set[int]]()
        for some in stretches(self._parted.alike):
            alone.update(map(firsts.__getitem__, numbers(some)))
            yield
        for some in stretches(self._parted.varying):
            specs = cells(self._columns.spec, some)
            for spec, code in zip(specs, cells(column, some), strict=True):
                mixed.setdefault(spec, set()).add(code)
            yield
        return alone, list(Counter(map(frozenset, mixed.values())).items())


def _labelled(labels: Labels, alone: Counter[int], mixed: Iterable[Mixed]) -> Counter[str]:
    """Return label -> how many specs have it; a spec whose codes share a label counts once."""
    counts = _added((label, number) for code, number in alone.items() for label in labels(code))
    for codes, number in mixed:
        for label in {label for code in codes for label in labels(code)}:
            counts[label] += number
    return counts


def _added(pairs: Iterable[tuple[K, int]]) -> Counter[K]:
    """Return key -> the sum of the numbers beside it."""
    counts: dict[K, int] = {}
    known = counts.get  # twice as fast as what a Counter does instead
    for key, number in pairs:
        counts[key] = known(key, 0) + number
    return Counter(counts)
