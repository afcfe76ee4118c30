"""The name, tag and stack of an origin, derived from the path of its file."""

from __future__ import annotations

import os
import re
from collections import deque

from msgspec import Struct

from cachetui.sources.source import PAGE_ENDINGS, Entry

# Spack's public cache: https://binaries.spack.io/<tag>[/<stack>]
_TAG = re.compile(r"develop(-\d{4}-\d\d-\d\d)?|v\d+\.\d+(\.\d+)?")
_ARCHIVE = re.compile(r"\.(tar\.gz|tar\.xz|tar|tgz|zip):")
"""The end of an archive's name before the path in it; the rest of it is like a folder's."""
_LAYOUT = re.compile(r"/(v3/manifests|build_cache|\.spack-db|\.spack|blobs/sha256)(?=/)")
"""Folders of Spack's own inside of a mirror, an installation or a prefix."""
_OF_MIRRORS = ("v3/manifests", "build_cache", "blobs/sha256")
"""Those that are inside of a mirror."""
_REGISTRY = ("oci://", "oci+http://", "oci+https://")
_ENDINGS = (".gz", ".sig", ".json", ".lock", ".spec", ".index")
_ORDINARY = ("index", "spack", "spec", "contents")
"""File names that say nothing; their folder does."""


class Provenance(Struct, frozen=True):
    """The facts that a path tells of the listings in it."""

    name: str
    """Name of the origin, if the user gave it none."""
    tag: str | None = None
    stacks: tuple[str, ...] = ()

    def without_tag(self) -> Provenance:
        """Return the same place without tag and stack: not all origins belong to a release."""
        return Provenance(self.name)


def place_of(path: str) -> Provenance:
    """Return the place of a file by its *path*: ``.../develop/e4s/build_cache/index.json``."""
    path = _ARCHIVE.sub("/", path)
    if "://" not in path:
        path = os.path.abspath(path)  # noqa: PTH100 - a link keeps its own name
    if inner := deque(_LAYOUT.finditer(path), maxlen=1):
        return place_of_mirror(path[: inner[0].start()])
    parts = _parts(path)
    stem = parts[-1] if parts else path
    while stem.endswith(_ENDINGS):
        stem = stem[: stem.rindex(".")]
    return place_of_mirror("/".join(parts[:-1])) if stem in _ORDINARY else Provenance(stem or path)


def place_of_entry(entry: Entry) -> Provenance:
    """Return the place of *entry*: what its source knows of it, else what its path tells."""
    known: Provenance | None = entry.shared.get("place")
    return known or place_of(entry.path)


def mirror_of(path: str) -> str | None:
    """Return the URL or the path of the mirror that has a file at *path*; None if none does.

    A mirror in an archive is none that Spack could be told of.
    """
    if path.startswith(_REGISTRY):
        return path.rpartition("/")[0]
    inner = deque(_LAYOUT.finditer(path), maxlen=1)
    is_index = bool(inner) and not path.endswith(PAGE_ENDINGS)
    if not is_index or inner[0][1] not in _OF_MIRRORS or _ARCHIVE.search(path):
        return None
    mirror = path[: inner[0].start()]
    return mirror if "://" in path else os.path.abspath(mirror or "/")  # noqa: PTH100


def place_of_mirror(path: str) -> Provenance:
    """Return the place of a mirror, an installation or an environment by its path or URL."""
    parts = _parts(path)
    if not parts:
        return Provenance("here")
    *above, last = parts
    if _TAG.fullmatch(last):
        return Provenance(last, last)
    if above and _TAG.fullmatch(above[-1]):
        return Provenance(f"{above[-1]}/{last}", above[-1], (last,))
    return Provenance(last)


def _parts(path: str) -> list[str]:
    return [part for part in path.split("/") if part]
