"""The header of a tar member, and those that may stand before it to extend it.

POSIX: pax, "ustar Interchange Format" and "pax Extended Header"; GNU tar: "Basic Tar Format".
"""

from __future__ import annotations

from msgspec import Struct

from cachetui.model import EntryError

BLOCK = 512
ZEROS = bytes(BLOCK)
"""The block that stands behind the last member."""
MAX_EXTENSION = 1 << 16
"""Bytes of a header that extends another: those of long names have a few thousand."""
MAX_RECORDS = 200
"""Records of such a header: ten are many."""

FILES = frozenset((b"0", b"\0", b"7", b"S"))
"""Regular files, also in the words of other programs: contiguous, sparse."""
LINKS = frozenset((b"1", b"2"))
WITHOUT_DATA = frozenset((b"1", b"2", b"3", b"4", b"5", b"6"))
"""Links, devices, folders and pipes: whatever size they say, nothing of theirs follows."""
SPARSE = b"S"
PAX = frozenset((b"x", b"X"))
LONG_NAME = b"L"
READ = PAX | {LONG_NAME}
EXTENSIONS = READ | {b"g", b"K"}
"""Headers that extend the next one, or all; those of links and for all are passed over."""
BROKEN = "a member's header is broken"
TOO_LONG = "has an extended header that is broken or too long"

_SPACES = sum(b" " * 8)
"""The bytes of the checksum itself, as they are summed."""


class Header(Struct, gc=False):
    """A header block."""

    name: str
    kind: bytes
    size: int
    """Bytes that follow it in the archive."""
    is_continued: bool
    """Whether a sparse file's map goes on in the next block."""


def parse_header(block: bytes) -> Header:
    """Return the header in *block*; raises EntryError if it is none."""
    if len(block) < BLOCK or _number(block[148:156]) not in _checksums(block):
        raise EntryError(BROKEN)
    name = _text(block[:100])
    if block[257:263] == b"ustar\0" and block[345]:
        name = f"{_text(block[345:500])}/{name}"
    size = _number(block[124:136])
    if size < 0:
        raise EntryError(BROKEN)
    return Header(name, block[156:157], size, block[482] > 0)


def goes_on(block: bytes) -> bool:
    """Return whether another follows this *block* of a sparse file's map; raises EntryError."""
    if len(block) < BLOCK:
        raise EntryError(BROKEN)
    return block[504] > 0


def _checksums(block: bytes) -> tuple[int, ...]:
    """Return the sum of the header's bytes, and that of some old programs, with bytes signed."""
    total = sum(block[:148]) + _SPACES + sum(block[156:])
    if block.isascii():
        return (total,)
    return total, total - 256 * sum(byte > 127 for byte in block[:148] + block[156:])


def _number(field: bytes) -> int:
    """Return a number in octal digits, or in base 256 where its first bit says so; else -1."""
    if field[0] == 0x80:
        return int.from_bytes(field[1:], "big")
    digits = field.partition(b"\0")[0].strip()
    try:
        return int(digits, 8) if digits.isdigit() else -1 if digits else 0
    except ValueError:
        return -1


def _text(field: bytes) -> str:
    return field.partition(b"\0")[0].decode("utf-8", "surrogateescape")


class Extension(Struct):
    """The words of the headers that extend the next one."""

    name: str | None = None
    size: int | None = None
    is_sparse: bool = False
    fault: str | None = None
    """Why the member cannot be used."""

    def read(self, kind: bytes, data: bytes) -> None:
        """Take in the header *data* of that *kind*."""
        if kind == LONG_NAME:
            self.name = _text(data)
        elif kind in PAX and not self._read_records(data):
            self.fault = TOO_LONG

    def _read_records(self, data: bytes) -> bool:
        """Take in ``LENGTH KEY=VALUE`` lines; return whether all of them could be."""
        at = 0
        for _ in range(MAX_RECORDS):
            if at >= len(data) or not data[at]:
                return True
            length, _, rest = data[at : at + 20].partition(b" ")
            end = at + int(length) if length.isdigit() else 0
            key, equals, value = data[at + len(length) + 1 : end].partition(b"=")
            if not (rest and equals and value.endswith(b"\n")):
                return False
            if not self._take(key, value[:-1]):
                return False
            at = end
        return at >= len(data)

    def _take(self, key: bytes, value: bytes) -> bool:
        """Take in one ``KEY=VALUE`` about the next member; return whether it could be."""
        if key in (b"path", b"GNU.sparse.name"):
            self.name = value.decode("utf-8", "surrogateescape")
        elif key == b"size":
            if not value.isdigit() or len(value) > 18:
                return False
            self.size = int(value)
        self.is_sparse |= key.startswith(b"GNU.sparse.")
        return True
