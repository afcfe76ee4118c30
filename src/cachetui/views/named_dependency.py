"""The dependency of a spec that a name stands for: a package, or the provider of a virtual."""

from __future__ import annotations

from array import array
from functools import cached_property

from cachetui.index.graph import BUILD, NONE, SEVERAL, TEST
from cachetui.index.index import Index
from cachetui.query.dependencies import DependencyMasks
from cachetui.query.node_masks import NodeMasks


class NamedDependency:
    """Finds what Spack means by ``spec[name]``, for one spec after another.

    Spack: lib/spack/spack/spec.py, ``Spec.__getitem__``.
    """

    def __init__(self, index: Index, name: str) -> None:
        """Find dependencies called *name*, in the edges that *index* has now."""
        index.first_listings.learn()
        nodes = NodeMasks(index, lambda _: None)
        masks = DependencyMasks(nodes)
        self._graph = nodes.graph
        self.is_virtual = masks.is_virtual(name)
        """Whether the name is a virtual's, such as ``mpi``."""
        self._named = masks.providers(name) if self.is_virtual else nodes.called(name)
        self._carrying = nodes.carrying(name) if self.is_virtual else None
        self.is_known = 1 in self._named
        """Whether any spec has that name, or provides it."""

    def of(self, spec: int) -> int | None:
        """Return the code of the dependency of *spec* with that name; None if it has none.

        A spec of that name is its own answer, unless a direct build or test dependency has it.
        """
        if not self.is_known or spec >= self._graph.specs:
            return None
        if (child := self._direct(spec)) is not None:
            return child
        only = SEVERAL if self._named[spec] else self._only[spec]
        if only == SEVERAL:
            return self._graph.first_named(spec, self._named)
        return None if only == NONE else only

    @cached_property
    def _only(self) -> array[int]:
        """Spec -> the only spec of that name that it needs, `NONE` or `SEVERAL`.

        Most specs need one at most. Only where there are several does the order of a walk count.
        """
        return self._graph.only_needed(self._named)

    def _direct(self, spec: int) -> int | None:
        """Return the direct dependency of that name that a walk would find first; None if none."""
        if self._named[spec]:
            return None  # the walk begins with the spec itself
        graph = self._graph
        edges = [edge for edge in graph.edges_of(spec) if self._leads_to(edge)]
        first = (edge for edge in edges if graph.types[edge] & (BUILD | TEST))
        edge = next(first, edges[0] if edges else None)
        return None if edge is None else graph.child[edge]

    def _leads_to(self, edge: int) -> bool:
        """Return whether *edge* leads to a spec of that name, or carries that virtual."""
        if self._carrying is not None:
            return bool(self._carrying[edge])
        return bool(self._named[self._graph.child[edge]])
