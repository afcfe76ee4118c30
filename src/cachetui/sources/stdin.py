"""Standard input as a source: one file of any format, kept in memory as it cannot be read twice."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import cache

from msgspec import Struct

from cachetui.model import Problem
from cachetui.safe_text import safe
from cachetui.sources.filter import Filter
from cachetui.sources.memory import MemoryEntry
from cachetui.sources.source import Expectation, SourceError

MAX_BYTES = 1 << 30
"""Bytes of standard input: an index larger than that is better read from a file."""


class StdinSource(Struct, frozen=True):
    """The file that is piped into the program."""

    location: str = "-"
    name: str | None = None
    stream = False

    def entries(self, wanted: Filter) -> Iterator[MemoryEntry | Problem]:
        """Yield standard input, whatever is wanted; raises SourceError if there is none."""
        data = _read()
        yield MemoryEntry(self.location, self.location, Expectation.CERTAIN, lambda: data)


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
