"""Tar archives, plain or compressed: read as a stream, member by member."""

from __future__ import annotations

import gzip
import lzma
import posixpath
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO, cast

from cachetui.model import Problem
from cachetui.safe_text import safe
from cachetui.sources.archive import Archive, Budget, check_size
from cachetui.sources.filter import Filter
from cachetui.sources.memory import MemoryEntry
from cachetui.sources.source import ENDINGS

MAX_NAME = 1 << 16
"""Bytes of a tar member's extended header, which is read whole."""
PADDING = 1 << 20
"""Bytes that may follow the last member of a tar archive; ten thousand are usual."""


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


class TarArchive(Archive):
    """A tar archive, plain or compressed, read as a stream."""

    stream = True

    def _members(self, wanted: Filter, budget: Budget) -> Iterator[MemoryEntry | Problem]:
        with _opened_tar(self.location) as (unpacked, archive):
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

    def _member(self, name: str, budget: Budget) -> bytes | None:
        with _opened_tar(self.location) as (_, archive):
            while (member := archive.next()) is not None:
                archive.members.clear()  # type: ignore[attr-defined]
                budget.take(max(member.size, archive.offset - member.offset_data))
                if member.isfile() and posixpath.normpath(member.name) == name:
                    return _from_tar(archive, member)
        return None


def _unpacked(location: str) -> IO[bytes]:
    """Open the tar archive at *location*, whatever it is packed with."""
    path = Path(location)
    with path.open("rb") as file:
        magic = file.read(6)
    if magic.startswith(b"\x1f\x8b"):
        return cast(IO[bytes], gzip.open(path))
    return lzma.open(path) if magic == b"\xfd7zXZ\x00" else path.open("rb")


@contextmanager
def _opened_tar(location: str) -> Iterator[tuple[IO[bytes], tarfile.TarFile]]:
    """Open the tar archive at *location* as a stream; yield its bytes and its members."""
    with (
        _unpacked(location) as unpacked,
        tarfile.open(fileobj=unpacked, mode="r|", tarinfo=_Member) as archive,
    ):
        yield unpacked, archive


def _from_tar(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    check_size(member.size)
    stream = archive.extractfile(member)
    return stream.read(member.size) if stream else b""
