"""What a look-up needs of a cache, so that the rest is not even read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fnmatch import fnmatchcase

from msgspec import Struct

from cachetui.model import Page

_TITLE = re.compile(rb"---[ \t]*\r?\ntitle: *(?:\"([^\"\\\n]*)\"|'([^'\n]*)'|([\w.+-]+)) *\r?\n")


class Filter(Struct, frozen=True):
    """The pages that a look-up needs; by default all."""

    tags: tuple[str, ...] = ()
    """Patterns with ``*`` and ``?``; none means every tag, and pages without one."""
    packages: tuple[str, ...] = ()
    """Patterns of names; none means every package."""
    hashes: tuple[str, ...] = ()
    """Beginnings of hashes; none means every hash."""

    def folder(self, parts: Sequence[str]) -> bool:
        """Tell whether pages below a folder may be wanted, by its path's *parts*.

        Only ``_cache/<tag>/<package>`` says anything: ``_cache/<package>`` was a folder too.
        """
        if not self.tags:
            return True
        tag = tag_folder(parts)
        return tag is None or _matches(tag, self.tags)

    def head(self, head: bytes) -> bool:
        """Tell whether a page that begins with *head* may be wanted: its title comes first."""
        if not self.packages:
            return True
        title = _TITLE.match(head)
        if title is None:
            return True
        name = title[1] or title[2] or title[3] or b""
        return _matches(name.decode("utf-8", "replace"), self.packages)

    def data(self, data: bytes) -> bool:
        """Tell whether a page of these bytes may be wanted: one of the hashes must be in it."""
        return not self.hashes or any(beginning.encode() in data for beginning in self.hashes)

    def page(self, page: Page) -> bool:
        """Tell whether *page* is of a wanted tag and package."""
        tagged = not self.tags or (page.tag is not None and _matches(page.tag, self.tags))
        return tagged and (not self.packages or _matches(page.package, self.packages))


def tag_folder(parts: Sequence[str]) -> str | None:
    """Read the tag off a folder's path ``.../_cache/<tag>/<package>``; None where it has none."""
    if "_cache" not in parts:
        return None
    below = len(parts) - parts[::-1].index("_cache")
    return parts[below] if len(parts) - below >= 2 else None


def _matches(text: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(text, pattern) for pattern in patterns)
