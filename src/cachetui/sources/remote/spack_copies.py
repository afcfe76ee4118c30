"""The copies of indexes that Spack itself keeps: one that is as good need not be fetched.

Spack: lib/spack/spack/binary_distribution.py, BinaryCacheIndex; the keys are those that
`cachetui.sources.formats.spack.copies` reads.
"""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
from msgspec import Struct

from cachetui.sources.remote.kept import Kept
from cachetui.sources.remote.store import is_sum, sha256_of

MAX_LIST = 16 << 20
"""Bytes of the list of copies that are read."""

_FILE = re.compile(r"\w[\w.-]*")


class _Listed(Struct):
    index_hash: str
    index_path: str
    etag: str | None = None


_LIST = msgspec.json.Decoder(dict[str, _Listed])


class SpackCopy(Struct, frozen=True):
    """One copy; its sum has been worked out."""

    kept: Kept
    etag: str | None
    """As a server writes it."""


class SpackCopies:
    """The copies in one folder; whatever cannot be read of it is not there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._listed: dict[str, _Listed] | None = None

    def of(self, url: str, layout: int) -> SpackCopy | None:
        """Return the copy of a mirror's index in that *layout*; None if there is none."""
        keys = (f"{url}__v{layout}", *((url,) if layout == 2 else ()))
        for key in keys:
            listed = self._list().get(key)
            if listed is not None and (kept := self._kept(listed)) is not None:
                # Spack: lib/spack/spack/util/web.py, parse_etag, takes the quotes off
                return SpackCopy(kept, listed.etag and f'"{listed.etag}"')
        return None

    def content(self, sha256: str) -> Kept | None:
        """Return the copy with that sum; None if there is none."""
        for listed in self._list().values():
            if listed.index_hash == sha256:
                return self._kept(listed)
        return None

    def _kept(self, listed: _Listed) -> Kept | None:
        """Return a copy, if its file is there and is what the list says of it."""
        if not (_FILE.fullmatch(listed.index_path) and is_sum(listed.index_hash)):
            return None
        path = self._folder / listed.index_path
        if path.is_symlink() or not path.is_file() or sha256_of(path) != listed.index_hash:
            return None
        return Kept(path, listed.index_hash, path.stat().st_mtime)

    def _list(self) -> dict[str, _Listed]:
        if self._listed is None:
            self._listed = _read_list(self._folder / "contents.json")
        return self._listed


def _read_list(path: Path) -> dict[str, _Listed]:
    try:
        with path.open("rb") as file:
            return _LIST.decode(file.read(MAX_LIST))
    except (OSError, msgspec.MsgspecError, RecursionError):
        return {}


def usual_folder() -> Path:
    """Return where Spack keeps them. Spack: lib/spack/spack/paths.py, user_cache_path."""
    from cachetui.sources.mirrors.places import copies_of_indexes  # most runs do not need it

    return copies_of_indexes()
