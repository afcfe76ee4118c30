"""The work that an archive may make: it is counted as it is done, whatever the archive says."""

from __future__ import annotations

from dataclasses import dataclass

from cachetui.model import EntryError
from cachetui.sources.unpacking import ALWAYS, MOST_PACKED

MAX_HEADERS = 200_000
"""Headers looked at in one archive: six times as many as the public cache has pages."""
MAX_TOTAL = 4 << 30
"""Bytes that are unpacked of one archive: some ten times the public cache."""


class ArchiveLimitError(EntryError):
    """An archive makes more work than is reasonable; the message says what of."""


@dataclass(slots=True)
class Budget:
    """Counts of what has been done so far for an archive of *packed* bytes."""

    packed: int = 0
    headers: int = 0
    members: int = 0
    unpacked: int = 0
    again: Budget | None = None
    """Counts of what is read once more, for what members name."""

    def take_header(self) -> None:
        """Count a header, of which a member can have several; raises ArchiveLimitError."""
        self.headers += 1
        if self.headers > MAX_HEADERS:
            raise ArchiveLimitError(f"has over {MAX_HEADERS:,} members and headers")

    def take_bytes(self, size: int) -> None:
        """Count *size* bytes that were unpacked; raises ArchiveLimitError."""
        self.unpacked += size
        if self.unpacked > MAX_TOTAL:
            raise ArchiveLimitError(f"unpacks to over {MAX_TOTAL >> 30} GiB")
        if self.unpacked > max(ALWAYS, MOST_PACKED * self.packed):
            raise ArchiveLimitError(f"unpacks to over {MOST_PACKED:,} times its size")
