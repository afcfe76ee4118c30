"""A stream of an index's bytes -> pieces that hold whole records, each of them a JSON object.

Only the boundary between two records is looked for, near the end of each chunk: ``,"HASH":`` with
any spaces, which stands nowhere else: inside of a record hashes are values. So neither the index
nor a list of its records is ever in memory as a whole.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator

import msgspec
from msgspec import Raw, Struct

from cachetui.model import EntryError
from cachetui.sources.formats.type_errors import BROKEN

MAX_RECORD = 64 << 20
"""Bytes that may pass without a boundary: a record with 100,000 dependencies has 9 MB."""
WINDOWS = (1 << 13, 1 << 17)
"""Bytes at the end of a chunk that are searched for a boundary, before all of it is."""
OVERLAP = 1 << 8
"""Bytes that a boundary takes at most, spaces included."""
MOST_CLOSING = 6
"""Brackets at the end of a database that may be too many to close its last record."""

_INSTALLS = re.compile(rb'"installs"\s*:\s*\{')
_BOUNDARY = re.compile(rb',\s*(?="[a-z2-7]{32}"\s*:)')


class _Database(Struct):
    installs: Raw
    version: Raw = Raw()


class _Frame(Struct):
    database: _Database


_FRAME = msgspec.json.Decoder(_Frame)
_PIECE = msgspec.json.Decoder(dict[str, Raw])


class RecordCutter:
    """Cuts a stream of chunks into pieces between records."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = chunks
        self._prelude = b""
        """The text before the first record, with the bracket that opens all records."""
        self._rest = b""
        """The text behind the last boundary."""
        self.fault: str | None = None
        """After iterating: why the records end early, if they do."""
        self.version: str | None = None
        """After iterating: the database's version, None where it says none."""

    def __iter__(self) -> Iterator[bytes]:
        """Yield objects of whole records.

        Raises OSError, and EntryError where there are no records to be found.
        """
        try:
            yield from self._pieces()
        except EntryError as error:
            self.fault = str(error)
        if not self._prelude:
            raise EntryError(self.fault or "has no list of records: installs is missing")
        yield from self._ending()

    def _pieces(self) -> Iterator[bytes]:
        buffer = b""
        for chunk in self._chunks:
            searched = max(len(buffer) - OVERLAP, 0)
            buffer += chunk
            if not self._prelude:
                if (start := _INSTALLS.search(buffer)) is None:
                    continue
                self._prelude, buffer = buffer[: start.end()], buffer[start.end() :]
                searched = 0
            cut = _last_boundary(buffer, searched)
            if cut is not None:
                yield b"{%b}" % buffer[: cut.start()]
                buffer = buffer[cut.end() :]
            self._rest = buffer
            if len(buffer) > MAX_RECORD:
                raise EntryError(f"has a record larger than {MAX_RECORD >> 20} MiB")

    def _ending(self) -> Iterator[bytes]:
        """Yield the last records: those before the brackets that close the file."""
        try:
            database = _FRAME.decode(self._prelude + self._rest).database
        except BROKEN:
            yield from self._broken_ending()
        else:
            self.version = bytes(database.version).decode("utf-8", "replace").strip('"') or None
            yield bytes(database.installs)

    def _broken_ending(self) -> Iterator[bytes]:
        *whole, last = split_records(self._rest)
        if whole:
            yield b"{%b}" % b",".join(whole)
        end = len(last)
        for _ in range(MOST_CLOSING):
            if end > 0 and _is_piece(piece := b"{%b}" % last[:end]):
                yield piece
                break
            end = last.rfind(b"}", 0, end)
        else:
            self.fault = self.fault or "is cut off or broken"


def _is_piece(piece: bytes) -> bool:
    try:
        return bool(_PIECE.decode(piece))
    except BROKEN:
        return False


def _last_boundary(buffer: bytes, searched: int) -> re.Match[bytes] | None:
    """Return the last boundary in *buffer*, of which the first *searched* bytes have none."""
    for window in (*WINDOWS, len(buffer)):
        start = max(len(buffer) - window, searched)
        if last := deque(_BOUNDARY.finditer(buffer, start), maxlen=1):
            return last[0]
        if start == searched:
            break
    return None


def split_records(piece: bytes) -> list[bytes]:
    """Return the records of a *piece*, which is ``"HASH":{...},"HASH":{...}``, one by one."""
    return _BOUNDARY.split(piece)
