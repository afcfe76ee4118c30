"""SOURCE -> files that may be pages: a folder at any depth, one page, a tar or zip archive.

Nothing outside a source is opened, links cannot loop, archives are read in memory.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cachetui.model import Problem
from cachetui.reader import MAX_BYTES, PageError
from cachetui.text import safe
from cachetui.wanted import Wanted

PAGE_ENDINGS = (".md", ".txt")
"""What the files end in that are looked at."""
PAGE_NAMES = ("specs.md", "index.md")
"""File names that promise a page."""
ARCHIVE_ENDINGS = (".tar", ".tar.gz", ".tgz", ".tar.xz", ".txz", ".tar.bz2", ".zip")
"""What the archives end in that can be read."""
SAMPLE = Path(__file__).with_name("sample")
"""The bundled cache of five packages."""
CHUNK = 1 << 16
"""Bytes read at once: most pages are smaller."""


class SourceError(Exception):
    """A source cannot be read at all; the message is one sentence for the person who named it."""


@dataclass(frozen=True, slots=True)
class File:
    """A file that may be a page."""

    path: str
    """The source as given plus the path in it."""
    promised: bool
    """Whether it has to be a page: named by the user, or ``specs.md`` or ``index.md``."""
    read: Callable[[Callable[[bytes], bool]], bytes | None]
    """Gives its bytes, or None if the function it is given says no to the first of them.
    Raises OSError or PageError."""


class Source(Protocol):
    """Somewhere that files come from."""

    @property
    def given(self) -> str:
        """The source as the user gave it."""

    def files(self, wanted: Wanted) -> Iterator[File | Problem]:
        """Yield every file that may be a wanted page, and what is wrong on the way."""


def open_source(given: str) -> Source:
    """Find out what *given* is; raises SourceError if it is nothing that can be read."""
    path = Path(given)
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise SourceError(f"cannot read '{safe(given)}': {reason}") from None
    if stat.S_ISDIR(mode):
        return Folder(given)
    if given.lower().endswith(ARCHIVE_ENDINGS):
        from cachetui.archives import open_archive

        return open_archive(given)
    if given.lower().endswith(PAGE_ENDINGS):
        return SinglePage(given)
    endings = " ".join((*PAGE_ENDINGS, *ARCHIVE_ENDINGS))
    raise SourceError(f"'{safe(given)}' is neither a folder nor a file of a known kind ({endings})")


def default_source() -> str:
    """Where to look when nothing was named: ``$CACHETUI_SOURCE``, ``./_cache``, the sample."""
    if given := os.environ.get("CACHETUI_SOURCE"):
        return given
    return "." if Path("_cache").is_dir() else str(SAMPLE)


@dataclass(frozen=True, slots=True)
class SinglePage:
    """One file that the user named: a page, or a problem."""

    given: str

    def files(self, wanted: Wanted) -> Iterator[File | Problem]:
        """Yield the one file, whatever is wanted."""
        yield File(self.given, promised=True, read=_reader(self.given))


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that holds pages at any depth."""

    given: str

    def files(self, wanted: Wanted) -> Iterator[File | Problem]:
        """Yield the files in the order of their paths; folders of unwanted tags stay closed."""
        root = os.path.realpath(self.given)
        if not os.access(root, os.R_OK | os.X_OK):
            raise SourceError(f"cannot read '{safe(self.given)}': Permission denied")
        pending = [(self.given, tuple(Path(root).parts))]
        while pending:
            folder, parts = pending.pop()
            try:
                with os.scandir(folder) as found:
                    entries = sorted(found, key=_name, reverse=True)
            except OSError as error:
                yield Problem(safe(folder), f"the folder cannot be read: {error.strerror}")
                continue
            files = []
            for entry in entries:
                if not entry.is_dir(follow_symlinks=False):
                    files.append(entry)
                elif not entry.name.startswith(".") and wanted.folder((*parts, entry.name)):
                    pending.append((entry.path, (*parts, entry.name)))
            yield from _pages_among(files[::-1], root)


def _name(entry: os.DirEntry[str]) -> str:
    return entry.name


def _pages_among(entries: list[os.DirEntry[str]], root: str) -> Iterator[File | Problem]:
    for entry in entries:
        if entry.is_symlink():
            if problem := _bad_link(entry, root):
                yield problem
                continue
            if _is_reached_anyway(entry, root):
                continue
        if entry.name.endswith(PAGE_ENDINGS):
            yield File(entry.path, entry.name in PAGE_NAMES, _reader(entry.path))


def _bad_link(entry: os.DirEntry[str], root: str) -> Problem | None:
    if not entry.name.endswith(PAGE_ENDINGS) and not entry.is_dir():
        return None
    target = os.path.realpath(entry.path)
    if not Path(target).is_relative_to(root):
        return Problem(safe(entry.path), "is a link that leaves the source, it is not followed")
    if not os.path.lexists(target):
        return Problem(safe(entry.path), "is a link to nothing")
    return None


def _is_reached_anyway(entry: os.DirEntry[str], root: str) -> bool:
    """Tell whether the walk finds the link's target without it, so that nothing is read twice."""
    target = Path(os.path.realpath(entry.path))
    hidden = any(part.startswith(".") for part in target.relative_to(root).parts)
    return entry.is_dir() or (not hidden and target.name.endswith(PAGE_ENDINGS))


def _reader(path: str) -> Callable[[Callable[[bytes], bool]], bytes | None]:
    def read(keep: Callable[[bytes], bool]) -> bytes | None:
        # a FIFO would otherwise wait for somebody to write
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise PageError("is not a regular file")
            return _read(descriptor, keep)
        finally:
            os.close(descriptor)

    return read


def _read(descriptor: int, keep: Callable[[bytes], bool]) -> bytes | None:
    chunk = os.read(descriptor, CHUNK)
    if not keep(chunk):
        return None
    if len(chunk) < CHUNK:
        return chunk
    chunks = [chunk]
    size = len(chunk)
    while chunk and size <= MAX_BYTES:
        chunk = os.read(descriptor, 16 * CHUNK)
        chunks.append(chunk)
        size += len(chunk)
    return b"".join(chunks)
