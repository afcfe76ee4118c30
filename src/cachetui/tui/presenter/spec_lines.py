"""The specs of a package as lines: groups, configurations and, where opened, single specs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from cachetui.index.index import Index
from cachetui.index.ordering import ROOT
from cachetui.model import Configuration
from cachetui.tui.presenter.fields import Fields, role_of
from cachetui.tui.presenter.glyphs import Glyphs
from cachetui.tui.presenter.lines import Line, Role, Span, line, width_of
from cachetui.tui.presenter.position import LinePosition
from cachetui.tui.presenter.state import Mark
from cachetui.views.build_order import specs_in_order
from cachetui.views.groups import ConfigurationGroup, Group

if TYPE_CHECKING:
    from cachetui.tui.presenter.chosen_columns import ChosenColumns

VerdictLetter = Callable[[Configuration], str]
"""Configuration -> the letter of "runs here": ``y``, ``n`` or ``?``."""
SIGNS = 7
"""Columns before the first field of a configuration: the cursor's and its own signs."""
ASIDE = SIGNS + 1
"""Columns of a configuration's line that its signs take, and the gap before its count."""


SPECS = "specs  "
"""What stands over the counts on the right, and over the verdicts behind them."""


class SpecLine(Struct, frozen=True):
    """One line: where it is, what it shows, whether it is open."""

    position: LinePosition
    group: Group
    configuration: ConfigurationGroup | None = None
    """The configuration that the line shows, or belongs to, with its specs."""
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
        return self.configuration.specs if self.configuration else self.group.specs


def flatten(
    index: Index, groups: Sequence[Group], toggled: frozenset[LinePosition]
) -> list[SpecLine]:
    """Return the lines there are; those at *toggled* are open where they start closed, or not."""
    found: list[SpecLine] = []
    for group in groups:
        found.append(_group_line(group, groups, toggled))
        if found[-1].is_open:
            found += flatten(index, group.groups, toggled)
            found += _configuration_lines(index, group, toggled)
    return found


def every_line(groups: Sequence[Group], toggled: frozenset[LinePosition]) -> Iterator[SpecLine]:
    """Yield the lines of all groups and configurations, also of those in closed groups."""
    for group in groups:
        yield _group_line(group, groups, toggled)
        yield from every_line(group.groups, toggled)
        yield from (
            _configuration_line(group, members, toggled) for members in group.configurations
        )


def _group_line(
    group: Group, siblings: Sequence[Group], toggled: frozenset[LinePosition]
) -> SpecLine:
    position = LinePosition(group.path)
    return SpecLine(position, group, is_open=_starts_open(group, siblings) != (position in toggled))


def _starts_open(group: Group, siblings: Sequence[Group]) -> bool:
    """Return whether a group starts open: all but ``root``, which repeats the others."""
    return group.label != ROOT or group.level != "stack" or len(siblings) == 1


def _configuration_lines(
    index: Index, group: Group, toggled: frozenset[LinePosition]
) -> Iterator[SpecLine]:
    """Yield a line for each configuration of *group*, and for each spec of an open one."""
    for members in group.configurations:
        line = _configuration_line(group, members, toggled)
        yield line
        if line.is_open:
            for spec, listing in specs_in_order(index, members.specs):
                single = LinePosition(group.path, members.configuration, index.name_of(spec))
                yield SpecLine(single, group, members, listing, spec)


def _configuration_line(
    group: Group, members: ConfigurationGroup, toggled: frozenset[LinePosition]
) -> SpecLine:
    position = LinePosition(group.path, members.configuration)
    is_open = position in toggled and len(members.specs) > 1
    return SpecLine(position, group, members, is_open=is_open, listing=_only(members))


def _only(members: ConfigurationGroup) -> int | None:
    """Return the listing of a configuration's one spec; None if it has several."""
    return next(iter(members.specs.values())) if len(members.specs) == 1 else None


class SpecLines:
    """The lines of a package, made when they come into view."""

    def __init__(
        self,
        index: Index,
        lines: list[SpecLine],
        fields: Fields | ChosenColumns,
        verdict: VerdictLetter,
        marks: Sequence[Mark],
        glyphs: Glyphs,
    ) -> None:
        self.lines = lines
        self.width = 80
        """Columns there are for a line."""
        self.index = index
        """The index that the specs are of."""
        self._fields = fields
        self._verdict = verdict
        self._marks = frozenset(marks)
        self._glyphs = glyphs
        counts = (len(found.configuration.specs) for found in lines if found.configuration)
        most = max(counts, default=1)
        self._signs = len(f"x{most:,} y")
        self._positions = {found.position: number for number, found in enumerate(lines)}

    def __len__(self) -> int:
        return len(self.lines)

    @property
    def _aside(self) -> int:
        """The columns of a configuration's line that are not for its fields."""
        return ASIDE + max(self._signs, len(SPECS) if self._fields.has_heads else 0)

    @property
    def head(self) -> Line:
        """The heads of the columns, empty where lines have none."""
        spans = self._fields.heads(self.width - self._aside)
        return Line((("", " " * SIGNS), *spans), (("dim", SPECS),)) if spans else Line(())

    @property
    def reach(self) -> int:
        """The columns that the longest line takes: what is on the right stands within them."""
        labels = (
            width_of(found.group.label) + 2 * len(found.position.path)
            for found in self.lines
            if found.configuration is None
        )
        longest = max(max(labels, default=0) + 4, self._fields.width)
        return longest + self._aside

    def find(self, position: LinePosition | None) -> int | None:
        """Return the line at *position*; that of the nearest group around it if it is gone."""
        while position is not None:
            if (number := self._positions.get(position)) is not None:
                return number
            position = position.parent
        return None

    def last_inside(self, number: int) -> int:
        """Return the last line of what was opened from line *number*, itself if it is closed."""
        position = self.lines[number].position
        end = number + 1
        while end < len(self.lines) and self.lines[end].position.is_inside(position):
            end += 1
        return end - 1

    def first_configuration(self) -> int:
        """Return the line of the first configuration, the first line if there is none."""
        numbers = (number for number, found in enumerate(self.lines) if found.configuration)
        return next(numbers, 0)

    def __getitem__(self, number: int, /) -> Line:
        found = self.lines[number]
        if found.position.spec is not None:
            return self._spec(found)
        if found.configuration is not None:
            return self._configuration(found, found.configuration)
        return self._group(found)

    def _group(self, found: SpecLine) -> Line:
        """Return the line of a group, with the verdict that all in it share."""
        sign = self._sign(found)
        indent = "  " * (len(found.position.path) - 1)
        role: Role = "head" if not indent else role_of(found.group.level)
        letters = {self._verdict(members.configuration) for members in found.group.configurations}
        letter = letters.pop() if len(letters) == 1 else ""
        right = _right(f"{len(found.group.specs):,}", letter)
        return line(f"{indent}{sign} ", (role, found.group.label), right=right)

    def _configuration(self, found: SpecLine, members: ConfigurationGroup) -> Line:
        """Return the line of a configuration: of several specs with their number."""
        several = len(members.specs) > 1
        sign = self._sign(found) if several else " "
        count = f"x{len(members.specs):,}" if several else ""
        right = _right(count, self._verdict(members.configuration))
        room = self.width - self._aside
        spans = self._fields.spans(members, found.group, room, self._glyphs.dots)
        return Line(
            (("", f"   {sign} "), *spans),
            tuple(right),
            marked=self._is_marked(members.specs),
        )

    def _spec(self, found: SpecLine) -> Line:
        """Return the line of one spec of an open configuration."""
        assert found.listing is not None
        assert found.spec is not None
        listing = self.index.listing(found.listing)
        name = f"/{listing.hash}" if listing.hash else "without a hash"
        others = [stack for stack in listing.stacks if stack not in (*found.position.path, ROOT)]
        also = f"  also {' '.join(others)}" if others else ""
        fields = self._fields.spec_spans(found.spec, self._glyphs.dots)
        spans: tuple[Span, ...] = (("", "     "), *fields, ("hash", name), ("dim", also))
        return Line(spans, marked=self._is_marked(found.specs))

    def _sign(self, found: SpecLine) -> str:
        return self._glyphs.open if found.is_open else self._glyphs.closed

    def names(self, found: SpecLine) -> Mark:
        """Return the names of the specs that a line stands for, as a mark has them."""
        return frozenset(map(self.index.name_of, found.specs))

    def _is_marked(self, specs: Collection[int]) -> bool:
        if not self._marks:
            return False
        return frozenset(map(self.index.name_of, specs)) in self._marks


_VERDICTS: dict[str, Role] = {"y": "yes", "?": "maybe", "n": "no"}


def _right(count: str, letter: str) -> list[Span]:
    return [("count", f"{count} "), (_VERDICTS.get(letter, ""), letter or " ")]
