"""Opening what is due soon: in threads where that takes long, in home folders of login nodes.

On a local disk a file is opened in microseconds, and handing it to a thread would take longer. On
NFS and Lustre it takes a millisecond, nearly all of it waiting: there some dozens wait at once.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import Enum, auto
from itertools import islice
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from cachetui.model import Problem
from cachetui.sources.files import FileContent, FileEntry, FileState, ReadContent
from cachetui.sources.filter import Filter
from cachetui.sources.formats.pages.heads import is_unwanted
from cachetui.sources.handles import of_open_files

if TYPE_CHECKING:
    from concurrent.futures import Future

    from cachetui.sources.source import Entry

T = TypeVar("T")
R = TypeVar("R")
THREADS = 32
"""Files or folders that are being opened at the same time."""
WINDOW = of_open_files(4, most=96)
"""Files or folders that are open, or being opened, before they are due.

Of each file its head is in memory, so that these are 6 MiB at most.
"""
TOGETHER = of_open_files(8, most=32)
"""Files that are opened one after the other, where that is quick.

What the processor has learnt of reading a page is lost with each call of the system: so many
calls in a row, and then so many pages, take a tenth less time than by turns.
"""


class Ahead(Generic[T, R]):
    """Does some work for items before they are due, each once, in threads."""

    def __init__(self, work: Callable[[T], R]) -> None:
        self._work = work
        self._jobs: SimpleQueue[tuple[Future[R], T] | None] = SimpleQueue()
        self._begun: dict[int, tuple[T, Future[R]]] = {}
        """Identity of an item -> the item, and the work for it."""
        self._has_threads = False

    @property
    def is_low(self) -> bool:
        """Whether fewer are begun than half of those that may be."""
        return len(self._begun) < WINDOW // 2

    def begin(self, due: Sequence[T]) -> None:
        """Begin with those *due*, the next one first, that are not begun yet.

        It does so again only when half of them are taken, or new ones are due before them.
        """
        if all(id(item) in self._begun for item in due[: WINDOW // 2 + 1 : WINDOW // 2]):
            return
        from concurrent.futures import Future  # most runs never need it

        self._start_threads()
        for item in due:
            if id(item) not in self._begun:
                future: Future[R] = Future()
                self._begun[id(item)] = item, future
                self._jobs.put((future, item))

    def take(self, item: T) -> R:
        """Return the result for *item*, or raise its error; the work is done now if need be."""
        begun = self._begun.pop(id(item), None)
        return begun[1].result() if begun else self._work(item)

    def close(self, drop: Callable[[R], object] = lambda _: None) -> None:
        """Let the threads end, and *drop* every result that nobody took."""
        for _, future in self._begun.values():
            future.add_done_callback(lambda one: one.exception() or drop(one.result()))
        self._begun.clear()
        for _ in range(THREADS if self._has_threads else 0):
            self._jobs.put(None)

    def _start_threads(self) -> None:
        if not self._has_threads:
            self._has_threads = True
            for _ in range(THREADS):  # daemons: a server that does not answer keeps nobody here
                Thread(target=self._serve, name="opening", daemon=True).start()

    def _serve(self) -> None:
        while (job := self._jobs.get()) is not None:
            future, item = job
            try:
                future.set_result(self._work(item))
            except Exception as error:  # it belongs to whoever takes the result
                future.set_exception(error)


class Skipped(Enum):
    """Why a file is not read."""

    SAME = auto()
    """It is as it was when it was read earlier, and was not opened."""
    UNWANTED = auto()
    """It is a page of which nothing is wanted, and was closed again."""


Opening = FileContent | ReadContent | OSError | Skipped | None
"""An open file or its bytes, or why there is none; None where it is not opened yet."""


class Due(NamedTuple):
    """The entry that is to be read next."""

    entry: Entry
    opening: Opening = None
    """What came of opening it ahead, if that was done."""


class OpenAhead:
    """Takes entries from a queue, and opens those behind them."""

    def __init__(self, known: Mapping[str, FileState], wanted: Filter) -> None:
        """Begin; files need not be opened whose states are those *known* for their paths.

        Pages of which nothing is *wanted* are closed again, by what stands at their beginning.
        """
        self._known = known
        self._wanted = wanted
        self._ahead: Ahead[FileEntry, Opening] = Ahead(self._open)
        self._opened: dict[int, tuple[FileEntry, Opening]] = {}
        """Identity of an entry -> it, and what came of opening it without a thread."""
        self.is_slow = False
        """Whether opening the entry taken last takes long."""

    def take(self, queue: deque[Entry | Problem]) -> Due | Problem:
        """Return the first entry of *queue*, taken out, or what was wrong there."""
        entry = queue.popleft()
        if isinstance(entry, Problem):
            return entry
        if not isinstance(entry, FileEntry):
            return Due(entry)
        if (opened := self._opened.pop(id(entry), None)) is not None:
            return Due(*opened)
        self.is_slow = entry.folder.pace.is_slow
        if self.is_slow:
            if self._ahead.is_low:
                self._ahead.begin(list(_files(queue, WINDOW)))
            return Due(entry, self._ahead.take(entry))
        opening = self._open(entry)
        for one in _files(queue, TOGETHER - 1):
            self._opened[id(one)] = one, self._open(one)
        return Due(entry, opening)

    def close(self) -> None:
        """Close what was opened and not taken."""
        for _, opening in self._opened.values():
            _close(opening)
        self._opened.clear()
        self._ahead.close(_close)

    def _open(self, entry: FileEntry) -> Opening:
        try:
            if self._known and self._is_same(entry):
                return Skipped.SAME
            content = entry.open()
        except OSError as error:
            return error
        if is_unwanted(entry.name, content.head, self._wanted):
            content.close()
            return Skipped.UNWANTED
        return content

    def _is_same(self, entry: FileEntry) -> bool:
        state = self._known.get(entry.path)
        return state is not None and entry.state() == state


def _files(queue: Iterable[Entry | Problem], number: int) -> Iterator[FileEntry]:
    """Yield the files among the first *number* entries of *queue*."""
    return (one for one in islice(queue, number) if isinstance(one, FileEntry))


def _close(opening: Opening) -> None:
    if isinstance(opening, FileContent):
        opening.close()
