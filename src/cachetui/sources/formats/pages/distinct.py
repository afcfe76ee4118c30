"""What many rows of a cache's pages have in common, each made once: lists and configurations.

Most lists in rows, of variants, stacks and versions, stand in many rows and on many pages, and so
do whole configurations: a spec is listed again by each tag. Therefore the lists of a row stay text
at first, and only a row whose text differs from all before it has to be looked at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import repeat
from sys import intern

import msgspec
from msgspec import Raw, Struct

from cachetui.model import Configuration
from cachetui.sources.formats.packed import Columns, PackedConfigurations
from cachetui.sources.formats.pages.normalize import Build, build_of, check_versions

AT_ONCE = 2_000_000
"""Characters of rows decoded in one call: a longer call would keep the screen waiting."""
KEPT = 1 << 16
"""Lists that are remembered: a cache has some thousands, one of many configurations some more."""
LONGEST = 1 << 12
"""Characters of a list that is remembered."""

Texts = tuple[str, ...]
Where = tuple[str | None, str | None, str | None, str | None, str | None]
Key = tuple[bytes, bytes, Where]
"""What of a row makes its configuration: the texts of its versions and of its variants, and where:
its compiler, platform, os, target and architecture."""


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
        self.configurations = PageConfigurations()
        """Those of all pages so far; it only grows."""
        self.lists = _Lists()
        """The text of a list -> its items."""
        self.builds = _Builds()
        """Compiler, platform, os, target and architecture -> the first such, and what they mean."""
        self.texts: dict[Texts, bytes] = {}
        """A list of versions or variants -> its first text."""
        self.wheres: dict[Build, Where] = {}
        """How and for what something is built -> the first that meant it."""
        self._places: dict[str, _Places] = {}

    def places(self, package: str) -> Mapping[Key, int]:
        """Return a mapping from all rows of *package* to the places of their configurations.

        It raises RowError or DecodeError for a row without one.
        """
        found = self._places.get(package)
        if found is None:
            found = self._places[package] = _Places(package, self)
        return found


class _Lists(dict[bytes, Texts]):
    def __missing__(self, text: bytes) -> Texts:
        """Raise DecodeError if it is not a list of texts; no text is an empty one."""
        found = tuple(map(intern, _LIST.decode(text or b"[]")))  # lists have most in common
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


class PageConfigurations(PackedConfigurations):
    """The configurations of pages, by their fields: there are many, and they share most values."""

    def __init__(self) -> None:
        self._packages: list[str] = []
        self._versions: list[Texts] = []
        self._builds: list[Build] = []
        self._variants: list[Texts] = []
        self._dependencies: dict[int, str] = {}
        """Place -> what the oldest pages say of them, for those that have some."""
        self._places: dict[Configuration, int] = {}

    def __len__(self) -> int:
        return len(self._builds)

    def add(self, package: str, versions: Texts, build: Build, variants: Texts) -> int:
        """Append one that is not among them; return its place."""
        self._packages.append(package)
        self._versions.append(versions)
        self._builds.append(build)
        self._variants.append(variants)
        return len(self._builds) - 1

    def place(self, one: Configuration) -> int:
        """Return the place of a configuration that was not made of the texts of a row."""
        place = self._places.get(one)
        if place is None:
            self.are_distinct = False  # a row may have it too
            place = self.add(one.package, one.versions, one[2:6], one.variants)
            self._places[one] = place
            if one.dependencies:
                self._dependencies[place] = one.dependencies
        return place

    def columns(self, places: Sequence[int]) -> Columns:
        """Return those at *places* as columns."""
        dependencies = map(self._dependencies.get, places, repeat(""))
        return (
            map(self._packages.__getitem__, places),
            map(self._versions.__getitem__, places),
            *zip(*map(self._builds.__getitem__, places), strict=True),
            map(self._variants.__getitem__, places),
            dependencies if self._dependencies else repeat(""),
            repeat(None),
            repeat(()),
        )


class _Places(dict[Key, int]):
    """The texts that make a configuration -> its place in the list that batches share."""

    def __init__(self, package: str, distinct: Distinct) -> None:
        self._package = package
        # but not *distinct* itself: it would be a cycle
        self._lists = distinct.lists
        self._builds = distinct.builds
        self._first_text = distinct.texts.setdefault
        self._first_where = distinct.wheres.setdefault
        self._add = distinct.configurations.add

    def __missing__(self, key: Key) -> int:
        """Raise RowError or DecodeError if the row has no configuration."""
        versions, variants, where = key
        version_list, variant_list = self._lists[versions], self._lists[variants]
        check_versions(version_list)
        own, build = self._builds[where]
        # the texts that were the first such are kept, so that those of this row can be freed
        first = self._first_text
        texts = first(version_list, versions), first(variant_list, variants)
        kept: Key = (*texts, self._first_where(build, own))
        if kept == key:
            new = self._add(self._package, version_list, build, variant_list)
            self[kept] = new
            return new
        # it says the same in other words
        other: Key = (*(texts if texts == key[:2] else key[:2]), own)
        place = self[other] = self[kept]
        return place
