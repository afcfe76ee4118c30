"""What was fetched, kept between runs: contents by their sha256, and for each URL a record of it.

``blobs/ab/abcd...`` are the contents, ``urls/*.json`` the records, and ``columns/ab/abcd...`` what
was worked out of a content (`cachetui.sources.shelf`). All appear whole or not at all:
they are written beside, and renamed. So several processes at once are safe: each finds a whole
file, the older or the newer one. Nothing in it is a credential, and nobody else may read it.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain
from pathlib import Path
from time import time

import msgspec
from msgspec import Struct

from cachetui.sources.remote.kept import Kept
from cachetui.sources.shelf import UNFINISHED, Shelf

MAX_KEPT = 2 << 30
"""Bytes of contents that are kept: some twenty of the largest indexes of the public cache."""
STALE = 24 * 3600.0
"""Seconds after which a file that was never finished is somebody's who was interrupted."""
AT_ONCE = 1 << 20
"""Bytes that are summed at a time."""


class Before(Struct, frozen=True):
    """The content that a URL had before it changed last."""

    sha256: str
    time: float
    """When it was still right, in Unix seconds."""


class Record(Struct, frozen=True):
    """The last answer for a URL."""

    url: str
    sha256: str
    size: int
    modified: int
    """Of the content's file, in nanoseconds: with it and the size a change is noticed."""
    time: float
    """When the server last said that this is what it has, in Unix seconds."""
    etag: str | None = None
    before: Before | None = None


_RECORD = msgspec.json.Decoder(Record)


class Store:
    """The folder with the kept contents; a missing or damaged part of it is as if not kept."""

    def __init__(self, folder: Path, *, keeps: bool = True) -> None:
        """Read what is kept in *folder*, and write there only if it *keeps*."""
        self.folder = folder
        self.keeps = keeps
        self.shelf = Shelf(folder / "columns", keeps=keeps)
        """What is worked out of the contents."""

    def record(self, url: str) -> Record | None:
        """Return the record of *url*; None if there is none that can be used."""
        found = _read(self._record_path(url))
        return found if found is not None and found.url == url else None

    def records(self) -> Iterator[Record]:
        """Yield all records that can be used."""
        return filter(None, map(_read, self._files("urls")))

    def content(self, record: Record, *, summed: bool = False) -> Path | None:
        """Return the file with the content of *record*; None if it is gone or was changed.

        If *summed*, its sha256 is worked out; else size and time of its last change have to do.
        """
        path = self.path(record.sha256)
        try:
            found = path.stat()
        except OSError:
            return None
        is_unchanged = (found.st_size, found.st_mtime_ns) == (record.size, record.modified)
        if is_unchanged and not summed:
            return path
        return path if sha256_of(path) == record.sha256 else None

    def before(self, record: Record) -> Kept | None:
        """Return the content that was there before that of *record*; None if it is gone."""
        before = record.before
        if before is None or not is_sum(before.sha256):
            return None
        path = self.path(before.sha256)
        is_sound = sha256_of(path) == before.sha256
        return Kept(path, before.sha256, before.time) if is_sound else None

    def path(self, sha256: str) -> Path:
        """Return where the content with that sum is, if it is kept."""
        return self.folder / "blobs" / sha256[:2] / sha256

    def unfinished(self) -> tuple[int, Path]:
        """Return a new file to write a content to, open, for its owner alone; raises OSError."""
        folder = self.folder / "blobs"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=UNFINISHED, dir=folder)
        return descriptor, Path(name)

    def put(self, written: Path, sha256: str) -> Path:
        """Move a content that is *written* and synced to its place; raises OSError."""
        path = self.path(sha256)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        written.replace(path)
        _sync_folder(path.parent)
        return path

    def remember(self, url: str, path: Path, sha256: str, etag: str | None = None) -> Record:
        """Record that *url* has the content at *path* now; raises OSError."""
        found = path.stat()
        before = self._before(url, sha256)
        record = Record(url, sha256, found.st_size, found.st_mtime_ns, time(), etag, before)
        if self.keeps:
            self._write(self._record_path(url), msgspec.json.encode(record))
        return record

    def _before(self, url: str, sha256: str) -> Before | None:
        """Return what *url* had before it has the content with that sum."""
        last = self.record(url)
        if last is None:
            return None
        return last.before if last.sha256 == sha256 else Before(last.sha256, last.time)

    def trim(self, spared: set[str]) -> None:
        """Remove the contents that were not used for longest, until the rest is within bounds.

        Contents with the sums *spared* stay: they have just come. What others have been
        interrupted at goes, too.
        """
        used = self._last_used()
        files = chain(self._files("columns"), self._files("blobs"))
        kept = [path for path in files if not self._is_stale(path)]
        total = sum(_size(path) for path in kept)
        for path in sorted(kept, key=lambda path: used.get(path.name, 0.0)):
            if total <= MAX_KEPT:
                break
            if path.name not in spared and not path.name.startswith(UNFINISHED):
                total -= _size(path)
                _remove(path)

    def _last_used(self) -> dict[str, float]:
        """Return sum -> when its content was last right; records of what is gone go too."""
        used: dict[str, float] = {}
        for path in self._files("urls"):
            record = _read(path)
            if record is None or not self.path(record.sha256).is_file():
                _remove(path)
            else:
                used[record.sha256] = max(used.get(record.sha256, 0.0), record.time)
                if before := record.before:
                    used[before.sha256] = max(used.get(before.sha256, 0.0), before.time)
        return used

    def _is_stale(self, path: Path) -> bool:
        """Return whether *path* was never finished, long ago; it is removed then."""
        if not path.name.startswith(UNFINISHED):
            return False
        try:
            is_old = path.stat().st_mtime < time() - STALE
        except OSError:
            return True
        if is_old:
            _remove(path)
        return is_old

    def _files(self, below: str) -> Iterator[Path]:
        for path in (self.folder / below).rglob("*"):
            if path.is_file():
                yield path

    def _record_path(self, url: str) -> Path:
        return self.folder / "urls" / f"{hashlib.sha256(url.encode()).hexdigest()}.json"

    def _write(self, path: Path, data: bytes) -> None:
        """Write a small file whole or not at all; raises OSError."""
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=UNFINISHED, dir=path.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        except BaseException:
            _remove(Path(name))
            raise


def is_sum(text: str) -> bool:
    """Return whether *text* is a sha256 as it stands in a path: nothing else may."""
    return len(text) == 64 and not text.strip("0123456789abcdef")


def sha256_of(path: Path) -> str | None:
    """Return the sum of a file; None if it cannot be read."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while chunk := file.read(AT_ONCE):
                digest.update(chunk)
    except OSError:
        return None
    return digest.hexdigest()


def _read(path: Path) -> Record | None:
    """Return the record at *path*; None if it is none that can be used."""
    try:
        found = _RECORD.decode(path.read_bytes())
    except (OSError, msgspec.MsgspecError, RecursionError):
        return None
    return found if is_sum(found.sha256) else None


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink()


def _sync_folder(folder: Path) -> None:
    """Have the name of a new file outlive a crash; not every system can."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
