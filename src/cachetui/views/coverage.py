"""The specs that a lockfile wants: how many are where, and what comes nearest to the missing."""

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
"""A spec with any of these bits need not be built."""
TRIED = 8
"""Specs of one configuration whose dependencies are looked at for the nearest of them."""


class Coverage(Struct, frozen=True):
    """How many of the specs that a lockfile wants are cached, installed, external or missing."""

    roots: int
    needed: int
    """The roots and all that they link and run, however far."""
    cached: int
    installed: int
    external: int
    """An external spec is counted here only, even if it is cached or installed too."""
    missing: tuple[int, ...]
    """A listing of each needed spec that is nowhere, in the order of builds."""

    def counts(self) -> dict[str, int]:
        """Return name -> number, in the order in which they are shown."""
        names = ("roots", "needed", "cached", "installed", "external")
        return {**{name: getattr(self, name) for name in names}, "missing": len(self.missing)}


def locked(index: Index, status: int = 0) -> list[int]:
    """Return the codes of the specs that a lockfile wants and that have all bits of *status*."""
    asked = Status.LOCKED | status
    return [spec for spec, bits in enumerate(index.spec_status()) if bits & asked == asked]


def coverage(index: Index, order: BuildOrder, roots: Iterable[int] = ()) -> Coverage:
    """Return how much there is of what *roots* need, by default the roots of all lockfiles.

    Of what they need, only specs that a lockfile wants too are counted.
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
    """Return *roots* and all that they link and run, except what no lockfile wants."""
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
    """The usable build that comes nearest to one that is missing."""

    known: KnownSpec
    differs: tuple[ComparisonRow, ...]
    """A row for each difference: the value that is wanted, and the one of this build."""


class NearestBuilds:
    """Finds the nearest builds to missing specs; the builds of a package are gathered once."""

    def __init__(self, index: Index, order: BuildOrder) -> None:
        self._index = index
        self._order = order
        self._usable: dict[int, dict[int, list[int]]] = {}
        """Package -> configuration, in the order of builds -> a listing of each usable spec."""
        self._built_on: dict[int, frozenset[int | None]] = {}
        """Spec -> the configurations of all that it links and runs; None for one not known."""

    def of(self, missing: int) -> Nearest | None:
        """Return the nearest build to the spec of the listing *missing*; None if none is usable.

        Three things count first: the same version, a target that runs wherever the wanted one
        does, and the same variants. Of builds that agree in as many of these, the one with the
        fewest differing variants is taken, then the one that shares the most dependencies.
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
        """Return configuration -> a listing of each usable spec of *package*, both in order."""
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
        """Return the one of *listings* that shares most dependencies with the listing *missing*.

        They are of one configuration, and only the first `TRIED` are looked at.
        """
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
    """Return what builds are ranked by: the larger, the more *found* agrees with *wanted*."""
    runs = takes_over(found.architecture, wanted.architecture)
    others = len(set(found.variants) ^ set(wanted.variants))
    agree = (found.version == wanted.version, runs, not others)
    same = (found.compiler == wanted.compiler, found.os == wanted.os)
    return sum(agree), *agree, -others, *same
