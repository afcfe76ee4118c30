"""The dependencies of several specs in one walk, each with those of the specs that need it."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from cachetui.index.graph import Graph


class Closures(Struct, frozen=True):
    """The dependencies of some specs, the roots, as one graph.

    Sets of roots are bits of a number, the first root being the lowest: there may be thousands.
    """

    roots: tuple[int, ...]
    needing: dict[int, int]
    """Spec -> the roots that need it, by themselves or through others."""
    children: dict[int, list[int]]
    """Spec, or root -> its direct dependencies."""
    parents: dict[int, list[int]]
    """Spec -> the roots and dependencies that depend on it directly."""
    depths: dict[int, int]
    """Spec -> its distance from the nearest root."""

    @property
    def all_roots(self) -> int:
        """The set of all roots, as bits."""
        return (1 << len(self.roots)) - 1


def closures(graph: Graph, roots: Sequence[int], types: int) -> Closures:
    """Return what *roots* need by edges of *types*, bits of `DepType`."""
    depths = dict.fromkeys(roots, 0)
    children: dict[int, list[int]] = {}
    parents: dict[int, list[int]] = {}
    nearest_first = list(depths)
    for spec in nearest_first:
        children[spec] = [graph.child[e] for e in graph.edges_of(spec) if graph.types[e] & types]
        for child in children[spec]:
            parents.setdefault(child, []).append(spec)
            if child not in depths:
                depths[child] = depths[spec] + 1
                nearest_first.append(child)
    return Closures(tuple(roots), _needing(roots, children), children, parents, depths)


def _needing(roots: Sequence[int], children: dict[int, list[int]]) -> dict[int, int]:
    """Return spec -> the roots that need it, as bits, *children* being the edges of each spec."""
    own: dict[int, int] = {}
    for place, root in enumerate(roots):
        own[root] = own.get(root, 0) | 1 << place
    needing: dict[int, int] = {}
    for spec in _parents_first(roots, children):
        reaching = needing.get(spec, 0) | own.get(spec, 0)
        for child in children[spec]:
            needing[child] = needing.get(child, 0) | reaching
    return needing


def _parents_first(roots: Sequence[int], children: dict[int, list[int]]) -> list[int]:
    """Return all specs, each before those that it needs; a circle is cut at one of its edges."""
    finished: list[int] = []
    seen: set[int] = set()
    pending = [(root, False) for root in roots]
    while pending:
        spec, is_done = pending.pop()
        if is_done:
            finished.append(spec)
        elif spec not in seen:
            seen.add(spec)
            pending.append((spec, True))
            pending += [(child, False) for child in children[spec]]
    return finished[::-1]
