"""Tar and zip archives of a cache, read in memory and never unpacked."""

from __future__ import annotations

import gzip
import lzma
import struct
import tarfile
import zipfile
import zlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, cast

from cachetui.model import EntryError, Problem
from cachetui.safe_text import clip, safe
from cachetui.sources.filter import Filter
from cachetui.sources.memory import MemoryEntry
from cachetui.sources.source import (
    ENDINGS,
    MAX_BYTES,
    TOO_LARGE,
    Expectation,
    Source,
    unreadable,
)

MAX_MEMBERS = 1_000_000
"""Members looked at in one archive: some thirty times the public cache's pages."""
MAX_TOTAL = 8 << 30
"""Bytes that one archive may unpack to: some twenty times the public cache."""
MAX_RATIO = 2_000
"""Times its own size that an archive may unpack to; pages reach a hundred."""
MAX_NAME = 1 << 16
"""Bytes of a tar member's extended header, which is read whole."""
PADDING = 1 << 20
"""Bytes that may follow the last member of a tar archive; ten thousand are usual."""
SPEC_MANIFEST = ".spec.manifest.json"
"""The ending of files that only name others, which may have passed already."""
SHOWN_FOLDERS = ("..", ".spack", ".spack-db")
"""Folders that are looked into although their name begins with a dot."""
SHOWN = 80
"""Characters of a library's own words that a sentence quotes."""

_BROKEN = (
    tarfile.TarError,
    zipfile.BadZipFile,
    EOFError,
    OSError,
    zlib.error,
    lzma.LZMAError,
    NotImplementedError,  # zipfile: an unknown compression
    ValueError,  # both: numbers in headers that are none
    OverflowError,
    struct.error,
)


class ArchiveLimitError(Exception):
    """An archive holds more than is reasonable; the message says what."""


def open_archive(location: str, name: str | None = None) -> Source:
    """Return the archive at *location*, a path that ends like one."""
    kind = ZipArchive if location.lower().endswith(".zip") else TarArchive
    return kind(location, name)


@dataclass(slots=True)
class _Budget:
    """Counts of what has been taken from an archive of *packed* bytes so far."""

    packed: int = 0
    members: int = 0
    unpacked: int = 0

    def take(self, size: int) -> None:
        """Count a member of *size* bytes; raises ArchiveLimitError."""
        self.members += 1
        self.unpacked += size
        if self.members > MAX_MEMBERS:
            raise ArchiveLimitError(f"has over {MAX_MEMBERS:,} members")
        if self.unpacked > MAX_TOTAL:
            raise ArchiveLimitError(f"unpacks to over {MAX_TOTAL >> 30} GiB")
        if self.unpacked > max(MAX_BYTES, MAX_RATIO * self.packed):
            raise ArchiveLimitError(f"unpacks to over {MAX_RATIO:,} times its size")


@dataclass(frozen=True, slots=True)
class _Archive(ABC):
    location: str
    name: str | None = None

    def entries(self, wanted: Filter) -> Iterator[MemoryEntry | Problem]:
        """Yield the wanted members in the archive's order; a broken end is a problem."""
        budget = _Budget()
        try:
            budget.packed = Path(self.location).stat().st_size
            yield from self._members(wanted, budget)
        except ArchiveLimitError as error:
            yield Problem(safe(self.location), f"the archive {error}, the rest is not read")
        except _BROKEN as error:
            if not budget.members:
                raise unreadable(self.location, _reason(error)) from None
            place = f"after member {budget.members:,}"
            reason = f"the archive is cut off or broken {place}: {_reason(error)}"
            yield Problem(safe(self.location), reason)

    @abstractmethod
    def _members(self, wanted: Filter, budget: _Budget) -> Iterator[MemoryEntry | Problem]:
        """Yield the members that may be wanted; raises ArchiveLimitError and `_BROKEN`."""

    def _entry(
        self, name: str, wanted: Filter, take_out: Callable[[], bytes]
    ) -> Iterator[MemoryEntry]:
        """Yield the member *name*, whose bytes *take_out* returns, if it may be wanted."""
        path = PurePosixPath(name)
        hidden = any(part.startswith(".") and part not in SHOWN_FOLDERS for part in path.parts)
        of_interest = name.endswith(ENDINGS) and not name.endswith(SPEC_MANIFEST)
        if of_interest and not hidden and wanted.allows_folder(path.parts[:-1]):
            expectation = Expectation.of(path.name)
            yield MemoryEntry(
                f"{self.location}:{name}", path.name, expectation, partial(_taken_out, take_out)
            )


def _taken_out(take_out: Callable[[], bytes]) -> bytes:
    """Return the bytes of a member; raises EntryError."""
    try:
        return take_out()
    except _BROKEN as error:
        raise EntryError(f"cannot be taken out of the archive: {_reason(error)}") from None


def _check_size(size: int) -> None:
    if size > MAX_BYTES:
        raise EntryError(TOO_LARGE)


class _Member(tarfile.TarInfo):
    """A tar member whose header is no reason to end early in silence, nor to fill the memory."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> _Member:
        """Read a header; raises tarfile.ReadError where the library would take it for the end."""
        try:
            member = super().frombuf(buf, encoding, errors)
        except tarfile.HeaderError as error:
            if buf.count(0) == tarfile.BLOCKSIZE:  # it is the end
                raise
            raise tarfile.ReadError(str(error)) from None
        if member.type in _EXTENDED and member.size > MAX_NAME:
            raise tarfile.ReadError("a member's name is too long")
        return member


_EXTENDED = (
    tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
    tarfile.XHDTYPE,
    tarfile.XGLTYPE,
    tarfile.SOLARIS_XHDTYPE,
)


class TarArchive(_Archive):
    """A tar archive, plain or compressed, read as a stream."""

    stream = True

    def _members(self, wanted: Filter, budget: _Budget) -> Iterator[MemoryEntry | Problem]:
        with (
            _unpacked(self.location) as unpacked,
            tarfile.open(fileobj=unpacked, mode="r|", tarinfo=_Member) as archive,
        ):
            while (member := archive.next()) is not None:
                archive.members.clear()  # type: ignore[attr-defined]  # it keeps them all
                # a sparse file takes other room in the archive than its own size
                budget.take(max(member.size, archive.offset - member.offset_data))
                if member.isfile():
                    yield from self._entry(member.name, wanted, partial(_from_tar, archive, member))
                elif member.name.endswith(ENDINGS) and (member.issym() or member.islnk()):
                    path = safe(f"{self.location}:{member.name}")
                    yield Problem(path, "is a link, and in an archive links are not followed")
            unpacked.read(PADDING)  # behind it stand the checksums


def _unpacked(location: str) -> IO[bytes]:
    """Open the tar archive at *location*, whatever it is packed with."""
    path = Path(location)
    with path.open("rb") as file:
        magic = file.read(6)
    if magic.startswith(b"\x1f\x8b"):
        return cast(IO[bytes], gzip.open(path))
    return lzma.open(path) if magic == b"\xfd7zXZ\x00" else path.open("rb")


def _from_tar(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    _check_size(member.size)
    stream = archive.extractfile(member)
    return stream.read(member.size) if stream else b""


class ZipArchive(_Archive):
    """A zip archive."""

    stream = False

    def _members(self, wanted: Filter, budget: _Budget) -> Iterator[MemoryEntry | Problem]:
        archive = zipfile.ZipFile(self.location)
        for info in archive.infolist():
            budget.take(info.file_size)
            if not info.filename.endswith("/"):  # is_dir fails where there is no name
                yield from self._entry(info.filename, wanted, partial(_from_zip, archive, info))


def _from_zip(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    _check_size(info.file_size)
    if info.flag_bits & 1:
        raise EntryError("is encrypted")
    with archive.open(info) as stream:
        return stream.read(info.file_size)


def _reason(error: BaseException) -> str:
    """Return why, in a few safe words."""
    return clip(safe(str(error)), SHOWN) or type(error).__name__
