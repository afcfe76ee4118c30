"""A folder -> the files in it that may be pages, at any depth, and never one outside of it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from functools import partial
from operator import attrgetter
from pathlib import Path

from msgspec import Struct

from cachetui.model import Problem
from cachetui.safe_text import safe
from cachetui.sources.filter import Filter
from cachetui.sources.source import PAGE_ENDINGS, Expectation, File, SourceError, read_regular

Entry = os.DirEntry[str]


class Folder(Struct, frozen=True):
    """A folder that holds pages at any depth."""

    given: str
    stream = False

    def files(self, wanted: Filter) -> Iterator[File | Problem]:
        """Yield its own files by their names, then those of each folder in it.

        Folders of unwanted tags stay closed, and those whose name begins with a dot.
        """
        root = os.path.realpath(self.given)
        pending = [(self.given, Path(root).parts)]
        while pending:
            folder, parts = pending.pop()
            try:
                folders, files = _entries(folder)
            except OSError as error:
                if folder == self.given:
                    raise SourceError(f"cannot read '{safe(folder)}': {error.strerror}") from None
                yield Problem(safe(folder), f"the folder cannot be read: {error.strerror}")
                continue
            for entry in reversed(folders):
                below = (*parts, entry.name)
                if not entry.name.startswith(".") and wanted.folder(below):
                    pending.append((entry.path, below))
            yield from _files(files, root)


def _entries(folder: str) -> tuple[list[Entry], list[Entry]]:
    """Return the folders in *folder* and what else is in it, by their names."""
    folders: list[Entry] = []
    others: list[Entry] = []
    with os.scandir(folder) as found:
        for entry in sorted(found, key=attrgetter("name")):
            (folders if entry.is_dir(follow_symlinks=False) else others).append(entry)
    return folders, others


def _files(entries: Iterable[Entry], root: str) -> Iterator[File | Problem]:
    for entry in entries:
        if entry.is_symlink():
            if (found := _linked(entry, root)) is not None:
                yield found
        elif entry.name.endswith(PAGE_ENDINGS):
            if entry.is_file():
                yield _file(entry, entry.path)
            else:
                yield Problem(safe(entry.path), "is not a regular file")


def _file(entry: Entry, path: str) -> File:
    # path is no link; should it have become one since, it is not followed
    read = partial(read_regular, path, flags=os.O_NOFOLLOW)
    return File(entry.path, Expectation.of(entry.name), read)


def _linked(entry: Entry, root: str) -> File | Problem | None:
    """Follow a link within *root*; None if it is of no interest, or leads where the walk does."""
    target = Path(os.path.realpath(entry.path))
    try:
        is_folder, fault = stat.S_ISDIR(target.stat().st_mode), None
    except OSError as error:
        is_folder, fault = False, error.strerror
    if not is_folder and not entry.name.endswith(PAGE_ENDINGS):
        return None
    if not target.is_relative_to(root):
        return Problem(safe(entry.path), "is a link that leaves the source, it is not followed")
    if fault:
        return Problem(safe(entry.path), f"is a link that leads nowhere: {fault}")
    hidden = any(part.startswith(".") for part in target.relative_to(root).parts)
    if is_folder or (target.name.endswith(PAGE_ENDINGS) and not hidden):
        return None
    return _file(entry, str(target))
