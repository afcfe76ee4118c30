"""Which specs meet a ``%`` or ``^``: what Spack's ``satisfies`` means, asked of all specs at once.

* ``%x`` is met by an edge of the spec itself, to a spec that meets x. The edge must have all the
  types asked for and any of the virtuals asked for. Specs from before Spack 1.0 list a compiler
  without an edge for it: of those, as of pages, ``%x`` is compared with that compiler.
* ``^x`` is met in the link and run closure, or by a build edge of the spec itself. For each virtual
  asked for there must be an edge that carries it to a spec of the name in x, and some spec must
  meet all of x. The types of ``^[deptypes=...]`` are not looked at.
* ``^a %b``: the first a that is found must meet ``%b``, also if another a meets the rest.
* What has a condition is asked only of specs that meet the condition.

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
"""Names that are virtuals even where no edge carries them."""


class SpecMasks(Protocol):
    """What a query can ask of each spec by itself, as masks over specs."""

    @property
    def graph(self) -> Graph:
        """The edges between the specs."""

    def own(self, query: Query) -> bytes:
        """Return the mask of the specs that meet all of *query* but name and dependencies."""

    def called(self, name: str) -> bytes:
        """Return the mask of the specs of the package *name*; a compiler may have two names."""

    def with_compiler(self, asked: Dependency) -> bytes:
        """Return the mask of the specs that meet *asked* by the one compiler that they list."""

    def is_package(self, name: str) -> bool:
        """Return whether any spec is of a package of that name."""

    def carrying(self, virtual: str) -> bytes:
        """Return the mask of the edges that carry *virtual*."""

    @property
    def by_compiler(self) -> bytes:
        """The mask of the specs that list a compiler, and have no edge for any language."""


class DependencyMasks:
    """Answers ``%`` and ``^`` over one graph; masks are over specs unless edges are named."""

    def __init__(self, nodes: SpecMasks) -> None:
        self._nodes = nodes
        self._graph = nodes.graph
        self._needed = self._with_any(LINK | RUN)
        self._built_with = self._with_any(BUILD)

    def meeting(self, query: Query) -> bytes:
        """Return the mask of the specs that meet *query*, its name and dependencies included."""
        masks = [self._named(query.name), self._nodes.own(query)]
        return intersect([*masks, *map(self.asking, query.dependencies)])

    def asking(self, asked: Dependency) -> bytes:
        """Return the mask of the specs that meet *asked*, or do not meet its condition."""
        found = self._direct(asked) if asked.direct else self._far(asked)
        if asked.when is None:
            return found
        return where(self.meeting(asked.when), found, self._all)

    def providers(self, virtual: str) -> bytes:
        """Return the mask of the specs that provide *virtual* to another."""
        return self._graph.mask_of(compress(self._graph.child, self._nodes.carrying(virtual)))

    def is_virtual(self, name: str) -> bool:
        """Return whether *name* is a virtual's; a package of that name comes first."""
        if not name or self._nodes.is_package(name):
            return False
        return name in VIRTUALS or 1 in self._nodes.carrying(name)

    @property
    def _all(self) -> bytes:
        return b"\1" * self._graph.specs

    def _with_any(self, types: int) -> bytes:
        """Return the mask of the edges that have any of *types*, bits of `DepType`."""
        return self._graph.with_types(lambda have: bool(have & types))

    def _named(self, name: str) -> bytes:
        """Return the mask of the specs of that name, or that provide it; of all if it is empty."""
        if not name:
            return self._all
        return self.providers(name) if self.is_virtual(name) else self._nodes.called(name)

    def _met_by(self, query: Query) -> bytes:
        """Return the mask of the specs that meet *query*; the version of a virtual is not known."""
        return self.meeting(query.but(versions=None) if self.is_virtual(query.name) else query)

    def _direct(self, asked: Dependency) -> bytes:
        """Return the mask of the specs that meet a ``%``, its condition left out."""
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
        """Return the mask of the edges that carry any of *virtuals*."""
        return reduce(union, map(self._nodes.carrying, virtuals))

    def _far(self, asked: Dependency) -> bytes:
        """Return the mask of the specs that meet a ``^``, its condition left out."""
        node, nested = asked.node, asked.node.dependencies
        virtuals = {*asked.virtuals, *([node.name] if self.is_virtual(node.name) else [])}
        bare = node.but(dependencies=())
        found = [self._above_edges(virtual, node.name) for virtual in sorted(virtuals)]
        met = self._met_by(bare)
        if nested and not node.name:
            met = intersect([met, *map(self._direct, nested)])
            nested = ()
        if not (virtuals and bare == Query(name=node.name)):  # else the edges have answered it
            found.append(self._above(met))
        return intersect([*found, *(self._through(node.name, one) for one in nested)])

    def _above(self, specs: bytes, own: int = BUILD) -> bytes:
        """Return the mask of what links or runs one of *specs*, or has a direct edge to one.

        The direct edge must have a type in *own*.
        """
        built = self._graph.parents_of(self._graph.children_in(specs), self._with_any(own))
        return union(built, self._graph.dependents(specs))

    def _above_edges(self, virtual: str, name: str) -> bytes:
        """Return the mask of what has an edge for *virtual* to one called *name* in its closure."""
        edges = [self._nodes.carrying(virtual)]
        if name and name != virtual:
            edges.append(self._graph.children_in(self._named(name)))
        needed = self._graph.parents_of(*edges, self._needed)
        built = self._graph.parents_of(*edges, self._built_with)
        return union(union(built, needed), self._graph.dependents(needed))

    def _through(self, name: str, asked: Dependency) -> bytes:
        """Return the mask of what meets ``^name %asked``: the first *name* that is found decides.

        Only specs that have both some *name* that meets *asked* and some that does not need a walk.
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
