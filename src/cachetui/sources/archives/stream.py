"""The bytes of a tar archive in order, whatever it is packed with."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import BinaryIO

from cachetui.model import EntryError
from cachetui.sources.archives.budget import Budget
from cachetui.sources.unpacking import GZIP, XZ, gunzip, unxz

CHUNK = 1 << 20
"""Bytes that are unpacked at a time, and skipped."""
CUT_OFF = "the end is missing"


class PlainStream:
    """An archive that is not packed: what is skipped is not even read."""

    def __init__(self, file: BinaryIO, budget: Budget) -> None:
        self._file = file
        self._left = file.seek(0, os.SEEK_END)
        file.seek(0)
        self._budget = budget

    def read(self, size: int) -> bytes:
        """Return *size* bytes, fewer at the end; raises OSError or ArchiveLimitError."""
        data = self._file.read(size)
        self._left -= len(data)
        self._budget.take_bytes(len(data))
        return data

    def skip(self, size: int) -> None:
        """Pass over *size* bytes; raises EntryError where there are fewer."""
        if size > self._left:
            raise EntryError(CUT_OFF)
        self._file.seek(size, os.SEEK_CUR)
        self._left -= size


class PackedStream:
    """An archive that is unpacked on the way: what is skipped costs as much as what is read."""

    def __init__(self, chunks: Iterator[bytes], budget: Budget) -> None:
        self._chunks = chunks
        self._budget = budget
        self._chunk = b""
        self._at = 0

    def read(self, size: int) -> bytes:
        """Return *size* bytes, fewer at the end; raises EntryError, OSError, ArchiveLimitError."""
        end = self._at + size
        if end <= len(self._chunk):
            data = self._chunk[self._at : end]
            self._at = end
            return data
        return b"".join(self._parts(size))

    def skip(self, size: int) -> None:
        """Pass over *size* bytes; raises EntryError where there are fewer, and as `read` does."""
        if sum(map(len, self._parts(size))) < size:
            raise EntryError(CUT_OFF)

    def _parts(self, size: int) -> Iterator[bytes]:
        """Yield the next *size* bytes in pieces, or all that are left, within the budget."""
        while size:
            if self._at == len(self._chunk):
                if not (chunk := next(self._chunks, None)):
                    if chunk is None:
                        return
                    continue
                self._budget.take_bytes(len(chunk))
                self._chunk, self._at = chunk, 0
            part = self._chunk[self._at : self._at + size]
            self._at += len(part)
            size -= len(part)
            yield part


Stream = PlainStream | PackedStream


def open_stream(file: BinaryIO, budget: Budget) -> Stream:
    """Return the bytes of the tar archive in *file*; raises OSError."""
    magic = file.read(len(XZ))
    file.seek(0)
    if magic.startswith(GZIP):
        return PackedStream(gunzip(_chunks(file), CHUNK), budget)
    if magic == XZ:
        return PackedStream(unxz(_chunks(file), CHUNK), budget)
    return PlainStream(file, budget)


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk
