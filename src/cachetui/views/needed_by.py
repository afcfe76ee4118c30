"""The specs that depend on given ones, directly or through others."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import compress

from msgspec import Struct

from cachetui.index.graph import Graph
from cachetui.index.index import Index
from cachetui.index.masks import gather, union
from cachetui.views.build_order import BuildOrder, specs_once
from cachetui.views.dependency_tree import NEEDED


class Dependent(Struct, frozen=True):
    """A spec that depends on one of those asked about."""

    listing: int
    """Its first listing in the order of builds."""
    spec: int
    types: int
    """The bits of `cachetui.model.DepType` of its direct edges to them; 0 if it has none."""


def needed_by(
    index: Index, specs: Iterable[int], order: BuildOrder, types: int = NEEDED
) -> list[Dependent]:
    """Return the listed specs that need any of *specs*: direct dependents first, in build order.

    Direct edges count if they have any of *types*. Further away only link and run edges do: cmake
    is not needed by what links a library that was built with it.
    """
    with index.lock:
        graph = index.graph()
        asked = graph.mask_of(specs)
        direct = _direct(graph, asked, types)
        found = union(graph.dependents(asked), graph.mask_of(direct))
        listed = list(compress(range(len(index.listings)), gather(found, index.listings.spec)))
        spec = index.listings.spec
        first = list(specs_once(index, order.of_packages(listed)))
    dependents = [Dependent(one, spec[one], direct.get(spec[one], 0)) for one in first]
    return sorted(dependents, key=lambda one: not one.types)


def _direct(graph: Graph, asked: bytes, types: int) -> dict[int, int]:
    """Return spec -> the types of its edges to *asked*, a mask, for edges with any of *types*."""
    found: dict[int, int] = {}
    for edge in compress(range(graph.length), graph.children_in(asked)):
        if graph.types[edge] & types:
            parent = graph.parent[edge]
            found[parent] = found.get(parent, 0) | graph.types[edge]
    return found
