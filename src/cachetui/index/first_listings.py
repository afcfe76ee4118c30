"""How many distinct specs each value has, for any listings.

A spec is listed by many tags, but looks the same in all of them and almost always has the same
stacks. What its first listing says is remembered as its home, so that of any listings only the
distinct specs need counting, by their homes; the few specs that are listed otherwise somewhere
are counted one by one.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from functools import cached_property
from itertools import compress, count
from operator import itemgetter, ne
from typing import TypeVar
from weakref import WeakKeyDictionary

from msgspec import Struct

from cachetui.index.columns import extend_firsts
from cachetui.index.index import Index

K = TypeVar("K", bound=Hashable)
V = TypeVar("V", bound=Hashable)
Labels = Callable[[int], Iterable[str]]
"""The labels of a code, each once."""
Mixed = tuple[Collection[int], int]
"""Codes, and how many specs have all of these and no others."""
Counts = tuple[Counter[int], list[Mixed]]
"""How many specs have one code alone, and how many several."""


class Mask(Struct, frozen=True):
    """Listings, as a byte for each one of an index: 1 for those that are meant."""

    bytes: bytes


Chosen = Sequence[int] | Mask
"""Listings, by their numbers or as a mask."""


def cells(column: Sequence[int], listings: Chosen) -> Sequence[int]:
    """Return the codes that *column* has for *listings*, in their order."""
    if isinstance(listings, Mask):
        return list(compress(column, listings.bytes))
    if isinstance(listings, range):
        return column[listings.start : listings.stop : listings.step]
    if len(listings) < 2:
        return [column[listing] for listing in listings]
    codes: Sequence[int] = itemgetter(*listings)(column)
    return codes


def gathered(keys: Iterable[K], values: Iterable[V]) -> dict[K, set[V]]:
    """Gather the distinct *values* that stand beside each of *keys*."""
    found: dict[K, set[V]] = {}
    for key, value in zip(keys, values, strict=True):
        found.setdefault(key, set()).add(value)
    return found


class SpecCounts:
    """The distinct specs of some listings, counted by their configurations or their stacks."""

    def __init__(self, index: Index, listings: Chosen) -> None:
        """Take *listings* of *index*, which may be growing."""
        self._columns = index.listings
        self._homes = _HOMES.setdefault(index, _Homes())
        self._homes.learn(index)
        specs, movers = cells(self._columns.spec, listings), self._homes.movers
        self._specs = set(specs)
        self._moving = list(compress(_numbers(listings), map(movers.__contains__, specs)))
        """The listings of those of the specs that move."""

    @property
    def specs(self) -> int:
        """How many distinct specs there are."""
        return len(self._specs)

    @cached_property
    def looks(self) -> set[int]:
        """The distinct configurations that there are."""
        alone, mixed = self._looks
        return set(alone).union(*(codes for codes, _ in mixed))

    def by_look(self, labels: Labels, field: Sequence[int] | None = None) -> Counter[str]:
        """Count the specs that have each label of a configuration.

        With *field*, a column of the configurations, labels are given for its codes instead.
        """
        alone, mixed = self._looks
        if field is not None:
            mixed = [({field[code] for code in codes}, number) for codes, number in mixed]
            alone = _added((field[code], number) for code, number in alone.items())
        return _labelled(labels, alone, mixed)

    def by_stacks(self, labels: Labels) -> Counter[str]:
        """Count the specs that have each label of a code of stacks."""
        return _labelled(labels, *self._by(self._homes.stacks, self._columns.stacks))

    @cached_property
    def _looks(self) -> Counts:
        return self._by(self._homes.looks, self._columns.configuration)

    def _by(self, homes: Sequence[int], column: Sequence[int]) -> Counts:
        alone = Counter(map(homes.__getitem__, self._specs - self._homes.movers))
        specs = cells(self._columns.spec, self._moving)
        mixed = gathered(specs, cells(column, self._moving)).values()
        return alone, list(Counter(map(frozenset, mixed)).items())


def _numbers(listings: Chosen) -> Iterable[int]:
    return compress(count(), listings.bytes) if isinstance(listings, Mask) else listings


def _labelled(labels: Labels, alone: Counter[int], mixed: Iterable[Mixed]) -> Counter[str]:
    """Turn counts of codes into counts of labels; codes may have labels in common."""
    counts = _added((label, number) for code, number in alone.items() for label in labels(code))
    for codes, number in mixed:
        for label in {label for code in codes for label in labels(code)}:
            counts[label] += number
    return counts


def _added(pairs: Iterable[tuple[K, int]]) -> Counter[K]:
    counts: Counter[K] = Counter()
    for key, number in pairs:
        counts[key] += number
    return counts


class _Homes:
    """What the first listing of each spec says, learned as the index grows."""

    def __init__(self) -> None:
        self.looks = array("I")
        """Spec -> the configuration of its first listing."""
        self.stacks = array("I")
        """Spec -> the stacks of its first listing."""
        self.movers: set[int] = set()
        """The specs of which another listing says otherwise."""
        self._learned = 0

    def learn(self, index: Index) -> None:
        """Look at the listings that are new in *index*."""
        with index.lock:
            columns, start = index.listings, self._learned
            if start < len(columns):
                specs = columns.spec[start:]
                self._settle(self.looks, specs, columns.configuration[start:])
                self._settle(self.stacks, specs, columns.stacks[start:])
                self._learned = len(columns)

    def _settle(self, homes: array[int], specs: array[int], codes: array[int]) -> None:
        """Add the homes of new specs, which have the next codes, and find those that move."""
        extend_firsts(homes, specs, codes)
        moved = map(ne, map(homes.__getitem__, specs), codes)
        self.movers.update(compress(specs, moved))


_HOMES: WeakKeyDictionary[Index, _Homes] = WeakKeyDictionary()
