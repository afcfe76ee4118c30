"""Standard input as a source: a file of any kind, kept in memory as it cannot be read twice.

It has no name, so what it is, a page or an archive too, is seen from what it holds.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import cache

from msgspec import Struct

from cachetui.model import Problem
from cachetui.safe_text import safe
from cachetui.sources.archives.archive import Archive
from cachetui.sources.filter import Filter
from cachetui.sources.memory import MemoryEntry
from cachetui.sources.source import PAGE_NAMES, Entry, Expectation, SourceError

MAX_BYTES = 1 << 30
"""Bytes of standard input: an index larger than that is better read from a file."""
_FRONT_MATTER = re.compile(rb"(?:\xef\xbb\xbf)?---[ \t]*\r?\n")
_ZIP = (b"PK\3\4", b"PK\5\6")
"""What archives begin with, and those without a member."""


class StdinSource(Struct, frozen=True):
    """The file that is piped into the program."""

    location: str = "-"
    name: str | None = None
    stream = True

    def entries(self, wanted: Filter) -> Iterator[Entry | Problem]:
        """Yield standard input, or if that is an archive the *wanted* members.

        Raises SourceError if there is none, or it is an archive of which nothing can be read.
        """
        data = _read()
        if archive := self._archive(data):
            yield from archive.entries(wanted)
            return
        name = PAGE_NAMES[0] if _FRONT_MATTER.match(data) else self.location
        yield MemoryEntry(self.location, name, Expectation.CERTAIN, lambda: data)

    def _archive(self, data: bytes) -> Archive | None:
        """Return the archive that *data* is; None if it is none."""
        if data.startswith(_ZIP):
            from cachetui.sources.archives.zip import ZipArchive

            return ZipArchive(self.location, self.name, data)
        from cachetui.sources.archives.tar import TarArchive, is_tar

        archive = TarArchive(self.location, self.name, data)
        return archive if is_tar(archive) else None


@cache
def _read() -> bytes:
    """Return all of standard input; raises SourceError."""
    if sys.stdin is None or sys.stdin.isatty():
        raise SourceError("'-' is standard input, and nothing is piped into it")
    try:
        data = sys.stdin.buffer.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise SourceError(f"cannot read standard input: {safe(str(error))}") from None
    if len(data) > MAX_BYTES:
        raise SourceError(f"standard input is larger than {MAX_BYTES >> 30} GiB")
    return data
