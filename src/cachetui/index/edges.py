"""The dependencies of specs, as columns: one run of edges for each spec that has some."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from itertools import accumulate, compress

from cachetui.index.columns import CODE, Dictionary
from cachetui.model import Edges


class EdgeTable:
    """Edges by the codes of the specs at their ends."""

    def __init__(self) -> None:
        self.child = array(CODE)
        """Edge -> the spec that is needed."""
        self.types = bytearray()
        """Edge -> bits of `DepType`."""
        self.virtuals = array(CODE)
        """Edge -> code of the virtual packages that it provides."""
        self.virtual_names: Dictionary[tuple[str, ...]] = Dictionary()
        self.first = array(CODE)
        """Spec -> its first edge. Shorter than there are specs: the others have none."""
        self.count = array(CODE)
        """Spec -> number of its edges."""

    def __len__(self) -> int:
        return len(self.child)

    def of(self, spec: int) -> range:
        """Return the edges of *spec*."""
        if spec >= len(self.first):
            return range(0)
        return range(self.first[spec], self.first[spec] + self.count[spec])

    def add(self, parents: Sequence[int], children: Sequence[int], edges: Edges) -> None:
        """Add *edges*, of which the *parents* and *children* are specs.

        A spec's edges are the same in every index, so those of the first one stay.
        """
        missing = max(parents, default=-1) + 1 - len(self.first)
        for column in (self.first, self.count):
            column.extend(array(CODE, [0]) * max(missing, 0))
        if any(map(self.count.__getitem__, parents)):
            self._add_new(parents, children, edges)
            return
        starts = accumulate(edges.counts, initial=len(self.child))
        for spec, start, count in zip(parents, starts, edges.counts, strict=False):
            self.first[spec], self.count[spec] = start, count
        self.child.extend(children)
        self.types.extend(edges.types)
        self.virtuals.extend(map(self.virtual_names.code, edges.virtuals))

    def _add_new(self, parents: Sequence[int], children: Sequence[int], edges: Edges) -> None:
        """Add the edges of those parents that have none yet."""
        are_new = [not self.count[spec] for spec in parents]
        kept = list(_repeated(are_new, edges.counts))
        self.add(
            list(compress(parents, are_new)),
            list(compress(children, kept)),
            Edges(
                edges.origin,
                list(compress(edges.parents, are_new)),
                list(compress(edges.counts, are_new)),
                list(compress(edges.children, kept)),
                list(compress(edges.names, kept)),
                list(compress(edges.types, kept)),
                list(compress(edges.virtuals, kept)),
            ),
        )


def _repeated(flags: Sequence[bool], counts: Sequence[int]) -> Iterator[bool]:
    """Yield the flag of each parent once for each of its edges."""
    for flag, count in zip(flags, counts, strict=True):
        for _ in range(count):
            yield flag
