"""The fields that the lines of a package's specs show, and their widths."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from cachetui.model import Configuration
from cachetui.tui.presenter.lines import Role, Span, pad, width_of
from cachetui.views.groups import GROUPINGS, ConfigurationGroup, Grouping

NAMES = ("version", "compiler", "platform", "os", "target", "variants", "dependencies")
"""The fields of a line, in their order."""
ROLES: tuple[Role, ...] = ("version", "compiler", "arch", "arch", "arch", "variant", "dim")
"""The roles of these fields."""
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
        shown = list(dict.fromkeys(configurations))
        variants = [set(configuration.variants) for configuration in shown]
        self._common = set[str]() if everything else set.intersection(*variants or [set()])
        columns = [self._spans(configuration) for configuration in shown]
        self._shared = [
            column[0] if not everything and len(set(column)) == 1 else None
            for column in zip(*columns, strict=True)
        ]
        self._grouped = set() if everything else _named_by_groups(grouping, shown)
        self._longest = [
            max(width_of(text) for _, text in column) for column in zip(*columns, strict=True)
        ]
        named = zip(NAMES, self._shared, self._longest, strict=False)
        self._shown = [
            shared is None and longest > 0 and name not in self._grouped
            for name, shared, longest in named
        ]
        self.needs_heads = False
        """Whether the names of the columns are shown on small screens too."""
        self.has_heads = False
        """Whether columns are as wide as their heads, at least."""
        self._bare = [min(longest, WIDEST) for longest in self._longest]
        self._headed = [
            max(width, len(name)) for width, name in zip(self._bare, NAMES, strict=False)
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
        different = " ".join(v for v in configuration.variants if v not in self._common)
        texts = (
            " ".join(configuration.versions),
            configuration.compiler or "no compiler",
            configuration.platform,
            configuration.os,
            configuration.target,
            different,
            configuration.dependencies,
        )
        return tuple(zip(ROLES, texts, strict=True))

    def spans(self, members: ConfigurationGroup, room: int, dots: str) -> list[Span]:
        """Return the fields of one line in which lines differ, aligned if *room* has them all."""
        configuration = members.configuration
        found = zip(self._shown, self._spans(configuration), self._widths, strict=True)
        fields = [(role, text, width) for is_shown, (role, text), width in found if is_shown]
        in_columns = self._has_columns(room)
        spans: list[Span] = []
        for role, text, width in fields:
            spans.append((role, pad(text, width, dots) if in_columns and role in ALIGNED else text))
            spans.append(("", " " * GAP if in_columns else " "))
        return spans[:-1] or [("version", " ".join(configuration.versions))]

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
        shown = zip(self._shown, NAMES, self._widths, strict=True)
        fields = [pad(name, width) for is_shown, name, width in shown if is_shown]
        heads = (" " * GAP).join(fields).rstrip()
        return [("dim", heads)] if heads and self._has_columns(room) else []

    def common(self) -> list[Span]:
        """Return what all lines share."""
        spans: list[Span] = []
        for shared in self._shared[:5]:
            if shared is not None:
                spans += [shared, ("", "  ")]
        return [*spans, ("variant", " ".join(sorted(self._common, key=_by_name)))]


def _named_by_groups(grouping: Grouping, configurations: Collection[Configuration]) -> set[str]:
    """Return the fields that the groups around a line name already; an os names its platform."""
    named: set[str] = set(grouping)
    oses = {each.os for each in configurations}
    if len({(each.os, each.platform) for each in configurations}) == len(oses):
        named.add("platform")
    return named


def _by_name(variant: str) -> str:
    return variant.lstrip("+~")
