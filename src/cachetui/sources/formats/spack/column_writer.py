"""The parts of an index -> a file of columns, of which `columns` has the form."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Hashable, Sequence
from itertools import islice
from typing import BinaryIO, TypeVar

import msgspec

from cachetui.model import CODE, Batch, Coded, Configuration, Edges, Problem, recoded
from cachetui.sources.formats.spack.columns import (
    LENGTH,
    MAGIC,
    EdgesFrame,
    NoteFrame,
    RowsFrame,
)

T = TypeVar("T", bound=Hashable)


class _Codes(dict[T, int]):
    """Value -> its code; one that has none yet gets the next."""

    def __init__(self) -> None:
        self.table: list[T] = []
        """Code -> its value."""

    def __missing__(self, value: T) -> int:
        code = self[value] = len(self.table)
        self.table.append(value)
        return code

    def enter(self, values: Sequence[T]) -> Coded[T]:
        """Return *values*, of which most are new, as their codes."""
        first = len(self.table)
        if len(set(values)) < len(values) or not self.keys().isdisjoint(values):
            return self.coded(values)
        self.table += values
        codes = array(CODE, range(first, len(self.table)))
        self.update(zip(values, codes, strict=True))
        return Coded(self.table, codes)

    def coded(self, values: Sequence[T]) -> Coded[T]:
        """Return *values* as their codes."""
        if isinstance(values, Coded):
            own = {place: self[values.table[place]] for place in dict.fromkeys(values.codes)}
            return Coded(self.table, array(CODE, iter(recoded(values.codes, own))))
        return Coded(self.table, array(CODE, map(self.__getitem__, values)))


class ColumnWriter:
    """Writes the parts of one index."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._sum = hashlib.sha256()
        self._encode = msgspec.msgpack.Encoder().encode
        self._hashes: _Codes[str] = _Codes()
        self._latest: dict[str, int] = {}
        """Hash -> its code, of the last batch alone: in the table of all it takes longer."""
        self._names: _Codes[str] = _Codes()
        self._virtuals: _Codes[tuple[str, ...]] = _Codes()
        self._configurations: list[Configuration] = []
        """Code -> the configuration; held, so that no other gets its identity."""
        self._identities: dict[int, int] = {}
        """Identity -> the code."""
        self._shared: Sequence[Configuration] = []
        """The list of configurations of the last batch; as a rule all share one."""
        self._shared_codes = array(CODE)
        """Its places -> the codes."""
        self._write(MAGIC)

    def add(self, part: Batch | Edges | Problem) -> None:
        """Write a *part*, whose columns are codes from then on.

        Raises OSError, and ValueError where something in it cannot be written.
        """
        if isinstance(part, Batch):
            self._frame(self._rows(part))
        elif isinstance(part, Edges):
            self._frame(self._edges(part))
        else:
            self._frame(NoteFrame(part.text))

    def finish(self) -> None:
        """Write what comes after the last one; raises OSError."""
        self._write(self._sum.digest())

    def _frame(self, frame: RowsFrame | EdgesFrame | NoteFrame) -> None:
        data = self._encode(frame)
        self._write(len(data).to_bytes(LENGTH, "little"))
        self._write(data)

    def _write(self, data: bytes) -> None:
        self._sum.update(data)
        self._file.write(data)

    def _rows(self, batch: Batch) -> RowsFrame:
        """Return *batch* as a frame, with what of the tables is new in it.

        The hashes of *batch* become codes, which whoever reads on need not look up again.
        """
        known, held = len(self._hashes), len(self._configurations)
        hashes = [name for name in batch.hashes if name]
        batch.hashes = coded = self._hashes.enter(hashes)
        self._latest = dict(zip(hashes, coded.codes, strict=True))
        codes = self._coded(batch)
        return RowsFrame(
            batch.origin.kind,
            _joined(self._hashes.table[known:]),
            self._configurations[held:],
            batch.packages,
            codes.tobytes(),
            coded.packed(),
            bytes(batch.status),
            list(batch.times),
            list(batch.prefixes),
            batch.lost,
            batch.skipped_rows,
        )

    def _coded(self, batch: Batch) -> array[int]:
        """Return the codes of the configurations of the rows of *batch*."""
        if batch.configurations is not self._shared:
            self._shared, self._shared_codes = batch.configurations, array(CODE)
        codes = self._shared_codes
        for one in islice(self._shared, len(codes), None):
            codes.append(self._identities.setdefault(id(one), len(self._configurations)))
            if codes[-1] == len(self._configurations):
                self._configurations.append(one)
        return array(CODE, map(codes.__getitem__, batch.configuration_of))

    def _parents(self, hashes: Sequence[str]) -> Coded[str]:
        """Return *hashes* as their codes; as a rule they are those of the rows just before."""
        try:
            return Coded(self._hashes.table, array(CODE, map(self._latest.__getitem__, hashes)))
        except KeyError:
            return self._hashes.coded(hashes)

    def _edges(self, edges: Edges) -> EdgesFrame:
        """Return *edges* as a frame, with what of the tables is new in it.

        The columns of *edges* become codes, which whoever reads on need not look up again.
        """
        tables = self._hashes, self._names, self._virtuals
        hashes, names, virtuals = [len(table) for table in tables]
        edges.parents = parents = self._parents(edges.parents)
        edges.children = children = self._hashes.coded(edges.children)
        edges.names = named = self._names.coded(edges.names)
        edges.virtuals = carried = self._virtuals.coded(edges.virtuals)
        return EdgesFrame(
            edges.origin.kind,
            _joined(self._hashes.table[hashes:]),
            self._names.table[names:],
            self._virtuals.table[virtuals:],
            parents.packed(),
            array(CODE, edges.counts).tobytes(),
            children.packed(),
            named.packed(),
            bytes(edges.types),
            carried.packed(),
        )


def _joined(hashes: list[str]) -> bytes:
    return "".join(hashes).encode("ascii")
