"""What many rows of a cache's pages have in common, each made once: lists and configurations.

Most lists in rows, of variants, stacks and versions, stand in many rows and on many pages, and so
do whole configurations: a spec is listed again by each tag. Therefore the lists of a row stay text
at first, and only a row whose text differs from all before it has to be looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from sys import intern

import msgspec
from msgspec import Raw, Struct

from cachetui.model import Configuration
from cachetui.sources.formats.pages.normalize import Build, build_of, check_versions

AT_ONCE = 2_000_000
"""Characters of rows decoded in one call: a longer call would keep the screen waiting."""
KEPT = 1 << 14
"""Lists that are remembered: a cache has some thousands."""
LONGEST = 1 << 12
"""Characters of a list that is remembered."""

Texts = tuple[str, ...]
Where = tuple[str | None, str | None, str | None, str | None, str | None]
Key = tuple[bytes, bytes, str | None, str | None, str | None, str | None, str | None]
"""What of a row makes its configuration: the texts of its versions and of its variants, and its
compiler, platform, os, target and architecture."""


class RawRow(Struct, gc=False):
    """A `rows.Row` whose lists are still text."""

    hash: str | None = None
    versions: Raw = Raw()
    compiler: str | None = None
    platform: str | None = None
    os: str | None = None
    target: str | None = None
    variants: Raw = Raw()
    stacks: Raw = Raw()
    size: int | float | str | None = None
    tarball: str | None = None
    architecture: str | None = None


class RawRows(Struct):
    """The rows of a page, decoded in one call, which is the way of all real pages."""

    rows: list[RawRow]
    _source: str | bytes

    @property
    def text(self) -> str:
        """What they were read from."""
        return self._source if isinstance(self._source, str) else self._source.decode()


_ROWS = msgspec.json.Decoder(list[RawRow])
_LIST = msgspec.json.Decoder(Texts)


def decode_raw_rows(text: str | bytes) -> RawRows | None:
    """Return the rows in *text*; None where `rows.decode_rows` has to look at each of them."""
    if len(text) > AT_ONCE:
        return None
    try:
        return RawRows(_ROWS.decode(text), text)
    except (msgspec.DecodeError, RecursionError):
        return None


class Distinct:
    """The lists and the configurations of the pages of one reading."""

    def __init__(self) -> None:
        self.configurations: list[Configuration] = []
        """Those of all pages so far; it only grows."""
        self.lists = _Lists()
        """The text of a list -> the text that was the first such, and the list."""
        self.builds = _Builds()
        """Compiler, platform, os, target and architecture -> the first such, and what they mean."""
        self._places: dict[str, _Places] = {}
        self._by_value: dict[Configuration, int] = {}

    def places(self, package: str) -> Mapping[Key, int]:
        """Return a mapping from all rows of *package* to the places of their configurations.

        It raises RowError or DecodeError for a row without one.
        """
        found = self._places.get(package)
        if found is None:
            found = self._places[package] = _Places(package, self)
        return found

    def place(self, one: Configuration) -> int:
        """Return the place of a configuration that no rows gave."""
        place = self._by_value.setdefault(one, len(self.configurations))
        if place == len(self.configurations):
            self.configurations.append(one)
        return place


class _Lists(dict[bytes, tuple[bytes, Texts]]):
    """Text of a list -> the text kept for all that are alike, and its items."""

    def __missing__(self, text: bytes) -> tuple[bytes, Texts]:
        """Raise DecodeError if it is not a list of texts; no text is an empty one."""
        # most texts of a list stand in others too
        found = text, tuple(map(intern, _LIST.decode(text or b"[]")))
        if len(self) >= KEPT:
            self.clear()
        if len(text) <= LONGEST:
            self[text] = found
        return found


class _Builds(dict[Where, tuple[Where, Build]]):
    def __missing__(self, key: Where) -> tuple[Where, Build]:
        """Raise RowError if the key does not say all that must be said."""
        found = self[key] = key, build_of(*key)
        return found


class _Places(dict[Key, int]):
    """The texts that make a configuration -> its place in the list that batches share."""

    def __init__(self, package: str, distinct: Distinct) -> None:
        self._package = package
        self._lists = distinct.lists
        self._builds = distinct.builds
        self._configurations = distinct.configurations

    def __missing__(self, key: Key) -> int:
        """Raise RowError or DecodeError if the row has no configuration."""
        versions, version_list = self._lists[key[0]]
        variants, variant_list = self._lists[key[1]]
        check_versions(version_list)
        where, build = self._builds[key[2:]]
        # the texts that were the first such are kept, so that those of this row can be freed
        kept: Key = (versions, variants, *where)
        place = self[kept] = len(self._configurations)
        self._configurations.append(
            Configuration(self._package, version_list, *build, variant_list)
        )
        return place
