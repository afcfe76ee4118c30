"""Who depends on whom: the edge columns of an index, read in both directions.

A mask over specs goes in and one comes out, so a query asks all specs at once. Nothing walks the
closure of a single spec but `Graph.first_named`, for the few specs whose answer depends on it.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import accumulate, compress

from cachetui.index.edges import EdgeColumns
from cachetui.index.masks import gather, intersect
from cachetui.model import CODE, DepType

BUILD, LINK, RUN, TEST = DepType.BUILD, DepType.LINK, DepType.RUN, DepType.TEST
ALL_TYPES = BUILD | LINK | RUN | TEST
"""All bits of `DepType`."""
NONE, SEVERAL = 0xFFFFFFFF, 0xFFFFFFFE
"""Stand for no spec, and for more than one."""


class Graph:
    """The edges of an index as they were when the graph was made."""

    def __init__(self, edges: EdgeColumns, specs: int) -> None:
        """Take the edges of *specs* specs; the columns may grow afterwards."""
        self.specs = specs
        self.length = len(edges.child)
        self.first, self.count = _padded(edges.first, specs), _padded(edges.count, specs)
        self.child = edges.child[: self.length]
        self.types = bytes(edges.types[: self.length])
        self.virtuals = edges.virtuals[: self.length]
        self.parent = _parents(self.first, self.count, self.length)
        """Edge -> the spec that depends."""
        self._callers: tuple[array[int], array[int]] | None = None

    def edges_of(self, spec: int) -> range:
        """Return the numbers of the edges from *spec* to what it depends on."""
        return range(self.first[spec], self.first[spec] + self.count[spec])

    def with_types(self, test: Callable[[int], bool]) -> bytes:
        """Return the mask of the edges whose types, as bits of `DepType`, pass *test*."""
        return self.types.translate(bytes(map(test, range(ALL_TYPES + 1))).ljust(256, b"\0"))

    def parents_of(self, *masks: bytes) -> bytes:
        """Return the mask of the specs that have an edge in all of *masks*, masks of edges."""
        return self.mask_of(compress(self.parent, intersect(list(masks))))

    def children_in(self, mask: bytes) -> bytes:
        """Return the mask of the edges whose child is in *mask*, a mask of specs."""
        return gather(mask, self.child) if self.length else b""

    def mask_of(self, specs: Iterable[int]) -> bytes:
        """Return the mask of *specs*."""
        mask = bytearray(self.specs)
        for spec in set(specs):  # most edges share their parent with others
            mask[spec] = 1
        return bytes(mask)

    def dependents(self, mask: bytes) -> bytes:
        """Return the mask of the specs that need one in *mask* at link or run time, however far.

        A spec in *mask* is in the answer only if it needs another spec in *mask*.
        """
        start, callers = self._reverse
        found = bytearray(self.specs)
        pending = list(compress(range(self.specs), mask))
        while pending:
            spec = pending.pop()
            for caller in callers[start[spec] : start[spec + 1]]:
                if not found[caller]:
                    found[caller] = 1
                    pending.append(caller)
        return bytes(found)

    def only_needed(self, mask: bytes) -> array[int]:
        """Return spec -> the only one in *mask* that it needs at link or run time, however far.

        `NONE` where it needs none of them, `SEVERAL` where it needs more than one. The walk visits
        each spec twice at most: once its answer is `SEVERAL`, nothing changes it any more.
        """
        start, callers = self._reverse
        found = array(CODE, (NONE,)) * self.specs
        for one in compress(range(self.specs), mask):
            pending = [one]
            while pending:
                spec = pending.pop()
                for caller in callers[start[spec] : start[spec + 1]]:
                    known = found[caller]
                    if known not in (one, SEVERAL):
                        found[caller] = one if known == NONE else SEVERAL
                        pending.append(caller)
        return found

    def dependencies(self, spec: int, types: int) -> list[int]:
        """Return *spec* and all that it needs by edges of *types*, nearest first."""
        seen, order = {spec}, [spec]
        for one in order:
            for edge in self.edges_of(one):
                child = self.child[edge]
                if self.types[edge] & types and child not in seen:
                    seen.add(child)
                    order.append(child)
        return order

    def first_named(self, spec: int, named: bytes) -> int | None:
        """Return the spec that Spack means by ``spec[name]``; None if there is none.

        *named* is the mask of the specs of that name. Direct build and test dependencies come
        first, then the spec itself and what it links and runs, breadth first.
        Spack: lib/spack/spack/spec.py, ``Spec.__getitem__``.
        """
        edges = self.edges_of(spec)
        direct = (self.child[e] for e in edges if self.types[e] & (BUILD | TEST))
        closure = self.dependencies(spec, LINK | RUN)
        return next((child for child in (*direct, *closure) if named[child]), None)

    @property
    def _reverse(self) -> tuple[array[int], array[int]]:
        """Spec -> where its dependents begin, and all dependents side by side.

        The dependents of a spec, by link and run edges only, are those between its beginning and
        that of the next spec.
        """
        if self._callers is None:
            self._callers = self._reversed()
        return self._callers

    def _reversed(self) -> tuple[array[int], array[int]]:
        """Return `_reverse`, made by counting: each dependent goes to the next free place."""
        needed = self.with_types(lambda types: bool(types & (LINK | RUN)))
        times = Counter(compress(self.child, needed))
        start = array(CODE, accumulate(map(times.__getitem__, range(self.specs)), initial=0))
        callers, free = array(CODE, bytes(start[-1] * start.itemsize)), start[:]
        for child, parent in zip(
            compress(self.child, needed), compress(self.parent, needed), strict=True
        ):
            callers[free[child]] = parent
            free[child] += 1
        return start, callers


def _padded(column: array[int], length: int) -> array[int]:
    """Return *column* cut to *length*, or filled up to it with 0."""
    padded = column[:length]
    padded.extend([0] * (length - len(padded)))
    return padded


def _parents(first: array[int], count: array[int], length: int) -> array[int]:
    """Return the column of the specs that edges belong to."""
    parent = array(CODE, bytes(length * array(CODE).itemsize))
    for spec, number in enumerate(count):
        if number:
            start = first[spec]
            parent[start : start + number] = array(CODE, (spec,)) * number
    return parent
