"""The part of a source that a look-up needs; the rest is not even read."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from fnmatch import translate
from functools import lru_cache

from msgspec import Struct


class Filter(Struct, frozen=True):
    """The listings that a look-up needs; by default all."""

    tags: tuple[str, ...] = ()
    """Patterns with ``*`` and ``?``; none means every tag, and listings without one."""
    packages: tuple[str, ...] = ()
    """Patterns of names; none means every package."""
    hashes: tuple[str, ...] = ()
    """Beginnings of hashes; none means every hash."""
    edges: bool = False
    """Whether dependencies are needed too."""
    checks: bool = False
    """Whether faults are looked for that reading does not meet by itself."""

    @property
    def is_narrow(self) -> bool:
        """Whether most pages are not wanted, as a look-up of a name or a hash has it."""
        return bool(self.packages or self.hashes)

    def allows_folder(self, parts: Sequence[str]) -> bool:
        """Return whether pages below a folder may be wanted, by its path's *parts*.

        Only ``_cache/<tag>/<package>`` says anything: ``_cache/<package>`` was a folder too.
        """
        if not self.tags:
            return True
        tag = tag_folder(parts)
        return tag is None or self.allows_tag(tag)

    def allows_tag(self, tag: str | None) -> bool:
        """Return whether listings of *tag* are wanted; those without one only where all are."""
        return not self.tags or (tag is not None and _matches(tag, self.tags))

    def allows_package(self, name: str) -> bool:
        """Return whether listings of the package *name* are wanted."""
        return not self.packages or _matches(name, self.packages)

    def allows(self, package: str, name: str) -> bool:
        """Return whether the spec of *package* with the hash *name* is wanted.

        Where dependencies are needed, all are: each may be one of another.
        """
        if self.edges:
            return True
        return self.allows_package(package) and (not self.hashes or name.startswith(self.hashes))


def tag_folder(parts: Sequence[str]) -> str | None:
    """Return the tag in a folder's path ``.../_cache/<tag>/<package>``, None where it has none."""
    if "_cache" not in parts:
        return None
    below = len(parts) - parts[::-1].index("_cache")
    return parts[below] if len(parts) - below >= 2 else None


def _matches(text: str, patterns: tuple[str, ...]) -> bool:
    return _pattern(patterns)(text) is not None


@lru_cache(maxsize=32)
def _pattern(patterns: tuple[str, ...]) -> Callable[[str], re.Match[str] | None]:
    """Return what matches a text that fits any of *patterns*: one regex for very many texts."""
    return re.compile("|".join(map(translate, patterns))).match
