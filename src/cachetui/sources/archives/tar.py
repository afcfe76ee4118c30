"""A tar archive, plain or packed, read as a stream: one member after the other."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from cachetui.model import EntryError, Problem
from cachetui.safe_text import safe
from cachetui.sources.archives.archive import Archive, Wanted
from cachetui.sources.archives.budget import Budget
from cachetui.sources.archives.members import MemberEntry, Reader
from cachetui.sources.archives.stream import CUT_OFF, Stream, open_stream
from cachetui.sources.archives.tar_header import (
    BLOCK,
    EXTENSIONS,
    FILES,
    LINKS,
    MAX_EXTENSION,
    READ,
    SPARSE,
    TOO_LONG,
    WITHOUT_DATA,
    ZEROS,
    Extension,
    Header,
    goes_on,
    parse_header,
)

SHOWN = FILES | LINKS
PADDING = 1 << 20
"""Bytes that may follow the last member of a tar archive; ten thousand are usual."""
IS_LINK = "is a link, and in an archive links are not followed"
IS_SPARSE = "is a sparse file, and in an archive those are not read"


@dataclass(frozen=True)
class TarArchive(Archive):
    """A tar archive; a member can be opened until the next one is asked for."""

    stream = True

    def members(
        self, is_wanted: Wanted, budget: Budget
    ) -> Generator[MemberEntry | Problem, None, None]:
        """Yield the members that are wanted.

        Raises OSError, and EntryError where the archive is broken or makes too much work.
        """
        with self.file() as file:
            stream = open_stream(file, budget)
            for header, extension in _headers(stream, budget):
                size = header.size if extension.size is None else extension.size
                size = 0 if header.kind in WITHOUT_DATA else size
                reader = _MemberReader(stream, size)
                name = header.name if extension.name is None else extension.name
                if header.kind in SHOWN and is_wanted(name):
                    if fault := _fault(header, extension):
                        yield Problem(safe(f"{self.location}:{name}"), fault)
                    else:
                        yield self.entry(name, reader.opened, budget)
                reader.finish(padding=-size % BLOCK)
            stream.read(PADDING)  # behind it stand the checksums


def is_tar(archive: TarArchive) -> bool:
    """Return whether *archive* begins as one, packed or not; raises OSError."""
    with archive.file() as file:
        try:
            parse_header(open_stream(file, Budget(archive.size())).read(BLOCK))
        except EntryError:
            return False
    return True


def _fault(header: Header, extension: Extension) -> str | None:
    """Return why a member is not read; None if it can be."""
    if extension.is_sparse or header.kind == SPARSE:
        return IS_SPARSE
    return extension.fault or (IS_LINK if header.kind in LINKS else None)


def _headers(stream: Stream, budget: Budget) -> Iterator[tuple[Header, Extension]]:
    """Yield the header of each member, with what extends it; behind it stand the member's bytes."""
    extension = Extension()
    while (block := stream.read(BLOCK)) != ZEROS:
        if not block:
            raise EntryError(CUT_OFF)
        budget.take_header()
        header = _header(block, is_first=budget.headers == 1)
        if header.kind in EXTENSIONS:
            _extend(extension, header, stream)
            continue
        while header.is_continued and header.kind == SPARSE:
            budget.take_header()
            header.is_continued = goes_on(stream.read(BLOCK))
        budget.members += 1
        yield header, extension
        extension = Extension()


def _header(block: bytes, *, is_first: bool) -> Header:
    """Return the header in *block*; raises EntryError, in other words if it *is_first*."""
    try:
        return parse_header(block)
    except EntryError:
        if is_first:
            raise EntryError("it is no tar archive") from None
        raise


def _extend(extension: Extension, header: Header, stream: Stream) -> None:
    """Read the header that stands behind *header*, and is as long as that says."""
    padding = -header.size % BLOCK
    if header.size > MAX_EXTENSION or header.kind not in READ:
        stream.skip(header.size + padding)
        if header.kind in READ:
            extension.fault = TOO_LONG
        return
    extension.read(header.kind, stream.read(header.size))
    stream.skip(padding)


class _MemberReader:
    """The bytes of one member; what nobody has read is passed over when the next one is wanted."""

    __slots__ = ("_left", "_stream")

    def __init__(self, stream: Stream, size: int) -> None:
        self._stream: Stream | None = stream
        self._left = size

    def opened(self) -> AbstractContextManager[Reader]:
        """Return it as what is open until the next member is asked for."""
        return nullcontext(self)

    def read(self, size: int) -> bytes:
        """Return *size* bytes, fewer at the end; raises OSError or EntryError."""
        if self._stream is None:
            raise EntryError("has passed, and in a stream nothing is read again")
        size = min(size, self._left)
        data = self._stream.read(size)
        self._left -= len(data)
        if len(data) < size:
            raise EntryError("is cut off with the archive")
        return data

    def finish(self, padding: int) -> None:
        """Pass over the rest and the *padding* behind it; raises OSError or EntryError."""
        stream, self._stream = self._stream, None
        if stream is not None and self._left + padding:
            stream.skip(self._left + padding)
