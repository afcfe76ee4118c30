"""Archives of sound pages with a stranger's member among them, or with bytes changed."""

from __future__ import annotations

import gzip
import io
import lzma
import tarfile
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from tempfile import gettempdir
from typing import NamedTuple

from hypothesis import strategies as st

from cachetui.sources.source import MAX_BYTES
from support.corrupt_pages import GOOD, TEXTS, bad_pages, overwritten, spoilt

OUTSIDE = Path(gettempdir()) / "cachetui-fuzz-outside"
"""Where a member would be unpacked to; it must not come to be."""


class Tampered(NamedTuple):
    """An archive with something wrong in it."""

    name: str
    data: bytes
    kept: dict[str, bytes]
    """The sound pages that must be found all the same, by their names in it."""


NAMES = st.sampled_from(
    [
        *("../pwned/specs.md", f"{OUTSIDE}/specs.md", "a/../../pwned.md", "~/pwned.md"),
        *("_cache/v-good0/good0/specs.md", "C:\\pwned.md", "./specs.md", "", "/", "-o.md", "a.md/"),
        *("a" * 5_000 + ".md", "a/" * 300 + "specs.md", "a.tar/specs.md"),
    ]
) | TEXTS.map("{}/specs.md".format)
CONTENTS = bad_pages() | st.sampled_from([b"", b"x"])
SIZES = st.sampled_from([0, 1, 511, 2**20, 300 << 20, 7 << 30, 2**62])
FILES = (tarfile.REGTYPE, tarfile.CONTTYPE)
OTHERS = [bytes([code]) for code in b"123456"]
"""Links, devices, folders and pipes, which have no bytes of their own."""
UNKNOWN = [bytes([code]) for code in b"\0SLKxgXDVZ\xff"]
PAX = st.dictionaries(
    st.sampled_from(["path", "size", "linkpath", "mtime", "hdrcharset", "GNU.sparse.map"]) | TEXTS,
    st.sampled_from(["-1", "9" * 30, "BINARY", "1,2,x", "../pwned.md"]) | TEXTS,
    min_size=1,
    max_size=2,
)


@st.composite
def archives(draw: st.DrawFn) -> Tampered:
    """Put a member, or damage, somewhere between sound pages."""
    name = draw(st.sampled_from(["c.tar", "c.tar.gz", "c.tar.xz", "c.zip"]))
    pages = draw(GOOD)
    place = draw(st.integers(0, len(pages)))
    before, behind = dict([*pages.items()][:place]), dict([*pages.items()][place:])
    make = _zip if name == "c.zip" else _tar
    data, is_sound = make(draw, before, behind)
    data = PACKERS.get(name, bytes)(data)
    if draw(st.integers(0, 4)) == 0:
        return Tampered(name, spoilt(draw, data, least=1), {})
    return Tampered(name, data, pages if is_sound else before)


Made = tuple[bytes, bool]
"""An archive, and whether even what is behind the stranger's member must be found."""
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "c.tar.gz": gzip.compress,
    "c.tar.xz": lambda data: lzma.compress(data, preset=0),
}


def _tar(draw: st.DrawFn, before: dict[str, bytes], behind: dict[str, bytes]) -> Made:
    rest = _members(behind) + b"\0" * 1024
    how = draw(st.sampled_from([_honest, _lying, _extended, None]))
    if how is None:
        return _members(before) + spoilt(draw, rest, least=1), False
    return _members(before) + how(draw) + rest, how is _honest


def _members(pages: dict[str, bytes]) -> bytes:
    return b"".join(_member(tarfile.TarInfo(name), data) for name, data in pages.items())


def _member(info: tarfile.TarInfo, data: bytes, size: int | None = None) -> bytes:
    info.size = len(data) if size is None else size
    header = info.tobuf(tarfile.GNU_FORMAT, "utf-8", "surrogatepass")
    return header + data + b"\0" * (-len(data) % tarfile.BLOCKSIZE)


def _honest(draw: st.DrawFn) -> bytes:
    """Make a member of any name and a known kind, which says rightly how long it is."""
    info = tarfile.TarInfo(draw(NAMES))
    info.type, info.linkname = draw(st.sampled_from([*FILES, *OTHERS])), draw(NAMES)
    return _member(info, draw(CONTENTS) if info.type in FILES else b"")


def _lying(draw: st.DrawFn) -> bytes:
    info = tarfile.TarInfo(draw(NAMES))
    info.type = draw(st.sampled_from([*FILES, *OTHERS, *UNKNOWN]))
    return _member(info, draw(CONTENTS), draw(SIZES))


def _extended(draw: st.DrawFn) -> bytes:
    """Make a member whose header goes on in words."""
    info = tarfile.TarInfo("specs.md")
    info.pax_headers = {_encodable(key): _encodable(one) for key, one in draw(PAX).items()}
    return info.tobuf(tarfile.PAX_FORMAT, "utf-8", "replace")


def _encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _zip(draw: st.DrawFn, before: dict[str, bytes], behind: dict[str, bytes]) -> Made:
    """Make a zip archive; what is damaged are the bytes of the stranger's member alone."""
    info = zipfile.ZipInfo(_encodable(draw(NAMES)))
    info.external_attr = draw(st.sampled_from([0o100644, 0o120777, 0o060666, 0o040755])) << 16
    info.compress_type = draw(st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]))
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w") as archive:
        warnings.simplefilter("ignore")  # a name that is there twice
        for name, data in before.items():
            archive.writestr(name, data)
        archive.writestr(info, draw(CONTENTS))
        start, end = info.header_offset, archive.start_dir
        for name, data in behind.items():
            archive.writestr(name, data)
        said = info.file_size
        info.file_size = draw(st.just(said) | SIZES)  # goes into the list of members
    data = out.getvalue()
    if draw(st.booleans()):
        data = data[:start] + overwritten(draw, data[start:end]) + data[end:]
    return data, info.file_size <= MAX_BYTES
