"""The process that reads a folder for another one, which starts it by `main`."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from msgspec import msgpack

from cachetui.model import EntryError, Problem
from cachetui.sources.ahead import Due
from cachetui.sources.apart.messages import (
    Delivery,
    Job,
    SentFile,
    SentProblem,
    read_message,
    write_message,
)
from cachetui.sources.files import SHARED, FileContent, FileEntry
from cachetui.sources.folder import Folder
from cachetui.sources.reading import find_entries
from cachetui.sources.source import Entry
from cachetui.sources.walk import Walk

MOST = 1 << 20
"""Bytes of a file that is sent; a larger one is opened by whoever wants it."""
ITEMS = 32
"""Files and problems of a delivery."""
BYTES = 1 << 18
"""Bytes of files in a delivery after which no more are added."""


def main() -> None:
    """Read the job on stdin, and write deliveries to stdout until everything is told."""
    gc.disable()  # what is read makes no circles
    with suppress(BrokenPipeError):
        if message := read_message(sys.stdin.buffer):
            _do(msgpack.decode(message, type=Job), sys.stdout.buffer)
    os._exit(0)  # threads may wait for a server that does not answer


def _do(job: Job, pipe: BinaryIO) -> None:
    if job.is_slow:
        _stay_on_this_processor()
    folder = Folder(os.fsdecode(job.location))
    known = {os.fsdecode(path): state for path, state in job.known.items()}
    walk = Walk(_unseen(folder, job), known, is_watched=job.is_watched)
    encode = msgpack.Encoder().encode
    delivery, size = Delivery(0, []), 0
    for due in walk:
        delivery.items.append(SentProblem.of(due) if isinstance(due, Problem) else _sent(due))
        size += len(getattr(delivery.items[-1], "data", None) or ())
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


def _unseen(folder: Folder, job: Job) -> Iterator[Entry | Problem]:
    """Yield what is found in *folder* and was not found before."""
    paths, problems = set(map(os.fsdecode, job.seen)), set(job.problems)
    for found in find_entries(folder, job.wanted):
        if isinstance(found, Problem):
            if SentProblem.of(found) not in problems:
                yield found
        elif found.path not in paths:
            yield found


def _sent(due: Due) -> SentFile:
    """Return what is told of an entry; its file is closed afterwards."""
    entry = due.entry
    if not isinstance(entry, FileEntry):
        raise TypeError(f"{entry.path} is no file")
    folder, root = entry.folder.path, entry.folder.root.path
    file = os.path.join(folder[len(root) :].lstrip("/"), entry.file)  # noqa: PTH118
    shared = entry.shared.get(SHARED)
    sent = SentFile(
        os.fsencode(entry.path),
        os.fsencode(file),
        int(entry.expectation),
        None if shared is None else os.fsencode(shared),
        due.is_same,
    )
    if isinstance(due.opening, OSError):
        sent.error = due.opening.errno or 0
    elif isinstance(due.opening, FileContent):
        _take_over(due.opening, sent)
    return sent


def _take_over(opened: FileContent, sent: SentFile) -> None:
    """Have the bytes of an open file *sent* if they are few; what cannot be read, is not."""
    with suppress(OSError, EntryError), opened:
        state = opened.state()
        if state.size <= MOST:
            sent.data, sent.state = opened.read(), state
