"""What is known of a mirror without asking it: its layouts, and how old Spack's copy of it is."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec
from msgspec import Struct

from cachetui.model import EntryError
from cachetui.sources.files import FileContent
from cachetui.sources.formats.spack.copies import COPIES as DECODER
from cachetui.sources.formats.spack.copies import split_key
from cachetui.sources.landmarks import COPIES, LAYOUT_2, MANIFESTS
from cachetui.sources.mirrors.mirror import Mirror
from cachetui.sources.mirrors.places import user_cache


class Known(Struct, frozen=True):
    """What files on this machine tell of a mirror."""

    layouts: tuple[int, ...] = ()
    """The layouts that it has for certain, the newest first."""
    copied: float | None = None
    """When Spack's copy of its index was fetched, in Unix seconds; None if there is none."""


def known_of(mirror: Mirror, copies: Mapping[str, Known]) -> Known:
    """Return what is known of *mirror*: a folder is looked at, else *copies* by URL tell."""
    copy = copies.get(mirror.url.rstrip("/"), Known())
    if (path := mirror.path) is None:
        return copy
    found = ((3, MANIFESTS), (2, LAYOUT_2))
    return Known(tuple(layout for layout, name in found if Path(path, name).is_dir()), copy.copied)


def spack_copies() -> dict[str, Known]:
    """Return what Spack's own copies of indexes tell, by the URLs of their mirrors.

    Nothing where there are none, or their list cannot be read: they are read for a hint only.
    """
    folder = Path(user_cache(), "cache/indices")
    try:
        with FileContent(str(folder / COPIES)) as content:
            copies = DECODER.decode(content.read())
    except (OSError, EntryError, msgspec.DecodeError, msgspec.ValidationError):
        return {}
    found: dict[str, Known] = {}
    for key, copy in copies.items():
        url, layout = split_key(key)
        before = found.get(url.rstrip("/"), Known())
        ages = [age for age in (before.copied, _age(folder, copy.index_path)) if age is not None]
        layouts = tuple(sorted({*before.layouts, layout}, reverse=True))
        found[url.rstrip("/")] = Known(layouts, max(ages, default=None))
    return found


def _age(folder: Path, name: str) -> float | None:
    """Return when a copy was written; None if it is gone, or is none."""
    try:
        return (folder / name).stat().st_mtime if "/" not in name else None
    except (OSError, ValueError):
        return None
