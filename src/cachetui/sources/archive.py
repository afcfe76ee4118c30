"""Tar and zip archives of a cache, read in memory and never unpacked."""

from __future__ import annotations

import lzma
import posixpath
import struct
import tarfile
import zipfile
import zlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

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
SPEC_MANIFEST = ".spec.manifest.json"
"""The ending of files that only name others, which may have passed already."""
SHOWN_FOLDERS = ("..", ".spack", ".spack-db")
"""Folders that are looked into although their name begins with a dot."""
SHOWN = 80
"""Characters of a library's own words that a sentence quotes."""

BROKEN = (
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
"""Whatever the libraries raise for an archive that is broken."""


class ArchiveLimitError(Exception):
    """An archive holds more than is reasonable; the message says what."""


def open_archive(location: str, name: str | None = None) -> Source:
    """Return the archive at *location*, a path that ends like one."""
    if location.lower().endswith(".zip"):
        return ZipArchive(location, name)
    from cachetui.sources.tar_archive import TarArchive

    return TarArchive(location, name)


@dataclass(slots=True)
class Budget:
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
class Archive(ABC):
    """A file that holds others."""

    location: str
    name: str | None = None

    def entries(self, wanted: Filter) -> Iterator[MemoryEntry | Problem]:
        """Yield the wanted members in the archive's order; a broken end is a problem."""
        budget = Budget()
        try:
            budget.packed = Path(self.location).stat().st_size
            yield from self._members(wanted, budget)
        except ArchiveLimitError as error:
            yield Problem(safe(self.location), f"the archive {error}, the rest is not read")
        except BROKEN as error:
            if not budget.members:
                raise unreadable(self.location, _reason(error)) from None
            place = f"after member {budget.members:,}"
            reason = f"the archive is cut off or broken {place}: {_reason(error)}"
            yield Problem(safe(self.location), reason)

    @abstractmethod
    def _members(self, wanted: Filter, budget: Budget) -> Iterator[MemoryEntry | Problem]:
        """Yield the members that may be wanted; raises ArchiveLimitError and `BROKEN`."""

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
                f"{self.location}:{name}",
                path.name,
                expectation,
                partial(_taken_out, take_out),
                beside=partial(self._beside, path.parent),
            )

    def _beside(self, folder: PurePosixPath, relative: str) -> MemoryEntry:
        """Return the member at a path *relative* to a *folder*; raises EntryError if none is."""
        name = posixpath.normpath(folder / relative)
        try:
            data = self._member(name, Budget(Path(self.location).stat().st_size))
        except ArchiveLimitError as error:
            raise EntryError(f"names another file, and the archive {error}") from None
        except BROKEN as error:
            raise EntryError(f"names another file, which is broken: {_reason(error)}") from None
        if data is None:
            raise EntryError(f"names {clip(safe(name), SHOWN)}, which is not in the archive")
        path = f"{self.location}:{name}"
        return MemoryEntry(path, posixpath.basename(name), Expectation.LIKELY, lambda: data)

    @abstractmethod
    def _member(self, name: str, budget: Budget) -> bytes | None:
        """Return the member *name*, None if there is none.

        Raises EntryError, ArchiveLimitError and `BROKEN`.
        """


def _taken_out(take_out: Callable[[], bytes]) -> bytes:
    """Return the bytes of a member; raises EntryError."""
    try:
        return take_out()
    except BROKEN as error:
        raise EntryError(f"cannot be taken out of the archive: {_reason(error)}") from None


def check_size(size: int) -> None:
    """Raise EntryError if a member of *size* bytes is too large to be read."""
    if size > MAX_BYTES:
        raise EntryError(TOO_LARGE)


class ZipArchive(Archive):
    """A zip archive."""

    stream = False

    def _members(self, wanted: Filter, budget: Budget) -> Iterator[MemoryEntry | Problem]:
        archive = zipfile.ZipFile(self.location)
        for info in archive.infolist():
            budget.take(info.file_size)
            if not info.filename.endswith("/"):  # is_dir fails where there is no name
                yield from self._entry(info.filename, wanted, partial(_from_zip, archive, info))

    def _member(self, name: str, budget: Budget) -> bytes | None:
        with zipfile.ZipFile(self.location) as archive:
            for info in archive.infolist():
                if posixpath.normpath(info.filename) == name:
                    budget.take(info.file_size)
                    return _from_zip(archive, info)
        return None


def _from_zip(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    check_size(info.file_size)
    if info.flag_bits & 1:
        raise EntryError("is encrypted")
    with archive.open(info) as stream:
        return stream.read(info.file_size)


def _reason(error: BaseException) -> str:
    """Return why, in a few safe words."""
    return clip(safe(str(error)), SHOWN) or type(error).__name__
