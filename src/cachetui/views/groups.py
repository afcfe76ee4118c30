"""The specs of a package as a tree: by stack, then by target, then by configuration.

`Grouping` names the two levels; `tree` builds them from listing numbers. Every count is a number
of distinct specs, so a spec that several stacks list counts once in the whole and once in each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Literal

from msgspec import Struct, field

from cachetui.index.index import Index
from cachetui.model import Configuration

if TYPE_CHECKING:
    from cachetui.spack.versions import VersionKey

Level = Literal["stack", "target", "version", "compiler", "os", "tag"]
Grouping = tuple[Level, Level]

GROUPINGS: tuple[Grouping, ...] = (
    ("stack", "target"),
    ("target", "stack"),
    ("version", "target"),
    ("compiler", "target"),
    ("os", "target"),
    ("tag", "stack"),
)
"""What ``b`` turns through."""
NO_STACK = "no stack"
"""Where specs stand that no stack lists."""
ROOT = "root"
"""The stack that lists everything; it comes last."""

Path = tuple[str, ...]
"""The labels of the groups from the outermost to one of them."""


class Look(Struct, frozen=True):
    """The specs of one group that look the same: a configuration, and which they are."""

    configuration: Configuration
    specs: dict[int, int]
    """Spec code -> one of its listings, the hashes in their order on the pages."""


class Group(Struct, frozen=True):
    """The specs that share a value: a stack, a target, ..."""

    level: Level
    path: Path
    specs: frozenset[int]
    """Their codes."""
    groups: list[Group] = field(default_factory=list)
    """The next level; empty on the last."""
    looks: list[Look] = field(default_factory=list)
    """On the last level: its configurations, newest version first."""

    @property
    def label(self) -> str:
        """The value they share, safe to show."""
        return self.path[-1]


def tree(index: Index, listings: Iterable[int], grouping: Grouping) -> list[Group]:
    """Group *listings* (of one package, as `match` gives them) by the two levels of *grouping*."""
    return _TreeBuilder(index, grouping).grow(listings)


Members = dict[int, dict[int, int]]
"""Configuration code -> spec code -> one of its listings."""


class _TreeBuilder:
    """Builds one tree: gathers listings by what decides their group, then makes the groups."""

    def __init__(self, index: Index, grouping: Grouping) -> None:
        self._index = index
        self._grouping = grouping
        self._looks: dict[int, Configuration] = {}

    def grow(self, listings: Iterable[int]) -> list[Group]:
        sprouts: dict[str, dict[str, Members]] = {}
        for (configuration, stacks, tag), members in self._gather(listings).items():
            for outer in self._labels(self._grouping[0], configuration, stacks, tag):
                inner_sprouts = sprouts.setdefault(outer, {})
                for inner in self._labels(self._grouping[1], configuration, stacks, tag):
                    sprout = inner_sprouts.setdefault(inner, {})
                    sprout.setdefault(configuration, {}).update(members)
        first, _ = self._grouping
        return [self._outer_group(label, sprouts[label]) for label in self._ordered(first, sprouts)]

    def _gather(self, listings: Iterable[int]) -> dict[tuple[int, int, int], dict[int, int]]:
        columns = self._index.listings
        configuration, stacks = columns.configuration, columns.stacks
        tag, spec = columns.tag, columns.spec
        gathered: dict[tuple[int, int, int], dict[int, int]] = {}
        for listing in listings:
            place = (configuration[listing], stacks[listing], tag[listing])
            gathered.setdefault(place, {})[spec[listing]] = listing
        return gathered

    def _labels(self, level: Level, configuration: int, stacks: int, tag: int) -> tuple[str, ...]:
        if level == "stack":
            return self._index.stacks.shown[stacks] or (NO_STACK,)
        if level == "tag":
            return (self._index.tags.shown[tag] or "no tag",)
        return (_VALUE[level](self._look(configuration)),)

    def _look(self, code: int) -> Configuration:
        if code not in self._looks:
            self._looks[code] = self._index.configuration(code)
        return self._looks[code]

    def _outer_group(self, label: str, sprouts: dict[str, Members]) -> Group:
        first, second = self._grouping
        groups = [
            Group(second, (label, inner), _specs(sprouts[inner]), [], self._last(sprouts[inner]))
            for inner in self._ordered(second, sprouts)
        ]
        return Group(first, (label,), frozenset().union(*(g.specs for g in groups)), groups)

    def _last(self, sprout: Members) -> list[Look]:
        looks = [Look(self._look(code), specs) for code, specs in sprout.items()]
        return sorted(sorted(looks, key=_by_configuration), key=_by_version, reverse=True)

    def _ordered(self, level: Level, labels: Iterable[str]) -> list[str]:
        if level in ("version", "compiler"):
            from cachetui.spack.versions import key as version_key

            return sorted(labels, key=version_key, reverse=level == "version")
        return sorted(labels, key=stack_place) if level == "stack" else sorted(labels)


_VALUE: dict[Level, Callable[[Configuration], str]] = {
    "target": lambda look: look.target,
    "version": lambda look: look.version,
    "compiler": lambda look: look.compiler or "no compiler",
    "os": lambda look: look.os,
}


def _specs(sprout: Members) -> frozenset[int]:
    return frozenset(spec for specs in sprout.values() for spec in specs)


def stack_place(label: str) -> tuple[int, str]:
    """Sort stacks by name, ``root`` and ``no stack`` behind the others."""
    return (label == ROOT) + 2 * (label == NO_STACK), label


def _by_configuration(look: Look) -> tuple[object, ...]:
    shown = look.configuration
    return shown.compiler or "", shown.os, shown.target, shown.variants, shown.dependencies


def _by_version(look: Look) -> VersionKey:
    from cachetui.spack.versions import key as version_key  # the first screen shows no specs yet

    return version_key(look.configuration.version)


def walk(groups: Iterable[Group]) -> Iterator[Group]:
    """Yield every group of a tree, outer ones before theirs."""
    for group in groups:
        yield group
        yield from walk(group.groups)
