"""An oracle for dependencies: one spec at a time, by walking its closure as Spack does.

It knows neither masks nor columns; what is asked of a spec by itself is left to `query_oracle`.
Spack: lib/spack/spack/spec.py, ``Spec._satisfies``, ``Spec.__getitem__``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cachetui.model import Configuration, DepType, Listing
from cachetui.query.query import Dependency, Query
from support.query_oracle import ALIASES, compiled_by, matches

LANGUAGES = ("c", "cxx", "fortran")
KNOWN_VIRTUALS = {"c", "cxx", "fortran", "blas", "lapack", "mpi", "scalapack"}


class Edge(NamedTuple):
    child: int
    types: int
    virtuals: tuple[str, ...]


class Dag:
    """Specs by number, each with what it is and what it depends on."""

    def __init__(
        self, nodes: Sequence[Configuration], edges: Sequence[Sequence[Edge]], hashes: Sequence[str]
    ) -> None:
        self.nodes, self.edges, self.hashes = nodes, edges, hashes
        self.packages = {node.package for node in nodes}
        self.provided: dict[int, set[str]] = {}
        for edge in (edge for some in edges for edge in some):
            self.provided.setdefault(edge.child, set()).update(edge.virtuals)

    def meets(self, spec: int, query: Query) -> bool:
        return self._own(spec, query) and all(
            self._asked(spec, one, is_left_out=one in query.left_out) for one in query.dependencies
        )

    def _asked(self, spec: int, one: Dependency, *, is_left_out: bool = False) -> bool:
        if one.when is not None and not self.meets(spec, one.when):
            return True
        if is_left_out and not self.edges[spec]:
            return True
        return self._direct(spec, one) if one.direct else self._far(spec, one)

    def _own(self, spec: int, query: Query) -> bool:
        name = query.name
        if self.is_virtual(name):
            if name not in self.provided.get(spec, ()):
                return False
        elif name and name not in self._names(spec):
            return False
        bare = query.but(name="", dependencies=(), hash="")
        row = Listing(self.nodes[spec], None, self.hashes[spec], (), None, None, "")
        return self.hashes[spec].startswith(query.hash) and matches(bare, row, lambda *_: "maybe")

    def is_virtual(self, name: str) -> bool:
        every = set().union(*self.provided.values()) | KNOWN_VIRTUALS
        return name in every and name not in self.packages

    def _names(self, spec: int) -> set[str]:
        package = self.nodes[spec].package
        return {package}.union(*(alias for alias in ALIASES if package in alias))

    def _needs(self, query: Query) -> Query:
        return query.but(versions=None) if self.is_virtual(query.name) else query

    def _direct(self, spec: int, one: Dependency) -> bool:
        carried = {virtual for edge in self.edges[spec] for virtual in edge.virtuals}
        if self.nodes[spec].compiler is not None and carried.isdisjoint(LANGUAGES):
            return self._by_compiler(spec, one)
        return any(self._is_asked_edge(edge, one) for edge in self.edges[spec])

    def _is_asked_edge(self, edge: Edge, one: Dependency) -> bool:
        types = sum(DepType[name.upper()] for name in one.types)
        return (
            edge.types & types == types
            and (not one.virtuals or not set(one.virtuals).isdisjoint(edge.virtuals))
            and (not self.is_virtual(one.node.name) or one.node.name in edge.virtuals)
            and self.meets(edge.child, self._needs(one.node))
        )

    def _by_compiler(self, spec: int, one: Dependency) -> bool:
        if not set(one.virtuals) <= set(LANGUAGES) or one.node.dependencies:
            return False
        own = one.node.but(name="", versions=None)
        return compiled_by(self.nodes[spec].compiler, one) and self._own(spec, own)

    def closure(self, spec: int) -> list[int]:
        """Return what *spec* links and runs with, nearest first, itself left out."""
        order = [spec]
        for at in order:
            for edge in self.edges[at]:
                if edge.types & (DepType.LINK | DepType.RUN) and edge.child not in order:
                    order.append(edge.child)
        return order[1:]

    def _reached_edges(self, spec: int) -> Iterator[Edge]:
        for edge in self.edges[spec]:
            if edge.types & (DepType.BUILD | DepType.LINK | DepType.RUN):
                yield edge
        for at in self.closure(spec):
            yield from (e for e in self.edges[at] if e.types & (DepType.LINK | DepType.RUN))

    def _far(self, spec: int, one: Dependency) -> bool:
        node, bare = one.node, one.node.but(dependencies=())
        virtuals = {*one.virtuals, *([node.name] if self.is_virtual(node.name) else [])}
        reached = list(self._reached_edges(spec))
        for virtual in virtuals:
            if not any(virtual in e.virtuals and self._is_called(e, node.name) for e in reached):
                return False
        built = [e.child for e in self.edges[spec] if e.types & DepType.BUILD]
        candidates = [*self.closure(spec), *built]
        if not node.name:
            return any(
                self._own(child, bare) and all(self._direct(child, d) for d in node.dependencies)
                for child in candidates
            )
        if not any(self._own(child, self._needs(bare)) for child in candidates):
            return False
        return all(self._through(spec, node.name, nested) for nested in node.dependencies)

    def _is_called(self, edge: Edge, name: str) -> bool:
        return not name or name in edge.virtuals or name in self._names(edge.child)

    def _through(self, spec: int, name: str, nested: Dependency) -> bool:
        if nested.when is not None and not self.meets(spec, nested.when):
            return True
        near = [e.child for e in self.edges[spec] if e.types & (DepType.BUILD | DepType.TEST)]
        for child in (*near, *self.closure(spec)):
            if self._own(child, Query(name=name)):
                return self._direct(child, nested)
        return False
