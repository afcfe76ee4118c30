"""Folders by their descriptors: what lies in one is opened from it, and no link is followed.

A path is looked up anew whenever it is used. Whoever may write in a source can put a link in the
place of any folder between its listing and its reading, and a path would lead out of the source.
"""

from __future__ import annotations

import os
from collections import deque
from errno import ELOOP
from pathlib import Path, PurePath
from typing import Literal
from weakref import ref

Kind = Literal["folder", "file", "link", "other"]
"""The kind of an entry; what a link leads to is another question."""
KEPT = min(max(os.sysconf("SC_OPEN_MAX") // 8, 4), 128)
"""Folders of one source that stay open though nobody uses them: they may be needed again."""

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
# should it be a FIFO by now, it does not wait for somebody to write
_FILE = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC


class _Descriptor:
    """An open folder; it is closed when nobody holds this object anymore."""

    __slots__ = ("__weakref__", "number")

    def __init__(self, number: int) -> None:
        self.number = number

    def __del__(self) -> None:
        os.close(self.number)


class FolderHandle:
    """A folder of a source: opened when it is first needed, and again where it was closed since.

    Only the source itself, which the user named, may be a link.
    """

    __slots__ = ("_above", "_descriptor", "_name", "_recent", "_root", "path")

    def __init__(self, name: str, above: FolderHandle | None = None) -> None:
        """Prepare to open *name* in the folder *above*; without that, the source at that path."""
        self._name = name
        self._above = above
        self._descriptor: ref[_Descriptor] | None = None
        self._recent: deque[_Descriptor] = above._recent if above else deque(maxlen=KEPT)
        self._root: FolderHandle | None = (above._root or above) if above else None  # no circle
        self.path: str = f"{above.path}/{name}" if above else os.path.realpath(name)
        """The folder's path, without links."""

    @property
    def root(self) -> FolderHandle:
        """The source."""
        return self._root or self

    def hold(self) -> _Descriptor:
        """Return the open folder, which stays open as long as the caller keeps the result.

        Raises OSError, also where it is a link by now.
        """
        held = self._descriptor() if self._descriptor else None
        if held is None:
            held = _Descriptor(self._open())
            self._descriptor = ref(held)
            self._recent.append(held)
        return held

    def _open(self) -> int:
        if self._above is None:
            return os.open(self._name, _FOLDER)
        above = self._above.hold()
        return os.open(self._name, _FOLDER | os.O_NOFOLLOW, dir_fd=above.number)

    def enter(self, relative: str) -> FolderHandle:
        """Return the folder at the path *relative* to this one, which is opened when needed."""
        found = self
        for name in relative.split("/"):
            if name == "..":
                raise ValueError(f"{relative} may lead out of the folder")
            if name not in ("", "."):
                found = FolderHandle(name, found)
        return found

    def open_file(self, relative: str) -> int:
        """Return a descriptor of the file at *relative*; raises OSError, also at any link."""
        below, _, name = relative.rpartition("/")
        folder = (self.enter(below) if below else self).hold()
        return os.open(name, _FILE | os.O_NOFOLLOW, dir_fd=folder.number)

    def list(self) -> list[tuple[str, Kind]]:
        """Return the names of all that is in the folder, in order, each with what it is.

        Raises OSError.
        """
        held = self.hold()
        with os.scandir(held.number) as found:
            return sorted([(entry.name, _kind(entry)) for entry in found])

    def resolve(self, relative: PurePath | str) -> PurePath | None:
        """Return the path in the source that *relative* leads to, be it by links.

        None if that leads out of the source. Raises OSError where the links are very many.
        """
        try:
            real = Path(os.path.realpath(os.path.join(self.path, relative)))  # noqa: PTH118
        except RecursionError:
            raise OSError(ELOOP, os.strerror(ELOOP)) from None
        root = self.root.path
        return real.relative_to(root) if real.is_relative_to(root) else None

    def stat(self, relative: str) -> os.stat_result:
        """Return what is at *relative*, be it by links; raises OSError."""
        return os.stat(relative, dir_fd=self.hold().number)


def _kind(entry: os.DirEntry[str]) -> Kind:
    if entry.is_file(follow_symlinks=False):
        return "file"
    if entry.is_dir(follow_symlinks=False):
        return "folder"
    return "link" if entry.is_symlink() else "other"


def open_named(path: str) -> int:
    """Return a descriptor of the file at *path*, which the user named; raises OSError."""
    return os.open(path, _FILE)
