"""SOURCE -> what can be read of it: a folder at any depth, one file, a tar or zip archive.

Nothing outside a source is opened, links cannot loop, archives are read in memory.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from cachetui.model import Problem
from cachetui.safe_text import safe
from cachetui.sources.files import FileEntry
from cachetui.sources.filter import Filter
from cachetui.sources.folder import Folder
from cachetui.sources.source import PAGE_ENDINGS, Expectation, Source, SourceError

ARCHIVE_ENDINGS = (".tar", ".tar.gz", ".tgz", ".tar.xz", ".zip")
"""Endings of the archives that can be read."""
SAMPLE = Path(__file__).with_name("sample")
"""The bundled cache of five packages."""


def open_source(given: str) -> Source:
    """Return the source at the path *given*; raises SourceError if it is none that can be read."""
    try:
        mode = Path(given).stat().st_mode
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise SourceError(f"cannot read '{safe(given)}': {reason}") from None
    if stat.S_ISDIR(mode):
        return Folder(given)
    if not stat.S_ISREG(mode):
        raise SourceError(f"'{safe(given)}' is neither a folder nor a regular file")
    if given.lower().endswith(ARCHIVE_ENDINGS):
        from cachetui.sources.archive import open_archive  # most starts need none of its modules

        return open_archive(given)
    if given.lower().endswith(PAGE_ENDINGS):
        return SingleFile(given)
    endings = " ".join((*PAGE_ENDINGS, *ARCHIVE_ENDINGS))
    raise SourceError(f"'{safe(given)}' is neither a folder nor a file of a known kind ({endings})")


def default_source() -> str:
    """Return the source when none was named: ``$CACHETUI_SOURCE``, ``./_cache``, the sample."""
    if given := os.environ.get("CACHETUI_SOURCE"):
        return given
    return "." if Path("_cache").is_dir() else str(SAMPLE)


class SingleFile(Struct, frozen=True):
    """One file that the user named."""

    location: str
    stream = False

    def entries(self, wanted: Filter) -> Iterator[FileEntry | Problem]:
        """Yield the one file, whatever is wanted."""
        name = Path(self.location).name
        yield FileEntry(self.location, name, Expectation.CERTAIN, self.location)
