"""A folder -> the entries in it, at any depth, and never one outside of it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from operator import attrgetter
from pathlib import Path
from typing import Any

from msgspec import Struct

from cachetui.model import Problem
from cachetui.safe_text import safe
from cachetui.sources.files import FileEntry
from cachetui.sources.filter import Filter
from cachetui.sources.landmarks import Landmark, landmark
from cachetui.sources.source import ENDINGS, Expectation, unreadable

DirEntry = os.DirEntry[str]


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
        root = os.path.realpath(self.location)
        pending = [(self.location, Path(root).parts)]
        while pending:
            folder, parts = pending.pop()
            try:
                folders, files = _scan(folder)
                found = landmark(folder, {entry.name for entry in (*folders, *files)})
            except OSError as error:
                if folder == self.location:
                    raise unreadable(folder, error.strerror) from None
                yield Problem(safe(folder), f"the folder cannot be read: {error.strerror}")
                continue
            if found is not None:
                yield from _landmark_files(folder, found, root)
                if found.is_all:
                    continue
            closed = found.closed if found is not None else ()
            for entry in reversed(folders):
                below = (*parts, entry.name)
                hidden = entry.name.startswith(".") or entry.name in closed
                if not hidden and wanted.allows_folder(below):
                    pending.append((entry.path, below))
            yield from _files(files, root)


def _scan(folder: str) -> tuple[list[DirEntry], list[DirEntry]]:
    """Return the folders in *folder* and what else is in it, by their names."""
    folders: list[DirEntry] = []
    others: list[DirEntry] = []
    with os.scandir(folder) as found:
        for entry in sorted(found, key=attrgetter("name")):
            (folders if entry.is_dir(follow_symlinks=False) else others).append(entry)
    return folders, others


def _landmark_files(folder: str, found: Landmark, root: str) -> Iterator[FileEntry | Problem]:
    """Yield what a folder of Spack's holds; its files share what they say."""
    yield from found.notes
    shared: dict[str, Any] = {}
    for relative in found.files:
        path = os.path.join(folder, relative)  # noqa: PTH118 - keeps a leading ./
        real = os.path.realpath(path)
        if Path(real).is_relative_to(root):
            name = os.path.basename(path)  # noqa: PTH119
            yield FileEntry(path, name, Expectation.LIKELY, real, root, os.O_NOFOLLOW, shared)
        else:
            yield Problem(safe(path), "is a link that leaves the source, it is not followed")


def _files(entries: Iterable[DirEntry], root: str) -> Iterator[FileEntry | Problem]:
    for entry in entries:
        if entry.is_symlink():
            if (found := _linked(entry, root)) is not None:
                yield found
        elif entry.name.endswith(ENDINGS):
            if entry.is_file():
                yield _file(entry, entry.path, root)
            else:
                yield Problem(safe(entry.path), "is not a regular file")


def _file(entry: DirEntry, path: str, root: str) -> FileEntry:
    # path is no link; should it have become one since, it is not followed
    expectation = Expectation.of(entry.name)
    return FileEntry(entry.path, entry.name, expectation, path, root, os.O_NOFOLLOW)


def _linked(entry: DirEntry, root: str) -> FileEntry | Problem | None:
    """Return what a link leads to, which must lie in *root*.

    None if that is of no interest, or the walk comes by it anyway.
    """
    target = Path(os.path.realpath(entry.path))
    try:
        is_folder, fault = stat.S_ISDIR(target.stat().st_mode), None
    except OSError as error:
        is_folder, fault = False, error.strerror
    if not is_folder and not entry.name.endswith(ENDINGS):
        return None
    if not target.is_relative_to(root):
        return Problem(safe(entry.path), "is a link that leaves the source, it is not followed")
    if fault:
        return Problem(safe(entry.path), f"is a link that leads nowhere: {fault}")
    hidden = any(part.startswith(".") for part in target.relative_to(root).parts)
    if is_folder or (target.name.endswith(ENDINGS) and not hidden):
        return None
    return _file(entry, str(target), root)
