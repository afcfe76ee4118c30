"""What the first listing of each spec says, from which distinct specs are counted.

Many tags list the same spec, nearly always with the same configuration and the same stacks.
Therefore only the first listing of each spec is kept; the few specs that another listing
describes otherwise are kept apart, and those are counted one by one.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable
from contextlib import AbstractContextManager
from itertools import compress, count, repeat
from operator import ne
from typing import Any

from cachetui.index.columns import CODE, Configurations, Listings

UNLISTED = 2**32 - 1
"""Stands in place of a code for specs that no listing has, only the dependencies of others."""


class FirstListings:
    """The first listing of each spec: its configuration and its stacks.

    The index that owns it grows in another thread, so `learn` holds the index's lock. It refers to
    the index's columns and not to the index itself: a reference cycle would keep the memory of a
    closed index in use until the next garbage collection.
    """

    def __init__(
        self,
        configurations: Configurations,
        listings: Listings,
        lock: AbstractContextManager[Any],
    ) -> None:
        self.configurations = array(CODE)
        """Spec -> the configuration of its first listing, or `UNLISTED`."""
        self.stacks = array(CODE)
        """Spec -> the stacks of its first listing, or `UNLISTED`."""
        self.varying: set[int] = set()
        """The specs of which another listing has another configuration or other stacks."""
        self.specs: list[int] = []
        """Configuration -> how many specs are listed with it."""
        self.several: dict[int, list[int]] = {}
        """Spec -> its configurations, where it is listed with more than one."""
        self.strays: dict[int, int] = {}
        """Listing -> its package, where its spec was first listed for another package."""
        self._columns = listings
        self._packages = configurations.package
        self._lock = lock
        self._unlisted: set[int] = set()
        self._learned = 0

    def learn(self) -> None:
        """Take in the listings that are new since the last call."""
        with self._lock:
            start, end = self._learned, len(self._columns)
            if start < end:
                specs = self._columns.spec[start:end]
                self._learn_stacks(specs, self._columns.stacks[start:end])
                self._learn_configurations(specs, self._columns.configuration[start:end], start)
                self._learned = end

    def _learn_stacks(self, specs: array[int], stacks: array[int]) -> None:
        _keep_first(self.stacks, specs, stacks, self._unlisted)
        self.varying.update(compress(specs, _differing(self.stacks, specs, stacks)))

    def _learn_configurations(self, specs: array[int], codes: array[int], start: int) -> None:
        """Take in the configurations of the listings from number *start* on."""
        known, late = len(self.configurations), self._unlisted.intersection(specs)
        _keep_first(self.configurations, specs, codes, late)
        new = self.configurations[known:]
        self._unlisted -= late
        self._unlisted.update(compress(count(known), map(UNLISTED.__eq__, new)))
        self.specs.extend([0] * (len(self._packages) - len(self.specs)))
        for code, number in Counter([*new, *map(self.configurations.__getitem__, late)]).items():
            if code != UNLISTED:
                self.specs[code] += number
        for at in compress(count(), _differing(self.configurations, specs, codes)):
            self._add_another(start + at, specs[at], codes[at])

    def _add_another(self, listing: int, spec: int, code: int) -> None:
        """Take in a *listing* with another configuration than the first one of its spec."""
        first = self.configurations[spec]
        known = self.several.setdefault(spec, [first])
        self.varying.add(spec)
        if code not in known:
            known.append(code)
            self.specs[code] += 1
        if self._packages[code] != self._packages[first]:
            self.strays[listing] = self._packages[code]


def _keep_first(
    firsts: array[int], specs: array[int], codes: array[int], late: Iterable[int]
) -> None:
    """Extend *firsts*, spec -> code, by the first of the *codes* beside each new one of *specs*.

    *late* are known specs that may have had no listing before; theirs replace `UNLISTED`.
    """
    first = dict(zip(reversed(specs), reversed(codes), strict=True))
    for spec in first.keys() & late:
        firsts[spec] = first[spec]
    firsts.extend(map(first.get, range(len(firsts), max(first) + 1), repeat(UNLISTED)))


def _differing(firsts: array[int], specs: array[int], codes: array[int]) -> Iterable[bool]:
    """Return for each of *specs* whether the code beside it differs from its first one."""
    return map(ne, map(firsts.__getitem__, specs), codes)
