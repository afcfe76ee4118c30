"""Layout 3: a manifest names the blobs that hold an index, or a spec and its tarball.

Spack: lib/spack/spack/url_buildcache.py, BlobRecord and BuildcacheManifest.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
from msgspec import Struct

from cachetui.model import EntryError
from cachetui.safe_text import clip, safe
from cachetui.sources.filter import Filter
from cachetui.sources.formats.format import Parts
from cachetui.sources.formats.spack.lockfile import decode_whole
from cachetui.sources.formats.spack.origins import place_of_entry
from cachetui.sources.formats.spack.shelved import read_index
from cachetui.sources.formats.spack.spec_file import read_spec
from cachetui.sources.formats.spack.unwrap import unwrap
from cachetui.sources.source import Content, Entry

ALGORITHM = "sha256"
AT_ONCE = 1 << 20
"""Bytes that are summed at a time."""
SHOWN = 40
"""Characters of a name that a sentence quotes."""

_DATABASE = re.compile(r"application/vnd\.spack\.db\.v(\d+)\+json")
_SPEC = re.compile(r"application/vnd\.spack\.spec\.v(\d+)\+json")
_TARBALL = "application/vnd.spack.install."
_FOLDER = re.compile(r"[/:]v3/manifests/")
"""The folder above; in an archive it may be the first."""


class Blob(Struct, rename="camel"):
    """A blob as a manifest names it; length and checksum are of its stored bytes."""

    content_length: int
    media_type: str
    checksum_algorithm: str
    checksum: str

    @property
    def path(self) -> str:
        """Its path in the mirror; raises EntryError unless it is named as Spack names blobs."""
        if self.checksum_algorithm != ALGORITHM:
            quoted = clip(safe(self.checksum_algorithm), SHOWN)
            raise EntryError(f"names a blob by '{quoted}', and only {ALGORITHM} is known")
        if not re.fullmatch(r"[0-9a-f]{64}", self.checksum):
            raise EntryError(f"names a blob '{clip(safe(self.checksum), SHOWN)}', which is no sum")
        return f"blobs/{ALGORITHM}/{self.checksum[:2]}/{self.checksum}"


class _Manifest(Struct):
    data: list[Blob]


_MANIFEST = msgspec.json.Decoder(_Manifest)


def read_manifest(entry: Entry, content: Content, wanted: Filter) -> Parts:
    """Yield what the blobs of the manifest *entry* list; raises OSError or EntryError."""
    blobs: list[Blob] = decode_whole(_MANIFEST, unwrap(content)).data
    place = place_of_entry(entry)
    if not wanted.allows_tag(place.tag):
        return
    if database := _latest(blobs, _DATABASE):
        with _opened(entry, database) as blob:
            yield from read_index(entry, blob, wanted)
    elif spec := _latest(blobs, _SPEC):
        sizes = [one.content_length for one in blobs if one.media_type.startswith(_TARBALL)]
        with _opened(entry, spec) as blob:
            yield from read_spec(entry, unwrap(blob), wanted, sizes[0] if sizes else None)
    else:
        raise EntryError("names neither an index nor a spec")


def index_blob(data: bytes) -> Blob | None:
    """Return the blob that a manifest names as its index; None if it names none.

    Raises EntryError where *data* is no manifest.
    """
    return _latest(decode_whole(_MANIFEST, data).data, _DATABASE)


def _latest(blobs: list[Blob], media_type: re.Pattern[str]) -> Blob | None:
    """Return the blob of that type with the highest version, None if there is none."""
    found = [(match, blob) for blob in blobs if (match := media_type.fullmatch(blob.media_type))]
    return max(found, key=lambda one: int(one[0][1]))[1] if found else None


@contextmanager
def _opened(entry: Entry, blob: Blob) -> Iterator[Content]:
    """Open a blob that *entry* names, after checking it; raises OSError or EntryError."""
    path = entry.path if "://" in entry.path else os.path.abspath(entry.path)  # noqa: PTH100
    *_, below = _FOLDER.split(path)
    if below == path:
        raise EntryError("is a manifest outside of a mirror: its blobs cannot be found")
    relative = "../" * (below.count("/") + 2) + blob.path
    with entry.resolve(relative).open() as content:
        check(content, blob.checksum, blob.content_length)
        yield content


def check(content: Content, checksum: str, length: int | None = None) -> None:
    """Raise EntryError unless *content* has that sha256, and that *length* if it is known."""
    if content.checksum == checksum:  # it was checked as it was fetched
        return
    digest = hashlib.sha256()
    size = 0
    for chunk in content.chunks(AT_ONCE):
        size += len(chunk)
        digest.update(chunk)
    if fault := blob_fault(checksum, length, digest.hexdigest(), size):
        raise EntryError(fault)


def blob_fault(checksum: str, length: int | None, found: str, size: int) -> str | None:
    """Return why a blob of *size* bytes, whose sha256 is *found*, is not that of a manifest.

    That has a *checksum*, and a *length* if it is known. None if it is.
    """
    if length is not None and size != length:
        fault = f"{size:,} of {length:,} bytes"
    elif found != checksum:
        fault = "sha256 differs"
    else:
        return None
    return f"blob {checksum[:7]}…: {fault}: half downloaded or being replaced, r tries again"
