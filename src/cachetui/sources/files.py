"""Regular files: how one is opened and read, whatever happens to it meanwhile."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from cachetui.model import EntryError
from cachetui.sources.source import HEAD, MAX_BYTES, TOO_LARGE, Expectation

CHANGED = "was changed while it was read"


class FileEntry(Struct, frozen=True):
    """A file of a folder, or one that the user named."""

    path: str
    name: str
    expectation: Expectation
    file: str
    """Path of the file itself, should *path* be a link to it."""
    root: str
    """The folder, without links in its path, that no other entry may lie outside of."""
    flags: int = 0
    """Flags for opening it, beside the usual ones: ``O_NOFOLLOW`` in a folder."""
    shared: dict[str, Any] = field(default_factory=dict)

    def open(self) -> FileContent:
        """Open the file; raises OSError."""
        return FileContent(self.file, self.flags)

    def resolve(self, relative: str) -> FileEntry:
        """Return the file at a path relative to this one's folder.

        Raises EntryError if that is not in the same source, be it by a link.
        """
        real = Path(os.path.realpath(Path(self.file).parent / relative))
        if not real.is_relative_to(self.root):
            raise EntryError("names a file outside of the source, it is not opened")
        path = os.path.normpath(Path(self.path).parent / relative)
        return FileEntry(
            path, real.name, Expectation.LIKELY, str(real), self.root, os.O_NOFOLLOW, self.shared
        )


class FileContent:
    """The bytes of an open file."""

    __slots__ = ("_descriptor", "checksum", "head")

    def __init__(self, path: str, flags: int = 0, checksum: str | None = None) -> None:
        self.checksum = checksum
        # should it be a FIFO by now, it does not wait for somebody to write
        self._descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | flags)
        try:
            self.head = os.read(self._descriptor, HEAD)
        except OSError:
            os.close(self._descriptor)
            raise

    def __enter__(self) -> FileContent:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._descriptor)

    def read(self) -> bytes:
        """Return all bytes; raises OSError, and EntryError if they are too many or change."""
        return self.head if len(self.head) < HEAD else self._whole()

    def chunks(self, size: int) -> Iterator[bytes]:
        """Yield all bytes, *size* at a time; raises OSError, and EntryError if they change."""
        before = os.fstat(self._descriptor)
        offset = 0
        while chunk := os.pread(self._descriptor, size, offset):
            yield chunk
            offset += len(chunk)
        after = os.fstat(self._descriptor)
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            raise EntryError(CHANGED)

    def _whole(self) -> bytes:
        size = os.fstat(self._descriptor).st_size
        if size > MAX_BYTES:
            raise EntryError(TOO_LARGE)
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        with open(self._descriptor, "rb", closefd=False) as file:
            data = file.read(size + 1)
        if len(data) != size:
            raise EntryError(CHANGED)
        return data
