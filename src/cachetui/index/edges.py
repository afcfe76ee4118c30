"""The dependencies of specs as columns: the edges of each spec side by side."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from itertools import accumulate, chain, compress, repeat

from cachetui.index.columns import Dictionary
from cachetui.model import CODE, Coded, recoded


class EdgeColumns:
    """The edges from specs to what they depend on; of a spec those that were read first."""

    def __init__(self) -> None:
        self.first = array(CODE)
        """Spec -> its first edge."""
        self.count = array(CODE)
        """Spec -> the number of its edges, 0 where none are known."""
        self.child = array(CODE)
        """Edge -> the spec that is depended on."""
        self.types = array("B")
        """Edge -> how: the bits of `cachetui.model.DepType`."""
        self.virtuals = array(CODE)
        """Edge -> the code of the virtuals that it carries, in `virtual_sets`."""
        self.virtual_sets: Dictionary[tuple[str, ...]] = Dictionary()
        """The distinct sets of virtuals that edges carry: ``("blas", "lapack")``, ``()``."""

    def __len__(self) -> int:
        return len(self.child)

    def add(
        self,
        parents: Sequence[int],
        counts: Sequence[int],
        children: Iterable[int],
        types: Iterable[int],
        virtuals: Iterable[tuple[str, ...]],
    ) -> None:
        """Add the edges of specs: of each of *parents* as many as *counts* says, side by side.

        *children*, *types* and *virtuals* have a value for each edge. No parent is given twice, and
        one that has edges already keeps those.
        """
        self._grow(max(parents, default=-1) + 1)
        if any(map(self.count.__getitem__, parents)):
            new = [not self.count[parent] for parent in parents]
            keep = list(chain.from_iterable(map(repeat, new, counts)))
            parents, counts = list(compress(parents, new)), list(compress(counts, new))
            children, types = compress(children, keep), compress(types, keep)
            virtuals = compress(virtuals, keep)
        starts = accumulate(counts, initial=len(self.child))
        for parent, start, number in zip(parents, starts, counts, strict=False):
            self.first[parent] = start
            self.count[parent] = number
        self.child.extend(children)
        self.types.frombytes(bytes(types))
        self.virtuals.extend(self._virtual_codes(virtuals))

    def _virtual_codes(self, virtuals: Iterable[tuple[str, ...]]) -> Iterable[int]:
        """Return the code of each of *virtuals*; a table's are looked up once for all edges."""
        code = self.virtual_sets.code
        if not isinstance(virtuals, Coded):
            return map(code, virtuals)
        own = {place: code(virtuals.table[place]) for place in dict.fromkeys(virtuals.codes)}
        return recoded(virtuals.codes, own)

    def _grow(self, specs: int) -> None:
        """Make room for as many *specs*, the new ones without edges."""
        lacking = specs - len(self.count)
        if lacking > 0:
            self.first.extend([0] * lacking)
            self.count.extend([0] * lacking)
