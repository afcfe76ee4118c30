"""The JSON inside of what Spack stores: gzipped, signed, or as it is."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from cachetui.model import EntryError
from cachetui.sources.source import HEAD, MAX_BYTES, TOO_LARGE, Content
from cachetui.sources.unpacking import GZIP, gunzip

MAX_UNPACKED = 4 << 30
"""Bytes of an index: some seven times the largest that is known, unpacked."""

_SIGNED = b"-----BEGIN PGP SIGNED MESSAGE-----"
# Spack: lib/spack/spack/spec.py, CLEARSIGN_FILE_REGEX
_HEADER = re.compile(
    rb"-----BEGIN PGP SIGNED MESSAGE-----[ \t]*\r?\n(?:[\w-]+:[^\n]*\n)*[ \t]*\r?\n"
)
_SIGNATURE = re.compile(rb"^-----BEGIN PGP SIGNATURE-----", re.MULTILINE)
_DASH_ESCAPE = re.compile(rb"^- ", re.MULTILINE)


def unwrap_head(head: bytes) -> bytes:
    """Return the beginning of the JSON in an entry that begins with *head*."""
    if head.startswith(GZIP):
        try:
            head = zlib.decompressobj(wbits=31).decompress(head, HEAD)
        except zlib.error:
            return b""
    header = _HEADER.match(head)
    return head[header.end() :] if header else head.removeprefix(b"\xef\xbb\xbf")


def unwrap(content: Content) -> bytes:
    """Return the whole JSON of an entry; raises OSError or EntryError.

    EntryError is raised where it is too large, or a gzip stream or signature has no end.
    """
    if not content.head.startswith(GZIP):
        return _signed_text(content.read())
    data = bytearray()
    for chunk in gunzip(content.chunks(HEAD), HEAD):
        data += chunk
        if len(data) > MAX_BYTES:
            raise EntryError(TOO_LARGE)
    return _signed_text(bytes(data))


def unwrap_chunks(content: Content, size: int) -> Iterator[bytes]:
    """Yield the JSON of an index, about *size* bytes at a time.

    Raises OSError or EntryError; what came before it stands.
    """
    chunks = content.chunks(size)
    if content.head.startswith(GZIP):
        chunks = gunzip(chunks, size)
    total = 0
    for chunk in chunks:
        total += len(chunk)
        if total > MAX_UNPACKED:
            raise EntryError(f"is larger than {MAX_UNPACKED >> 30} GiB")
        yield chunk


def _signed_text(data: bytes) -> bytes:
    """Return what *data* has between PGP's lines, all of it where it is not signed."""
    if not data.startswith(_SIGNED):
        return data.removeprefix(b"\xef\xbb\xbf")
    header = _HEADER.match(data)
    end = _SIGNATURE.search(data)
    if header is None or end is None or end.start() < header.end():
        raise EntryError("is signed and has no signature at its end: it is cut off")
    return _DASH_ESCAPE.sub(b"", data[header.end() : end.start()])
