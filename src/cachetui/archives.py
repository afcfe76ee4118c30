"""Tar and zip archives of a cache, read in memory and never unpacked."""

from __future__ import annotations

import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from cachetui.model import Problem
from cachetui.reader import MAX_BYTES, PageError
from cachetui.sources import PAGE_ENDINGS, PAGE_NAMES, File, Source
from cachetui.text import safe
from cachetui.wanted import Wanted

MAX_MEMBERS = 2_000_000
"""Members looked at in one archive."""
MAX_TOTAL = 16 << 30
"""Bytes that one archive may unpack to: some twenty times the public cache."""
MAX_RATIO = 2_000
"""Times its own size that an archive may unpack to; pages reach a hundred."""

_BROKEN = (
    tarfile.TarError,
    zipfile.BadZipFile,
    EOFError,
    OSError,
    zlib.error,
    lzma.LZMAError,
    RuntimeError,  # zipfile: the member is encrypted
    NotImplementedError,  # zipfile: an unknown compression
    ValueError,  # both: numbers in headers that are none
)


class ArchiveLimitError(Exception):
    """An archive holds more than is reasonable; the message says what."""


def open_archive(given: str) -> Source:
    """Take *given*, a path that ends like an archive, as one."""
    return ZipArchive(given) if given.lower().endswith(".zip") else TarArchive(given)


@dataclass(slots=True)
class _Budget:
    """What is left of the limits while one archive is read."""

    packed: int
    members: int = 0
    unpacked: int = 0

    def take(self, size: int) -> None:
        self.members += 1
        self.unpacked += size
        if self.members > MAX_MEMBERS:
            raise ArchiveLimitError(f"has over {MAX_MEMBERS:,} members")
        if self.unpacked > MAX_TOTAL:
            raise ArchiveLimitError(f"unpacks to over {MAX_TOTAL >> 30} GiB")
        if self.unpacked > max(MAX_BYTES, MAX_RATIO * self.packed):
            raise ArchiveLimitError(f"unpacks to over {MAX_RATIO:,} times its size")


@dataclass(frozen=True, slots=True)
class _Archive:
    given: str

    def files(self, wanted: Wanted) -> Iterator[File | Problem]:
        """Yield the wanted members in the archive's order; a broken end is a problem."""
        budget = _Budget(Path(self.given).stat().st_size)
        try:
            yield from self._members(wanted, budget)
        except ArchiveLimitError as error:
            yield Problem(safe(self.given), f"the archive {error}, the rest is not read")
        except _BROKEN as error:
            place = f"after {budget.members:,} members"
            reason = f"the archive is cut off or broken {place}: {_reason(error)}"
            yield Problem(safe(self.given), reason)

    def _members(self, wanted: Wanted, budget: _Budget) -> Iterator[File | Problem]:
        raise NotImplementedError

    def _file(self, name: str, wanted: Wanted, take_out: Callable[[], bytes]) -> File | None:
        path = PurePosixPath(name)
        hidden = any(part.startswith(".") and part not in (".", "..") for part in path.parts)
        if hidden or not name.endswith(PAGE_ENDINGS) or not wanted.folder(path.parts[:-1]):
            return None

        def read(keep: Callable[[bytes], bool]) -> bytes | None:
            try:
                data = take_out()
            except _BROKEN as error:
                reason = _reason(error)
                raise PageError(f"cannot be taken out of the archive: {reason}") from None
            return data if keep(data) else None

        return File(f"{self.given}:{name}", path.name in PAGE_NAMES, read)


class TarArchive(_Archive):
    """A tar archive, plain or compressed, read as a stream."""

    def _members(self, wanted: Wanted, budget: _Budget) -> Iterator[File | Problem]:
        with tarfile.open(self.given, "r|*") as archive:
            for member in archive:
                archive.members = []  # type: ignore[attr-defined]  # it keeps them all otherwise
                budget.take(member.size)
                if not member.isfile():
                    continue

                def take_out(member: tarfile.TarInfo = member) -> bytes:
                    stream = archive.extractfile(member)
                    return stream.read(MAX_BYTES + 1) if stream else b""

                if file := self._file(member.name, wanted, take_out):
                    yield file


class ZipArchive(_Archive):
    """A zip archive."""

    def _members(self, wanted: Wanted, budget: _Budget) -> Iterator[File | Problem]:
        with zipfile.ZipFile(self.given) as archive:
            for info in archive.infolist():
                budget.take(info.file_size)
                if info.is_dir():
                    continue

                def take_out(info: zipfile.ZipInfo = info) -> bytes:
                    with archive.open(info) as stream:
                        return stream.read(MAX_BYTES + 1)

                if file := self._file(info.filename, wanted, take_out):
                    yield file


def _reason(error: BaseException) -> str:
    """Say why, in a few safe words."""
    return safe(str(error)) or type(error).__name__
