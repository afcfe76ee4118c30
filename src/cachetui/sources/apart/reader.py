"""The other end of `process`: starts it, and makes entries of what it tells."""

from __future__ import annotations

import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
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
PIPE_SIZE = 1 << 20
"""Bytes that it can be ahead: with those of a plain pipe both would wait for each other often."""

# its modules are found where those of this process are, and never in the current folder
_START = """
import sys
sys.path[:] = sys.argv[1:]
from cachetui.sources.apart import process
process.main()
"""


class Reader:
    """What a process of its own reads of a folder."""

    def __init__(self, job: Job) -> None:
        """Start the process with its *job*; raises OSError if that is not possible."""
        self.found = 0
        """Entries that it has found so far."""
        self.received = 0
        """Entries and problems that it has told of."""
        self.is_done = False
        """Whether it has told everything."""
        self._notes: dict[str, Any] = {}
        """Those of the entry before, which it may share with others."""
        self._root = FolderHandle(os.fsdecode(job.location))
        nameless = FileEntry("", "", Expectation.MAYBE, self._root, "")
        self._unwanted = Due(nameless, Skipped.UNWANTED)
        self._process = Popen(
            [sys.executable or "", "-c", _START, *sys.path],  # None where another program is Python
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            start_new_session=True,  # ctrl+c is for this one, which then ends that one
        )
        _widen(_opened(self._process.stdout))
        try:
            with _opened(self._process.stdin) as pipe:
                write_message(pipe, msgpack.encode(job))
        except OSError:
            self.close()
            raise

    def __iter__(self) -> Iterator[Due | Problem]:
        """Yield what it tells, until it has told everything, or is there no longer."""
        deliveries = msgpack.Decoder(Delivery)
        with suppress(OSError, DecodeError):
            while not self.is_done and (message := read_message(_opened(self._process.stdout))):
                delivery = deliveries.decode(message)
                self.found = delivery.found
                for one in delivery.items:
                    self.received += 1
                    yield one.problem if isinstance(one, SentProblem) else self._due(one)
                self.is_done = delivery.is_last

    def close(self) -> None:
        """Let it end."""
        self._process.kill()
        _opened(self._process.stdout).close()
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
