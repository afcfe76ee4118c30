"""The matrix of stacks (down) and targets (across), with the number of builds in each cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import log
from typing import Literal

from msgspec import Struct

from cachetui.index.fields import FIELD, Field
from cachetui.index.index import Index
from cachetui.index.masks import cells
from cachetui.index.ordering import ROOT

Of = Literal["specs", "packages"]
"""Whether distinct specs or distinct packages are counted."""
Down = Literal["stack", "version", "compiler"]
"""The field that the rows of a matrix are of."""
SHADES = 4
"""Levels of shading above that of an empty cell."""


class MatrixRow(Struct, frozen=True):
    """A stack, or what stands in its place, and how much it has for each target."""

    label: str
    counts: tuple[int, ...]
    """The number for each target, in the order of `Matrix.targets`."""
    total: int
    """The number over all targets, each spec or package counted once."""


class Matrix(Struct, frozen=True):
    """Stacks by targets; their texts are the labels that groups by stack and by target have.

    Where no stack lists anything, versions or compilers stand in the place of stacks.
    """

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
    down: Down = "stack"
    """The field that the rows are of."""

    def shade(self, count: int) -> int:
        """Return how strongly to draw *count*: 0 for none, up to `SHADES` for the largest.

        A few counts are far larger than the rest, so each level stands for counts larger by the
        same factor.
        """
        if count <= 0 or self.largest <= 1:
            return SHADES * (count > 0)
        return min(1 + int((SHADES - 1) * log(count) / log(self.largest)), SHADES)

    def records(self) -> Iterator[Mapping[str, str | int]]:
        """Yield a record for each cell that is not empty: its row, target and the count."""
        for row in self.rows:
            for target, count in zip(self.targets, row.counts, strict=True):
                if count:
                    yield {self.down: row.label, "target": target, self.of: count}

    def table(self) -> Iterator[tuple[str, ...]]:
        """Yield lines of cells: the heads, then a line for each row, its total at the end."""
        yield (self.down, *self.targets, self.of)
        for row in self.rows:
            yield (row.label, *(str(count or "") for count in row.counts), str(row.total))


def down_of(index: Index, listings: Sequence[int], of: Of) -> Down:
    """Return what to put down a matrix of *listings*: stacks, if they are in any.

    Else a single row would say all: then the versions of a package, the compilers of several.
    """
    stacks = index.stacks.values
    if not listings or any(stacks[code] for code in set(cells(index.listings.stacks, listings))):
        return "stack"
    return "version" if of == "specs" else "compiler"


def matrix(
    index: Index,
    listings: Sequence[int],
    of: Of = "specs",
    *,
    down: Down = "stack",
    exact: bool = False,
) -> Matrix:
    """Return how many distinct specs, or packages, of *listings* each stack and target has.

    The rows are of the field *down*. Texts are safe to show unless *exact*.
    """
    found: dict[str, dict[str, set[int]]] = {}
    for label, target, member in _members(index, listings, of, FIELD[down], exact):
        found.setdefault(label, {}).setdefault(target, set()).add(member)
    targets = sorted({target for row in found.values() for target in row})
    rows = tuple(_row(label, targets, found[label]) for label in FIELD[down].ordered(found))
    columns = [_union(row.get(target, set()) for row in found.values()) for target in targets]
    return Matrix(
        of,
        tuple(targets),
        rows,
        totals=tuple(map(len, columns)),
        total=len(_union(columns)),
        largest=_largest(rows),
        down=down,
    )


def _members(
    index: Index, listings: Sequence[int], of: Of, down: Field, exact: bool
) -> Iterator[tuple[str, str, int]]:
    """Yield row, target and the code of a spec or package there; some of them repeatedly."""
    columns, fields = index.listings, index.configurations
    configurations = cells(columns.configuration, listings)
    members = (
        cells(columns.spec, listings) if of == "specs" else cells(fields.package, configurations)
    )
    is_listed = down.owner == "listing"
    codes = cells(index.column(down), listings if is_listed else configurations)
    targets = index.targets.values if exact else index.targets.shown
    rows = index.dictionaries[down.name]
    texts = rows.values if exact else rows.shown
    labels = [down.labels(text)[: None if is_listed else 1] for text in texts]
    for target, code, member in set(
        zip(cells(fields.target, configurations), codes, members, strict=True)
    ):
        for label in labels[code]:
            yield label, targets[target], member


def _row(label: str, targets: Sequence[str], found: Mapping[str, set[int]]) -> MatrixRow:
    counts = tuple(len(found.get(target, ())) for target in targets)
    return MatrixRow(label, counts, len(_union(found.values())))


def _union(sets: Iterable[set[int]]) -> set[int]:
    return set().union(*sets)


def _largest(rows: Sequence[MatrixRow]) -> int:
    """Return the largest count in *rows*, that of ``root`` only if there is no other stack."""
    others = [row for row in rows if row.label != ROOT] or rows
    return max((count for row in others for count in row.counts), default=0)
