"""Compressed streams: unpacked a piece at a time, so that whoever asks can stop at any time."""

from __future__ import annotations

import lzma
import zlib
from collections.abc import Iterable, Iterator
from typing import Protocol

from cachetui.model import EntryError
from cachetui.safe_text import clip, safe

GZIP = b"\x1f\x8b"
XZ = b"\xfd7zXZ\x00"
XZ_MEMORY = 128 << 20
"""Bytes that unpacking an xz stream may take; the highest level of ``xz`` asks for half of it."""
MOST_PACKED = 300
"""Times its own size that what is stored may unpack to; pages and indexes reach a hundred."""
ALWAYS = 256 << 20
"""Bytes that anything may unpack to, however small it is: half a second's work."""
SHOWN = 80
"""Characters of a library's own words that a sentence quotes."""


class _Stream(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...


def gunzip(chunks: Iterable[bytes], size: int) -> Iterator[bytes]:
    """Yield what gzipped *chunks* hold, at most *size* bytes at a time; raises EntryError.

    Zeros behind the end of the stream, as tapes have them, are passed over.
    """
    stream = zlib.decompressobj(wbits=31)
    try:
        for chunk in chunks:
            while chunk:
                if stream.eof:  # another one may follow
                    if not (chunk := chunk.lstrip(b"\0")):
                        break
                    stream = zlib.decompressobj(wbits=31)
                if data := stream.decompress(chunk, size):
                    yield data
                chunk = stream.unconsumed_tail or stream.unused_data
    except zlib.error as error:
        raise EntryError(f"cannot be unpacked: {reason(error)}") from None
    if not stream.eof:
        raise EntryError("is cut off: the end of its gzip stream is missing")


def unxz(chunks: Iterable[bytes], size: int) -> Iterator[bytes]:
    """Yield what *chunks* packed by xz hold, at most *size* bytes at a time; raises EntryError."""
    stream = _xz()
    try:
        for chunk in chunks:
            while chunk:
                if stream.eof:
                    if not (chunk := chunk.lstrip(b"\0")):
                        break
                    stream = _xz()
                yield stream.decompress(chunk, size)
                while not (stream.needs_input or stream.eof):
                    yield stream.decompress(b"", size)
                chunk = stream.unused_data if stream.eof else b""
    except lzma.LZMAError as error:
        raise EntryError(f"cannot be unpacked: {reason(error)}") from None
    if not stream.eof:
        raise EntryError("is cut off: the end of its xz stream is missing")


def _xz() -> lzma.LZMADecompressor:
    return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=XZ_MEMORY)


def reason(error: BaseException) -> str:
    """Return why, in a few safe words."""
    return clip(safe(str(error)), SHOWN) or type(error).__name__
