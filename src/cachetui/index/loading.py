"""Sources -> index: reads every entry once, can be watched and stopped from another thread."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from contextlib import closing
from time import monotonic, sleep

from msgspec import Struct
from msgspec.structs import replace

from cachetui.index.gathering import Gathering
from cachetui.index.growing import GrowingIndex
from cachetui.index.known_pages import KnownPages
from cachetui.model import Batch, Edges, EntryError, Problem
from cachetui.sources.ahead import Due, Skipped
from cachetui.sources.apart.walk import FolderWalk
from cachetui.sources.fetching import Fetching
from cachetui.sources.files import FileContent, ReadContent
from cachetui.sources.filter import Filter
from cachetui.sources.folder import Folder
from cachetui.sources.formats.format import Formats, noun_for
from cachetui.sources.open import behind_urls
from cachetui.sources.reading import EntryReader, find_entries
from cachetui.sources.source import Entry, Source, SourceError, joined
from cachetui.sources.together import together
from cachetui.sources.walk import Walk

PAGE = "page"
"""The noun for an entry that is a page."""


class Progress(Struct):
    """How far the reading is."""

    read: int = 0
    """Entries looked at so far."""
    found: int = 0
    """Entries found so far: at first it grows, ahead of the reading."""
    same: int = 0
    """Pages whose files had not changed, and that were taken from the index before."""
    done: bool = False
    """Whether everything has been read, or the reading was stopped."""


class Loading:
    """The reading of some sources into an index of their own."""

    def __init__(
        self,
        sources: Sequence[Source],
        wanted: Filter | None = None,
        *,
        everything: bool = False,
        fetching: Fetching | None = None,
        known: KnownPages | None = None,
    ) -> None:
        """Prepare to read what is *wanted* of *sources*, which fetch by *fetching*.

        Where what is fetched can be kept, sources behind URLs are asked at the same time.
        *everything* lists also what is on offer nowhere. Pages in *known* whose files have not
        changed are not read again; without *known*, no pages are remembered for a reload.
        """
        self.fetching = fetching or Fetching()
        self._asks_together = fetching is not None and fetching.keeps
        self.unreadable: list[SourceError] = []
        """Why sources could not be read at all."""
        self.sources = sources
        self.wanted = wanted or Filter()
        self.index = GrowingIndex(everything=everything)
        self.nouns: set[str] = set()
        """What the entries that were read are called: page, index, lockfile."""
        self.remembers = known is not None
        self.known = known or KnownPages()
        self.progress = Progress()
        self._formats = Formats()
        self._gathering = Gathering(self.index)
        self._rests_until = 0.0

    def run(self) -> None:
        """Read everything, or until `stop`; raises SourceError if no source can be read.

        One among several that cannot be read costs only itself: it is in `unreadable`.
        """
        collects = gc.isenabled()
        gc.disable()  # what is read makes no circles, and there is a lot of it
        try:
            asked = behind_urls(self.sources) if self._asks_together else ()
            for source in together(self.sources, asked, self.wanted, self.fetching):
                self._read_source(source)
            if self.unreadable and len(self.unreadable) == len(self.sources):
                raise joined(self.unreadable)
        finally:
            self._gathering.add()
            self.index.finish()
            self.known.finish()
            self._formats = Formats()  # what they have kept is of no more use
            self.progress.done = True
            if collects:
                gc.enable()  # now that it has little to look at

    def _read_source(self, source: Source) -> None:
        """Read every entry of *source*; if it cannot be read, note that and go on."""
        if self.fetching.is_stopped:
            return
        walk, before = self._walk(source), self.progress.found
        try:
            with closing(iter(walk)) as entries:
                for due in entries:
                    self.progress.found = before + walk.found
                    self._take(due, source.name)
                    if self.fetching.is_stopped:
                        return
        except SourceError as error:
            self.unreadable.append(error)
            self._skip(Problem(source.location, error.reason), "source")

    def _walk(self, source: Source) -> Walk | FolderWalk:
        """Return what goes through the entries of *source*."""
        known, is_watched = self.known.states(), self.remembers
        if isinstance(source, Folder):
            return FolderWalk(source, self.wanted, known, is_watched=is_watched)
        found = find_entries(source, self.wanted)
        return Walk(found, known, self.wanted, is_stream=source.stream, is_watched=is_watched)

    def _take(self, due: Due | Problem, name: str | None) -> None:
        """Read what is *due* next, or record that it is a problem.

        *name* replaces that of its origin.
        """
        if isinstance(due, Problem):
            self._skip(due, noun_for(due.path))
            return
        self._rest()
        if due.opening is Skipped.UNWANTED:
            self.nouns.add(PAGE)
        elif due.opening is not Skipped.SAME or not self._add_again(due.entry, name):
            self._read(due, name)
        self.progress.read += 1

    def add_what_is_read(self) -> None:
        """Add to the index what was read and not added yet; another thread may call this.

        Pages otherwise wait until enough are gathered, as many are added faster at once.
        """
        self._gathering.add()

    def stop(self) -> None:
        """Stop after the batch that is being read, or the next chunk that is fetched."""
        self.fetching.stop()

    def give_way(self, seconds: float) -> None:
        """Pause the reading for *seconds* after this batch: another thread has more urgent work.

        Pauses do not add up: after one, the reading goes on for as long before the next can begin.
        """
        now = monotonic()
        if now >= self._rests_until + seconds:
            self._rests_until = now + seconds

    def _rest(self) -> None:
        """Sleep for what is left of a pause that was asked for."""
        if (left := self._rests_until - monotonic()) > 0:
            sleep(left)

    def _read(self, due: Due, name: str | None) -> None:
        """Add what an entry lists to the index, of an origin called *name* if that is given.

        An entry that cannot be used costs only itself.
        """
        reader = EntryReader(due.entry, self._formats, due.opening)
        try:
            for number, part in enumerate(reader.parts(self.wanted)):
                if number:
                    self._rest()
                elif self.remembers:
                    self._remember(part, reader)
                self._add(part, reader.noun, name)
                if self.fetching.is_stopped:
                    break
        except EntryError as error:
            self._skip(Problem(due.entry.path, str(error)), reader.noun)
        if reader.format is not None:
            self.nouns.add(reader.noun)

    def _add_again(self, entry: Entry, name: str | None) -> bool:
        """Add the page of *entry* as it was read earlier; return whether there was one."""
        page = self.known.rows(entry.path)
        if page is None:
            return False
        self.nouns.add(PAGE)
        self.progress.same += 1
        self._add(page, PAGE, name)
        return True

    def _remember(self, part: Batch | Edges | Problem, reader: EntryReader) -> None:
        """Remember the file that is being read if it is a page without any fault."""
        if reader.noun != PAGE or not isinstance(reader.content, FileContent | ReadContent):
            return
        if isinstance(part, Batch) and len(part) and not (part.lost or part.note):
            self.known.remember(part.path, reader.content.state(), len(part))

    def _add(self, part: Batch | Edges | Problem, noun: str, name: str | None) -> None:
        """Add a *part* of an entry, which is called *noun*; *name* replaces that of its origin."""
        if isinstance(part, Problem):
            self._skip(part, noun)
            return
        if name is not None:
            part.origin = replace(part.origin, name=name)
        if isinstance(part, Edges) or part.status:
            self._gathering.add()
            self.index.add(part)
        else:
            self._gathering.take(part)

    def _skip(self, problem: Problem, noun: str) -> None:
        """Record a *problem* of an entry, which is called *noun*."""
        self._gathering.add()  # problems stand in the order of their entries
        self.index.skip(problem, noun)
