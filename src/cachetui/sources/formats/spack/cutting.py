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
        """Yield objects of whole records, cut where one record ends and the next begins.

        What is left stays in `_rest`. Raises EntryError for a record that is too large.
        """
        chunks = self._behind_prelude()
        for chunk in chunks:
            if (cut := _last_boundary(chunk)) is not None:
                # joined in one go: at this size copying is what takes the time
                yield b"".join((b"{", self._rest, memoryview(chunk)[: cut.start()], b"}"))
                self._rest = chunk[cut.end() :]
                continue
            border = max(len(self._rest) - OVERLAP, 0)
            self._rest += chunk
            if (cut := _BOUNDARY.search(self._rest, border)) is not None:
                yield b"{%b}" % self._rest[: cut.start()]
                self._rest = self._rest[cut.end() :]
            if len(self._rest) > MAX_RECORD:
                raise EntryError(f"has a record larger than {MAX_RECORD >> 20} MiB")

    def _behind_prelude(self) -> Iterator[bytes]:
        """Yield the chunks, without what comes before the first record."""
        buffer = b""
        for chunk in self._chunks:
            if self._prelude:
                yield chunk
                continue
            buffer += chunk
            if (start := _INSTALLS.search(buffer)) is not None:
                self._prelude = buffer[: start.end()]
                yield buffer[start.end() :]
            elif len(buffer) > MAX_RECORD:
                return

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
        """Yield the records before the place where the file is cut off, and note that as fault."""
        *whole, last = split_records(self._rest)
        if whole:
            yield b"{%b}" % b",".join(whole)
        end = len(last)
        for _ in range(MOST_CLOSING + 1):
            if end > 0 and _is_piece(piece := b"{%b}" % last[:end]):
                yield piece
                break
            end = last.rfind(b"}", 0, max(end - 1, 0)) + 1
        else:
            end = 0
        if last[end:].strip(b"} \t\r\n"):
            self.fault = self.fault or "is cut off or broken"


def _is_piece(piece: bytes) -> bool:
    try:
        return bool(_PIECE.decode(piece))
    except BROKEN:
        return False


def _last_boundary(chunk: bytes) -> re.Match[bytes] | None:
    """Return the last boundary in *chunk*, None if there is none."""
    for window in (*WINDOWS, len(chunk)):
        start = max(len(chunk) - window, 0)
        if last := deque(_BOUNDARY.finditer(chunk, start), maxlen=1):
            return last[0]
    return None


def split_records(piece: bytes) -> list[bytes]:
    """Return the records of a *piece*, which is ``"HASH":{...},"HASH":{...}``, one by one."""
    return _BOUNDARY.split(piece)
