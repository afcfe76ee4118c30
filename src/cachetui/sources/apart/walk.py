"""A walk through a folder of which another process does most, where that is worth it."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from typing import TYPE_CHECKING

from cachetui.model import Problem
from cachetui.sources.files import FileState
from cachetui.sources.filter import Filter
from cachetui.sources.folder import Folder, FolderSearch
from cachetui.sources.reading import as_found
from cachetui.sources.walk import Walk

if TYPE_CHECKING:
    from cachetui.sources.ahead import Due
    from cachetui.sources.apart.reader import Reader

MANY = 512
"""Entries after which another process takes a part, as there seem to be many more."""
MEANWHILE = 768
"""Folders that are read while that process starts, which takes a tenth of a second."""
SHARE = 0.5
"""The part of the rest that it takes where only few pages are read: it begins later."""


class FolderWalk:
    """Goes through what is found in a folder, at first alone.

    A third of the time for a page of a large cache goes into finding and opening it. Where there
    is another processor, another process does that meanwhile; and where opening takes long, it does
    that in many threads, which would hinder those of this one.
    """

    def __init__(
        self,
        folder: Folder,
        wanted: Filter,
        known: Mapping[str, FileState],
        *,
        is_watched: bool = False,
    ) -> None:
        """Prepare to go through what is *wanted* of *folder*; else as of `Walk`."""
        self._location = folder.location
        self._wanted = wanted
        self._known = known
        self._is_watched = is_watched
        self._search = FolderSearch(folder.location, wanted)
        self._walk = walk_through(self._search, known, is_watched=is_watched)
        self._rest: Walk | Reader | None = None
        # of pages that are the same nothing is read, so there is nothing to share
        self._share_at = MANY if not known and _processors() > 1 else None
        """Entries after which the rest is shared; None if it is not."""

    @property
    def found(self) -> int:
        """Entries found so far, ahead of those that are due."""
        return self._walk.found + (self._rest.found if self._rest is not None else 0)

    def __iter__(self) -> Generator[Due | Problem, None, None]:
        """Yield each entry when it is due, and what was wrong on the way.

        Raises SourceError if the folder cannot be read.
        """
        with closing(iter(self._walk)) as alone:
            for due in alone:
                yield due
                if self._is_time_to_share() and (given := self._give_away()):
                    break
            else:
                return
            reader = self._started(given)
            yield from alone
        if reader is None:
            yield from self._read_here(given)
        else:
            with closing(reader):
                self._rest = reader
                yield from reader
            if not reader.is_done:  # it was ended by somebody else
                yield from self._read_here(given, reader.received)

    def _is_time_to_share(self) -> bool:
        if self._share_at is not None and self._walk.found >= self._share_at:
            self._share_at *= 2  # should there be nothing to share
            return True
        return self._walk.is_slow

    def _give_away(self) -> list[str]:
        """Return the folders that another process is to read, all behind those this one reads."""
        beside, later = self._search.pending()
        if self._walk.is_slow:
            return self._search.give_away(beside + later)
        if self._wanted.packages or self._wanted.hashes:  # heads are read as quickly as told
            return self._search.give_away(int((later or beside) * SHARE))
        return self._search.give_away(later + max(beside - MEANWHILE, 0))

    def _started(self, given: Sequence[str]) -> Reader | None:
        """Return a process that reads the folders *given*, None if none can be started."""
        from cachetui.sources.apart.messages import Job  # most sources need none
        from cachetui.sources.apart.reader import Reader

        job = Job(
            os.fsencode(self._location),
            self._wanted,
            list(map(os.fsencode, given)),
            {os.fsencode(path): state for path, state in self._known.items()},
            is_watched=self._is_watched,
            is_slow=self._walk.is_slow,
        )
        try:
            return Reader(job)
        except OSError:  # no more processes, or no such thing as this program to be started
            return None

    def _read_here(self, given: Sequence[str], told: int = 0) -> Iterator[Due | Problem]:
        """Yield what is in the folders *given*, without the first that were *told* already."""
        search = FolderSearch(self._location, self._wanted, given)
        walk = walk_through(search, self._known, is_watched=self._is_watched)
        self._rest = walk
        walk.skip(told)
        yield from walk


def walk_through(search: FolderSearch, known: Mapping[str, FileState], *, is_watched: bool) -> Walk:
    """Return what goes alone through all that *search* finds; *known* and the rest as of `Walk`."""
    found = as_found(search.location, search.__iter__)
    return Walk(found, known, search.wanted, is_watched=is_watched)


def _processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
