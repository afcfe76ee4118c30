"""Compressed streams: unpacked a piece at a time, so that whoever asks can stop at any time."""

from __future__ import annotations

import lzma
import zlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator

from cachetui.model import EntryError
from cachetui.safe_text import clip, safe

GZIP = b"\x1f\x8b"
XZ = b"\xfd7zXZ\x00"
XZ_MEMORY = 128 << 20
"""Bytes that unpacking an xz stream may take; the highest level of ``xz`` asks for half of it."""
MOST_PACKED = 200
"""Times its own size that what is stored may unpack to; pages and indexes reach a hundred."""
ALWAYS = 256 << 20
"""Bytes that anything may unpack to, however small it is: half a second's work."""
SHORT = 1 << 14
"""Bytes that are fed at a time behind the first stream: what a stream leaves over is copied."""
SHOWN = 80
"""Characters of a library's own words that a sentence quotes."""


class _Stream(ABC):
    """A compressed stream that is being unpacked."""

    _stream: zlib._Decompress | lzma.LZMADecompressor

    @property
    def eof(self) -> bool:
        """Whether its end has come."""
        return self._stream.eof

    @property
    def unused_data(self) -> bytes:
        """What was fed of what stands behind its end."""
        return self._stream.unused_data

    @abstractmethod
    def feed(self, data: bytes, size: int) -> Iterator[bytes]:
        """Yield what *data* unpacks to, at most *size* bytes at a time; raises the kind's error."""


class _Gzip(_Stream):
    """A gzip stream."""

    def __init__(self) -> None:
        self._stream: zlib._Decompress = zlib.decompressobj(wbits=31)

    def feed(self, data: bytes, size: int) -> Iterator[bytes]:
        """Yield what *data* unpacks to; zlib hands back what would make over *size* bytes."""
        while data and not self._stream.eof:
            yield self._stream.decompress(data, size)
            data = self._stream.unconsumed_tail


class _Xz(_Stream):
    """An xz stream."""

    def __init__(self) -> None:
        self._stream: lzma.LZMADecompressor = lzma.LZMADecompressor(
            lzma.FORMAT_XZ, memlimit=XZ_MEMORY
        )

    def feed(self, data: bytes, size: int) -> Iterator[bytes]:
        """Yield what *data* unpacks to; lzma keeps what would make over *size* bytes."""
        yield self._stream.decompress(data, size)
        while not (self._stream.needs_input or self._stream.eof):
            yield self._stream.decompress(b"", size)


def gunzip(chunks: Iterable[bytes], size: int) -> Iterator[bytes]:
    """Yield what gzipped *chunks* hold, at most *size* bytes at a time; raises EntryError."""
    return _unpacked(chunks, size, _Gzip, "gzip")


def unxz(chunks: Iterable[bytes], size: int) -> Iterator[bytes]:
    """Yield what *chunks* packed by xz hold, at most *size* bytes at a time; raises EntryError."""
    return _unpacked(chunks, size, _Xz, "xz")


def _unpacked(
    chunks: Iterable[bytes], size: int, begin: Callable[[], _Stream], kind: str
) -> Iterator[bytes]:
    """Yield what *chunks* unpack to, one stream after another.

    Zeros between streams, as on tapes, are skipped. Raises EntryError where a stream is broken or
    cut off.
    """
    stream, step = begin(), 1 << 30
    try:
        for chunk in chunks:
            at = 0
            while at < len(chunk):
                piece = chunk[at : at + step]
                if stream.eof:
                    rest = piece.lstrip(b"\0")
                    at += len(piece) - len(rest)
                    if not rest:
                        continue
                    stream, piece = begin(), rest
                at += len(piece)
                yield from filter(None, stream.feed(piece, size))
                if stream.eof:
                    at -= len(stream.unused_data)
                    step = SHORT
    except (zlib.error, lzma.LZMAError) as error:
        raise EntryError(f"cannot be unpacked: {reason(error)}") from None
    if not stream.eof:
        raise EntryError(f"is cut off: the end of its {kind} stream is missing")


def reason(error: BaseException) -> str:
    """Return why, in a few safe words."""
    return clip(safe(str(error)), SHOWN) or type(error).__name__
