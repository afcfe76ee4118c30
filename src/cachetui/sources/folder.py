"""A folder -> the entries in it, at any depth, and never one outside of it."""

from __future__ import annotations

import os
import stat
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from errno import ELOOP
from pathlib import Path, PurePath
from typing import Any

from msgspec import Struct

from cachetui.model import Problem
from cachetui.safe_text import safe
from cachetui.sources.ahead import WINDOW, Ahead
from cachetui.sources.files import FileEntry
from cachetui.sources.filter import Filter
from cachetui.sources.handles import FolderHandle, Kind
from cachetui.sources.landmarks import Landmark, landmark
from cachetui.sources.source import ENDINGS, Expectation, unreadable

MAX_DEPTH = 100
"""Folders within each other that are entered: ten times as many as caches have."""
TOO_DEEP = f"has folders over {MAX_DEPTH} deep in it, they are not entered"
LEAVES = "is a link that leaves the source, it is not followed"
NOWHERE = "is a link that leads nowhere"


class _Found(Struct, frozen=True):
    """A folder that was found and not yet entered."""

    path: str
    """The source as given plus the path in it."""
    parts: tuple[str, ...]
    """The parts of its real path, the source's included."""
    handle: FolderHandle
    depth: int = 0

    def list(self) -> list[tuple[str, Kind]]:
        """Return the names of what is in it, each with its kind; raises OSError."""
        return self.handle.list()

    def below(self, name: str) -> _Found:
        """Return the folder *name* in it."""
        path = f"{self.path.rstrip('/')}/{name}"
        return _Found(path, (*self.parts, name), FolderHandle(name, self.handle), self.depth + 1)

    def within(self, relative: str) -> _Found:
        """Return the folder at a path *relative* to it, itself where that is empty."""
        found = self
        for name in filter(None, relative.split("/")):
            found = found.below(name)
        return found

    @property
    def relative(self) -> str:
        """Its path in the source, empty for the source itself."""
        return "/".join(self.parts[len(self.parts) - self.depth :])


class Folder(Struct, frozen=True):
    """A folder that holds pages, or what Spack has made, at any depth."""

    location: str
    name: str | None = None
    stream = False

    def entries(self, wanted: Filter) -> Iterator[FileEntry | Problem]:
        """Yield its own entries by their names, then those of each folder in it.

        Folders of unwanted tags stay closed, and those whose name begins with a dot. Of what
        Spack itself has made only those files are looked at that list specs.
        """
        return iter(FolderSearch(self.location, wanted))


class FolderSearch:
    """Finds the entries of a folder; those folders in it can be given away that are not due yet."""

    def __init__(self, location: str, wanted: Filter, within: Sequence[str] = ("",)) -> None:
        """Prepare to find what is *wanted* at *location*, and there *within* these folders."""
        self.location = location
        """The folder as the user gave it."""
        self.wanted = wanted
        """What of it is looked for."""
        self._root = FolderHandle(location)
        top = _Found(location, Path(self._root.path).parts, self._root)
        self._pending = [top.within(relative) for relative in reversed(within)]

    def __iter__(self) -> Iterator[FileEntry | Problem]:
        """Yield the entries, and what is wrong on the way, as `Folder.entries` does."""
        pending = self._pending
        ahead: Ahead[_Found, list[tuple[str, Kind]]] = Ahead(_Found.list)
        with closing(ahead):  # also where nobody wants the rest
            while pending:
                folder = pending.pop()
                if self._root.pace.is_slow:
                    ahead.begin(pending[: -WINDOW - 1 : -1])
                try:
                    listed = ahead.take(folder)
                    mark = landmark(folder.path, folder.handle, {name for name, _ in listed})
                except OSError as error:
                    if folder.depth == 0:
                        raise unreadable(folder.path, error.strerror) from None
                    yield Problem(safe(folder.path), f"the folder cannot be read: {error.strerror}")
                else:
                    below = yield from _entered(folder, listed, mark, self.wanted)
                    pending += reversed(below)

    def pending(self) -> tuple[int, int]:
        """Return how many folders come next beside each other, and how many above them later."""
        depths = [folder.depth for folder in self._pending]
        beside = depths.count(depths[-1]) if depths else 0
        return beside, len(depths) - beside

    def give_away(self, number: int) -> list[str]:
        """Return the paths in the source of the last *number* folders, which are not entered."""
        given = self._pending[:number]
        del self._pending[:number]
        return [folder.relative for folder in reversed(given)]


def _entered(
    folder: _Found, listed: list[tuple[str, Kind]], mark: Landmark | None, wanted: Filter
) -> Generator[FileEntry | Problem, None, list[_Found]]:
    """Yield the entries of one folder; return the folders in it that are to be entered."""
    if mark is not None:
        yield from _landmark_files(folder, mark)
        if mark.is_all:
            return []
    closed = mark.closed if mark is not None else ()
    names = [name for name, kind in listed if kind == "folder" and name not in closed]
    below = [found for found in map(folder.below, names) if _is_entered(found, wanted)]
    if below and folder.depth == MAX_DEPTH:
        yield Problem(safe(folder.path), TOO_DEEP)
        below = []
    yield from _files(folder, listed)
    return below


def _is_entered(folder: _Found, wanted: Filter) -> bool:
    return not folder.parts[-1].startswith(".") and wanted.allows_folder(folder.parts)


def _landmark_files(folder: _Found, mark: Landmark) -> Iterator[FileEntry | Problem]:
    """Yield what a folder of Spack's holds; its files share what they say."""
    yield from mark.notes
    shared: dict[str, Any] = {}
    for relative in mark.files:
        path = os.path.join(folder.path, relative)  # noqa: PTH118 - keeps a leading ./
        yield _resolved(folder, relative, path, Expectation.LIKELY, shared)


def _resolved(
    folder: _Found, relative: str, path: str, expectation: Expectation, shared: dict[str, Any]
) -> FileEntry | Problem:
    """Return the file that *relative* leads to, be it by links, if it is in the source."""
    try:
        real = folder.handle.resolve(relative)
    except OSError as error:
        return Problem(safe(path), f"{NOWHERE}: {error.strerror}")
    if real is None:
        return Problem(safe(path), LEAVES)
    name, root = os.path.basename(path), folder.handle.root  # noqa: PTH119
    return FileEntry(path, name, expectation, root, str(real), shared)


def _files(folder: _Found, listed: Iterable[tuple[str, Kind]]) -> Iterator[FileEntry | Problem]:
    """Yield the files of a folder that may be entries, and problems with links and the like."""
    for name, kind in listed:
        if kind == "folder":
            continue
        path = f"{folder.path.rstrip('/')}/{name}"
        if kind == "link":
            if (found := _linked(folder, name, path)) is not None:
                yield found
        elif name.endswith(ENDINGS):
            if kind == "file":
                yield FileEntry(path, name, Expectation.of(name), folder.handle, name)
            else:
                yield Problem(safe(path), "is not a regular file")


def _linked(folder: _Found, name: str, path: str) -> FileEntry | Problem | None:
    """Return what the link *name* leads to, which must lie in the source.

    None if that is of no interest, or the walk comes by it anyway.
    """
    try:
        is_folder, fault = stat.S_ISDIR(folder.handle.stat(name).st_mode), None
    except OSError as error:
        is_folder, fault = False, error
    if not is_folder and not name.endswith(ENDINGS):
        return None
    if fault and fault.errno == ELOOP:  # the system has counted them, resolving may take for ever
        return Problem(safe(path), f"{NOWHERE}: {fault.strerror}")
    found = _resolved(folder, name, path, Expectation.of(name), {})
    if isinstance(found, Problem):
        return found
    if fault:
        return Problem(safe(path), f"{NOWHERE}: {fault.strerror}")
    target = PurePath(found.file)
    hidden = any(part.startswith(".") for part in target.parts)
    return None if is_folder or (target.name.endswith(ENDINGS) and not hidden) else found
