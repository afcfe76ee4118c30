"""Pages of an earlier reading: a reload takes the rows of unchanged files from the earlier index.

A file counts as unchanged while its size, time and inode are the same. One that was changed less
than `SETTLED` before it was read may be changed again without a new time, so it is read again.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from contextlib import suppress
from itertools import count, repeat
from struct import Struct
from struct import error as StructError  # noqa: N812
from time import time_ns
from typing import TypeVar

from cachetui.index.columns import Sparse
from cachetui.index.index import Index
from cachetui.model import CODE, Batch
from cachetui.sources.files import FileEntry, FileState
from cachetui.sources.formats.packed import Columns, PackedConfigurations
from cachetui.sources.formats.pages.normalize import ORIGIN

V = TypeVar("V")
SETTLED = 2_000_000_000
"""Nanoseconds after which a change has another time on every file system: FAT counts in 2 s."""


_RECORD = Struct("qqQI")
"""Of a page that was read whole: the state of its file when it was read, and how many rows it has.

Packed, as there is one for each page for as long as the program runs.
"""


class KnownPages:
    """The states of the files whose pages were read whole, and what they listed the last time."""

    def __init__(self, index: Index | None = None, earlier: KnownPages | None = None) -> None:
        """Begin with nothing known; or with what *earlier* knows of the pages in *index*.

        That index is complete, and lives on until another one is.
        """
        if index is not None:
            index.specs.forget()  # it is as large as that of the index to come
        self._pages: dict[str, bytes] = {}
        """Path of a page -> the `_RECORD` of how it was read last by this reading."""
        self._earlier = earlier._pages if earlier else {}
        self._index = index
        self._ends: array[int] | None = None
        self._configurations = _Earlier(index) if index else None

    def remember(self, path: str, state: FileState, rows: int) -> None:
        """Note that all *rows* of the page at *path* were read of a file in that *state*."""
        if state.modified + SETTLED < time_ns():
            with suppress(StructError):  # of a time that no clock shows; it is read again
                self._pages[path] = _RECORD.pack(*state, rows)

    def is_same(self, entry: FileEntry) -> bool:
        """Return whether the file of *entry* is as it was when its page was read earlier."""
        page = self._earlier.get(entry.path)
        try:
            return page is not None and entry.state() == _RECORD.unpack(page)[:3]
        except OSError:
            return False

    def rows(self, path: str) -> Batch | None:
        """Return the page at *path*, whose file is the same, as it was read earlier."""
        index, configurations = self._index, self._configurations
        if index is None or configurations is None:
            return None
        code = index.dictionaries["page"].find(path)
        if code is None or not (end := self._end(index, code)):
            return None
        path = index.dictionaries["page"].values[code]  # one text for both indexes
        record = self._pages[path] = self._earlier[path]
        *_, rows = _RECORD.unpack(record)
        return _batch(index, path, range(end - rows, end), configurations)

    def finish(self) -> None:
        """Let go of the earlier index."""
        self._index = self._ends = self._configurations = None
        self._earlier = {}

    def _end(self, index: Index, page: int) -> int:
        """Return the number behind that of the last listing of a *page*, a code; 0 if unlisted.

        The rows of a page stand side by side. A page that several sources have stands in the index
        several times, and the last time counts, as it does in `remember`.
        """
        if self._ends is None:
            ends = dict(zip(index.listings.page, count(1), strict=False))
            pages = range(len(index.dictionaries["page"]))
            self._ends = array(CODE, map(ends.get, pages, repeat(0)))
        return self._ends[page]


class _Earlier(PackedConfigurations):
    """The configurations of an index that is complete; their places are their codes."""

    def __init__(self, index: Index) -> None:
        self._parts = index.parts

    def __len__(self) -> int:
        _, column = self._parts[0]
        return len(column)

    def columns(self, places: Sequence[int]) -> Columns:
        """Return those at *places* as columns."""
        return [
            map(dictionary.values.__getitem__, map(column.__getitem__, places))
            for dictionary, column in self._parts
        ]


def _batch(index: Index, path: str, span: range, configurations: _Earlier) -> Batch:
    """Return the listings in *span*, those of the page at *path*, as a batch again."""
    columns, some = index.listings, slice(span.start, span.stop)
    package = index.configurations.package[columns.configuration[span.start]]
    return Batch(
        ORIGIN,
        path,
        packages=[(index.packages.values[package], len(span))],
        tag=index.tags.values[columns.tag[span.start]],
        configurations=configurations,
        configuration_of=columns.configuration[some],
        hashes=list(map(index.hashes.__getitem__, columns.spec[some])),
        stacks=list(map(index.stacks.values.__getitem__, columns.stacks[some])),
        sizes=_run(index.sparse["size"], span),
        tarballs=_run(index.sparse["tarball"], span),
    )


def _run(values: Sparse[V], span: range) -> list[V | None]:
    """Return the *values* of the listings in *span*; empty where none has one."""
    found = list(map(values.get, span))
    return found if any(value is not None for value in found) else []
