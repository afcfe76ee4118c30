"""What is known of a mirror without asking it: its layouts, and how old the copies of it are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec
from msgspec import Struct

from cachetui.model import EntryError
from cachetui.sources.access import Access
from cachetui.sources.files import FileContent
from cachetui.sources.formats.spack.copies import COPIES as DECODER
from cachetui.sources.formats.spack.copies import split_key
from cachetui.sources.handles import open_named
from cachetui.sources.landmarks import COPIES, INDEX, LAYOUT_2, MANIFEST, MANIFESTS
from cachetui.sources.mirrors.mirror import ConfiguredMirror
from cachetui.sources.mirrors.places import copies_of_indexes
from cachetui.sources.remote.addresses import (
    INDEX_TAG,
    address_of,
    bucket_url,
    image_of,
    image_url,
)
from cachetui.sources.remote.store import Record, Store
from cachetui.sources.source import SourceError


class Known(Struct, frozen=True):
    """What files on this machine tell of a mirror."""

    layouts: tuple[int, ...] = ()
    """The layouts that it has for certain, the newest first."""
    copied: float | None = None
    """When the latest copy of its index was right, in Unix seconds; None if there is none."""


def known_of(mirror: ConfiguredMirror, copies: Mapping[str, Known]) -> Known:
    """Return what is known of *mirror*: a folder is looked at, else copies tell.

    Those are what this program has fetched, and Spack's own *copies* by URL.
    """
    copy = copies.get(mirror.url.rstrip("/"), Known())
    if (path := mirror.path) is None:
        return _joined(copy, _kept(mirror))
    found = ((3, MANIFESTS), (2, LAYOUT_2))
    return Known(tuple(layout for layout, name in found if Path(path, name).is_dir()), copy.copied)


def _kept(mirror: ConfiguredMirror) -> Known:
    """Return what this program's own copies tell of a mirror that is behind a URL."""
    from platformdirs import user_cache_path

    store = Store(user_cache_path("cachetui"), keeps=False)
    found = Known()
    try:
        for layouts, record in _records(store, mirror):
            found = _joined(found, Known(layouts, record.time))
    except SourceError:  # it has no URL that can be asked
        return Known()
    return found


def _records(store: Store, mirror: ConfiguredMirror) -> Iterator[tuple[tuple[int, ...], Record]]:
    """Yield the records of the indexes of *mirror*, and the layouts that each tells of.

    Raises SourceError.
    """
    url = address_of(mirror.url).url
    if url.startswith("oci"):
        server, image = image_of(url)
        if record := store.record(image_url(server, image, "manifests", INDEX_TAG)):
            yield (), record
        return
    for layout, name in ((3, MANIFEST), (2, INDEX)):
        if not url.startswith("s3:"):
            if record := store.record(f"{url}/{name}"):
                yield (layout,), record
            continue
        for record in _of_bucket(store, url, mirror.endpoint, name):
            yield (layout,), record


def _of_bucket(store: Store, url: str, endpoint: str | None, name: str) -> Iterator[Record]:
    """Yield the records of a file in a bucket, which may be in any region: servers say in which."""
    access = Access(endpoint_url=endpoint)
    anywhere = re.escape(bucket_url(url, access, "*")).replace(r"\*", "[a-z0-9-]+", 1)
    bases = f"(?:{re.escape(bucket_url(url, access, None))}|{anywhere})"
    file = re.compile(f"{bases}/{re.escape(name)}")
    return (record for record in store.records() if file.fullmatch(record.url))


def _joined(one: Known, other: Known) -> Known:
    times = [time for time in (one.copied, other.copied) if time is not None]
    layouts = sorted({*one.layouts, *other.layouts}, reverse=True)
    return Known(tuple(layouts), max(times, default=None))


def spack_copies() -> dict[str, Known]:
    """Return what Spack's own copies of indexes tell, by the URLs of their mirrors.

    Nothing where there are none, or their list cannot be read: they are read for a hint only.
    """
    folder = copies_of_indexes()
    try:
        with FileContent(open_named(str(folder / COPIES))) as content:
            copies = DECODER.decode(content.read())
    except (OSError, EntryError, msgspec.DecodeError, msgspec.ValidationError):
        return {}
    found: dict[str, Known] = {}
    for key, copy in copies.items():
        url, layout = split_key(key)
        known = Known((layout,), _time(folder, copy.index_path))
        found[url.rstrip("/")] = _joined(found.get(url.rstrip("/"), Known()), known)
    return found


def _time(folder: Path, name: str) -> float | None:
    """Return when a copy was written; None if it is gone, or is none."""
    try:
        return (folder / name).stat().st_mtime if "/" not in name else None
    except (OSError, ValueError):
        return None
