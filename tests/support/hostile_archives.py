"""Archives that say little and make a reader do much, each with a good page in it.

python tests/support/hostile_archives.py /tmp/hostile      # writes all of them, in full size
"""

from __future__ import annotations

import gzip
import io
import lzma
import struct
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from support.page_builder import Row, a_hash, page_2025

BLOCK = tarfile.BLOCKSIZE
GOOD = page_2025("good", "v1", [Row(a_hash("good"))]).encode()
Maker = Callable[[int], Iterator[bytes]]
"""Makes the bytes of an archive, of a size that grows with the number."""


def member(
    name: str,
    data: bytes = b"",
    kind: bytes = tarfile.REGTYPE,
    fields: dict[str, str] | None = None,
) -> bytes:
    """Return a tar member; *fields* are records of its extended header."""
    info = tarfile.TarInfo(name)
    info.type, info.size, info.pax_headers = kind, len(data), fields or {}
    if fields:
        return info.tobuf(tarfile.PAX_FORMAT, "utf-8", "surrogateescape") + padded(data)
    return info.tobuf(tarfile.GNU_FORMAT, "utf-8", "surrogateescape") + padded(data)


def padded(data: bytes) -> bytes:
    return data + b"\0" * (-len(data) % BLOCK)


FIRST = member("first/specs.md", GOOD)
LAST = member("last/specs.md", GOOD.replace(b"good", b"last")) + b"\0" * 2 * BLOCK


def long_names(number: int) -> Iterator[bytes]:
    """Make very many headers in a row that belong to one member: a long name each."""
    yield FIRST
    yield member("././@LongLink", b"x/specs.md\0", tarfile.GNUTYPE_LONGNAME) * number
    yield LAST


def pax_names(number: int) -> Iterator[bytes]:
    """Make very many extended headers in a row that belong to one member."""
    yield FIRST
    yield member("x", b"15 path=a/b.md\n", tarfile.XHDTYPE) * number
    yield LAST


def global_headers(number: int) -> Iterator[bytes]:
    """Make global headers of 65 kB, each with keywords of its own."""
    yield FIRST
    for header in range(number):
        records = b"".join(b"16 k%03d%04d=abc\n" % (header, record) for record in range(4_000))
        yield member("g", records[:65_000], tarfile.XGLTYPE)
    yield LAST


def sparse_header(*, goes_on: bool) -> bytes:
    """Return the header of a sparse file as old GNU tars made them, with part of its map."""
    info = tarfile.TarInfo("sparse/specs.md")
    info.type = tarfile.GNUTYPE_SPARSE
    block = bytearray(info.tobuf(tarfile.GNU_FORMAT))
    block[386:482] = b"00000000000\0" * 8
    block[482] = goes_on
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


def sparse_map(number: int) -> Iterator[bytes]:
    """Make a sparse file whose map goes on for *number* blocks."""
    yield FIRST
    yield sparse_header(goes_on=True)
    block = b"00000000000\0" * 42 + b"\1" + b"\0" * 7
    for _ in range(number // 1000):
        yield block * 1000
    yield block[:504] + b"\0" * 8
    yield LAST


def sparse_cut_off(number: int) -> Iterator[bytes]:
    """Make a sparse file whose map is missing."""
    yield FIRST
    yield sparse_header(goes_on=True)


def pax_sparse_map(number: int) -> Iterator[bytes]:
    """Make a sparse file of form 1.0, whose map stands before its data."""
    yield FIRST
    form = {"major": "1", "minor": "0", "name": "sparse/specs.md", "realsize": "1"}
    head = b"%d\n" % number
    info = member("x", b"", fields={f"GNU.sparse.{key}": one for key, one in form.items()})
    size = len(head) + 4 * number
    header = tarfile.TarInfo("x")
    header.size = size
    yield info[:-BLOCK] + header.tobuf(tarfile.GNU_FORMAT)
    yield head
    for _ in range(number // 1_000_000):
        yield b"1\n1\n" * 1_000_000
    yield b"1\n1\n" * (number % 1_000_000) + b"\0" * (-size % BLOCK)
    yield LAST


def empty_members(number: int) -> Iterator[bytes]:
    yield FIRST
    for one in range(number):
        yield member(f"{one}/specs.md")
    yield LAST


def large_member(number: int) -> Iterator[bytes]:
    """Make a page of zeros, between good ones."""
    yield FIRST
    info = tarfile.TarInfo("large/specs.md")
    info.size = number
    yield info.tobuf(tarfile.GNU_FORMAT)
    yield from zeros(number)
    yield LAST


def zeros_at_the_end(number: int) -> Iterator[bytes]:
    yield FIRST + LAST
    yield from zeros(number)


def zeros(number: int) -> Iterator[bytes]:
    for _ in range(number >> 20):
        yield b"\0" * (1 << 20)


def gzipped(make: Maker) -> Maker:
    def packed(number: int) -> Iterator[bytes]:
        stream = zlib.compressobj(9, wbits=31)
        for chunk in make(number):
            yield stream.compress(chunk)
        yield stream.flush()

    return packed


def xz(make: Maker) -> Maker:
    def packed(number: int) -> Iterator[bytes]:
        stream = lzma.LZMACompressor(preset=0)
        for chunk in make(number):
            yield stream.compress(chunk)
        yield stream.flush()

    return packed


def zeros_behind_gzip(number: int) -> Iterator[bytes]:
    yield gzip.compress(FIRST + LAST)
    yield from zeros(number)


def empty_gzip_streams(number: int) -> Iterator[bytes]:
    """Make an archive in a gzip stream, with very many that hold nothing before it."""
    yield gzip.compress(b"") * number
    yield gzip.compress(FIRST + LAST)


def empty_xz_streams(number: int) -> Iterator[bytes]:
    """Make an archive in an xz stream, with very many that hold nothing before it."""
    yield lzma.compress(b"") * number
    yield lzma.compress(FIRST + LAST)


def name_of_gzip(number: int) -> Iterator[bytes]:
    """Make a gzip stream that says a very long name of the file in it."""
    data = gzip.compress(FIRST + LAST)
    yield data[:3] + b"\x08" + data[4:10]
    for _ in range(number >> 20):
        yield b"n" * (1 << 20)
    yield b"\0" + data[10:]


def zip_of(number: int) -> Iterator[bytes]:
    """Make a zip archive with a page of zeros."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("first/specs.md", GOOD)
        with archive.open("large/specs.md", "w", force_zip64=True) as file:
            for chunk in zeros(number):
                file.write(chunk)
        archive.writestr("last/specs.md", GOOD.replace(b"good", b"last"))
    yield out.getvalue()


def zip_page(number: int) -> Iterator[bytes]:
    """Make a zip archive with a page that is as large as a page may be, and begins as one."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("first/specs.md", GOOD)
        with archive.open("large/specs.md", "w", force_zip64=True) as file:
            file.write(GOOD[: GOOD.index(b"spec_details")] + b"x: '")
            for _ in range(number >> 20):
                file.write(b"abcdefgh" * (1 << 17))
            file.write(b"'\n---")
        archive.writestr("last/specs.md", GOOD.replace(b"good", b"last"))
    yield out.getvalue()


def overlapping_zip(number: int) -> Iterator[bytes]:
    """Make a zip archive that lists one large member forty times."""
    (data,) = zip_page(number)
    end, start, listed = _listed(data)
    large, last = (listed.index(name) - 46 for name in (b"large/specs.md", b"last/specs.md"))
    listed = listed[:last] + listed[large:last] * 39 + listed[last:]
    yield data[:start] + listed
    yield data[end : end + 8] + struct.pack("<HHLLH", 42, 42, len(listed), start, 0)


def empty_zip_members(number: int) -> Iterator[bytes]:
    """Make a zip archive that lists one member of no bytes very often, under other names."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("first/specs.md", GOOD)
        archive.writestr("00000000.md", b"")
    data = out.getvalue()
    _, start, listed = _listed(data)
    at = listed.index(b"00000000.md") - 46
    yield data[:start] + listed[:at]
    for copy in range(number):
        yield listed[at : at + 46] + b"%08d.md" % copy
    size = at + number * (len(listed) - at)
    counts = (number + 1, number + 1, size, start)
    yield struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, *counts)
    yield struct.pack("<4sLQL", b"PK\6\7", 0, start + size, 1)
    yield struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, *[0xFFFF] * 2, *[0xFFFFFFFF] * 2, 0)


def _listed(data: bytes) -> tuple[int, int, bytes]:
    """Return where a zip archive's end stands, where its list of members, and that list."""
    end = data.rindex(b"PK\5\6")
    start = struct.unpack_from("<L", data, end + 16)[0]
    return end, start, data[start:end]


HOSTILE: dict[str, tuple[Maker, int]] = {
    "long-names.tar": (long_names, 2_000),
    "long-names-200000.tar.gz": (gzipped(long_names), 200_000),
    "pax-names.tar": (pax_names, 2_000),
    "global-headers.tar.gz": (gzipped(global_headers), 400),
    "global-headers-4000.tar.gz": (gzipped(global_headers), 4000),
    "sparse-map.tar.gz": (gzipped(sparse_map), 1_000_000),
    "sparse-cut-off.tar": (sparse_cut_off, 0),
    "pax-sparse-map.tar.gz": (gzipped(pax_sparse_map), 100_000_000),
    "empty-members.tar.gz": (gzipped(empty_members), 1_000_000),
    "large-member.tar.gz": (gzipped(large_member), 4 << 30),
    "large-member.tar.xz": (xz(large_member), 4 << 30),
    "zeros-at-the-end.tar.gz": (gzipped(zeros_at_the_end), 200 << 20),
    "zeros-behind-gzip.tar.gz": (zeros_behind_gzip, 200 << 20),
    "name-of-gzip.tar.gz": (name_of_gzip, 200 << 20),
    "empty-streams.tar.gz": (empty_gzip_streams, 500_000),
    "empty-streams.tar.xz": (empty_xz_streams, 300_000),
    "zeros.zip": (zip_of, 4 << 30),
    "zeros-256.zip": (zip_of, 256 << 20),
    "page.zip": (zip_page, 255 << 20),
    "overlapping.zip": (overlapping_zip, 255 << 20),
    "empty-members.zip": (empty_zip_members, 1_000_000),
}
"""Name -> what makes the archive, and the number for its full size."""


def write_hostile(folder: Path, name: str, number: int | None = None) -> Path:
    """Write the archive *name*, of its full size or of the *number* that its maker takes."""
    make, full = HOSTILE[name]
    path = folder / name
    with path.open("wb") as file:
        file.writelines(make(full if number is None else number))
    return path


if __name__ == "__main__":
    for name in HOSTILE:
        write_hostile(Path(sys.argv[1]), name)
