"""An archive as a source: what tar and zip have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from cachetui.model import EntryError, Problem
from cachetui.safe_text import safe
from cachetui.sources.archives.budget import ArchiveLimitError, Budget
from cachetui.sources.archives.members import MemberEntry, Reader
from cachetui.sources.filter import Filter
from cachetui.sources.source import ENDINGS, Expectation, unreadable
from cachetui.sources.unpacking import reason

SPEC_MANIFEST = ".spec.manifest.json"
"""The ending of files that only name others, which may have passed already."""
SHOWN_FOLDERS = ("..", ".spack", ".spack-db")
"""Folders that are looked into although their name begins with a dot."""


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
            yield from self.members(wanted, budget)
        except ArchiveLimitError as error:
            yield Problem(safe(self.location), f"the archive {error}, the rest is not read")
        except (EntryError, OSError) as error:
            if not budget.members:
                raise unreadable(self.location, reason(error)) from None
            place = f"after member {budget.members:,}"
            fault = f"the archive is cut off or broken {place}: {reason(error)}"
            yield Problem(safe(self.location), fault)

    @abstractmethod
    def members(self, wanted: Filter, budget: Budget) -> Iterator[MemberEntry | Problem]:
        """Yield the members that may be wanted.

        Raises OSError, and EntryError where the archive is broken or makes too much work.
        """

    def is_wanted(self, name: str, wanted: Filter) -> bool:
        """Return whether the member *name* may hold something *wanted*."""
        if not name.endswith(ENDINGS) or name.endswith(SPEC_MANIFEST):
            return False
        parts = [part for part in name.split("/") if part not in ("", ".")]
        hidden = "." in {part[0] for part in parts if part not in SHOWN_FOLDERS}
        return not hidden and wanted.allows_folder(parts[:-1])

    def entry(self, name: str, opened: Callable[[], AbstractContextManager[Reader]]) -> MemberEntry:
        """Return the member *name*, which *opened* opens."""
        last = name.rpartition("/")[2]
        return MemberEntry(f"{self.location}:{name}", last, Expectation.of(last), opened)
