"""The dependencies of a spec as a tree, in which each spec is opened once."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from cachetui.index.graph import BUILD, LINK, RUN
from cachetui.index.index import Index
from cachetui.views.known_spec import KnownSpec, known_spec

NEEDED = LINK | RUN
"""The types of the dependencies that a spec needs after it was built."""
WITH_BUILD = NEEDED | BUILD
"""The types of all dependencies but those for tests."""


class Branch(Struct, frozen=True):
    """A spec at one place of a tree."""

    known: KnownSpec
    depth: int
    """0 for the root."""
    types: int
    """How its parent depends on it: the bits of `cachetui.model.DepType`; 0 for the root."""
    virtuals: tuple[str, ...]
    """The virtual packages that it provides to its parent."""
    is_repeated: bool
    """Whether it stands further up already: its dependencies follow it there, and not here."""
    is_leaf: bool
    """Whether it has no dependencies of the types that the tree shows."""


def dependency_tree(
    index: Index, root: int, types: int = NEEDED, *, exact: bool = False
) -> Iterator[Branch]:
    """Yield *root* and all that it needs by edges of *types*, each spec before what it needs.

    Dependencies of one spec come by the names of their packages. Texts are safe to show unless
    *exact*.
    """
    graph, virtuals = index.graph(), index.edges.virtual_sets
    sets = virtuals.values if exact else virtuals.shown
    seen: set[int] = set()
    pending: list[tuple[int, int, int | None]] = [(root, 0, None)]
    while pending:
        spec, depth, edge = pending.pop()
        edges = _edges(index, spec, types)
        yield Branch(
            known_spec(index, spec, exact=exact),
            depth,
            0 if edge is None else graph.types[edge],
            () if edge is None else sets[graph.virtuals[edge]],
            is_repeated=spec in seen,
            is_leaf=not edges,
        )
        if spec not in seen:
            seen.add(spec)
            pending += [(graph.child[one], depth + 1, one) for one in reversed(edges)]


def _edges(index: Index, spec: int, types: int) -> list[int]:
    """Return the edges of *spec* with any of *types*, sorted by package and hash."""
    graph = index.graph()

    def place(edge: int) -> tuple[str, str]:
        child = graph.child[edge]
        return index.package_of(child), index.hashes[child] or ""

    return sorted((edge for edge in graph.edges_of(spec) if graph.types[edge] & types), key=place)
