"""Regular files: how one is opened and read, whatever happens to it meanwhile."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from msgspec import Struct, field

from cachetui.model import EntryError
from cachetui.sources.handles import FolderHandle, open_named
from cachetui.sources.memory import MemoryContent
from cachetui.sources.source import HEAD, MAX_BYTES, TOO_LARGE, Expectation

CHANGED = "was changed while it was read"


class FileState(NamedTuple):
    """What tells whether a file has been changed."""

    size: int
    modified: int
    """Nanoseconds since 1970."""
    inode: int

    @classmethod
    def of(cls, found: os.stat_result) -> FileState:
        """Return the state of a file of which *found* is known."""
        return cls(found.st_size, found.st_mtime_ns, found.st_ino)


class FileEntry(Struct, frozen=True):
    """A file of a folder."""

    path: str
    name: str
    expectation: Expectation
    folder: FolderHandle
    """A folder of the source, which no other entry may lie outside of."""
    file: str
    """Path of the file itself in that folder, should *path* be a link to it."""
    shared: dict[str, Any] = field(default_factory=dict)

    def open(self) -> FileContent:
        """Open the file; raises OSError, also if it lies behind a link by now."""
        return FileContent(self.folder.open_file(self.file))

    def state(self) -> FileState:
        """Return the state of the file without opening it; raises OSError."""
        return FileState.of(self.folder.stat(self.file, follow=False))

    def resolve(self, relative: str) -> FileEntry:
        """Return the file at a path relative to this one's folder.

        Raises EntryError if that is not in the same source, be it by a link, and OSError where
        links lead in circles.
        """
        real = self.folder.resolve(Path(self.file).parent / relative)
        if real is None:
            raise EntryError("names a file outside of the source, it is not opened")
        path = os.path.normpath(Path(self.path).parent / relative)
        root = self.folder.root
        return FileEntry(path, real.name, Expectation.LIKELY, root, str(real), self.shared)


class NamedFile(FileEntry, frozen=True):
    """The file that the user named: wherever it leads, it is opened."""

    def open(self) -> FileContent:
        """Open the file; raises OSError."""
        return FileContent(open_named(self.path))


class ReadContent(MemoryContent, frozen=True, kw_only=True):
    """All bytes of a file that was closed again."""

    read_in: FileState
    """The state that the file was in."""

    def __enter__(self) -> ReadContent:
        return self

    def __exit__(self, *_: object) -> None:
        """Do nothing: the file is closed."""

    def state(self) -> FileState:
        """Return the state of the file when it was read."""
        return self.read_in


class FileContent:
    """The bytes of an open file."""

    __slots__ = ("_descriptor", "checksum", "head")

    def __init__(self, descriptor: int, checksum: str | None = None) -> None:
        """Take over *descriptor*, which is closed at the end; raises OSError.

        *checksum* is the content's, if it was checked as it was fetched.
        """
        self._descriptor = descriptor
        self.checksum = checksum
        try:
            self.head = os.read(self._descriptor, HEAD)
        except OSError:
            os.close(self._descriptor)
            raise

    def __enter__(self) -> FileContent:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; a content that is entered closes itself."""
        os.close(self._descriptor)

    def state(self) -> FileState:
        """Return the state of the open file; raises OSError."""
        return FileState.of(os.fstat(self._descriptor))

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
        """Return all bytes; raises EntryError if there are too many, or it changes meanwhile."""
        size = os.fstat(self._descriptor).st_size
        if size > MAX_BYTES:
            raise EntryError(TOO_LARGE)
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        with open(self._descriptor, "rb", closefd=False) as file:
            data = file.read(size + 1)
        if len(data) != size:
            raise EntryError(CHANGED)
        return data
