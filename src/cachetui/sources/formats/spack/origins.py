"""What a file of Spack's is called as an origin, and which tag and stack its path says."""

from __future__ import annotations

import os
import re
from pathlib import PurePosixPath

from msgspec import Struct

# Spack's public cache: https://binaries.spack.io/<tag>[/<stack>]
_TAG = re.compile(r"develop(-\d{4}-\d\d-\d\d)?|v\d+\.\d+(\.\d+)?")
_ARCHIVE = re.compile(r"\.(tar\.gz|tar\.xz|tar|tgz|zip):")
"""The end of an archive's name before the path in it; the rest of it is like a folder's."""
_LAYOUT = ("v3", "build_cache", ".spack-db", ".spack", "blobs")
"""Folders of Spack's own inside of a mirror, an installation or a prefix."""
_ENDINGS = (".gz", ".sig", ".json", ".lock", ".spec", ".index")
_ORDINARY = ("index", "spack", "spec", "contents")
"""File names that say nothing; their folder does."""


class Place(Struct, frozen=True):
    """What a path says of the listings in it."""

    name: str
    """What the origin is called if the user gave it no name."""
    tag: str | None = None
    stacks: tuple[str, ...] = ()

    def without_tag(self) -> Place:
        """Return the place of what belongs to no release, whatever its path looks like."""
        return Place(self.name)


def place_of(path: str) -> Place:
    """Return what the *path* of a file says: ``.../develop/e4s/build_cache/index.json``."""
    path = _ARCHIVE.sub("/", path)
    if "://" not in path:
        path = os.path.abspath(path)  # noqa: PTH100 - a link keeps its own name
    parts = [part for part in PurePosixPath(path).parts if part != "/"]
    for depth, part in enumerate(parts):
        if part in _LAYOUT:
            return place_of_mirror(parts[:depth])
    stem = parts[-1] if parts else path
    while stem.endswith(_ENDINGS):
        stem = stem[: stem.rindex(".")]
    return place_of_mirror(parts[:-1]) if stem in _ORDINARY else Place(stem or path)


def place_of_mirror(parts: list[str]) -> Place:
    """Return what the path of a mirror says, by its *parts*."""
    if not parts:
        return Place("here")
    *above, last = parts
    if _TAG.fullmatch(last):
        return Place(last, last)
    if above and _TAG.fullmatch(above[-1]):
        return Place(f"{above[-1]}/{last}", above[-1], (last,))
    return Place(last)
