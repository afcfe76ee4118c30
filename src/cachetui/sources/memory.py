"""Entries that are read into memory as they are opened: members of archives, standard input."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from msgspec import Struct, field

from cachetui.model import EntryError
from cachetui.sources.source import HEAD, Expectation


class MemoryContent(Struct, frozen=True):
    """Bytes in memory."""

    data: bytes | bytearray
    checksum: str | None = None

    @property
    def head(self) -> bytes:
        """The first bytes."""
        return bytes(self.data[:HEAD])

    def read(self) -> bytes:
        """Return all bytes."""
        return bytes(self.data)

    def chunks(self, size: int) -> Iterator[bytes]:
        """Yield all bytes, *size* at a time."""
        for start in range(0, len(self.data), size):
            yield bytes(self.data[start : start + size])


class MemoryEntry(Struct, frozen=True):
    """An entry without a file of its own."""

    path: str
    name: str
    expectation: Expectation
    take_out: Callable[[], bytes]
    """Return its bytes; raises EntryError."""
    shared: dict[str, Any] = field(default_factory=dict)

    def open(self) -> AbstractContextManager[MemoryContent]:
        """Read it into memory; raises EntryError."""
        return nullcontext(MemoryContent(self.take_out()))

    def resolve(self, relative: str) -> MemoryEntry:
        """Raise EntryError: there is nothing beside it."""
        raise EntryError("names a file beside it, which can be read from a folder only")
