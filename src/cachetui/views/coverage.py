"""What a lockfile wants, how much of it is there, and what comes nearest to the rest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import compress

from msgspec import Struct

from cachetui.index.index import Index
from cachetui.index.masks import gather
from cachetui.model import Configuration, Status
from cachetui.spack.compatibility import takes_over
from cachetui.views.build_order import BuildOrder, specs_once
from cachetui.views.compare import ComparisonRow, differing, side
from cachetui.views.dependency_tree import NEEDED
from cachetui.views.known_spec import KnownSpec, known_spec

USABLE = Status.CACHED | Status.INSTALLED
TRIED = 8
"""Specs of one configuration whose dependencies are looked at for the nearest of them."""


class Coverage(Struct, frozen=True):
    """How many of the specs that a lockfile wants are where."""

    roots: int
    needed: int
    """The roots and what they link and run."""
    cached: int
    installed: int
    external: int
    """These are neither counted as cached nor as installed."""
    missing: tuple[int, ...]
    """A listing of each spec that is needed and is nowhere, in the order of builds."""

    def counts(self) -> dict[str, int]:
        """Return what there is to count, by name."""
        names = ("roots", "needed", "cached", "installed", "external")
        return {**{name: getattr(self, name) for name in names}, "missing": len(self.missing)}


def locked(index: Index, status: int = 0) -> list[int]:
    """Return the specs that a lockfile wants and that have all bits of *status* too."""
    asked = Status.LOCKED | status
    return [spec for spec, bits in enumerate(index.spec_status()) if bits & asked == asked]


def coverage(index: Index, order: BuildOrder, roots: Iterable[int] = ()) -> Coverage:
    """Return how much is there of what *roots* need, by default those of the lockfiles.

    Only specs that a lockfile wants are counted.
    """
    with index.lock:
        chosen = list(roots) or locked(index, Status.ROOT) or locked(index)
        status = index.spec_status()
        needed = _needed(index, chosen)
        there = [spec for spec in needed if not status[spec] & Status.EXTERNAL]
        missing = index.graph().mask_of(spec for spec in there if not status[spec] & USABLE)
        listed = compress(range(len(index.listings)), gather(missing, index.listings.spec))
        first = tuple(specs_once(index, order.of_packages(listed)))
    return Coverage(
        roots=len(chosen),
        needed=len(needed),
        cached=sum(bool(status[spec] & Status.CACHED) for spec in there),
        installed=sum(bool(status[spec] & Status.INSTALLED) for spec in there),
        external=len(needed) - len(there),
        missing=first,
    )


def _needed(index: Index, roots: Sequence[int]) -> list[int]:
    """Return *roots* and what they link and run, as far as a lockfile wants it."""
    graph, status = index.graph(), index.spec_status()
    needed = list(dict.fromkeys(roots))
    seen = set(needed)
    for spec in needed:
        for edge in graph.edges_of(spec):
            child = graph.child[edge]
            if graph.types[edge] & NEEDED and child not in seen and status[child] & Status.LOCKED:
                seen.add(child)
                needed.append(child)
    return needed


class Nearest(Struct, frozen=True):
    """The build that comes nearest to one that is missing."""

    known: KnownSpec
    differs: tuple[ComparisonRow, ...]
    """In what it differs, each with the value that is wanted and the one it has."""


class NearestBuilds:
    """Finds the nearest build of specs that are missing; visits a package once."""

    def __init__(self, index: Index, order: BuildOrder) -> None:
        self._index = index
        self._order = order
        self._usable: dict[int, dict[int, list[int]]] = {}
        """Package -> its configurations in order -> listings of their usable specs."""
        self._built_on: dict[int, frozenset[int | None]] = {}
        """Spec -> the configurations of its dependencies."""

    def of(self, missing: int) -> Nearest | None:
        """Return the nearest to the spec of the listing *missing*; None if nothing is usable.

        Nearest is what agrees in most of version, a target that runs where the wanted one does,
        and all variants; then the one with the fewest other variants and other dependencies.
        """
        index, columns = self._index, self._index.listings
        with index.lock:
            wanted = index.configuration(columns.configuration[missing])
            package = index.configurations.package[columns.configuration[missing]]
            builds = self._builds(package)
            if not builds:
                return None
            code = max(builds, key=lambda code: _agreement(wanted, index.configuration(code)))
            found = self._most_alike(missing, builds[code])
            sides = [side(index, [missing]), side(index, [found])]
            return Nearest(known_spec(index, columns.spec[found]), tuple(differing(index, sides)))

    def _builds(self, package: int) -> dict[int, list[int]]:
        if package not in self._usable:
            columns, status = self._index.listings, self._index.spec_status()
            every = (one for span in self._index.spans(package) for one in span)
            usable = (one for one in every if _is_usable(status[columns.spec[one]]))
            builds: dict[int, dict[int, int]] = {}
            for one in self._order.listings(usable):
                builds.setdefault(columns.configuration[one], {}).setdefault(columns.spec[one], one)
            self._usable[package] = {code: list(some.values()) for code, some in builds.items()}
        return self._usable[package]

    def _most_alike(self, missing: int, listings: Sequence[int]) -> int:
        """Return the one of *listings*, of one configuration, that shares most dependencies."""
        if len(listings) == 1:
            return listings[0]
        spec = self._index.listings.spec
        wanted = self._dependencies(spec[missing])
        return max(listings[:TRIED], key=lambda one: len(wanted & self._dependencies(spec[one])))

    def _dependencies(self, spec: int) -> frozenset[int | None]:
        if spec not in self._built_on:
            needed = self._index.graph().dependencies(spec, NEEDED)
            self._built_on[spec] = frozenset(map(self._index.node, needed))
        return self._built_on[spec]


def _is_usable(status: int) -> bool:
    return bool(status & USABLE) and not status & Status.EXTERNAL


def _agreement(wanted: Configuration, found: Configuration) -> tuple[int, ...]:
    """Return how much *found* agrees with *wanted*: the more, the larger."""
    runs = takes_over(found.architecture, wanted.architecture)
    others = len(set(found.variants) ^ set(wanted.variants))
    agree = (found.version == wanted.version, runs, not others)
    same = (found.compiler == wanted.compiler, found.os == wanted.os)
    return sum(agree), *agree, -others, *same
