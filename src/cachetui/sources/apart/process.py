"""The process that reads a folder for another one, which starts it by `main`."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from msgspec import msgpack

from cachetui.model import EntryError, Problem
from cachetui.sources.ahead import Due, Skipped
from cachetui.sources.apart.messages import (
    Delivery,
    Job,
    SentFile,
    SentProblem,
    read_message,
    write_message,
)
from cachetui.sources.apart.walk import walk_through
from cachetui.sources.files import FileContent, FileEntry
from cachetui.sources.filter import Filter
from cachetui.sources.folder import FolderSearch
from cachetui.sources.formats.pages.heads import is_page, may_have_hash
from cachetui.sources.walk import Walk

MOST = 1 << 20
"""Bytes of a file that is sent; a larger one is opened by whoever wants it."""
ITEMS = 32
"""Files and problems of a delivery."""
BYTES = 1 << 18
"""Bytes of files in a delivery after which no more are added."""
UNWANTED = SentFile(b"", b"", 0, shares=False, skipped=Skipped.UNWANTED)
"""A page of which nothing is wanted; nobody asks which it was."""


def main() -> None:
    """Read the job and its parts on stdin, and write deliveries of each part to stdout."""
    gc.disable()  # what is read makes no circles
    with suppress(BrokenPipeError):
        if message := read_message(sys.stdin.buffer):
            _do(msgpack.decode(message, type=Job), sys.stdin.buffer, sys.stdout.buffer)
    os._exit(0)  # threads may wait for a server that does not answer


def _do(job: Job, parts: BinaryIO, pipe: BinaryIO) -> None:
    if job.is_slow:
        _stay_on_this_processor()
    known = {os.fsdecode(path): state for path, state in job.known.items()}
    while message := read_message(parts):
        folders = map(os.fsdecode, msgpack.decode(message, type=list[bytes]))
        search = FolderSearch(os.fsdecode(job.location), job.wanted, list(folders))
        walk = walk_through(search, known, is_watched=job.is_watched)
        _deliver(walk, _Telling(job.wanted), pipe)


def _deliver(walk: Walk, tell: _Telling, pipe: BinaryIO) -> None:
    """Write what *walk* comes by, and that this was all."""
    encode, delivery, size = msgpack.Encoder().encode, Delivery(0, []), 0
    for due in walk:
        one = SentProblem.of(due) if isinstance(due, Problem) else tell.of(due)
        delivery.items.append(one)
        size += one.size if isinstance(one, SentFile) else 0
        if len(delivery.items) == ITEMS or size > BYTES:
            delivery.found = walk.found
            write_message(pipe, encode(delivery))
            delivery, size = Delivery(0, []), 0
    write_message(pipe, encode(Delivery(walk.found, delivery.items, is_last=True)))


def _stay_on_this_processor() -> None:
    """Keep all threads on the processor where the system has put this process.

    They hand Python's lock about all the time. To wake another processor for each time takes
    thrice as long as all the rest.
    """
    with suppress(AttributeError, OSError, ValueError, IndexError):  # Linux has both of them
        fields = Path("/proc/self/stat").read_bytes().rpartition(b")")[2].split()
        processor = int(fields[36])  # the 39th of all, as proc(5) counts them
        os.sched_setaffinity(0, {processor})


class _Telling:
    """Makes of entries what is told of them."""

    def __init__(self, wanted: Filter) -> None:
        self._wanted = wanted
        self._notes: dict[str, Any] | None = None

    def of(self, due: Due) -> SentFile:
        """Return what is told of an entry; its file is closed afterwards."""
        entry, opening = due
        if opening is Skipped.UNWANTED:
            return UNWANTED
        if not isinstance(entry, FileEntry):
            raise TypeError(f"{entry.path} is no file")
        folder, root = entry.folder.path, entry.folder.root.path
        file = os.path.join(folder[len(root) :].lstrip("/"), entry.file)  # noqa: PTH118
        shares, self._notes = entry.shared is self._notes, entry.shared
        path, expectation = os.fsencode(entry.path), int(entry.expectation)
        sent = SentFile(path, os.fsencode(file), expectation, shares)
        if isinstance(opening, Skipped):
            sent.skipped = opening
        elif isinstance(opening, OSError):
            sent.error = opening.errno or 0
        elif isinstance(opening, FileContent):
            self._add_bytes(sent, entry.name, opening)
        return sent

    def _add_bytes(self, sent: SentFile, name: str, opened: FileContent) -> None:
        """Add the bytes of an open file if they are few and wanted; no error of that is told."""
        with suppress(OSError, EntryError), opened:
            state = opened.state()
            if state.size > MOST:
                return
            data = opened.read()
            if is_page(name, data) and not may_have_hash(data, self._wanted):
                sent.skipped = Skipped.UNWANTED
            else:
                sent.data, sent.state = data, state
