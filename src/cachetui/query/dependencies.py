"""Which specs meet a ``%`` or ``^``: what Spack's ``satisfies`` means, asked of all specs at once.

* ``%x`` asks the edges of the spec itself: of at least the types asked for, with any of the
  virtuals asked for, to one that meets x. Specs of before Spack 1.0 say their compiler and not by
  which edge they have it, so of those, as of pages, ``%x`` asks the compiler alone.
* ``^x`` asks the link and run closure and the spec's own build edges: some edge to one called x
  must carry each virtual, and some of these must meet x. The types of ``^[deptypes=...]`` are not
  looked at.
* ``^a %b``: b hangs on the first edge to an a, which need not be the a that meets the rest.
* What has a condition is asked only of specs that meet it.

Spack: lib/spack/spack/spec.py, ``Spec._satisfies``, ``Spec.__getitem__``, ``Spec.dependencies``.
"""

from __future__ import annotations

from functools import reduce
from itertools import compress
from typing import Protocol

from cachetui.index.graph import BUILD, LINK, RUN, TEST, Graph
from cachetui.index.masks import intersect, invert, union, where
from cachetui.model import DEP_TYPES
from cachetui.query.query import Dependency, Query
from cachetui.spack.compilers import LANGUAGES

VIRTUALS = frozenset((*LANGUAGES, "blas", "lapack", "mpi", "scalapack"))
"""Virtuals that are known as such even where no edge carries one."""


class SpecMasks(Protocol):
    """What a query can ask of each spec by itself, as masks over specs."""

    @property
    def graph(self) -> Graph:
        """Who depends on whom."""

    def own(self, query: Query) -> bytes:
        """Return the specs that meet all of *query* but its name and its dependencies."""

    def called(self, name: str) -> bytes:
        """Return the specs of the package *name*, the older and newer name of a compiler alike."""

    def with_compiler(self, asked: Dependency) -> bytes:
        """Return the specs whose one compiler, as lists show it, is as *asked*."""

    def is_package(self, name: str) -> bool:
        """Return whether any spec is of a package of that name."""

    def carrying(self, virtual: str) -> bytes:
        """Return the mask of the edges that carry *virtual*."""

    @property
    def by_compiler(self) -> bytes:
        """The specs that say their compiler, but not by which edge they have it."""


class DependencyMasks:
    """The answers to dependencies over one graph; every mask is over specs."""

    def __init__(self, nodes: SpecMasks) -> None:
        self._nodes = nodes
        self._graph = nodes.graph
        self._needed = self._with_any(LINK | RUN)
        self._built_with = self._with_any(BUILD)

    def meeting(self, query: Query) -> bytes:
        """Return the specs that meet *query*, its name and its dependencies included."""
        masks = [self._named(query.name), self._nodes.own(query)]
        return intersect([*masks, *map(self.asking, query.dependencies)])

    def asking(self, asked: Dependency) -> bytes:
        """Return the specs that meet *asked*, and those that its condition leaves out."""
        found = self._direct(asked) if asked.direct else self._far(asked)
        if asked.when is None:
            return found
        return where(self.meeting(asked.when), found, self._all)

    def providers(self, virtual: str) -> bytes:
        """Return the specs that another has for *virtual*."""
        return self._graph.mask_of(compress(self._graph.child, self._nodes.carrying(virtual)))

    def is_virtual(self, name: str) -> bool:
        """Return whether *name* is that of a virtual, and of no package that there is."""
        if not name or self._nodes.is_package(name):
            return False
        return name in VIRTUALS or 1 in self._nodes.carrying(name)

    @property
    def _all(self) -> bytes:
        return b"\1" * self._graph.specs

    def _with_any(self, types: int) -> bytes:
        return self._graph.with_types(lambda have: bool(have & types))

    def _named(self, name: str) -> bytes:
        if not name:
            return self._all
        return self.providers(name) if self.is_virtual(name) else self._nodes.called(name)

    def _met_by(self, query: Query) -> bytes:
        """Return the specs that meet *query* as a dependency: a virtual has no version here."""
        return self.meeting(query.but(versions=None) if self.is_virtual(query.name) else query)

    def _direct(self, asked: Dependency) -> bytes:
        name, types = asked.node.name, sum(DEP_TYPES[one] for one in asked.types)
        edges = [
            self._graph.with_types(lambda have: have & types == types),
            self._graph.children_in(self._met_by(asked.node)),
        ]
        if asked.virtuals:
            edges.append(self._carrying_any(asked.virtuals))
        if self.is_virtual(name):
            edges.append(self._nodes.carrying(name))
        by_edges = self._graph.parents_of(*edges)
        return where(self._nodes.by_compiler, self._nodes.with_compiler(asked), by_edges)

    def _carrying_any(self, virtuals: tuple[str, ...]) -> bytes:
        return reduce(union, map(self._nodes.carrying, virtuals))

    def _far(self, asked: Dependency) -> bytes:
        node, nested = asked.node, asked.node.dependencies
        virtuals = {*asked.virtuals, *([node.name] if self.is_virtual(node.name) else [])}
        bare = node.but(dependencies=())
        found = [self._above_edges(virtual, node.name) for virtual in sorted(virtuals)]
        met = self._met_by(bare)
        if nested and not node.name:
            met = intersect([met, *map(self._direct, nested)])
            nested = ()
        if not (virtuals and bare == Query(name=node.name)):  # else the edges have said it
            found.append(self._above(met))
        return intersect([*found, *(self._through(node.name, one) for one in nested)])

    def _above(self, specs: bytes, own: int = BUILD) -> bytes:
        """Return what has one of *specs* in its closure, or by an edge of its own of type *own*."""
        built = self._graph.parents_of(self._graph.children_in(specs), self._with_any(own))
        return union(built, self._graph.dependents(specs))

    def _above_edges(self, virtual: str, name: str) -> bytes:
        """Return what has an edge that carries *virtual* to one called *name*."""
        edges = [self._nodes.carrying(virtual)]
        if name and name != virtual:
            edges.append(self._graph.children_in(self._named(name)))
        needed = self._graph.parents_of(*edges, self._needed)
        built = self._graph.parents_of(*edges, self._built_with)
        return union(union(built, needed), self._graph.dependents(needed))

    def _through(self, name: str, asked: Dependency) -> bytes:
        """Return what meets ``^name %asked``: the first edge to a *name* decides.

        Where all that can be first agree, nothing needs a walk.
        """
        named, good = self._named(name), self._direct(asked)
        yes = self._above(intersect([named, good]), BUILD | TEST)
        no = self._above(intersect([named, invert(good)]), BUILD | TEST)
        answer = bytearray(yes)
        for spec in compress(range(self._graph.specs), intersect([yes, no])):
            first = self._graph.first_named(spec, named)
            answer[spec] = first is not None and good[first]
        if asked.when is None:
            return bytes(answer)
        return where(self.meeting(asked.when), bytes(answer), self._all)
