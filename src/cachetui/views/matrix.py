"""The matrix of stacks (down) and targets (across), with the number of builds in each cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import log
from typing import Literal

from msgspec import Struct

from cachetui.index.index import Index
from cachetui.index.masks import cells
from cachetui.index.ordering import ROOT, stack_labels, stack_place

Of = Literal["specs", "packages"]
"""Whether distinct specs or distinct packages are counted."""
SHADES = 4
"""Levels of shading above that of an empty cell."""


class MatrixRow(Struct, frozen=True):
    """A stack, and how many specs or packages it has for each target."""

    stack: str
    counts: tuple[int, ...]
    """The number for each target, in the order of `Matrix.targets`."""
    total: int
    """The number over all targets, each spec or package counted once."""


class Matrix(Struct, frozen=True):
    """Stacks by targets; their texts are the labels that groups by stack and by target have."""

    of: Of
    targets: tuple[str, ...]
    rows: tuple[MatrixRow, ...]
    """By name; ``root`` and then ``no stack`` last."""
    totals: tuple[int, ...]
    """The number for each target over all stacks, each spec or package counted once."""
    total: int
    """The number over all stacks and targets, each counted once."""
    largest: int
    """The largest count in a cell, but for those of ``root``, which lists everything again."""

    def shade(self, count: int) -> int:
        """Return how strongly to draw *count*: 0 for none, up to `SHADES` for the largest.

        A few counts are far larger than the rest, so each level stands for counts larger by the
        same factor.
        """
        if count <= 0 or self.largest <= 1:
            return SHADES * (count > 0)
        return min(1 + int((SHADES - 1) * log(count) / log(self.largest)), SHADES)

    def records(self) -> Iterator[Mapping[str, str | int]]:
        """Yield a record for each cell that is not empty: stack, target and the count."""
        for row in self.rows:
            for target, count in zip(self.targets, row.counts, strict=True):
                if count:
                    yield {"stack": row.stack, "target": target, self.of: count}

    def table(self) -> Iterator[tuple[str, ...]]:
        """Yield lines of cells: the heads, then a line for each stack, its total at the end."""
        yield ("stack", *self.targets, self.of)
        for row in self.rows:
            yield (row.stack, *(str(count or "") for count in row.counts), str(row.total))


def matrix(
    index: Index, listings: Sequence[int], of: Of = "specs", *, exact: bool = False
) -> Matrix:
    """Return how many distinct specs, or packages, of *listings* each stack and target has.

    Texts are safe to show unless *exact*.
    """
    found: dict[str, dict[str, set[int]]] = {}
    for stack, target, member in _members(index, listings, of, exact):
        found.setdefault(stack, {}).setdefault(target, set()).add(member)
    stacks = sorted(found, key=stack_place)
    targets = sorted({target for row in found.values() for target in row})
    rows = tuple(_row(stack, targets, found[stack]) for stack in stacks)
    columns = [_union(row.get(target, set()) for row in found.values()) for target in targets]
    return Matrix(
        of,
        tuple(targets),
        rows,
        totals=tuple(map(len, columns)),
        total=len(_union(columns)),
        largest=_largest(rows),
    )


def _members(
    index: Index, listings: Sequence[int], of: Of, exact: bool
) -> Iterator[tuple[str, str, int]]:
    """Yield stack, target and the code of a spec or package there; some of them repeatedly."""
    columns, fields = index.listings, index.configurations
    configurations = cells(columns.configuration, listings)
    members = (
        cells(columns.spec, listings) if of == "specs" else cells(fields.package, configurations)
    )
    places = cells(fields.target, configurations), cells(columns.stacks, listings)
    stacks = index.stacks.values if exact else index.stacks.shown
    targets = index.targets.values if exact else index.targets.shown
    for target, code, member in set(zip(*places, members, strict=True)):
        for stack in stack_labels(stacks[code]):
            yield stack, targets[target], member


def _row(stack: str, targets: Sequence[str], found: Mapping[str, set[int]]) -> MatrixRow:
    counts = tuple(len(found.get(target, ())) for target in targets)
    return MatrixRow(stack, counts, len(_union(found.values())))


def _union(sets: Iterable[set[int]]) -> set[int]:
    return set().union(*sets)


def _largest(rows: Sequence[MatrixRow]) -> int:
    """Return the largest count in *rows*, that of ``root`` only if there is no other stack."""
    others = [row for row in rows if row.stack != ROOT] or rows
    return max((count for row in others for count in row.counts), default=0)
