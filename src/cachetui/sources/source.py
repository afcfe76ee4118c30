"""Files that may be pages, whatever kind of source they come from."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from enum import IntEnum
from typing import Protocol

from msgspec import Struct

from cachetui.model import PageError, Problem
from cachetui.sources.filter import Filter

PAGE_ENDINGS = (".md", ".txt")
"""What the files end in that are looked at."""
PAGE_NAMES = ("specs.md", "index.md")
"""File names that promise a page."""
MAX_BYTES = 256 << 20
"""A page larger than this is not read; the largest of the public cache has 660 kB."""
TOO_LARGE = f"is larger than {MAX_BYTES >> 20} MiB"
HEAD = 1 << 16
"""Bytes of a file by which it is judged whether the rest is needed: most pages are smaller."""

HeadFilter = Callable[[bytes], bool]
"""Told a file's first `HEAD` bytes, says whether the rest is needed."""


class SourceError(Exception):
    """A source cannot be read at all; the message is one sentence for the person who named it."""


class Expectation(IntEnum):
    """How much a file's name says of what it holds."""

    MAYBE = 0
    """It may be anything: a README, a layout, a page."""
    LIKELY = 1
    """It is called ``specs.md`` or ``index.md``."""
    CERTAIN = 2
    """The user named it: a page, or a problem."""

    @classmethod
    def of(cls, name: str) -> Expectation:
        """Tell what a file called *name*, found in a folder or an archive, promises."""
        return cls.LIKELY if name in PAGE_NAMES else cls.MAYBE


class File(Struct):
    """A file that may be a page."""

    path: str
    """The source as given plus the path in it."""
    expectation: Expectation
    read: Callable[[HeadFilter], bytes | None]
    """Give its bytes, or None if the function it is given does not want them.

    Raises OSError or PageError."""


class Source(Protocol):
    """Somewhere that files come from."""

    @property
    def given(self) -> str:
        """The source as the user gave it."""

    @property
    def stream(self) -> bool:
        """Whether a file can be read only until the next one is asked for."""

    def files(self, wanted: Filter) -> Iterator[File | Problem]:
        """Yield every file that may be a wanted page, and what is wrong on the way.

        Raises SourceError if nothing at all can be read.
        """


def read_regular(path: str, keep: HeadFilter, flags: int = 0) -> bytes | None:
    """Read the regular file at *path*, or only its head if *keep* does not want the rest.

    Raises OSError, and PageError if it is too large or was changed meanwhile.
    """
    # should it be a FIFO by now, it does not wait for somebody to write
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | flags)
    try:
        head = os.read(descriptor, HEAD)
        if not keep(head):
            return None
        return head if len(head) < HEAD else _whole(descriptor)
    finally:
        os.close(descriptor)


def _whole(descriptor: int) -> bytes:
    size = os.fstat(descriptor).st_size
    if size > MAX_BYTES:
        raise PageError(TOO_LARGE)
    os.lseek(descriptor, 0, os.SEEK_SET)
    with open(descriptor, "rb", closefd=False) as file:
        data = file.read(size + 1)
    if len(data) != size:
        raise PageError("was changed while it was read")
    return data
