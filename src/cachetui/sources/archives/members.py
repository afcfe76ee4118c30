"""Members of archives as entries: their bytes come as a stream, and each of them once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol

from msgspec import Struct, field

from cachetui.model import EntryError
from cachetui.sources.memory import MemoryEntry
from cachetui.sources.source import HEAD, MAX_BYTES, TOO_LARGE, Expectation

AT_ONCE = 1 << 20
"""Bytes that are read at a time where all are wanted."""


class Reader(Protocol):
    """Something to read from."""

    def read(self, size: int, /) -> bytes:
        """Return *size* bytes, fewer only at the end; raises EntryError."""


class MemberContent:
    """The bytes of a member, which come once."""

    __slots__ = ("_reader", "_rest", "checksum", "head")

    def __init__(self, reader: Reader) -> None:
        """Read the head; raises EntryError."""
        self._reader = reader
        self.checksum: str | None = None
        self.head = reader.read(HEAD)
        self._rest: bytes | None = self.head
        """Of the head what has not been asked for; None when that has begun."""

    def read(self) -> bytes:
        """Return all bytes; raises EntryError if there are too many or they end early."""
        parts, size = [], 0  # joined in one go
        for chunk in self.chunks(AT_ONCE):
            parts.append(chunk)
            size += len(chunk)
            if size > MAX_BYTES:
                raise EntryError(TOO_LARGE)
        return b"".join(parts)

    def chunks(self, size: int) -> Iterator[bytes]:
        """Yield all bytes, *size* of them at a time; raises EntryError."""
        if self._rest is None:
            raise EntryError("is in a stream, and what has passed cannot be read again")
        first, self._rest = self._rest, None
        for start in range(0, len(first), size):
            part = first[start : start + size]
            yield part if len(part) == size else part + self._reader.read(size - len(part))
        while chunk := self._reader.read(size):
            yield chunk


class MemberEntry(Struct, frozen=True):
    """A member of an archive that may be readable."""

    path: str
    name: str
    expectation: Expectation
    opened: Callable[[], AbstractContextManager[Reader]]
    """What opens it for reading."""
    beside: Callable[[str], MemoryEntry]
    """Returns the member at a path relative to this one's folder."""
    shared: dict[str, Any] = field(default_factory=dict)

    @contextmanager
    def open(self) -> Iterator[MemberContent]:
        """Open it and read its head; raises EntryError."""
        with self.opened() as reader:
            yield MemberContent(reader)

    def resolve(self, relative: str) -> MemoryEntry:
        """Return the member at a path relative to this one's folder; opening it looks for it."""
        return self.beside(relative)
