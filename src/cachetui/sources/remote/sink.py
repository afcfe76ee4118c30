"""A place for a body that is being fetched: a file of the store, or else memory."""

from __future__ import annotations

import atexit
import hashlib
import os
from contextlib import suppress
from pathlib import Path

from cachetui.safe_text import safe
from cachetui.sources.remote.faults import FetchError
from cachetui.sources.remote.store import Store

MAX_MEMORY = 256 << 20
"""Bytes of a body that may go on in memory where there is no room for it on the disk."""


class Sink:
    """Takes chunks, and in the end keeps them or forgets them.

    Where the store cannot be written to, for want of room or of the right to, the body goes on in
    memory: what was fetched can be read, and is not kept. A body too large for that is refused.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._digest = hashlib.sha256()
        self._memory = bytearray()
        self._descriptor: int | None = None
        self._path: Path | None = None
        self.size = 0
        self.fault: str | None = None
        """Why it is not kept, though it was to be."""
        if store.keeps:
            try:
                self._descriptor, self._path = store.unfinished()
                atexit.register(self._unlink)  # the screen may be left while this is written
            except OSError as error:
                self.fault = error.strerror

    @property
    def sha256(self) -> str:
        """The sum of what was taken."""
        return self._digest.hexdigest()

    def write(self, chunk: bytes) -> None:
        """Take a *chunk*; raises FetchError where there is no room for it."""
        self.size += len(chunk)
        self._digest.update(chunk)
        if self._descriptor is not None:
            try:
                _write_all(self._descriptor, chunk)
                return
            except OSError as error:
                self._go_on_in_memory(error, self.size - len(chunk))
        self._memory += chunk

    def keep(self) -> Path | bytearray:
        """Return the file that the body is kept in, or the body itself where it is not."""
        if self._descriptor is not None and self._path is not None:
            try:
                os.fsync(self._descriptor)
                path = self._store.put(self._path, self.sha256)
            except OSError as error:
                self._go_on_in_memory(error, self.size)
            else:
                self._path = None
                return path
        return self._memory

    def drop(self) -> None:
        """Forget the body, unless it was kept."""
        if self._descriptor is not None:
            os.close(self._descriptor)
        self._unlink()
        self._descriptor = self._path = None
        atexit.unregister(self._unlink)

    def _unlink(self) -> None:
        if self._path is not None:
            with suppress(OSError):
                self._path.unlink()

    def _go_on_in_memory(self, error: OSError, whole: int) -> None:
        """Take back the *whole* bytes that the file has; behind them may be a part of a chunk.

        Raises FetchError where they are too many.
        """
        self.fault = error.strerror
        if whole > MAX_MEMORY:
            self.drop()
            where, most = safe(str(self._store.folder)), f"{MAX_MEMORY >> 20} MiB"
            raise FetchError(f"no room in {where} for a body of over {most}: {error.strerror}")
        if self._descriptor is not None:
            self._memory = bytearray(os.pread(self._descriptor, whole, 0))
        self.drop()


def _write_all(descriptor: int, chunk: bytes) -> None:
    rest = memoryview(chunk)
    while rest:
        rest = rest[os.write(descriptor, rest) :]
