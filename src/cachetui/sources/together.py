"""Sources behind a network are asked at the same time, and read one after the other."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from queue import SimpleQueue
from threading import Thread

from cachetui.model import Problem
from cachetui.sources.fetching import Fetching
from cachetui.sources.filter import Filter
from cachetui.sources.source import Entry, Source

AT_ONCE = 4
"""Sources that are asked at the same time."""
PAUSE = 0.05
"""Seconds between two looks whether what was found is wanted."""


class _Asked:
    """A source that another thread asks; what it finds waits here until it is wanted."""

    def __init__(self, source: Source, fetching: Fetching) -> None:
        self.location = source.location
        self.name = source.name
        self.stream = source.stream
        self._source = source
        self._fetching = fetching
        self._found: SimpleQueue[Entry | Problem | BaseException | None] = SimpleQueue()

    def ask(self, wanted: Filter) -> None:
        """Ask for what is *wanted*."""
        try:
            for one in self._source.entries(wanted):
                self._found.put(one)
                self._wait_for_room()
        except BaseException as error:  # it belongs to whoever reads
            self._found.put(error)
        else:
            self._found.put(None)

    def _wait_for_room(self) -> None:
        """Go on at once, but where what is found is in memory: it has nowhere else to wait."""
        while self._fetching.has_unkept and not self._found.empty():
            if self._fetching.wait(PAUSE):
                return

    def entries(self, wanted: Filter) -> Iterator[Entry | Problem]:
        """Yield what is found, as it comes; raises what asking raises."""
        while (one := self._found.get()) is not None:
            if isinstance(one, BaseException):
                raise one
            yield one


def together(
    sources: Sequence[Source], asked: Sequence[Source], wanted: Filter, fetching: Fetching
) -> Sequence[Source]:
    """Return *sources*, of which those *asked* are asked from now on for what is *wanted*.

    A few of them at a time, in their order. What they find is kept by *fetching*: it may wait.
    """
    if len(asked) < 2:
        return sources
    by_identity = {id(source): _Asked(source, fetching) for source in asked}
    waiting = deque(by_identity.values())
    for _ in range(min(AT_ONCE, len(waiting))):
        Thread(target=_work, args=(waiting, wanted), name="asking", daemon=True).start()
    return [by_identity.get(id(source), source) for source in sources]


def _work(waiting: deque[_Asked], wanted: Filter) -> None:
    while True:
        try:
            one = waiting.popleft()
        except IndexError:
            return
        one.ask(wanted)
