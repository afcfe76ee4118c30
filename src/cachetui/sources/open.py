"""SOURCE -> files that may be pages: a folder at any depth, one page, a tar or zip archive.

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
from cachetui.sources.filter import Filter
from cachetui.sources.folder import Folder
from cachetui.sources.source import (
    PAGE_ENDINGS,
    Expectation,
    File,
    Source,
    SourceError,
    read_regular,
)

ARCHIVE_ENDINGS = (".tar", ".tar.gz", ".tgz", ".tar.xz", ".zip")
"""What the archives end in that can be read."""
SAMPLE = Path(__file__).with_name("sample")
"""The bundled cache of five packages."""


def open_source(given: str) -> Source:
    """Find out what *given* is; raises SourceError if it is nothing that can be read."""
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
        return SinglePage(given)
    endings = " ".join((*PAGE_ENDINGS, *ARCHIVE_ENDINGS))
    raise SourceError(f"'{safe(given)}' is neither a folder nor a file of a known kind ({endings})")


def default_source() -> str:
    """Where to look when nothing was named: ``$CACHETUI_SOURCE``, ``./_cache``, the sample."""
    if given := os.environ.get("CACHETUI_SOURCE"):
        return given
    return "." if Path("_cache").is_dir() else str(SAMPLE)


class SinglePage(Struct, frozen=True):
    """One file that the user named: a page, or a problem."""

    given: str
    stream = False

    def files(self, wanted: Filter) -> Iterator[File | Problem]:
        """Yield the one file, whatever is wanted."""
        yield File(self.given, Expectation.CERTAIN, lambda keep: read_regular(self.given, keep))
