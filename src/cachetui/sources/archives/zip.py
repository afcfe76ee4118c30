"""A zip archive: members in the order of its list, each of them unpacked when it is asked for."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from typing import IO

from cachetui.model import EntryError, Problem
from cachetui.safe_text import safe
from cachetui.sources.archives.archive import Archive, Wanted
from cachetui.sources.archives.budget import ArchiveLimitError, Budget
from cachetui.sources.archives.members import MemberEntry
from cachetui.sources.unpacking import reason

MAX_LIST = 16 << 20
"""Bytes of the list of members, which is read whole: enough for four times the public cache."""
LOCAL_HEADER = 30
"""Bytes that stand before a member at least."""
IS_SHARED = "shares its bytes with another member of the archive"

_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN = (
    zipfile.BadZipFile,
    EOFError,
    zlib.error,
    NotImplementedError,  # a later version of the format
    RuntimeError,
    ValueError,  # numbers in headers that are none
    OverflowError,
    struct.error,
)


@dataclass(frozen=True)
class ZipArchive(Archive):
    """A zip archive."""

    stream = False

    def members(
        self, is_wanted: Wanted, budget: Budget
    ) -> Generator[MemberEntry | Problem, None, None]:
        """Yield the members that are wanted.

        Raises OSError, and EntryError where the archive is broken or makes too much work.
        """
        archive = _listed(_File(self.location) if self.data is None else _Held(self.data))
        shared = _sharing(archive.infolist())
        for info in archive.infolist():
            budget.take_header()
            budget.members += 1
            if not is_wanted(info.filename):
                continue
            if info.header_offset in shared:
                yield Problem(safe(f"{self.location}:{info.filename}"), IS_SHARED)
            else:
                opened = partial(_opened, archive, info, budget)
                yield self.entry(info.filename, opened, budget)


class _File(io.FileIO):
    """The file of an archive, of which nothing very long is read at once, as its list would be."""

    def read(self, size: int | None = -1, /) -> bytes:
        """Return the next *size* bytes; raises ArchiveLimitError for more than a list may have."""
        return super().read(_checked(size))


class _Held(io.BytesIO):
    """An archive in memory, read as its file would be."""

    def read(self, size: int | None = -1, /) -> bytes:
        """Return the next *size* bytes; raises ArchiveLimitError for more than a list may have."""
        return super().read(_checked(size))


def _checked(size: int | None) -> int | None:
    if size is not None and size > MAX_LIST:
        raise ArchiveLimitError(f"lists its members in over {MAX_LIST >> 20} MiB")
    return size


def _listed(file: IO[bytes]) -> zipfile.ZipFile:
    """Return the archive in *file* with its list of members; raises OSError or EntryError."""
    try:
        return zipfile.ZipFile(file)
    except _BROKEN as error:
        raise EntryError(reason(error)) from None


def _sharing(members: list[zipfile.ZipInfo]) -> set[int]:
    """Return where members begin that overlap with the one before: no program writes such."""
    shared: set[int] = set()
    end = -1
    for info in sorted(members, key=attrgetter("header_offset")):
        if info.header_offset < end:
            shared.add(info.header_offset)
        end = max(end, info.header_offset + LOCAL_HEADER + info.compress_size)
    return shared


@contextmanager
def _opened(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget
) -> Iterator[_MemberReader]:
    """Open a member; raises EntryError."""
    if info.flag_bits & 1:
        raise EntryError("is encrypted")
    if info.compress_type not in _METHODS:
        raise EntryError("is packed in a way that is not read, only deflate is")
    try:
        stream = archive.open(info)
    except _BROKEN as error:
        raise EntryError(_spoilt(error)) from None
    with stream:
        yield _MemberReader(stream, budget)


class _MemberReader:
    """The bytes of one member."""

    __slots__ = ("_budget", "_stream")

    def __init__(self, stream: IO[bytes], budget: Budget) -> None:
        self._stream = stream
        self._budget = budget

    def read(self, size: int) -> bytes:
        """Return *size* bytes, fewer at the end; raises OSError or EntryError."""
        try:
            data = self._stream.read(size)
        except _BROKEN as error:
            raise EntryError(_spoilt(error)) from None
        self._budget.take_bytes(len(data))
        return data


def _spoilt(error: Exception) -> str:
    return f"cannot be taken out of the archive: {reason(error)}"
