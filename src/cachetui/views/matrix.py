"""Where something is built at all: stacks down, targets across, how many in each cell."""

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
    """A stack, and how much of it there is for each target."""

    stack: str
    counts: tuple[int, ...]
    """For each of the matrix's targets."""
    total: int
    """How many in all, each counted once."""


class Matrix(Struct, frozen=True):
    """Stacks by targets; texts are safe to show, and are the labels of the groups by both."""

    of: Of
    targets: tuple[str, ...]
    rows: tuple[MatrixRow, ...]
    """By name; ``root`` and then ``no stack`` last."""
    totals: tuple[int, ...]
    """How many each target has over all stacks, each counted once."""
    total: int
    """How many there are at all."""
    largest: int
    """The largest count of a stack other than ``root``, which lists everything again."""

    def shade(self, count: int) -> int:
        """Return how strongly to draw *count*: 0 for none, up to `SHADES` for the largest.

        Counts are heavy-tailed, so each level stands for as many times the one before it.
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
        """Yield lines of cells: the heads, then a line for each stack with its sum."""
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
    """Yield stack, target and what counts there; the same more than once if need be."""
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
    others = [row for row in rows if row.stack != ROOT] or rows
    return max((count for row in others for count in row.counts), default=0)
