"""What an index lists as columns of codes, which are read in a quarter of the time of its JSON.

A file of them is `MAGIC`, frames, and the sha256 of all that. A frame is its length and one part in
msgpack; what parts have in common is a code, its place in a table that grows from frame to frame.
Where the index was is not in it: that is told when it is read.
"""

from __future__ import annotations

import hashlib
import sys
from array import array
from collections.abc import Sequence, Sized
from typing import BinaryIO, Literal

import msgspec
from msgspec import Struct

from cachetui import __version__
from cachetui.model import CODE, HASH_DIGITS, Batch, Coded, Configuration, Edges, Note, Origin
from cachetui.safe_text import safe
from cachetui.sources.formats.format import Parts
from cachetui.sources.formats.spack.origins import Provenance

VERSION = 2
"""To be raised whenever other parts come of the same index, or they are written otherwise."""
MAGIC = f"cachetui {__version__} columns {VERSION} {sys.byteorder}\n".encode()
"""Begins a file. One of another release, which may have read the index otherwise, is not used."""
AT_ONCE = 1 << 20
"""Bytes that are summed at a time."""

HASH_LENGTH, SUM, LENGTH = 32, 32, 8
"""Bytes of a hash, of the sum at the end, and of the length before a frame."""

Kind = Literal["pages", "mirror", "installation", "lockfile", "spec"]


class ColumnsError(Exception):
    """A file says of its contents what cannot be: whoever wrote it was no `ColumnWriter`."""


class RowsFrame(Struct, array_like=True, tag=1):
    """A `Batch`: columns of codes, and of what has none."""

    kind: Kind
    new_hashes: bytes
    new_configurations: list[Configuration]
    packages: list[tuple[str, int]]
    configuration_of: bytes
    hashes: bytes
    status: bytes
    times: list[float | None]
    prefixes: list[str | None]
    lost: list[str]
    skipped_rows: int


class EdgesFrame(Struct, array_like=True, tag=2):
    """`Edges`, likewise."""

    kind: Kind
    new_hashes: bytes
    new_names: list[str]
    new_virtuals: list[tuple[str, ...]]
    parents: bytes
    counts: bytes
    children: bytes
    names: bytes
    types: bytes
    virtuals: bytes


class NoteFrame(Struct, array_like=True, tag=3):
    """A `Note`."""

    text: str


_FRAME = msgspec.msgpack.Decoder(RowsFrame | EdgesFrame | NoteFrame)


def are_sound(file: BinaryIO) -> bool:
    """Return whether *file* is as it was written, and by this version; raises OSError."""
    end = file.seek(0, 2) - SUM
    file.seek(0)
    if end < len(MAGIC) or file.read(len(MAGIC)) != MAGIC:
        return False
    digest = hashlib.sha256(MAGIC)
    while chunk := file.read(min(AT_ONCE, end - file.tell())):
        digest.update(chunk)
    return file.read() == digest.digest()


def read_columns(file: BinaryIO, path: str, place: Provenance, *, edges: bool) -> Parts:
    """Yield the parts in a sound *file*, without the *edges* if they are not asked for.

    It is that of an index at *path*, which is of *place*. Raises ColumnsError and OSError; what
    came before stands.
    """
    reader = _Reader(path, place)
    end = file.seek(0, 2) - SUM
    file.seek(len(MAGIC))
    while file.tell() < end:
        length = int.from_bytes(file.read(LENGTH), "little")
        try:
            frame = _FRAME.decode(file.read(min(length, end)))
        except (msgspec.MsgspecError, RecursionError) as error:
            raise ColumnsError(str(error)) from None
        if isinstance(frame, NoteFrame):
            yield Note(safe(path), frame.text)
        elif isinstance(frame, RowsFrame):
            yield reader.batch(frame)
        else:
            part = reader.edges(frame)
            if edges:
                yield part


class _Reader:
    """Makes parts of frames."""

    def __init__(self, path: str, place: Provenance) -> None:
        self._path = path
        self._place = place
        self._hashes: list[str] = []
        self._names: list[str] = []
        self._virtuals: list[tuple[str, ...]] = []
        self._configurations: list[Configuration] = []

    def batch(self, rows: RowsFrame) -> Batch:
        """Return the rows of a frame; raises ColumnsError where columns differ in length."""
        place = self._place.without_tag() if rows.kind == "installation" else self._place
        self._hashes += _cut(rows.new_hashes)
        self._configurations += rows.new_configurations
        configuration_of = _codes(rows.configuration_of, self._configurations).tolist()
        hashes = Coded(self._hashes, _codes(rows.hashes, self._hashes))
        some = [column for column in (rows.times, rows.prefixes) if column]
        _check_lengths(
            sum(number for _, number in rows.packages), hashes, rows.status, configuration_of, *some
        )
        return Batch(
            Origin(place.name, rows.kind),
            self._path,
            rows.packages,
            place.tag,
            self._configurations,
            configuration_of,
            hashes,
            (place.stacks,) * len(rows.status),
            status=rows.status,
            times=rows.times,
            prefixes=rows.prefixes,
            lost=rows.lost,
            skipped_rows=rows.skipped_rows,
        )

    def edges(self, edges: EdgesFrame) -> Edges:
        """Return the edges of a frame; raises ColumnsError where columns differ in length."""
        self._hashes += _cut(edges.new_hashes)
        self._names += edges.new_names
        self._virtuals += edges.new_virtuals
        parents = Coded(self._hashes, _codes(edges.parents, self._hashes))
        counts = _numbers(edges.counts)
        children = Coded(self._hashes, _codes(edges.children, self._hashes))
        names = Coded(self._names, _codes(edges.names, self._names))
        virtuals = Coded(self._virtuals, _codes(edges.virtuals, self._virtuals))
        _check_lengths(len(parents), counts)
        _check_lengths(sum(counts), children, names, edges.types, virtuals)
        origin = Origin(self._place.name, edges.kind)
        return Edges(origin, parents, counts, children, names, edges.types, virtuals)


def _numbers(data: bytes) -> array[int]:
    """Return the numbers in *data*; raises ColumnsError."""
    numbers = array(CODE)
    try:
        numbers.frombytes(data)
    except ValueError as error:
        raise ColumnsError(str(error)) from None
    return numbers


def _codes(data: bytes, table: Sequence[object]) -> array[int]:
    """Return the codes in *data*, which all are of *table*; raises ColumnsError."""
    codes = _numbers(data)
    if max(codes, default=-1) >= len(table):
        raise ColumnsError("a code stands for nothing")
    return codes


def _check_lengths(length: int, *columns: Sized) -> None:
    """Raise ColumnsError unless all *columns* have that *length*."""
    if any(len(column) != length for column in columns):
        raise ColumnsError("columns are not of one length")


def _cut(data: bytes) -> list[str]:
    """Return the hashes in *data*; raises ColumnsError: hashes end up on command lines."""
    if data.translate(None, HASH_DIGITS) or len(data) % HASH_LENGTH:
        raise ColumnsError("what stands for a hash is none")
    text = data.decode("ascii")
    return [text[start : start + HASH_LENGTH] for start in range(0, len(text), HASH_LENGTH)]
