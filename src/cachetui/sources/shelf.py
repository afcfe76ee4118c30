"""What was worked out of contents that are kept, in a file for each, named by the content's sha256.

Such a file can always be made anew: where one cannot be read or written, it is as if there were
none. It appears whole or not at all; whoever reads it checks it, so that it need not be synced.
"""

from __future__ import annotations

import atexit
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

UNFINISHED = "unfinished-"
"""Begins the name of a file that is being written."""


class Draft:
    """A file of a shelf that is being written, for its owner alone."""

    def __init__(self, folder: Path, place: Path) -> None:
        """Begin a file in *folder* that is to be at *place*; raises OSError."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=UNFINISHED, dir=folder)
        self.file: BinaryIO = os.fdopen(descriptor, "wb")
        self._place = place
        self._path: Path | None = Path(name)
        atexit.register(self._unlink)  # the screen may be left while this is written

    def keep(self) -> None:
        """Put it in its place; raises OSError."""
        self.file.close()
        if self._path is not None:
            self._place.parent.mkdir(mode=0o700, exist_ok=True)
            self._path.replace(self._place)
            self._path = None

    def drop(self) -> None:
        """Forget it, unless it was kept."""
        with suppress(OSError):  # what is buffered may find no room
            self.file.close()
        self._unlink()
        atexit.unregister(self._unlink)

    def _unlink(self) -> None:
        if self._path is not None:
            with suppress(OSError):
                self._path.unlink()
            self._path = None


class Shelf:
    """A folder of such files."""

    def __init__(self, folder: Path, *, keeps: bool) -> None:
        """Read what is in *folder*, and write there only if it *keeps*."""
        self._folder = folder
        self._keeps = keeps

    def open(self, sha256: str) -> BinaryIO | None:
        """Return the file for the content with that sum, None if there is none."""
        try:
            return self._place(sha256).open("rb")
        except OSError:
            return None

    def forget(self, sha256: str) -> None:
        """Remove the file for the content with that sum, which is of no use."""
        if self._keeps:
            with suppress(OSError):
                self._place(sha256).unlink()

    def begin(self, sha256: str) -> Draft | None:
        """Return a new file for the content with that sum; None where none can be written."""
        if not self._keeps:
            return None
        try:
            return Draft(self._folder, self._place(sha256))
        except OSError:
            return None

    def _place(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256
