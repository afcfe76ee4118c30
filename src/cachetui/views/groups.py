"""The specs of a package as a tree: by stack, then by target, then by configuration.

`Grouping` names the two levels; `tree` builds them from listing numbers. Every count is a number
of distinct specs, so a spec that several stacks list counts once in the whole and once in each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import chain
from typing import Literal

from msgspec import Struct, field

from cachetui.index.fields import FIELD
from cachetui.index.index import Index
from cachetui.index.ordering import NO_STACK, ROOT
from cachetui.model import Configuration
from cachetui.views.build_order import BuildOrder

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
"""The groupings that the key ``b`` goes through, in their order."""
WITHOUT_STACKS: Grouping = ("version", "target")
"""How specs are grouped where none of them is in a stack, until another grouping is chosen."""
Path = tuple[str, ...]
"""The labels of a group and of those around it, the outermost first."""


class ConfigurationGroup(Struct, frozen=True):
    """The specs of one group that have the same configuration."""

    configuration: Configuration
    specs: dict[int, int]
    """Spec -> one of its listings in the group, of the newest tag."""


class Group(Struct, frozen=True):
    """The specs that share a value of a level: a stack, a target, ..."""

    level: Level
    path: Path
    specs: frozenset[int]
    """Their codes."""
    groups: list[Group] = field(default_factory=list)
    """Its groups on the second level; empty if it is on that."""
    configurations: list[ConfigurationGroup] = field(default_factory=list)
    """Its configurations, in the order of builds; empty if it is on the first level."""

    @property
    def label(self) -> str:
        """The value that its specs share, safe to show."""
        return self.path[-1]


LAST_STACKS = frozenset({ROOT, NO_STACK})
"""The labels that stand last: one repeats the other groups, one gathers what is in none."""
IN_TIME: frozenset[Level] = frozenset({"version", "tag"})
"""The levels whose groups sort by age alone, the newest first, whether they run here or not."""


def usual_grouping(index: Index) -> Grouping:
    """Return how specs of *index* are grouped until a grouping is chosen.

    Stacks come first only where there are any: else all specs would stand under ``no stack``.
    """
    return GROUPINGS[0] if any(index.stacks.values) else WITHOUT_STACKS


def tree(
    index: Index, listings: Iterable[int], grouping: Grouping, order: BuildOrder
) -> list[Group]:
    """Return *listings*, of one package and in the order of reading, grouped by two levels.

    Groups with anything that runs on the host come first. Two kinds do not: ``root`` and what no
    stack lists come last, and versions and tags come by age. Configurations stand in *order*, and
    those that it does not tell apart by their fields.
    """
    return _TreeBuilder(index, grouping, order).build(listings)


Members = dict[int, dict[int, int]]
"""Configuration code -> spec code -> one of its listings."""


class _TreeBuilder:
    """Builds one tree: gathers listings by all that decides their group, then makes the groups."""

    def __init__(self, index: Index, grouping: Grouping, order: BuildOrder) -> None:
        self._index = index
        self._grouping = grouping
        self._order = order
        self._ranks: dict[Configuration, int] = {}
        self._configuration = cache(index.configuration)

    def build(self, listings: Iterable[int]) -> list[Group]:
        """Return the groups of the first level for *listings*, the tree's roots."""
        outer_labels, inner_labels = map(self._labels, self._grouping)
        members: dict[str, dict[str, Members]] = {}
        for (configuration, *codes), specs in self._oldest_first(listings):
            for outer in outer_labels(configuration, *codes):
                inner_members = members.setdefault(outer, {})
                for inner in inner_labels(configuration, *codes):
                    inner_members.setdefault(inner, {}).setdefault(configuration, {}).update(specs)
        first = FIELD[self._grouping[0]]
        groups = [self._outer_group(label, members[label]) for label in first.ordered(members)]
        return self._ranked(groups, self._grouping[0])

    def _ranked(self, groups: list[Group], level: Level) -> list[Group]:
        """Return *groups*, sorted by label, so that those with what runs here come first."""
        if level in IN_TIME:
            return groups
        return sorted(groups, key=lambda group: (group.label in LAST_STACKS, self._best(group)))

    def _best(self, group: Group) -> int:
        """Return `BuildOrder.rank` of that configuration in *group* which runs here best."""
        members = (one for inner in walk([group]) for one in inner.configurations)
        return min((self._ranks[one.configuration] for one in members), default=0)

    def _oldest_first(
        self, listings: Iterable[int]
    ) -> list[tuple[tuple[int, int, int], dict[int, int]]]:
        """Return what `_gather` does as pairs, the newest tag last.

        Of a spec's listings in a group the last one stays, which is then that of the newest tag.
        """
        places = self._order.tag_places()
        return sorted(self._gather(listings).items(), key=lambda item: -places[item[0][-1]])

    def _gather(self, listings: Iterable[int]) -> dict[tuple[int, int, int], dict[int, int]]:
        """Return codes of configuration, stacks and tag -> spec -> a listing that has all three."""
        columns = self._index.listings
        configuration, stacks = columns.configuration, columns.stacks
        tag, spec = columns.tag, columns.spec
        found: dict[tuple[int, int, int], dict[int, int]] = {}
        for listing in listings:
            codes = (configuration[listing], stacks[listing], tag[listing])
            found.setdefault(codes, {})[spec[listing]] = listing
        return found

    def _labels(self, level: Level) -> Callable[[int, int, int], tuple[str, ...]]:
        """Return the function from codes of configuration, stacks and tag to labels on *level*.

        A page that lists several versions means the first.
        """
        field = FIELD[level]
        shown = self._index.dictionaries[field.name].shown
        labels = cache(lambda code: field.labels(shown[code]))
        if field.owner == "listing":
            return lambda _, stacks, tag: labels(tag if level == "tag" else stacks)
        column = self._index.column(field)
        return lambda configuration, *_: labels(column[configuration])[:1]

    def _outer_group(self, label: str, members: dict[str, Members]) -> Group:
        """Return a group of the first level; *members* is label on the second -> what is in it."""
        first, second = self._grouping
        groups = [
            Group(second, (label, inner), _specs(members[inner]), [], self._last(members[inner]))
            for inner in FIELD[second].ordered(members)
        ]
        specs = frozenset[int]().union(*(group.specs for group in groups))
        return Group(first, (label,), specs, self._ranked(groups, second))

    def _last(self, members: Members) -> list[ConfigurationGroup]:
        """Return the configurations of a group of the second level, in order, and rank them."""
        by_fields = sorted(members, key=self._fields)
        codes = chain.from_iterable(self._order.configurations(by_fields))
        groups = []
        for code in codes:
            configuration = self._configuration(code)
            self._ranks[configuration] = self._order.rank(code)
            groups.append(ConfigurationGroup(configuration, members[code]))
        return groups

    def _fields(self, code: int) -> tuple[object, ...]:
        """Return all fields of a configuration, to sort those that are equal in builds' order."""
        _, _, *values = self._configuration(code)
        return tuple("" if value is None else value for value in values)


def _specs(members: Members) -> frozenset[int]:
    """Return the codes of all specs in *members*."""
    return frozenset(spec for specs in members.values() for spec in specs)


def walk(groups: Iterable[Group]) -> Iterator[Group]:
    """Yield every group of a tree, each before the groups in it."""
    for group in groups:
        yield group
        yield from walk(group.groups)
