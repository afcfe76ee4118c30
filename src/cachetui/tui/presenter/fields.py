"""The fields that the lines of a package's specs show, and their widths."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Sequence
from itertools import compress
from typing import cast

from cachetui.index.fields import CONFIGURATION_FIELDS, FIELD, Field
from cachetui.model import Configuration
from cachetui.tui.presenter.lines import Role, Span, pad, width_of
from cachetui.tui.presenter.variant_order import BUILD_SYSTEM, VariantOrder, name_of
from cachetui.views.groups import GROUPINGS, ConfigurationGroup, Group, Grouping, Path

FIELDS = (*(f for f in CONFIGURATION_FIELDS[1:] if not f.optional), FIELD["dependencies"])
"""The fields of a line behind the package, in their order."""


def role_of(key: str) -> Role:
    """Return the role in which the values of the field *key* are shown."""
    return cast(Role, FIELD[key].style)


ROLES = tuple(role_of(field.key) for field in FIELDS)
"""The roles of these fields."""
HEADS = tuple(field.heading or field.key for field in FIELDS)
"""What stands over their columns."""
ALIGNED: tuple[Role, ...] = ("version", "compiler", "arch")
"""The roles of the fields that stand in columns; the others follow, as far as there is room."""
SOME_VARIANTS = 12
"""Width kept free for the variants when fields are aligned in columns."""
GAP = 2
"""Columns between two fields."""
WIDEST = 32
"""Columns that one field of a configuration may take beside others."""


class Fields:
    """The fields in which configurations differ, and their widths; what all share is `common`."""

    def __init__(
        self,
        configurations: Iterable[Configuration],
        grouping: Grouping = GROUPINGS[0],
        *,
        everything: bool = False,
    ) -> None:
        """Show what differs among *configurations*, in groups by *grouping*; or *everything*."""
        lines = list(dict.fromkeys(configurations))
        variants = [set(configuration.variants) for configuration in lines]
        self._common = set[str]() if everything else set.intersection(*variants or [set()])
        columns = list(zip(*map(self._spans, lines), strict=True))
        self._shared = [None if everything else _only(column) for column in columns]
        self._longest = [max(width_of(text) for _, text in column) for column in columns]
        self._shown = self._choose(set() if everything else _named_by_groups(grouping, lines))
        shown = compress(FIELDS, self._shown)
        self._beside_variants = [field.name for field in shown if field.key != "variant"]
        self._orders: dict[Path, VariantOrder] = {}
        self.needs_heads = False
        """Whether the names of the columns are shown on small screens too."""
        self.has_heads = False
        """Whether columns are as wide as their heads, at least."""
        self._bare = [min(longest, WIDEST) for longest in self._longest]
        self._headed = [
            max(width, len(head)) for width, head in zip(self._bare, HEADS, strict=False)
        ]

    def _choose(self, named: Container[str]) -> list[bool]:
        """Return for each field whether lines show it: it differs, and is not *named* by groups."""
        facts = zip(FIELDS, self._shared, self._longest, strict=False)
        return [
            shared is None and longest > 0 and field.key not in named
            for field, shared, longest in facts
        ]

    @property
    def _widths(self) -> list[int]:
        """The columns of each field beside others."""
        return self._headed if self.has_heads else self._bare

    @property
    def width(self) -> int:
        """The columns that the longest line takes."""
        needed = [max(pair) for pair in zip(self._longest, self._widths, strict=True)]
        widths = [width for width, is_shown in zip(needed, self._shown, strict=True) if is_shown]
        widths = widths or self._longest[:1]
        return sum(widths) + GAP * (len(widths) - 1)

    def _spans(self, configuration: Configuration) -> tuple[Span, ...]:
        texts = (self._text(field, configuration) for field in FIELDS)
        return tuple(zip(ROLES, texts, strict=True))

    def _text(self, field: Field, configuration: Configuration) -> str:
        found = field.texts(getattr(configuration, field.name))
        if field.many:
            return " ".join(text for text in found if text not in self._common)
        return "".join(found) or (f"no {field.key}" if field.often_missing else "")

    def spans(self, members: ConfigurationGroup, group: Group, room: int, dots: str) -> list[Span]:
        """Return the fields of a line of *group* in which lines differ, aligned if *room* has them.

        The variants in which the lines of *group* differ come first.
        """
        configuration = members.configuration._replace(
            variants=tuple(self._order_in(group).ordered(members.configuration.variants))
        )
        found = zip(self._shown, self._spans(configuration), self._widths, strict=True)
        fields = [(role, text, width) for is_shown, (role, text), width in found if is_shown]
        in_columns = self._has_columns(room)
        spans: list[Span] = []
        for role, text, width in fields:
            spans.append((role, pad(text, width, dots) if in_columns and role in ALIGNED else text))
            spans.append(("", " " * GAP if in_columns else " "))
        return spans[:-1] or [("version", " ".join(configuration.versions))]

    def _order_in(self, group: Group) -> VariantOrder:
        if group.path not in self._orders:
            shown = [members.configuration for members in group.configurations]
            self._orders[group.path] = VariantOrder(shown, self._beside_variants)
        return self._orders[group.path]

    def spec_spans(self, spec: int, dots: str) -> list[Span]:
        """Return the fields of the line of one spec of a configuration: they are all shared."""
        return []

    def _has_columns(self, room: int) -> bool:
        """Return whether *room* has all the fields aligned."""
        shown = zip(self._shown, ROLES, self._widths, strict=False)
        widths = [(role in ALIGNED, width) for is_shown, role, width in shown if is_shown]
        aligned = sum(width + GAP for is_aligned, width in widths if is_aligned)
        others = sum(width for is_aligned, width in widths if not is_aligned)
        return aligned + min(others, SOME_VARIANTS) <= room + GAP

    def heads(self, room: int) -> list[Span]:
        """Return the names of the fields over their columns; none where *room* has no columns."""
        shown = zip(self._shown, HEADS, self._widths, strict=True)
        fields = [pad(head, width) for is_shown, head, width in shown if is_shown]
        heads = (" " * GAP).join(fields).rstrip()
        return [("dim", heads)] if heads and self._has_columns(room) else []

    def common(self) -> list[Span]:
        """Return what all lines share."""
        spans: list[Span] = []
        for shared in self._shared[:5]:
            if shared is not None:
                spans += [shared, ("", "  ")]
        return [*spans, ("variant", " ".join(sorted(self._common, key=_by_name)))]


def _only(column: Sequence[Span]) -> Span | None:
    """Return the one value that a *column* has; None where it has several."""
    return column[0] if len(set(column)) == 1 else None


def _named_by_groups(grouping: Grouping, configurations: Collection[Configuration]) -> set[str]:
    """Return the keys of the fields that the groups around a line, or the os in it, say already."""
    named = set[str](grouping)
    for field in FIELDS:
        if field.implied_by:
            pairs = {
                (getattr(each, field.implied_by), getattr(each, field.name))
                for each in configurations
            }
            if len(dict(pairs)) == len(pairs):
                named.add(field.key)
    return named


def _by_name(variant: str) -> tuple[bool, str]:
    name = name_of(variant)
    return name == BUILD_SYSTEM, name
