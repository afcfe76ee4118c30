"""The formats' common interface, and the formats there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

from cachetui.model import Batch, Edges, EntryError, Problem
from cachetui.sources.filter import Filter
from cachetui.sources.formats.pages.format import PageFormat
from cachetui.sources.source import PAGE_ENDINGS, Content, Entry

Parts = Iterator[Batch | Edges | Problem]
"""What an entry lists, piece by piece: rows, their edges, and what could not be used of it."""
Reader = Callable[[Entry, Content, Filter], Parts]


NOTHING_KNOWN = "is neither a page of a cache nor a file that Spack writes"


class Format(Protocol):
    """A kind of entry: how it is recognised, and what it lists."""

    @property
    def noun(self) -> str:
        """What sentences call such an entry: ``page``, ``index``."""

    def recognises(self, name: str, head: bytes) -> bool:
        """Return whether an entry called *name* that begins with *head* is of this format."""

    def read(self, entry: Entry, content: Content, wanted: Filter) -> Parts:
        """Yield what *entry* lists, as far as it is *wanted*; nothing if it is no such thing.

        Raises EntryError where it should list something and cannot be used, OSError where it
        cannot be read; what came before stands.
        """

    def packages(self, entry: Entry, content: Content) -> Iterator[str]:
        """Yield the names of packages that *entry* lists, reading no more than that needs.

        Raises OSError or EntryError.
        """


class Formats:
    """The formats there are, for one reading: they may keep what its entries have in common."""

    def __init__(self) -> None:
        self._pages = PageFormat()

    def __iter__(self) -> Iterator[Format]:
        """Yield every format, in the order in which they are asked whether they know an entry.

        Those of Spack's files are imported when pages were asked: the first screen needs no other.
        """
        yield self._pages
        from cachetui.sources.formats.spack.format import SPACK_FORMATS

        yield from SPACK_FORMATS

    def of(self, entry: Entry, head: bytes) -> Format | None:
        """Return the format of *entry*, which begins with *head*; None if it is of no interest.

        Raises EntryError where its name promises something, and it is nothing that can be read.
        """
        for one in self:
            if one.recognises(entry.name, head):
                return one
        if entry.expectation:
            raise EntryError(NOTHING_KNOWN if head.strip() else "is empty")
        return None


def noun_for(name: str) -> str:
    """Return what an entry called *name* is called before it is open: ``page`` or ``file``."""
    return "page" if name.endswith(PAGE_ENDINGS) else "file"
