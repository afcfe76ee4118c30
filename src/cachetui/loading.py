"""Sources -> index: reads every page once, can be watched and stopped from another thread."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cachetui.index import Index
from cachetui.model import Problem
from cachetui.pages import read_page
from cachetui.reader import PageError
from cachetui.sources import File, Source
from cachetui.wanted import Wanted


@dataclass(slots=True)
class Progress:
    """How far the reading is."""

    read: int = 0
    """Files looked at so far."""
    found: int = 0
    """Files found so far."""
    done: bool = False
    """Whether everything has been read, or the reading was stopped."""


class Loading:
    """The reading of some sources into an index of their own."""

    def __init__(self, sources: Sequence[Source], wanted: Wanted | None = None) -> None:
        self.sources = sources
        self.wanted = wanted or Wanted()
        self.index = Index()
        self.progress = Progress()
        self._stopped = False

    def run(self) -> None:
        """Read everything, or until `stop`; raises SourceError if a source cannot be read."""
        try:
            for file in self._ahead():
                if self._stopped:
                    break
                self._read(file)
                self.progress.read += 1
        finally:
            self.progress.done = True

    def stop(self) -> None:
        """Leave off after the page that is being read."""
        self._stopped = True

    def _ahead(self) -> Iterable[File]:
        """Find the files of all folders first, so that it can be said how many there are."""
        for source in self.sources:
            yield from self._found(source)

    def _found(self, source: Source) -> Iterator[File]:
        for found in source.files(self.wanted):
            if isinstance(found, Problem):
                self.index.lose_page(found.path, found.text)
            else:
                self.progress.found += 1
                yield found

    def _read(self, file: File) -> None:
        try:
            page = read_page(file, self.wanted)
        except PageError as error:
            self.index.lose_page(file.path, str(error))
        except OSError as error:
            self.index.lose_page(file.path, f"cannot be read: {error.strerror}")
        else:
            if page is not None:
                self.index.add(page, file.path)
