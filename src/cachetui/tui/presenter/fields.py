"""Which fields the lines of a package's specs show, and how wide they are."""

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
"""Columns that columns leave to what follows them."""
GAP = 2
"""Columns between two fields."""
WIDEST = 32
"""Columns that one field of a configuration may take beside others."""


class Fields:
    """Which fields the lines show, and how wide: what all share stands once on top instead."""

    def __init__(
        self,
        looks: Iterable[Configuration],
        grouping: Grouping = GROUPINGS[0],
        *,
        everything: bool = False,
    ) -> None:
        shown = list(dict.fromkeys(looks))
        variants = [set(look.variants) for look in shown]
        self._common = set[str]() if everything else set.intersection(*variants or [set()])
        columns = [self._spans(look) for look in shown]
        self._shared = [
            column[0] if not everything and len(set(column)) == 1 else None
            for column in zip(*columns, strict=True)
        ]
        self._grouped = set() if everything else _said_by_groups(grouping, shown)
        self._widths = [
            min(max(width_of(text) for _, text in column), WIDEST)
            for column in zip(*columns, strict=True)
        ]

    def _spans(self, look: Configuration) -> tuple[Span, ...]:
        different = " ".join(v for v in look.variants if v not in self._common)
        return (
            ("version", " ".join(look.versions)),
            ("compiler", look.compiler or "no compiler"),
            ("arch", look.platform),
            ("arch", look.os),
            ("arch", look.target),
            ("variant", different),
            ("dim", look.dependencies),
        )

    def spans(self, look: Configuration, room: int) -> list[Span]:
        """Give the fields of one line that lines differ in: in columns, if *room* has them all."""
        found = zip(NAMES, self._spans(look), self._shared, self._widths, strict=True)
        fields = [
            (role, text, width)
            for name, (role, text), shared, width in found
            if shared is None and width and name not in self._grouped
        ]
        aligned = sum(width + GAP for role, _, width in fields if role in ALIGNED)
        others = sum(width for role, _, width in fields if role not in ALIGNED)
        in_columns = aligned + min(others, SOME_VARIANTS) <= room + GAP
        spans: list[Span] = []
        for role, text, width in fields:
            spans.append((role, pad(text, width) if in_columns and role in ALIGNED else text))
            spans.append(("", " " * GAP if in_columns else " "))
        return spans[:-1] or [("version", " ".join(look.versions))]

    def common(self) -> list[Span]:
        """Give what all lines share."""
        spans: list[Span] = []
        for shared in self._shared[:5]:
            if shared is not None:
                spans += [shared, ("", "  ")]
        return [*spans, ("variant", " ".join(sorted(self._common, key=_by_name)))]


def _said_by_groups(grouping: Grouping, looks: Collection[Configuration]) -> set[str]:
    """Name the fields that the groups around a line say already; an os says its platform."""
    said: set[str] = set(grouping)
    if len({(look.os, look.platform) for look in looks}) == len({look.os for look in looks}):
        said.add("platform")
    return said


def _by_name(variant: str) -> str:
    return variant.lstrip("+~")
