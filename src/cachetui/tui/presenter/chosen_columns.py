"""The columns that a user chose, in the lines of a package's specs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache, partial

from cachetui.output.chosen_lines import cell
from cachetui.output.text_table import list_cell
from cachetui.safe_text import safe
from cachetui.tui.presenter.fields import role_of
from cachetui.tui.presenter.lines import Span, pad, width_of
from cachetui.views.chosen_fields import ChosenField
from cachetui.views.field_values import FieldValues
from cachetui.views.groups import ConfigurationGroup, Group

GAP = 2
"""Columns between two fields."""
WIDEST = 32
"""Columns that one field takes at most."""


class ChosenColumns:
    """The values of chosen fields for the specs of one package, aligned under their names.

    Stands in the place of `cachetui.tui.presenter.fields.Fields`. The line of a configuration
    lists what its specs differ in; each of their own lines has what that spec has.
    """

    needs_heads = True
    """A user's own columns are told apart by their names, on small screens too."""

    def __init__(
        self,
        chosen: Sequence[ChosenField],
        values: FieldValues,
        specs: Mapping[int, Sequence[int]],
        groups: Iterable[ConfigurationGroup],
    ) -> None:
        """Read *values*, those of *chosen*, for *specs*, each with its listings, in *groups*."""
        self.has_heads = True
        self._chosen = chosen
        cells = [cache(partial(cell, one)) for one in chosen]
        self._cells = {
            spec: [shown(texts) for shown, texts in zip(cells, values.row(of), strict=True)]
            for spec, of in specs.items()
        }
        self._heads = [safe(one.word) for one in chosen]
        self._roles = [role_of(one.field.key) for one in chosen]
        rows = [*self._cells.values(), *map(self._row, groups)]
        columns = zip(self._heads, *rows, strict=True)
        self._widths = [min(max(map(width_of, column)), WIDEST) for column in columns]

    @property
    def width(self) -> int:
        """The columns that a line takes."""
        return sum(self._widths) + GAP * (len(self._widths) - 1)

    def spans(self, members: ConfigurationGroup, group: Group, room: int, dots: str) -> list[Span]:
        """Return the columns of a configuration; what has no room is cut with the line."""
        return self._aligned(self._row(members), dots)[:-1]

    def _row(self, members: ConfigurationGroup) -> list[str]:
        rows = [self._cells[spec] for spec in members.specs]
        columns = zip(self._chosen, zip(*rows, strict=True), strict=True)
        return [_joined(one, column) for one, column in columns]

    def spec_spans(self, spec: int, dots: str) -> list[Span]:
        """Return the columns of one spec, and the gap behind them."""
        return self._aligned(self._cells[spec], dots)

    def _aligned(self, cells: Sequence[str], dots: str) -> list[Span]:
        spans: list[Span] = []
        for role, text, width in zip(self._roles, cells, self._widths, strict=True):
            spans += [(role, pad(text or "-", width, dots)), ("", " " * GAP)]
        return spans

    def heads(self, room: int) -> list[Span]:
        """Return the names of the columns."""
        heads = zip(self._heads, self._widths, strict=True)
        return [("dim", (" " * GAP).join(pad(head, width) for head, width in heads).rstrip())]

    def common(self) -> list[Span]:
        """Return what all lines share: it stands in each of them."""
        return []


def _joined(chosen: ChosenField, cells: Iterable[str]) -> str:
    """Return what the specs of a configuration have in one column; hashes stand below it."""
    distinct = list(dict.fromkeys(filter(None, cells)))
    if len(distinct) > 1 and chosen.field.key == "hash":
        return ""
    return list_cell(distinct)
