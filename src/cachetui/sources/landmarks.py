"""Folders of Spack's: by which files in them they are known, and what of them is to be read.

Spack: lib/spack/spack/database.py (an installation), url_buildcache.py (layouts of mirrors),
binary_distribution.py (copies of indexes), store.py and spec.py (prefixes).
"""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from errno import ELOOP, ENOENT, ENOTDIR
from os.path import normpath

from msgspec import Struct, field

from cachetui.model import Note
from cachetui.safe_text import counted, safe
from cachetui.sources.handles import FolderHandle, Kind

DATABASE = ".spack-db/index.json"
CHECKOUT_DATABASE = "opt/spack/.spack-db/index.json"
COPIES = "contents.json"
MANIFESTS = "v3/manifests"
LAYOUT_2 = "build_cache"
MANIFEST = f"{MANIFESTS}/index/index.manifest.json"
"""The file of a mirror that names its index in layout 3."""
INDEX = f"{LAYOUT_2}/index.json"
"""The index of a mirror in layout 2."""
SPEC_FILES = (".spec.json", ".spec.json.sig")

_COPY = re.compile(r"[0-9a-f]{10}_[0-9a-f]{10}\.json")


class Landmark(Struct):
    """The contents of a folder of Spack's that are of interest."""

    files: list[str]
    """Paths in it that are to be read."""
    notes: list[Note] = field(default_factory=list)
    is_all: bool = True
    """Whether nothing else in the folder is of interest."""
    closed: tuple[str, ...] = ()
    """Folders in it that are not to be entered, should there be more."""


def landmark(path: str, folder: FolderHandle, names: set[str]) -> Landmark | None:
    """Return what *folder*, which has entries of these *names*, holds of Spack's; None if nothing.

    *path* is the folder for people. Raises OSError if a folder in it cannot be read.
    """
    for mark in _MARKS.keys() & names:
        if _is_file(folder, _MARKS[mark]):
            return Landmark([_MARKS[mark]])
    if COPIES in names and any(map(_COPY.fullmatch, names)):
        return Landmark([COPIES])
    if "v3" in names or LAYOUT_2 in names:
        return _mirror(path, folder)
    if path.rpartition("/")[2] == LAYOUT_2:
        return _mirror_of(path, _layout_2(folder, "."))
    return None


_MARKS = {
    ".spack-db": DATABASE,
    "opt": CHECKOUT_DATABASE,
    "indices": f"indices/{COPIES}",
    ".spack": ".spack/spec.json",
}
"""Name of an entry -> the file that is to be read, if it is there."""


def _mirror(path: str, folder: FolderHandle) -> Landmark | None:
    """Return the indexes of a mirror, layout 3 first; where a layout has none, its spec files."""
    found = _mirror_of(path, _layout_3(folder), _layout_2(folder, LAYOUT_2))
    if found is not None:
        found.is_all, found.closed = False, ("v3", "blobs", LAYOUT_2)
    return found


def _mirror_of(path: str, *layouts: tuple[list[str], list[str]]) -> Landmark | None:
    files = [file for indexes, specs in layouts for file in indexes or specs]
    singly = {_hash_in(file) for indexes, specs in layouts if not indexes for file in specs}
    return Landmark(files, [_no_index(path, len(singly))] if singly else []) if files else None


def _hash_in(file: str) -> str:
    """Return the hash in ``.../zlib-1.3-HASH.spec.json``: a spec can be there in both layouts."""
    return file.rpartition(".spec.")[0].rpartition("-")[2]


def _no_index(folder: str, specs: int) -> Note:
    path = safe(folder)
    has = f"has {counted(specs, 'spec')} but no index: reading them singly"
    return Note(path, f"{has}; `spack buildcache update-index {path}` makes one")


def _layout_3(folder: FolderHandle) -> tuple[list[str], list[str]]:
    """Return the manifests of indexes, and if there are none, those of specs."""
    indexes = list(_below(folder, f"{MANIFESTS}/index", "index.manifest.json", depth=3))
    if indexes:
        return indexes, []
    return [], list(_below(folder, f"{MANIFESTS}/spec", ".spec.manifest.json", depth=2))


def _layout_2(folder: FolderHandle, below: str) -> tuple[list[str], list[str]]:
    """Return the index, and if there is none, the spec files."""
    for name in ("index.json", "index.json.gz"):
        if _is_file(folder, index := normpath(f"{below}/{name}")):
            return [index], []
    names = [name for name, _ in _listed(folder, below) if name.endswith(SPEC_FILES)]
    return [], [normpath(f"{below}/{name}") for name in names]


def _below(folder: FolderHandle, below: str, ending: str, depth: int) -> Iterator[str]:
    """Yield the paths of files in *below* that end so, its own before those of its folders."""
    listed = _listed(folder, below)
    for name, kind in listed:
        if kind != "folder" and name.endswith(ending):
            yield f"{below}/{name}"
    for name, kind in listed:
        if kind == "folder" and depth > 1:
            yield from _below(folder, f"{below}/{name}", ending, depth - 1)


def _is_file(folder: FolderHandle, relative: str) -> bool:
    """Return whether there is a file at *relative*, be it by links; later they are looked at."""
    try:
        return stat.S_ISREG(folder.stat(relative).st_mode)
    except OSError:
        return False


def _listed(folder: FolderHandle, below: str) -> list[tuple[str, Kind]]:
    """Return what is in the folder *below*; nothing where there is none, or it is a link."""
    try:
        return folder.enter(below).list()
    except OSError as error:
        if error.errno in (ENOENT, ENOTDIR, ELOOP):
            return []
        raise
