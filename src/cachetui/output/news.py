"""``--show new``: the specs that came and went, as a table or as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain

from cachetui.index.index import Index
from cachetui.output.formats import cell
from cachetui.output.records import encoded, json_lines, timestamp
from cachetui.output.show import Matches, Row, listings_of, spec_rows
from cachetui.output.streams import dots
from cachetui.output.text_table import table
from cachetui.spack.compatibility import Host

CHANGES = ("new", "gone")
Changed = tuple[tuple[Index, Matches], tuple[Index, Matches]]
"""What came, and what went, each with the index that lists it."""


def news_table(changed: Changed, width: int = 0) -> Iterator[str]:
    """Yield a line for each spec that came, then for each that went; cut at *width*, if not 0."""
    rows = list(chain.from_iterable(map(_rows, CHANGES, changed)))
    heads = tuple(rows[0]) if rows else ()
    yield from table(
        heads, [[cell(*fact) for fact in row.items()] for row in rows], width=width, dots=dots()
    )


def _rows(change: str, of: tuple[Index, Matches]) -> Iterator[Row]:
    return ({"change": change, **row} for row in spec_rows(*of))


def news_records(changed: Changed, since: float, host: Callable[[], Host]) -> Iterator[str]:
    """Yield each listing as one JSON object, with what became of it, and since when (UTC)."""
    moment = timestamp(since)
    for change, (index, matches) in zip(CHANGES, changed, strict=True):
        head = f'{{"change": {encoded(change)}, "since": {encoded(moment)}, '
        if listings := listings_of(matches):
            yield from (head + line[1:] for line in json_lines(index, listings, host()))
