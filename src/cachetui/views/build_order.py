"""The one order of builds, in every printed form and on the screen.

Within a package builds sort by these, in turn: the newest version first; what the host runs before
what it may run, and that before what it does not; the more special target; the newest tag; the
hash. So the first build is the one that people want.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from typing import TYPE_CHECKING

from cachetui.index.fields import VERDICTS
from cachetui.index.index import Index
from cachetui.index.ordering import tag_age
from cachetui.model import ARCHITECTURE

if TYPE_CHECKING:
    from cachetui.spack.compatibility import Host
    from cachetui.spack.versions import VersionKey

Standing = tuple[int, int]
"""What an architecture sorts by: the place of the host's verdict, then minus its target's depth.

The depth is the number of the target's ancestors: the more, the more special it is.
"""
NO_HASH = "~"
"""Stands in place of a hash, behind all of them."""


class BuildOrder:
    """Sorts configurations and listings of one index, and keeps what it found out for that."""

    def __init__(self, index: Index, host: Callable[[], Host]) -> None:
        """Sort for *host*, which is called only where versions and tags do not decide."""
        self._index = index
        self._host = host
        self._standings: dict[tuple[int, ...], Standing] = {}  # a cache would refer to this object
        self._architecture = [index.configurations[name] for name in ARCHITECTURE]
        self._tag_places: dict[int, int] = {}

    def configurations(self, codes: Iterable[int]) -> list[list[int]]:
        """Return *codes* of configurations of one package in runs, which are in order.

        The order does not tell the configurations of a run apart: they stay as they came.
        """
        newest_first = sorted(codes, key=self._version, reverse=True)
        runs: list[list[int]] = []
        for _, same in groupby(newest_first, key=self._version):
            runs += self._by_standing(list(same))
        return runs

    def rank(self, code: int) -> int:
        """Return whether a configuration runs on the host, as a number: 0 yes, 1 maybe, 2 no."""
        return self._standing(self._architecture_of(code))[0]

    def listings(self, listings: Iterable[int]) -> list[int]:
        """Return *listings* of one package in order: those of one spec and tag by number."""
        columns, hashes, tags = self._index.listings, self._index.hashes, self.tag_places()
        numbers = list(listings)
        codes = dict.fromkeys(map(columns.configuration.__getitem__, numbers))
        places = {
            code: place * len(tags)
            for place, run in enumerate(self.configurations(codes))
            for code in run
        }

        def place(listing: int) -> tuple[int, str, int]:
            configuration, tag = columns.configuration[listing], columns.tag[listing]
            name = hashes[columns.spec[listing]]
            return places[configuration] + tags[tag], name or NO_HASH, listing

        return sorted(numbers, key=place)

    def of_packages(self, listings: Iterable[int]) -> list[int]:
        """Return *listings* of any packages in order, the packages by their names."""
        index = self._index
        found = by_package(index, listings)
        by_name = sorted(found, key=index.packages.values.__getitem__)
        return [one for package in by_name for one in self.listings(found[package])]

    def first(self, listings: Iterable[int], *, hashed: bool = False) -> list[int]:
        """Return those of *listings*, of one package, that are of its first build.

        With *hashed* it is the first build that has a hash, if any has one.
        """
        spec, hashes = self._index.listings.spec, self._index.hashes
        ordered = self.listings(listings)
        named = [one for one in ordered if hashes[spec[one]]] if hashed else []
        build = spec[(named or ordered)[0]]
        return [one for one in ordered if spec[one] == build]

    def _by_standing(self, codes: list[int]) -> list[list[int]]:
        """Return *codes* of configurations of one version in runs of the same `Standing`."""
        architectures = {code: self._architecture_of(code) for code in codes}
        if len(set(architectures.values())) == 1:
            return [codes]  # the host need not be known

        def standing(code: int) -> Standing:
            return self._standing(architectures[code])

        return [list(run) for _, run in groupby(sorted(codes, key=standing), key=standing)]

    def _version(self, code: int) -> VersionKey:
        from cachetui.spack.versions import key  # the first screen sorts no versions

        versions = self._index.versions.values[self._index.configurations.versions[code]]
        return key(versions[0] if versions else "")

    def _architecture_of(self, code: int) -> tuple[int, ...]:
        return tuple([column[code] for column in self._architecture])

    def _standing(self, architecture: tuple[int, ...]) -> Standing:
        if architecture not in self._standings:
            self._standings[architecture] = self._judged(architecture)
        return self._standings[architecture]

    def _judged(self, architecture: tuple[int, ...]) -> Standing:
        """Return the standing of the platform, os and target with these codes."""
        from cachetui.spack.compatibility import runs_here
        from cachetui.spack.targets import ancestors

        _, _, target = spelled = tuple(
            self._index.dictionaries[name].values[code]
            for name, code in zip(ARCHITECTURE, architecture, strict=True)
        )
        verdict = runs_here(self._host(), *spelled)
        return VERDICTS.index(verdict.answer), -ancestors(target)

    def tag_places(self) -> dict[int, int]:
        """Return code of a tag -> its place, from 0 for the newest."""
        if len(self._tag_places) != len(self._index.tags):
            self._tag_places = tag_places(self._index)
        return self._tag_places


def by_package(index: Index, listings: Iterable[int]) -> dict[int, list[int]]:
    """Return package code -> those of *listings* that are of it, in their order."""
    matches: dict[int, list[int]] = {}
    for listing in listings:
        package = index.configurations.package[index.listings.configuration[listing]]
        matches.setdefault(package, []).append(listing)
    return matches


def specs_once(index: Index, listings: Iterable[int]) -> Iterator[int]:
    """Yield of each spec the first one of *listings*."""
    spec, seen = index.listings.spec, set()
    for listing in listings:
        code = spec[listing]
        if code not in seen:
            seen.add(code)
            yield listing


def specs_in_order(index: Index, specs: Mapping[int, int]) -> list[tuple[int, int]]:
    """Return *specs*, spec -> one of its listings, as pairs in order; all of one configuration."""
    tag, hashes, places = index.listings.tag, index.hashes, tag_places(index)

    def place(item: tuple[int, int]) -> tuple[int, str, int]:
        spec, listing = item
        return places[tag[listing]], hashes[spec] or NO_HASH, listing

    return sorted(specs.items(), key=place)


def tag_places(index: Index) -> dict[int, int]:
    """Return code of a tag -> its place, from 0 for the newest."""
    tags = index.tags.values
    newest = sorted(range(len(tags)), key=lambda code: tag_age(tags[code]), reverse=True)
    return {code: place for place, code in enumerate(newest)}
