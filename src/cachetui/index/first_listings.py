"""The first listing of each spec, from which distinct specs are counted.

Many tags list the same spec, nearly always with the same configuration and the same stacks.
Therefore only the first listing of each spec is kept; the few specs that another listing
describes otherwise are kept apart, and those are counted one by one.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from itertools import compress, count, repeat
from operator import ne
from typing import Any

from cachetui.index.columns import Configurations, Listings
from cachetui.index.steps import parts
from cachetui.model import CODE

UNLISTED = 2**32 - 1
"""Stands in place of a code for specs that no listing has, only the dependencies of others."""


class FirstListings:
    """The first listing of each spec: its configuration, its stacks and its package.

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
        self.packages: list[int] = []
        """Spec -> the code of the package of its first listing, or `UNLISTED`."""
        self.varying: set[int] = set()
        """The specs of which another listing has another configuration or other stacks."""
        self.specs: list[int] = []
        """Configuration -> how many specs are listed with it."""
        self.several: dict[int, list[int]] = {}
        """Spec -> its configurations, where it is listed with more than one."""
        self.strays: dict[int, int] = {}
        """Listing -> the code of its package, where its spec was first listed for another one."""
        self._columns = listings
        self._package_of = configurations.package
        self._lock = lock
        self._unlisted: set[int] = set()
        self._learned = 0

    def learn(self) -> None:
        """Learn the listings that are new since the last call."""
        with self._lock:
            self._learn_until(len(self._columns))

    def learning(self) -> Iterator[None]:
        """Learn the same in steps, one for each `next`; the lock is free between them."""
        for _, end in parts(self._learned, len(self._columns)):
            with self._lock:
                self._learn_until(end)
            yield

    def _learn_until(self, end: int) -> None:
        """Learn the new listings before number *end*; the caller holds the lock."""
        start = self._learned
        if start < end:
            specs = self._columns.spec[start:end]
            self._learn_stacks(specs, self._columns.stacks[start:end])
            self._learn_configurations(specs, self._columns.configuration[start:end], start)
            self._learned = end

    def _learn_stacks(self, specs: array[int], stacks: array[int]) -> None:
        _keep_first(self.stacks, specs, stacks, self._unlisted)
        self.varying.update(compress(specs, _differing(self.stacks, specs, stacks)))

    def _learn_configurations(self, specs: array[int], codes: array[int], start: int) -> None:
        """Learn the configurations of the listings from number *start* on."""
        known = len(self.configurations)
        late = self._unlisted.intersection(specs) if self._unlisted else set()
        _keep_first(self.configurations, specs, codes, late)
        new = self.configurations[known:]
        self._unlisted -= late
        if UNLISTED in new:
            self._unlisted.update(n for n, code in enumerate(new, known) if code == UNLISTED)
        self._learn_packages(new, late)
        for at in compress(count(), _differing(self.configurations, specs, codes)):
            self._add_another(start + at, specs[at], codes[at])

    def _learn_packages(self, new: array[int], late: set[int]) -> None:
        """Count by configuration, and file by package, the *new* specs and those listed *late*."""
        package_of = [*self._package_of]
        self.specs.extend([0] * (len(package_of) - len(self.specs)))
        counts = Counter(new)
        counts.update(map(self.configurations.__getitem__, late))
        unlisted = counts.pop(UNLISTED, 0)
        for code, number in counts.items():
            self.specs[code] += number
        if unlisted:
            listed = dict(enumerate(package_of))
            self.packages.extend(listed.get(code, UNLISTED) for code in new)
        else:
            self.packages.extend(map(package_of.__getitem__, new))
        for spec in late:
            self.packages[spec] = package_of[self.configurations[spec]]

    def _add_another(self, listing: int, spec: int, code: int) -> None:
        """Learn a *listing* whose configuration, *code*, is not the first one of its *spec*."""
        known = self.several.setdefault(spec, [self.configurations[spec]])
        self.varying.add(spec)
        if code not in known:
            known.append(code)
            self.specs[code] += 1
        if self._package_of[code] != self.packages[spec]:
            self.strays[listing] = self._package_of[code]


def _keep_first(
    firsts: array[int], specs: array[int], codes: array[int], late: Iterable[int]
) -> None:
    """Extend *firsts*, spec -> code, by specs that are new; *codes* stand beside their *specs*.

    Of each spec the first code is kept. *late* are known specs that had no listing before: their
    first code replaces `UNLISTED`.
    """
    first = dict(zip(reversed(specs), reversed(codes), strict=True))
    for spec in late:
        if spec in first:
            firsts[spec] = first[spec]
    firsts.extend(map(first.get, range(len(firsts), max(first) + 1), repeat(UNLISTED)))


def _differing(firsts: array[int], specs: array[int], codes: array[int]) -> Iterable[bool]:
    """Return for each of *specs* whether the code beside it differs from its first one."""
    return map(ne, map(firsts.__getitem__, specs), codes)
