"""The transports' common interface: a source finds entries, an entry is opened, and then read.

A transport knows where bytes are. What they mean is told by a format (`sources.formats`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from enum import IntEnum
from typing import Any, Protocol

from cachetui.model import Problem
from cachetui.safe_text import safe, safe_url
from cachetui.sources.filter import Filter

PAGE_ENDINGS = (".md", ".txt")
"""Endings of the files that may be pages."""
PAGE_NAMES = ("specs.md", "index.md")
"""File names that promise a page."""
SPACK_ENDINGS = (".json", ".json.gz", ".json.sig", ".lock")
"""Endings of the files that Spack may have written."""
SPACK_NAMES = ("spack.lock",)
"""File names that promise one of them."""
ENDINGS = PAGE_ENDINGS + SPACK_ENDINGS
MAX_BYTES = 64 << 20
"""An entry larger than this is not read whole: it takes eight times as much while it is decoded.

A lockfile of a thousand specs has 1.4 MB.
"""
TOO_LARGE = f"is larger than {MAX_BYTES >> 20} MiB"
HEAD = 1 << 16
"""Bytes by which an entry is recognised, and judged whether the rest is needed.

Most pages are smaller.
"""


class SourceError(Exception):
    """A source cannot be read at all; the message is one sentence for the person who named it."""

    def __init__(self, message: str, reason: str | None = None) -> None:
        super().__init__(message)
        self.reason = reason or message
        """The same where the source is named before it."""


def unreadable(location: str, reason: str | None) -> SourceError:
    """Return the error for a source that cannot be read for a *reason*, made safe to show."""
    reason = safe(reason or "no reason was given")
    where = safe_url(location)
    return SourceError(f"cannot read '{where}': {reason}", f"cannot be read: {reason}")


def joined(faults: Sequence[SourceError]) -> SourceError:
    """Return one error for all *faults*; a single one is itself."""
    return faults[0] if len(faults) == 1 else SourceError("; ".join(map(str, faults)))


class Expectation(IntEnum):
    """How much an entry's name says of what it holds."""

    MAYBE = 0
    """It may be anything: a README, a layout, a page."""
    LIKELY = 1
    """Its name promises something: ``specs.md``, ``index.md``, ``spack.lock``."""
    CERTAIN = 2
    """The user named it: something to browse, or a problem."""

    @classmethod
    def of(cls, name: str) -> Expectation:
        """Return what a file called *name* promises, found in a folder or an archive."""
        return cls.LIKELY if name in PAGE_NAMES + SPACK_NAMES else cls.MAYBE


class Content(Protocol):
    """The bytes of an entry that is open."""

    @property
    def head(self) -> bytes:
        """The first `HEAD` bytes."""

    @property
    def checksum(self) -> str | None:
        """The sha256 that it was checked against as it was fetched; None if it was not."""

    def read(self) -> bytes:
        """Return all bytes; raises OSError, and EntryError if there are over `MAX_BYTES`."""

    def chunks(self, size: int) -> Iterator[bytes]:
        """Yield all bytes, *size* of them at a time; of a stream they can be asked for once.

        Raises OSError or EntryError; what came before it stands.
        """


class Entry(Protocol):
    """Something that a source holds and that may be read."""

    @property
    def path(self) -> str:
        """The source as given plus the path in it."""

    @property
    def name(self) -> str:
        """The last part of its path."""

    @property
    def expectation(self) -> Expectation:
        """How much its name promises."""

    @property
    def shared(self) -> dict[str, Any]:
        """Notes that a format keeps for all entries of the same mirror, by their names."""

    def open(self) -> AbstractContextManager[Content]:
        """Open it; raises OSError or EntryError."""

    def resolve(self, relative: str) -> Entry:
        """Return the entry at a path relative to this one's folder, in the same source.

        Raises EntryError if that leads out of the source, or cannot be had in this one.
        """


class Source(Protocol):
    """Somewhere that entries come from."""

    @property
    def location(self) -> str:
        """The source as the user gave it, without a name before it."""

    @property
    def name(self) -> str | None:
        """The user's name for the origin of its listings; None if it is to be derived."""

    @property
    def stream(self) -> bool:
        """Whether an entry can be opened only until the next one is asked for."""

    def entries(self, wanted: Filter) -> Iterator[Entry | Problem]:
        """Yield every entry that may hold something wanted, and what is wrong on the way.

        Raises SourceError if nothing at all can be read.
        """
