"""An archive as a source: what tar and zip have in common."""

from __future__ import annotations

import posixpath
from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from cachetui.model import EntryError, Problem
from cachetui.safe_text import clip, safe
from cachetui.sources.archives.budget import ArchiveLimitError, Budget
from cachetui.sources.archives.members import MemberEntry, Reader
from cachetui.sources.filter import Filter
from cachetui.sources.memory import MemoryEntry
from cachetui.sources.source import ENDINGS, Expectation, unreadable
from cachetui.sources.unpacking import reason

SPEC_MANIFEST = ".spec.manifest.json"
"""The ending of files that only name others, which may have passed already."""
SHOWN_FOLDERS = ("..", ".spack", ".spack-db")
"""Folders that are looked into although their name begins with a dot."""
SHOWN = 80
"""Characters of a member's name that a sentence quotes."""

Wanted = Callable[[str], bool]
"""Returns whether the member of that name is wanted."""


@dataclass(frozen=True)
class Archive(ABC):
    """An archive of the files of a cache."""

    location: str
    name: str | None = None
    data: bytes | None = None
    """The archive itself where it is no file: what was piped in."""

    def file(self) -> BinaryIO:
        """Open the archive, which can be done any number of times; raises OSError."""
        return open(self.location, "rb") if self.data is None else BytesIO(self.data)  # noqa: PTH123

    def entries(self, wanted: Filter) -> Iterator[MemberEntry | Problem]:
        """Yield the wanted members in the archive's order; a broken end is a problem.

        Raises SourceError where not even the first member can be found.
        """
        budget = Budget()
        budget.again = again = Budget()
        try:
            budget.packed = again.packed = self.size()
            yield from self.members(lambda name: _is_wanted(name, wanted), budget)
        except ArchiveLimitError as error:
            yield Problem(safe(self.location), f"the archive {error}, the rest is not read")
        except (EntryError, OSError) as error:
            if not budget.members:
                raise unreadable(self.location, reason(error)) from None
            place = f"after member {budget.members:,}"
            fault = f"the archive is cut off or broken {place}: {reason(error)}"
            yield Problem(safe(self.location), fault)

    def size(self) -> int:
        """Return how many bytes the archive has; raises OSError."""
        return Path(self.location).stat().st_size if self.data is None else len(self.data)

    @abstractmethod
    def members(
        self, is_wanted: Wanted, budget: Budget
    ) -> Generator[MemberEntry | Problem, None, None]:
        """Yield the members that are wanted.

        Raises OSError, and EntryError where the archive is broken or makes too much work.
        """

    def entry(
        self, name: str, opened: Callable[[], AbstractContextManager[Reader]], budget: Budget
    ) -> MemberEntry:
        """Return the member *name*, which *opened* opens; *budget* is the archive's."""
        folder, _, last = name.rpartition("/")
        beside = partial(self._beside, folder, budget.again)
        path, expectation = f"{self.location}:{name}", Expectation.of(last)
        return MemberEntry(path, last, expectation, opened, beside)

    def _beside(self, folder: str, budget: Budget | None, relative: str) -> MemoryEntry:
        """Return the member at a path *relative* to a *folder* of the archive."""
        name = posixpath.normpath(posixpath.join(folder, relative))
        path, last = f"{self.location}:{name}", posixpath.basename(name)
        return MemoryEntry(path, last, Expectation.LIKELY, partial(self._whole, name, budget))

    def _whole(self, name: str, budget: Budget | None) -> bytes:
        """Return the member *name*, which may have passed already; raises OSError, EntryError."""

        def is_meant(found: str) -> bool:
            return posixpath.normpath(found) == name

        with closing(self.members(is_meant, budget or Budget())) as found:
            for member in found:
                if isinstance(member, Problem):
                    raise EntryError(f"names another file, which {member.text}")
                with member.open() as content:
                    return content.read()
        raise EntryError(f"names {clip(safe(name), SHOWN)}, which is not in the archive")


def _is_wanted(name: str, wanted: Filter) -> bool:
    """Return whether the member *name* may hold something *wanted*."""
    if not name.endswith(ENDINGS) or name.endswith(SPEC_MANIFEST):
        return False
    parts = [part for part in name.split("/") if part not in ("", ".")]
    hidden = "." in {part[0] for part in parts if part not in SHOWN_FOLDERS}
    return not hidden and wanted.allows_folder(parts[:-1])
