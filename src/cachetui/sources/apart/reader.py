"""The other end of `process`: starts it, and makes entries of what it tells."""

from __future__ import annotations

import fcntl
import os
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from select import POLLIN, poll
from subprocess import DEVNULL, PIPE, Popen, TimeoutExpired
from typing import IO, Any

from msgspec import DecodeError, msgpack

from cachetui.model import Problem
from cachetui.sources.ahead import Due, Skipped
from cachetui.sources.apart.messages import (
    Delivery,
    Job,
    SentFile,
    SentProblem,
    read_message,
    write_message,
)
from cachetui.sources.files import FileEntry, ReadContent
from cachetui.sources.handles import FolderHandle
from cachetui.sources.source import Expectation

PATIENCE = 1.0
"""Seconds that a process has to end after it was told to: it may wait for a server."""
HELD = 1 << 24
"""Bytes of files after which no more are taken that nobody waits for: it waits then itself."""
PIPE_SIZE = 1 << 20
"""Bytes that it can be ahead: with those of a plain pipe both would wait for each other often."""

# its modules are found where those of this process are, and never in the current folder
_START = """
import sys
sys.path[:] = sys.argv[1:]
from cachetui.sources.apart import process
process.main()
"""


class Part:
    """Folders that the process was given, and what it has told of them."""

    __slots__ = ("_came", "folders", "found", "is_done", "received")

    def __init__(self, folders: Sequence[str]) -> None:
        self.folders = folders
        """Their paths in the source."""
        self.found = 0
        """Entries that it has found so far."""
        self.received = 0
        """Entries and problems that it has told of."""
        self.is_done = False
        """Whether it has told everything."""
        self._came: deque[Due | Problem] = deque()

    def add(self, due: Due | Problem) -> None:
        """Add what it tells next."""
        self.received += 1
        self._came.append(due)

    def taken(self) -> Iterator[Due | Problem]:
        """Yield what came and was not yet taken."""
        while self._came:
            yield self._came.popleft()


class Reader:
    """What a process of its own reads of a folder, part by part."""

    def __init__(self, job: Job) -> None:
        """Start the process with its *job*; raises OSError if that is not possible."""
        self.found = 0
        """Entries that it has found so far, in all parts."""
        self._parts: deque[Part] = deque()
        """Those of which not everything came yet."""
        self._deliveries = msgpack.Decoder(Delivery)
        self._held = 0
        """Bytes of files that came before anybody waited for them."""
        self._notes: dict[str, Any] = {}
        """Those of the entry before, which it may share with others."""
        self._root = FolderHandle(os.fsdecode(job.location))
        nameless = FileEntry("", "", Expectation.MAYBE, self._root, "")
        self._unwanted = Due(nameless, Skipped.UNWANTED)
        self._process = Popen(
            [sys.executable or "", "-c", _START, *sys.path],  # None where another program is Python
            bufsize=0,  # whether anything came is asked of the system
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            start_new_session=True,  # ctrl+c is for this one, which then ends that one
        )
        self._told, self._asked = _opened(self._process.stdout), _opened(self._process.stdin)
        self._poll = poll()
        self._poll.register(self._told, POLLIN)
        for pipe in (self._told, self._asked):
            _widen(pipe)
        try:
            write_message(self._asked, msgpack.encode(job))
        except OSError:
            self.close()
            raise

    def give(self, folders: Sequence[str]) -> Part:
        """Let it read these *folders* when it has read those given before."""
        part = Part(folders)
        self._parts.append(part)
        with suppress(OSError):  # it was ended, as whoever waits for the part will see
            write_message(self._asked, msgpack.encode(list(map(os.fsencode, folders))))
        return part

    def is_idle_by_now(self) -> bool:
        """Return whether it has told everything of all that it was given.

        What it has told is taken, but not if that is very much, and nothing is waited for.
        """
        while self._held < HELD and self._parts and self._poll.poll(0):
            delivery = self._receive()
            if delivery is None:
                return False
            self._held += delivery.size
        return not self._parts

    def told(self, part: Part) -> Iterator[Due | Problem]:
        """Yield what it tells of *part*, until that is everything, or it is there no longer."""
        yield from part.taken()
        while not part.is_done and self._receive():
            yield from part.taken()

    def _receive(self) -> Delivery | None:
        """Take what it tells next, be it after a while, and return that; None if nothing comes."""
        try:
            message = read_message(self._told)
            delivery = self._deliveries.decode(message) if message else None
        except (OSError, DecodeError):
            delivery = None
        if delivery is None:
            return None
        part = self._parts[0]
        self.found += delivery.found - part.found
        part.found = delivery.found
        for one in delivery.items:
            part.add(one.problem if isinstance(one, SentProblem) else self._due(one))
        part.is_done = delivery.is_last
        if part.is_done:
            self._parts.popleft()
        return delivery

    def close(self) -> None:
        """Let it end."""
        self._process.kill()
        for pipe in (self._told, self._asked):
            with suppress(OSError):
                pipe.close()
        with suppress(TimeoutExpired):
            self._process.wait(PATIENCE)

    def _due(self, sent: SentFile) -> Due:
        if sent.skipped is Skipped.UNWANTED:
            return self._unwanted
        path = os.fsdecode(sent.path)
        name = path.rpartition("/")[2]
        if not sent.shares:
            self._notes = {}
        expectation = _EXPECTATIONS[sent.expectation]
        entry = FileEntry(path, name, expectation, self._root, os.fsdecode(sent.file), self._notes)
        if sent.error:
            return Due(entry, OSError(sent.error, os.strerror(sent.error)))
        if sent.data is None or sent.state is None:
            return Due(entry, sent.skipped)
        return Due(entry, ReadContent(sent.data, read_in=sent.state))


_EXPECTATIONS = list(Expectation)


def _widen(pipe: IO[bytes]) -> None:
    """Let *pipe* hold `PIPE_SIZE`, if the system lets it."""
    with suppress(AttributeError, OSError):  # only Linux can, and a user may have few such pages
        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, PIPE_SIZE)


def _opened(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise TypeError("a pipe was asked for")
    return pipe
