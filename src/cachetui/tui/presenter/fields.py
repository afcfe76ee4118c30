"""The fields that the lines of a package's specs show, and their widths."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from cachetui.model import Configuration
from cachetui.tui.presenter.lines import Role, Span, pad, width_of
from cachetui.views.groups import GROUPINGS, Grouping

NAMES = ("version", "compiler", "platform", "os", "target", "variants", "dependencies")
"""The fields of a line, in their order."""
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
        self._widths = [min(longest, WIDEST) for longest in self._longest]

    def _spans(self, configuration: Configuration) -> tuple[Span, ...]:
        different = " ".join(v for v in configuration.variants if v not in self._common)
        return (
            ("version", " ".join(configuration.versions)),
            ("compiler", configuration.compiler or "no compiler"),
            ("arch", configuration.platform),
            ("arch", configuration.os),
            ("arch", configuration.target),
            ("variant", different),
            ("dim", configuration.dependencies),
        )

    @property
    def width(self) -> int:
        """The columns that the longest line takes."""
        shown = zip(self._shown(), self._longest, strict=True)
        widths = [longest for is_shown, longest in shown if is_shown] or self._longest[:1]
        return sum(widths) + GAP * (len(widths) - 1)

    def _shown(self) -> list[bool]:
        """Return whether each field is one in which lines differ, and that no group names."""
        return [
            shared is None and width > 0 and name not in self._grouped
            for name, shared, width in zip(NAMES, self._shared, self._widths, strict=True)
        ]

    def spans(self, configuration: Configuration, room: int, dots: str) -> list[Span]:
        """Return the fields of one line in which lines differ, aligned if *room* has them all."""
        found = zip(self._shown(), self._spans(configuration), self._widths, strict=True)
        fields = [(role, text, width) for is_shown, (role, text), width in found if is_shown]
        aligned = sum(width + GAP for role, _, width in fields if role in ALIGNED)
        others = sum(width for role, _, width in fields if role not in ALIGNED)
        in_columns = aligned + min(others, SOME_VARIANTS) <= room + GAP
        spans: list[Span] = []
        for role, text, width in fields:
            spans.append((role, pad(text, width, dots) if in_columns and role in ALIGNED else text))
            spans.append(("", " " * GAP if in_columns else " "))
        return spans[:-1] or [("version", " ".join(configuration.versions))]

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
