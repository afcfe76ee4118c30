"""The specs of a package as lines: groups, configurations and, where opened, single specs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence

from msgspec import Struct

from cachetui.index.index import Index
from cachetui.index.ordering import ROOT
from cachetui.model import Configuration
from cachetui.tui.presenter.fields import Fields
from cachetui.tui.presenter.lines import Line, Role, Span, line
from cachetui.tui.presenter.position import LinePosition
from cachetui.tui.presenter.state import Mark
from cachetui.tui.widgets.glyphs import CLOSED, OPEN
from cachetui.views.groups import ConfigurationGroup, Group

Compatibility = Callable[[Configuration], str]
"""Gives the letter of "runs here" for a configuration: ``y``, ``n`` or ``?``."""
ASIDE = 8
"""Columns of a configuration's line that its signs take, and the gap before its count."""


class SpecLine(Struct, frozen=True):
    """One line: where it is, what it shows, whether it is open."""

    place: LinePosition
    group: Group
    look: ConfigurationGroup | None = None
    listing: int | None = None
    """The listing that a single spec's line stands for."""
    spec: int | None = None
    """The code of that spec."""
    is_open: bool = False

    @property
    def specs(self) -> Collection[int]:
        """The codes of the specs that the line stands for."""
        if self.spec is not None:
            return (self.spec,)
        return self.look.specs if self.look else self.group.specs


def flatten(
    index: Index, groups: Sequence[Group], toggled: frozenset[LinePosition]
) -> list[SpecLine]:
    """List the lines there are; a place in *toggled* is open where it would be closed, or not."""
    found: list[SpecLine] = []
    for group in groups:
        found.append(_group_line(group, groups, toggled))
        if found[-1].is_open:
            found += flatten(index, group.groups, toggled)
            found += _looks(index, group, toggled)
    return found


def every_line(groups: Sequence[Group], toggled: frozenset[LinePosition]) -> Iterator[SpecLine]:
    """Yield the lines of all groups and configurations, also of those in closed groups."""
    for group in groups:
        yield _group_line(group, groups, toggled)
        yield from every_line(group.groups, toggled)
        yield from (_look_line(group, look, toggled) for look in group.configurations)


def _group_line(
    group: Group, siblings: Sequence[Group], toggled: frozenset[LinePosition]
) -> SpecLine:
    place = LinePosition(group.path)
    return SpecLine(place, group, is_open=_starts_open(group, siblings) != (place in toggled))


def _starts_open(group: Group, siblings: Sequence[Group]) -> bool:
    """Groups start open, but for ``root``, which lists again what the others list."""
    return group.label != ROOT or group.level != "stack" or len(siblings) == 1


def _looks(index: Index, group: Group, toggled: frozenset[LinePosition]) -> Iterator[SpecLine]:
    for look in group.configurations:
        line = _look_line(group, look, toggled)
        yield line
        if line.is_open:
            for spec, listing in sorted(look.specs.items(), key=_by_listing):
                single = LinePosition(group.path, look.configuration, index.name_of(spec))
                yield SpecLine(single, group, look, listing, spec)


def _look_line(
    group: Group, look: ConfigurationGroup, toggled: frozenset[LinePosition]
) -> SpecLine:
    place = LinePosition(group.path, look.configuration)
    is_open = place in toggled and len(look.specs) > 1
    return SpecLine(place, group, look, is_open=is_open, listing=_only(look))


def _by_listing(item: tuple[int, int]) -> int:
    """Order hashes as the pages do."""
    return item[1]


def _only(look: ConfigurationGroup) -> int | None:
    """A configuration of one spec is that spec."""
    return next(iter(look.specs.values())) if len(look.specs) == 1 else None


class SpecLines:
    """The lines of a package, made when they come into view."""

    def __init__(
        self,
        index: Index,
        lines: list[SpecLine],
        fields: Fields,
        verdict: Compatibility,
        marks: Sequence[Mark],
    ) -> None:
        self.lines = lines
        self.width = 80
        """Columns there are for a line."""
        self._index = index
        self._fields = fields
        self._verdict = verdict
        self._marks = frozenset(marks)
        most = max((len(found.look.specs) for found in lines if found.look), default=1)
        self._aside = ASIDE + len(f"x{most:,} y")
        self._places = {found.place: number for number, found in enumerate(lines)}

    def __len__(self) -> int:
        return len(self.lines)

    def find(self, place: LinePosition | None) -> int | None:
        """Tell on which line *place* is; that of the nearest group around it if it is gone."""
        while place is not None:
            if (number := self._places.get(place)) is not None:
                return number
            place = place.parent
        return None

    def first_look(self) -> int:
        """Tell which line is the first configuration, the first line if there is none."""
        looks = (number for number, found in enumerate(self.lines) if found.look)
        return next(looks, 0)

    def __getitem__(self, number: int, /) -> Line:
        found = self.lines[number]
        if found.place.spec is not None:
            return self._spec(found)
        return self._look(found, found.look) if found.look else self._group(found)

    def _group(self, found: SpecLine) -> Line:
        sign = OPEN if found.is_open else CLOSED
        indent = "  " * (len(found.place.path) - 1)
        role: Role = "head" if not indent else _ROLES.get(found.group.level, "")
        letters = {self._verdict(look.configuration) for look in found.group.configurations}
        letter = letters.pop() if len(letters) == 1 else ""
        right = _right(f"{len(found.group.specs):,}", letter)
        return line(f"{indent}{sign} ", (role, found.group.label), right=right)

    def _look(self, found: SpecLine, look: ConfigurationGroup) -> Line:
        several = len(look.specs) > 1
        sign = (OPEN if found.is_open else CLOSED) if several else " "
        count = f"x{len(look.specs):,}" if several else ""
        right = _right(count, self._verdict(look.configuration))
        spans = self._fields.spans(look.configuration, self.width - self._aside)
        return Line(
            (("", f"   {sign} "), *spans),
            tuple(right),
            marked=self._is_marked(look.specs),
        )

    def _spec(self, found: SpecLine) -> Line:
        assert found.listing is not None
        listing = self._index.listing(found.listing)
        name = f"/{listing.hash}" if listing.hash else "without a hash"
        others = [stack for stack in listing.stacks if stack not in (*found.place.path, ROOT)]
        also = f"  also {' '.join(others)}" if others else ""
        spans: tuple[Span, ...] = (("", "     "), ("hash", name), ("dim", also))
        return Line(spans, marked=self._is_marked(found.specs))

    def _is_marked(self, specs: Collection[int]) -> bool:
        if not self._marks:
            return False
        return frozenset(map(self._index.name_of, specs)) in self._marks


_ROLES: dict[str, Role] = {
    "stack": "head",
    "target": "arch",
    "os": "arch",
    "version": "version",
    "compiler": "compiler",
    "tag": "head",
}


def _right(count: str, letter: str) -> list[Span]:
    return [("count", count), ("", f" {letter or ' '}")]
