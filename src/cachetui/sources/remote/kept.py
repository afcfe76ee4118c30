"""What was fetched, as entries: a format reads them like files of a folder."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from cachetui.model import EntryError
from cachetui.sources.files import FileContent
from cachetui.sources.handles import open_named
from cachetui.sources.memory import MemoryContent
from cachetui.sources.source import Content, Expectation


class Kept(Struct, frozen=True):
    """A content that was fetched, now or earlier, and whose sum is known."""

    body: Path | bytearray
    """The file that holds it, or itself where nothing can be kept."""
    sha256: str
    time: float
    """When the server last said that this is what it has, in Unix seconds."""

    def open(self) -> AbstractContextManager[Content]:
        """Open it; raises OSError."""
        if isinstance(self.body, bytearray):
            return nullcontext(MemoryContent(self.body, self.sha256))
        return FileContent(open_named(str(self.body)), self.sha256)

    def read(self) -> bytes:
        """Return all of it; raises OSError, and EntryError where it is too large for that."""
        with self.open() as content:
            return content.read()


class KeptEntry(Struct, frozen=True):
    """A file of a mirror that has been fetched, together with those that it names."""

    path: str
    """Its URL, safe to show."""
    kept: Kept
    shared: dict[str, Any]
    blobs: dict[str, Kept] = field(default_factory=dict)
    """The contents that it names, by their sums."""
    expectation = Expectation.CERTAIN

    @property
    def name(self) -> str:
        """The last part of its path."""
        return self.path.rpartition("/")[2]

    def open(self) -> AbstractContextManager[Content]:
        """Open it; raises OSError."""
        return self.kept.open()

    def resolve(self, relative: str) -> KeptEntry:
        """Return a blob by its path; raises EntryError unless it was fetched with this."""
        blob = self.blobs.get(relative.rpartition("/")[2])
        if blob is None:
            raise EntryError("names another file than what was fetched for it")
        return KeptEntry(f"{self.path.partition('/v3/')[0]}/{relative}", blob, self.shared)
