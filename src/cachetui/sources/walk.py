"""The entries of a source in their order: found ahead of need, and some opened ahead of need."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing
from itertools import islice

from cachetui.model import Problem
from cachetui.sources.ahead import TOGETHER, Due, OpenAhead
from cachetui.sources.files import FileState
from cachetui.sources.filter import Filter
from cachetui.sources.source import Entry

LOOKAHEAD = 8
"""Entries that are found before each one is due, so that their number is soon known."""
QUEUED = 64
"""Entries that are found and not due yet, where opening one takes long."""


class Walk:
    """Goes through what is found in a source; an entry is due before the next one is asked for."""

    def __init__(
        self,
        found: Iterator[Entry | Problem],
        known: Mapping[str, FileState],
        wanted: Filter,
        *,
        is_stream: bool = False,
        is_watched: bool = False,
    ) -> None:
        """Prepare to go through what is *found*.

        Files are not opened whose states are those *known* for their paths, and closed again if
        they are pages of which nothing is *wanted*. In a stream, entries
        can be opened only until the next one is found. Where the walk *is_watched*, somebody wants
        to know early how many entries there are.
        """
        self.found = 0
        """Entries found so far, ahead of those that are due."""
        self._walk = found
        self._queue: deque[Entry | Problem] = deque()
        self._opening = OpenAhead(known, wanted)
        self._is_stream = is_stream
        self._is_watched = is_watched

    @property
    def is_slow(self) -> bool:
        """Whether opening an entry takes long."""
        return self._opening.is_slow

    def __iter__(self) -> Generator[Due | Problem, None, None]:
        """Yield each entry when it is due, and what was wrong on the way.

        Raises SourceError if the source cannot be read.
        """
        with closing(self._opening):
            while True:
                if number := self._lookahead():
                    self._find(number)
                if not self._queue:
                    return
                yield self._opening.take(self._queue)

    def _find(self, number: int) -> None:
        """Find so many more entries and problems, if there are."""
        more = list(islice(self._walk, number))
        self.found += sum(not isinstance(one, Problem) for one in more)
        self._queue.extend(more)

    def skip(self, number: int) -> None:
        """Find so many more entries, and leave them out."""
        self.found += sum(not isinstance(one, Problem) for one in islice(self._walk, number))

    def _lookahead(self) -> int:
        """Return how many entries to find before the next one is due.

        Where nobody watches the number grow, as many as are opened together. Where opening is
        slow, as many as keep `QUEUED` waiting for it: their folders are then still open.
        """
        queued = len(self._queue)
        if self._is_stream:
            return 1
        if self.is_slow:
            return max(QUEUED - queued, 1)
        if self._is_watched:
            return LOOKAHEAD
        return 0 if queued else TOGETHER
