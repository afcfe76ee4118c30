"""The difference between two tags: packages, versions and specs that came or went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import compress
from typing import Literal

from msgspec import Struct, field

from cachetui.index.index import Index
from cachetui.index.masks import cells
from cachetui.spack.versions import key as version_key
from cachetui.views.tags import Tag

Kind = Literal["new", "gone", "changed"]
"""What became of a package."""
Build = tuple[int, int]
"""What identifies a build: a spec and -1; without a hash a configuration, and a number in it."""


class Change(Struct, frozen=True):
    """What became of a package from one tag to another."""

    package: str
    """Safe to show, and so are the versions."""
    kind: Kind
    versions_added: tuple[str, ...]
    """The versions that only the later tag has, the newest first."""
    versions_removed: tuple[str, ...]
    """The versions that only the earlier tag has, the newest first."""
    specs_added: int
    specs_removed: int


class Difference(Struct, frozen=True):
    """What changed from one tag to another."""

    changes: tuple[Change, ...]
    """Sorted by package."""
    unchanged: int
    """Packages that have the same specs in both."""

    def count(self, kind: Kind) -> int:
        """Return how many packages are *kind*."""
        return sum(change.kind == kind for change in self.changes)


def difference(index: Index, listings: Sequence[int], old: Tag, new: Tag) -> Difference:
    """Return what changed among *listings* from the tag *old* to the tag *new*.

    Tags are given as they are shown. Specs are the same if their hashes are; those without a hash
    are the same if their configurations are, as many as there are in both tags.
    """
    before, after = (_held(index, listings, tag) for tag in (old, new))
    nothing = _Held()
    changes = []
    for package in before.keys() | after.keys():
        one, other = before.get(package, nothing), after.get(package, nothing)
        if one != other:
            changes.append(_change(index.packages.shown[package], one, other))
    changes.sort(key=lambda change: change.package)
    return Difference(tuple(changes), len(before.keys() | after.keys()) - len(changes))


class _Held(Struct):
    """What a tag has of a package."""

    builds: set[Build] = field(default_factory=set)
    versions: set[str] = field(default_factory=set)


def _held(index: Index, listings: Sequence[int], tag: Tag) -> dict[int, _Held]:
    """Return package code -> the builds and versions that *tag* has of it among *listings*."""
    columns, fields = index.listings, index.configurations
    nth: Counter[int] = Counter()
    found: dict[int, _Held] = {}
    for listing in _listings_at(index, listings, tag):
        configuration, spec = columns.configuration[listing], columns.spec[listing]
        held = found.setdefault(fields.package[configuration], _Held())
        held.versions.update(index.versions.shown[fields.versions[configuration]])
        if index.hashes[spec] is None:
            held.builds.add((configuration, nth[configuration]))
            nth[configuration] += 1
        else:
            held.builds.add((spec, -1))
    return found


def _listings_at(index: Index, listings: Sequence[int], tag: Tag) -> Iterator[int]:
    """Return those of *listings* that are of *tag*."""
    meant = [shown == tag for shown in index.tags.shown]
    return compress(listings, map(meant.__getitem__, cells(index.listings.tag, listings)))


def _change(package: str, old: _Held, new: _Held) -> Change:
    """Return the change of *package* between what two tags have of it."""
    return Change(
        package,
        "new" if not old.builds else "changed" if new.builds else "gone",
        _newest_first(new.versions - old.versions),
        _newest_first(old.versions - new.versions),
        len(new.builds - old.builds),
        len(old.builds - new.builds),
    )


def _newest_first(versions: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(versions, key=version_key, reverse=True))
