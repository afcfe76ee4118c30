"""A walk through a folder of which another process does most, where that is worth it."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing
from typing import TYPE_CHECKING, Any

from cachetui.model import Problem
from cachetui.sources.files import SHARED, FileState
from cachetui.sources.filter import Filter
from cachetui.sources.folder import Folder
from cachetui.sources.reading import find_entries
from cachetui.sources.source import Entry
from cachetui.sources.walk import Walk

if TYPE_CHECKING:
    from cachetui.sources.ahead import Due
    from cachetui.sources.apart.reader import Reader

MANY = 512
"""Entries after which another process finds and opens the rest, as there seem to be many more."""
MEANWHILE = 768
"""Entries that are read while that process starts, which takes a tenth of a second."""


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
        self._folder = folder
        self._wanted = wanted
        self._known = known
        self._is_watched = is_watched
        self._seen: list[str] = []
        self._problems: list[Problem] = []
        self._shared: dict[str, dict[str, Any]] = {}
        self._walk = Walk(self._find(), known, is_watched=is_watched)
        self._reader: Reader | None = None

    @property
    def found(self) -> int:
        """Entries found so far, ahead of those that are due."""
        return self._walk.found + (self._reader.found if self._reader else 0)

    def __iter__(self) -> Generator[Due | Problem, None, None]:
        """Yield each entry when it is due, and what was wrong on the way.

        Raises SourceError if the folder cannot be read.
        """
        with closing(iter(self._walk)) as alone:
            for due in alone:
                yield due
                if self._is_worth_it():
                    break
            else:
                return
            if not (yield from self._together()):
                yield from alone

    def _find(self) -> Iterator[Entry | Problem]:
        """Yield what is found, and note what another process would have to know of it."""
        for one in find_entries(self._folder, self._wanted):
            if isinstance(one, Problem):
                self._problems.append(one)
            else:
                self._seen.append(one.path)
                if (landmark := one.shared.get(SHARED)) is not None:
                    self._shared[landmark] = one.shared
            yield one

    def _is_worth_it(self) -> bool:
        """Return whether the rest had better be left to another process.

        It opens every file, which is too much where few are wanted, or few have changed.
        """
        if self._walk.is_slow:
            return True
        if self._wanted.packages or self._wanted.hashes or self._known:
            return False
        return self._walk.found >= MANY and _processors() > 1

    def _together(self) -> Generator[Due | Problem, None, bool]:
        """Yield what is found already, and then what another process tells, if there can be one.

        Return whether that was all.
        """
        if not self._walk.is_slow and self._walk.find(MEANWHILE) < MEANWHILE:
            return False
        reader = self._started()
        if reader is None:
            return False
        with closing(reader):
            yield from self._walk.queued()
            self._reader = reader
            yield from reader
        if not reader.is_done:  # it was ended by somebody else
            self._reader = None
            self._walk.skip(reader.received)
        return reader.is_done

    def _started(self) -> Reader | None:
        """Return a process that reads what is not found yet, None if none can be started."""
        from cachetui.sources.apart.messages import Job, SentProblem  # most sources need none
        from cachetui.sources.apart.reader import Reader

        job = Job(
            os.fsencode(self._folder.location),
            self._wanted,
            [os.fsencode(path) for path in self._seen],
            [SentProblem.of(problem) for problem in self._problems],
            {os.fsencode(path): state for path, state in self._known.items()},
            is_watched=self._is_watched,
            is_slow=self._walk.is_slow,
        )
        try:
            return Reader(job, self._shared)
        except OSError:  # no more processes, or no such thing as this program to be started
            return None


def _processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
