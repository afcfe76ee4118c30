"""Pages of an earlier reading: a reload takes the rows of unchanged files from the earlier index.

A file counts as unchanged while its size, time and inode are the same. One that was changed less
than `SETTLED` before it was read may be changed again without a new time, so it is read again.
"""

from __future__ import annotations

from itertools import groupby
from time import time_ns
from typing import NamedTuple, TypeVar

from cachetui.index.columns import Sparse
from cachetui.index.index import Index
from cachetui.model import Batch, Configuration
from cachetui.sources.files import FileState
from cachetui.sources.formats.pages.normalize import ORIGIN

V = TypeVar("V")
SETTLED = 2_000_000_000
"""Nanoseconds after which a change has another time on every file system: FAT counts in 2 s."""


class _Known(NamedTuple):
    """A page that was read whole."""

    state: FileState
    """That of its file when it was read."""
    rows: int
    """How many rows it has."""


class KnownPages:
    """The states of the files whose pages were read whole, and what they listed the last time."""

    def __init__(self, index: Index | None = None, earlier: KnownPages | None = None) -> None:
        """Begin with nothing known; or with what *earlier* knows of the pages in *index*."""
        self._pages: dict[str, _Known] = {}
        """Path of a page -> how it was read last by this reading."""
        self._earlier = earlier._pages if earlier else {}
        self._index = index
        self._ends: dict[int, int] | None = None
        self._configurations: list[Configuration] = []
        """The configurations of all pages that were taken from the earlier index."""
        self._places: dict[int, int] = {}
        """Code of a configuration in the earlier index -> its place in `_configurations`."""

    def remember(self, path: str, state: FileState, rows: int) -> None:
        """Note that all *rows* of the page at *path* were read of a file in that *state*."""
        if state.modified + SETTLED < time_ns():
            self._pages[path] = _Known(state, rows)

    def states(self) -> dict[str, FileState]:
        """Return for the paths of pages read earlier the states of their files."""
        return {path: page.state for path, page in self._earlier.items()}

    def rows(self, path: str) -> Batch | None:
        """Return the page at *path*, whose file is the same, as it was read earlier."""
        code = self._index.dictionaries["page"].find(path) if self._index else None
        if self._index is None or code is None or (end := self._end(code)) is None:
            return None
        page = self._pages[path] = self._earlier[path]
        return self._batch(self._index, path, range(end - page.rows, end))

    def finish(self) -> None:
        """Let go of the earlier index."""
        self._index = self._ends = None
        self._earlier = {}
        self._configurations = []
        self._places = {}

    def _end(self, page: int) -> int | None:
        """Return the number behind that of the last listing of a *page*, a code; None if unlisted.

        The rows of a page stand side by side. A page that several sources have stands in the index
        several times, and the last time counts, as it does in `remember`.
        """
        if self._ends is None and self._index is not None:
            self._ends, end = {}, 0
            for code, run in groupby(self._index.listings.page):
                end += sum(1 for _ in run)
                self._ends[code] = end
        return self._ends.get(page) if self._ends else None

    def _batch(self, index: Index, path: str, span: range) -> Batch:
        """Return the listings in *span*, those of the page at *path*, as a batch again."""
        columns, some = index.listings, slice(span.start, span.stop)
        places = [self._place(index, code) for code in columns.configuration[some]]
        return Batch(
            ORIGIN,
            path,
            packages=[(self._configurations[places[0]].package, len(span))],
            tag=index.tags.values[columns.tag[span.start]],
            configurations=self._configurations,
            configuration_of=places,
            hashes=list(map(index.hashes.__getitem__, columns.spec[some])),
            stacks=list(map(index.stacks.values.__getitem__, columns.stacks[some])),
            sizes=_run(index.sparse["size"], span),
            tarballs=_run(index.sparse["tarball"], span),
        )

    def _place(self, index: Index, code: int) -> int:
        """Return the place in `_configurations` of a configuration, entered if it is new."""
        place = self._places.get(code)
        if place is None:
            place = self._places[code] = len(self._configurations)
            self._configurations.append(index.configuration(code, exact=True))
        return place


def _run(values: Sparse[V], span: range) -> list[V | None]:
    """Return the *values* of the listings in *span*; empty where none has one."""
    found = list(map(values.get, span))
    return found if any(value is not None for value in found) else []
