"""What is known of a mirror without asking it: its layouts, and how old the copies of it are."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec
from msgspec import Struct

from cachetui.model import EntryError
from cachetui.safe_text import safe_url
from cachetui.sources.files import FileContent
from cachetui.sources.formats.spack.copies import COPIES as DECODER
from cachetui.sources.formats.spack.copies import split_key
from cachetui.sources.handles import open_named
from cachetui.sources.landmarks import COPIES, INDEX, LAYOUT_2, MANIFEST, MANIFESTS
from cachetui.sources.mirrors.mirror import ConfiguredMirror
from cachetui.sources.mirrors.places import copies_of_indexes
from cachetui.sources.remote.store import Store


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
        return _joined(copy, _kept(mirror.url))
    found = ((3, MANIFESTS), (2, LAYOUT_2))
    return Known(tuple(layout for layout, name in found if Path(path, name).is_dir()), copy.copied)


def _kept(url: str) -> Known:
    """Return what this program's own copies tell of a mirror on a web server."""
    from platformdirs import user_cache_path

    store = Store(user_cache_path("cachetui"), keeps=False)
    found = Known()
    for layout, name in ((3, MANIFEST), (2, INDEX)):
        if (record := store.record(f"{safe_url(url).rstrip('/')}/{name}")) is not None:
            found = _joined(found, Known((layout,), record.time))
    return found


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
