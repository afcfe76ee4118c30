"""An archive as a source: what tar and zip have in common."""

from __future__ import annotations

import posixpath
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

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
SHOWN = 80
"""Characters of a name that a sentence quotes."""
SHOWN_FOLDERS = ("..", ".spack", ".spack-db")
"""Folders that are looked into although their name begins with a dot."""

Wanted = Callable[[str], bool]
"""Returns whether a member of that name is wanted."""


@dataclass(frozen=True)
class Archive(ABC):
    """An archive of the files of a cache."""

    location: str
    name: str | None = None

    def entries(self, wanted: Filter) -> Iterator[MemberEntry | Problem]:
        """Yield the wanted members in the archive's order; a broken end is a problem.

        Raises SourceError where not even the first member can be found.
        """
        budget = Budget()
        try:
            budget.packed = Path(self.location).stat().st_size
            yield from self.members(_may_be_wanted(wanted), budget)
        except ArchiveLimitError as error:
            yield Problem(safe(self.location), f"the archive {error}, the rest is not read")
        except (EntryError, OSError) as error:
            if not budget.members:
                raise unreadable(self.location, reason(error)) from None
            place = f"after member {budget.members:,}"
            fault = f"the archive is cut off or broken {place}: {reason(error)}"
            yield Problem(safe(self.location), fault)

    @abstractmethod
    def members(self, is_wanted: Wanted, budget: Budget) -> Iterator[MemberEntry | Problem]:
        """Yield the members whose names are wanted.

        Raises OSError, and EntryError where the archive is broken or makes too much work.
        """

    def entry(self, name: str, opened: Callable[[], AbstractContextManager[Reader]]) -> MemberEntry:
        """Return the member *name*, which *opened* opens."""
        folder, _, last = name.rpartition("/")
        beside = partial(self._beside, folder)
        return MemberEntry(f"{self.location}:{name}", last, Expectation.of(last), opened, beside)

    def _read(self, name: str) -> bytes:
        """Return the bytes of the member *name*, by a pass of its own; raises EntryError."""
        try:
            budget = Budget(Path(self.location).stat().st_size)
            for found in self.members(lambda other: posixpath.normpath(other) == name, budget):
                if isinstance(found, Problem):
                    raise EntryError(found.text)
                with found.open() as content:
                    return content.read()
        except ArchiveLimitError as error:
            raise EntryError(f"names another file, and the archive {error}") from None
        except OSError as error:
            raise EntryError(f"names another file, which is not read: {reason(error)}") from None
        raise EntryError(f"names {clip(safe(name), SHOWN)}, which is not in the archive")

    def _beside(self, folder: str, relative: str) -> MemoryEntry:
        """Return the member at a path *relative* to a *folder*, should there be one."""
        name = posixpath.normpath(posixpath.join(folder, relative))
        last = posixpath.basename(name)
        take_out = partial(self._read, name)
        return MemoryEntry(f"{self.location}:{name}", last, Expectation.LIKELY, take_out)


def _may_be_wanted(wanted: Filter) -> Wanted:
    """Return what tells whether a member may hold something *wanted* by its name."""

    def is_wanted(name: str) -> bool:
        if not name.endswith(ENDINGS) or name.endswith(SPEC_MANIFEST):
            return False
        parts = [part for part in name.split("/") if part not in ("", ".")]
        hidden = "." in {part[0] for part in parts if part not in SHOWN_FOLDERS}
        return not hidden and wanted.allows_folder(parts[:-1])

    return is_wanted
