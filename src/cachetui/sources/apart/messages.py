"""What two processes say to each other about a folder that one of them reads for the other.

Paths are bytes, as the system has them: not all of them are text.
"""

from __future__ import annotations

from typing import IO

from msgspec import Struct

from cachetui.model import Note, Problem
from cachetui.sources.ahead import Skipped
from cachetui.sources.files import FileState
from cachetui.sources.filter import Filter

LENGTH = 4
"""Bytes of the number before each message, which says how long it is."""


class Job(Struct, array_like=True):
    """What is read, and how; which folders of it, the messages after this one tell.

    Each of them is a list of paths in it: a part, of which everything is told before the next one.
    """

    location: bytes
    wanted: Filter
    known: dict[bytes, FileState]
    """Paths of files that need not be opened while their state is the same."""
    is_watched: bool
    """Whether somebody watches the number of entries grow."""
    is_slow: bool
    """Whether opening takes long."""


class SentFile(Struct, array_like=True, tag="f"):
    """A file that was found."""

    path: bytes
    """The source as given plus the path in it."""
    file: bytes
    """The path in the source of the file itself, should *path* be a link to it."""
    expectation: int
    shares: bool
    """Whether its notes are those of the file before: both are of the same mirror."""
    skipped: Skipped | None = None
    data: bytes | None = None
    """All its bytes; None where it was not opened, or is too large to be sent."""
    state: FileState | None = None
    error: int = 0
    """The number of the error that came of opening it."""

    @property
    def size(self) -> int:
        """Bytes of it that are sent."""
        return len(self.data or b"")


class SentProblem(Struct, array_like=True, tag="p"):
    """What was wrong on the way."""

    path: str
    text: str
    is_note: bool

    @classmethod
    def of(cls, problem: Problem) -> SentProblem:
        """Return *problem* as it is sent."""
        return cls(problem.path, problem.text, isinstance(problem, Note))

    @property
    def problem(self) -> Problem:
        """The problem itself."""
        return (Note if self.is_note else Problem)(self.path, self.text)


class Delivery(Struct, array_like=True):
    """What was found in a part since the delivery before, in its order."""

    found: int
    """Entries of the part found so far, which may be ahead of those that are told."""
    items: list[SentFile | SentProblem]
    is_last: bool = False
    """Whether the part has nothing more."""

    @property
    def size(self) -> int:
        """Bytes of the files in it."""
        return sum(one.size for one in self.items if isinstance(one, SentFile))


def read_message(pipe: IO[bytes]) -> bytes | None:
    """Return the next message from *pipe*; None where it ends, be it within one.

    Of a pipe without a buffer nothing behind the message is read.
    """
    length = int.from_bytes(_read(pipe, LENGTH), "big")
    message = _read(pipe, length)
    return message if length and len(message) == length else None


def _read(pipe: IO[bytes], length: int) -> bytes:
    """Return so many bytes; fewer only where *pipe* ends."""
    data = pipe.read(length)
    while data and len(data) < length and (more := pipe.read(length - len(data))):
        data += more
    return data


def write_message(pipe: IO[bytes], message: bytes) -> None:
    """Write a *message* to *pipe*; raises OSError if nobody reads there."""
    for data in (len(message).to_bytes(LENGTH, "big"), message):
        left = memoryview(data)
        while left:  # without a buffer, a pipe may take a part
            left = left[pipe.write(left) :]
    pipe.flush()
