"""Folders by their descriptors: what lies in one is opened from it, and no link is followed.

A path is looked up anew whenever it is used. Whoever may write in a source can put a link in the
place of any folder between its listing and its reading, and a path would lead out of the source.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from errno import ELOOP
from pathlib import Path, PurePath
from threading import Lock
from time import perf_counter, sleep
from typing import Literal

Kind = Literal["folder", "file", "link", "other"]
"""The kind of an entry; what a link leads to is another question."""


def of_open_files(part: int, most: int) -> int:
    """Return how many files may be open for one purpose, *most* at the most.

    They are one in *part* of those that the process may have open, and four at the least.
    """
    return min(max(os.sysconf("SC_OPEN_MAX") // part, 4), most)


KEPT = of_open_files(8, most=128)
"""Folders of one source that stay open though nobody uses them: they may be needed again."""
SLOW = 0.0004
"""Seconds to open a file above which that is slow: a local disk takes a hundredth of it."""
SLOW_TIMES = 32
"""How much more often that has to happen than the contrary until it counts."""

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
# should it be a FIFO by now, it does not wait for somebody to write
_FILE = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC


class _Descriptor:
    """An open folder; it is closed when the last who refers to it lets go."""

    __slots__ = ("number",)

    def __init__(self, number: int) -> None:
        self.number = number

    def __del__(self) -> None:
        os.close(self.number)


class _OpenFolders:
    """The open folders of a source by their paths; those needed last stay open.

    Threads use them at once, and a number that was closed may mean another folder the next
    moment: whoever uses one refers to it meanwhile.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._open: dict[str, _Descriptor] = {}
        self.find: Callable[[str], _Descriptor | None] = self._open.get
        """Path -> the open folder, None if it is not open."""

    def keep(self, path: str, folder: _Descriptor, above: str | None) -> None:
        """Keep the *folder* open for others, and the one that was needed first no longer.

        The one *above* it, from which it was opened, was needed just now: others in it are next.
        """
        with self._lock:
            if above is not None and (parent := self._open.pop(above, None)) is not None:
                self._open[above] = parent
            self._open[path] = folder
            if len(self._open) > KEPT:
                del self._open[next(iter(self._open))]


class Pace:
    """How long it takes to open what is in a source."""

    __slots__ = ("_slow", "is_slow")

    def __init__(self) -> None:
        self._slow = 0
        self.is_slow = False
        """Whether opening takes so long that several had better be opened at once."""

    def note(self, seconds: float) -> None:
        """Note that something took *seconds* to be opened.

        Where another thread is at work, or another program, any call that waits takes long: then
        that says nothing of the file system.
        """
        if self.is_slow:
            return
        if seconds <= SLOW:
            self._slow = max(self._slow - 1, 0)
        elif seconds > 4 * _time_to_wait_for_nothing():
            self._slow += 1
            self.is_slow = self._slow >= SLOW_TIMES


def _time_to_wait_for_nothing() -> float:
    start = perf_counter()
    sleep(0)
    return perf_counter() - start


class FolderHandle:
    """A folder of a source: opened when it is first needed, and again where it was closed since.

    Only the source itself, which the user named, may be a link.
    """

    __slots__ = ("_above", "_name", "_open", "_opening", "_root", "pace", "path")

    def __init__(self, name: str, above: FolderHandle | None = None) -> None:
        """Prepare to open *name* in the folder *above*; without that, the source at that path."""
        self._name = name
        self._above = above
        self._opening = Lock()
        self._open: _OpenFolders = above._open if above else _OpenFolders()
        self._root: FolderHandle | None = (above._root or above) if above else None  # no circle
        self.pace: Pace = above.pace if above else Pace()
        self.path: str = f"{above.path}/{name}" if above else os.path.realpath(name)
        """The folder's path, without links."""

    @property
    def root(self) -> FolderHandle:
        """The source."""
        return self._root or self

    @contextmanager
    def held(self) -> Iterator[int]:
        """Have the folder open: its descriptor, for as long as the context lasts.

        Raises OSError, also where it is a link by now.
        """
        folder = self._descriptor()
        yield folder.number

    def _descriptor(self) -> _Descriptor:
        """Return the open folder; opened if need be, which takes its time from the pace."""
        folder = self._open.find(self.path)
        if folder is None:
            with self._opening:  # threads that need the same folder wait, and find it open
                folder = self._open.find(self.path) or self._newly_opened()
        return folder

    def _newly_opened(self) -> _Descriptor:
        start = perf_counter()
        folder = _Descriptor(self._opened())
        self.pace.note(perf_counter() - start)
        self._open.keep(self.path, folder, self._above.path if self._above else None)
        return folder

    def _opened(self) -> int:
        if self._above is None:
            return os.open(self._name, _FOLDER)
        above = self._above._descriptor()
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
        folder = (self.enter(below) if below else self)._descriptor()
        start = perf_counter()
        file = os.open(name, _FILE | os.O_NOFOLLOW, dir_fd=folder.number)
        self.pace.note(perf_counter() - start)
        return file

    def list(self) -> list[tuple[str, Kind]]:
        """Return the names of all that is in the folder, in order, each with what it is.

        Raises OSError.
        """
        folder = self._descriptor()
        with os.scandir(folder.number) as found:
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

    def stat(self, relative: str, *, follow: bool = True) -> os.stat_result:
        """Return what is at *relative*, be it by links unless *follow* is false.

        Raises OSError.
        """
        with self.held() as folder:
            return os.stat(relative, dir_fd=folder, follow_symlinks=follow)


def _kind(entry: os.DirEntry[str]) -> Kind:
    if entry.is_file(follow_symlinks=False):
        return "file"
    if entry.is_dir(follow_symlinks=False):
        return "folder"
    return "link" if entry.is_symlink() else "other"


def open_named(path: str) -> int:
    """Return a descriptor of the file at *path*, which the user named; raises OSError."""
    return os.open(path, _FILE)
