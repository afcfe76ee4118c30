"""A walk through a folder of which another process does a part, where that is worth it."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator, Mapping
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
    from cachetui.sources.apart.reader import Part, Reader

SOON = 64
"""Entries after which it is known whether opening takes long."""
OFTEN = 32
"""Entries after which it is asked again whether there is something to share."""
MANY = 512
"""Entries and folders from which on another process takes a part, as there seem to be many more."""
MEANWHILE = 768
"""Folders that are read while that process starts, which takes a tenth of a second."""
PART = 4
"""One in so many of the folders left is what it takes at a time where few pages are wanted."""
FEW = 64
"""Folders beside each other of which, if there are fewer, it takes none."""


class FolderWalk:
    """Goes through what is found in a folder, at first alone.

    A third of the time for a page of a large cache goes into finding and opening it. Where there
    is another processor, another process does that meanwhile; and where opening takes long, it does
    that in many threads, which would hinder those of this one. Where few pages are wanted there is
    not much else to do: then both find and open, this one from the front and that one from behind.
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
        self._parts: list[Part] = []
        """What another process was given, each lies before the one given earlier."""
        self._reader: Reader | None = None
        self._here: Walk | None = None
        """What goes through the part in which the other process was ended."""
        self._is_alone = False
        """Whether no other process could be started."""
        # of pages that are the same nothing is read, so there is nothing to share
        self._may_share = not known and _processors() > 1
        self._doubled = 0
        """Entries that the other process has found, and this one finds again."""

    @property
    def found(self) -> int:
        """Entries found so far, ahead of those that are due."""
        apart = self._reader.found if self._reader is not None else 0
        here = self._here.found if self._here is not None else 0
        return self._walk.found + apart + here - self._doubled

    def __iter__(self) -> Generator[Due | Problem, None, None]:
        """Yield each entry when it is due, and what was wrong on the way.

        Raises SourceError if the folder cannot be read.
        """
        with closing(iter(self._walk)) as alone:
            try:
                for number, due in enumerate(alone, 1):
                    yield due
                    if self._walk.is_slow or (number >= SOON and number % OFTEN == 0):
                        self._share()
                while self._parts:
                    yield from self._part(self._parts.pop())
            finally:
                if self._reader is not None:
                    self._reader.close()

    def _share(self) -> None:
        """Give some of the folders left to another process, if it is worth it and has nothing."""
        if self._reader is None:
            if self._is_alone or not (self._walk.is_slow or self._are_many()):
                return
        elif not self._wanted.is_narrow or not self._reader.is_idle_by_now():
            return
        if number := self._number_to_give():
            self._reader = self._reader or self._started()
            if self._reader is not None:
                self._parts.append(self._reader.give(self._search.give_away(number)))

    def _are_many(self) -> bool:
        """Return whether there seem to be so many that another processor is of use, if there is."""
        return self._may_share and self._walk.found + sum(self._search.pending()) >= MANY

    def _number_to_give(self) -> int:
        """Return how many folders another process is to read, the last of those left."""
        beside, later = self._search.pending()
        if self._walk.is_slow:
            return beside + later
        if not self._wanted.is_narrow:
            return later + max(beside - MEANWHILE, 0)
        # heads are read as quickly as told: both are to end at the same time
        if later:
            return max(later // PART, 1)
        return beside // PART if beside >= FEW else 0

    def _part(self, part: Part) -> Iterator[Due | Problem]:
        """Yield what is in *part*: what the other process tells, and what it does not."""
        if self._reader is not None:
            yield from self._reader.told(part)
        if part.is_done:
            return
        # it was ended by somebody else; all other parts are done, as each is given after the other
        search = FolderSearch(self._location, self._wanted, part.folders)
        self._here = walk_through(search, self._known, is_watched=self._is_watched)
        self._doubled = part.found
        self._here.skip(part.received)
        yield from self._here

    def _started(self) -> Reader | None:
        """Return a process that reads what it is given, None if none can be started."""
        from cachetui.sources.apart.messages import Job  # most sources need none
        from cachetui.sources.apart.reader import Reader

        job = Job(
            os.fsencode(self._location),
            self._wanted,
            {os.fsencode(path): state for path, state in self._known.items()},
            is_watched=self._is_watched,
            is_slow=self._walk.is_slow,
        )
        try:
            return Reader(job)
        except OSError:  # no more processes, or no such thing as this program to be started
            self._is_alone = True
            return None


def walk_through(search: FolderSearch, known: Mapping[str, FileState], *, is_watched: bool) -> Walk:
    """Return what goes alone through all that *search* finds; *known* and the rest as of `Walk`."""
    found = as_found(search.location, search.__iter__)
    return Walk(found, known, search.wanted, is_watched=is_watched)


def _processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
