"""Specs by the fields that a user chose: a table for ``--columns``, lines for ``--format``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from cachetui.index.index import Index
from cachetui.output.line_format import LineFormat
from cachetui.output.show import Matches
from cachetui.output.streams import dots
from cachetui.output.text_table import SHORT_HASH, list_cell, table
from cachetui.safe_text import safe
from cachetui.views.chosen_fields import ChosenField
from cachetui.views.field_values import FieldValues, Texts, text_of

if TYPE_CHECKING:
    from cachetui.spack.compatibility import Host


def chosen_lines(
    index: Index,
    matches: Matches,
    chosen: Sequence[ChosenField] | LineFormat,
    host: Callable[[], Host],
    width: int = 0,
) -> Iterator[str]:
    """Return a line for each spec in *matches*: a table cut at *width*, or lines in a format."""
    if isinstance(chosen, LineFormat):
        return _formatted(index, matches, chosen, host)
    return _columns(index, matches, chosen, host, width)


def _columns(
    index: Index,
    matches: Matches,
    columns: Sequence[ChosenField],
    host: Callable[[], Host],
    width: int,
) -> Iterator[str]:
    """Return a table with a row for each spec, and a column for each of *columns*."""
    values = FieldValues(index, columns, host)
    rows = (
        [cell(one, texts) for one, texts in zip(columns, values.row(listings), strict=True)]
        for listings in _specs(index, matches)
    )
    return table([safe(one.word) for one in columns], rows, width=width, dots=dots())


def _formatted(
    index: Index, matches: Matches, form: LineFormat, host: Callable[[], Host]
) -> Iterator[str]:
    """Yield a line for each spec, made by the template *form*."""
    fields = form.fields
    values = FieldValues(index, fields, host)
    for listings in _specs(index, matches):
        row = zip(fields, values.row(listings), strict=True)
        yield form.fill([text_of(one, texts) for one, texts in row])


def _specs(index: Index, matches: Matches) -> Iterator[list[int]]:
    """Yield the listings of each spec, in the order of the first of each."""
    for listings in matches.values():
        specs: dict[int, list[int]] = {}
        for listing in listings:
            specs.setdefault(index.listings.spec[listing], []).append(listing)
        yield from specs.values()


def cell(chosen: ChosenField, texts: Texts) -> str:
    """Return a value as a cell shows it: safe, a long list counted, a hash as ``/abcdefg``."""
    if chosen.field.key == "hash":
        return "".join(f"/{text}"[: 1 + (chosen.length or SHORT_HASH)] for text in texts)
    if len(texts) > 1 and len(chosen.fields) == 1 and chosen.field.key != "variant":
        return safe(list_cell(texts))
    return safe(text_of(chosen, texts))
