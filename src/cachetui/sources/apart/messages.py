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
    """What is to be read."""

    location: bytes
    wanted: Filter
    folders: list[bytes]
    """The paths in it of the folders that are to be read."""
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
    """What was found since the delivery before, in its order."""

    found: int
    """Entries found so far, which may be ahead of those that are told."""
    items: list[SentFile | SentProblem]
    is_last: bool = False


def read_message(pipe: IO[bytes]) -> bytes | None:
    """Return the next message from *pipe*; None where it ends, be it within one."""
    length = int.from_bytes(pipe.read(LENGTH), "big")
    message = pipe.read(length)
    return message if length and len(message) == length else None


def write_message(pipe: IO[bytes], message: bytes) -> None:
    """Write a *message* to *pipe*; raises OSError if nobody reads there."""
    pipe.write(len(message).to_bytes(LENGTH, "big"))
    pipe.write(message)
    pipe.flush()
