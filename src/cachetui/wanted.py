"""What a look-up needs of a cache, so that the rest is not even read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

_TITLE = re.compile(rb"^title: *(?:\"([^\"\\\n]*)\"|'([^'\n]*)'|([\w.+-]+)) *\r?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The pages that a look-up needs; by default all."""

    tags: tuple[str, ...] = ()
    """Patterns with ``*`` and ``?``; none means every tag, and pages without one."""
    packages: tuple[str, ...] = ()
    """Patterns of names; none means every package."""
    hashes: tuple[str, ...] = ()
    """Beginnings of hashes; none means every hash."""

    def tag(self, tag: str | None) -> bool:
        """Tell whether pages of *tag* are wanted."""
        return not self.tags or (tag is not None and _matches(tag, self.tags))

    def folder(self, parts: Sequence[str]) -> bool:
        """Tell whether pages below a folder may be wanted, by its path's *parts*.

        Only ``_cache/<tag>/<package>`` says anything: ``_cache/<package>`` was a folder too.
        """
        tag = tag_folder(parts)
        return tag is None or self.tag(tag)

    def head(self, head: bytes) -> bool:
        """Tell whether a page that begins with *head* may be wanted: it asks for its title."""
        if not self.packages:
            return True
        title = _TITLE.search(head)
        if title is None or not head.startswith(b"---"):
            return True
        name = next(group for group in title.groups() if group is not None)
        return _matches(name.decode("utf-8", "replace"), self.packages)

    def data(self, data: bytes) -> bool:
        """Tell whether a page of these bytes may be wanted: one of the hashes must be in it."""
        return not self.hashes or any(beginning.encode() in data for beginning in self.hashes)


def tag_folder(parts: Sequence[str]) -> str | None:
    """Read the tag off a folder's path ``.../_cache/<tag>/<package>``; None where it has none."""
    if "_cache" not in parts:
        return None
    below = len(parts) - parts[::-1].index("_cache")
    return parts[below] if len(parts) - below >= 2 else None


def _matches(text: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(text, pattern) for pattern in patterns)
