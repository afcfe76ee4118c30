"""The forms in which a choice of listings is printed: table, JSON, spec lines, hashes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import Literal

from cachetui.index.index import Index
from cachetui.output import show as summary
from cachetui.output.records import encoded, hash_lines, in_order, json_lines, spec_lines
from cachetui.output.show import Fact, Matches, Row, Stats, listings_of
from cachetui.output.streams import dots
from cachetui.output.text_table import list_cell, table
from cachetui.safe_text import safe
from cachetui.spack.compatibility import Host
from cachetui.spack.spec_line import spelled_variants

Format = Literal["table", "json", "spec", "hash"]
"""How ``--print`` and ``--pick`` write what was found."""
Show = Literal["specs", "packages", "matrix", "tags", "stats"]
"""What ``--print table`` and ``--print json`` write about it."""
SHORT_HASH = 7
"""Characters of a hash in a table: as many as ``spack find -l`` shows."""

_ROWS: dict[Show, Callable[[Index, Matches], Iterator[Row]]] = {
    "specs": summary.spec_rows,
    "packages": summary.package_rows,
    "matrix": summary.cell_rows,
    "tags": summary.tag_rows,
}


def lines(
    index: Index,
    matches: Matches,
    form: Format,
    *,
    show: Show = "specs",
    host: Host | None = None,
    width: int = 0,
) -> Iterator[str]:
    """Return the lines for the listings in *matches*, of which there are some, safe to show.

    JSON says whether *host* runs a spec, by default this machine. A table is cut at *width*
    columns, unless that is 0; what it leaves out of *show* JSON has.
    """
    if form == "table":
        return table(*_cells(index, matches, show), width=width, dots=dots())
    if form == "json" and show == "stats":
        return iter([encoded(summary.stats(index, matches))])
    if form == "json" and show != "specs":
        return map(encoded, _ROWS[show](index, matches))
    listings = chain.from_iterable(in_order(index, found) for found in matches.values())
    if form == "json":
        return json_lines(index, listings, host or Host.detect())
    return spec_lines(index, listings) if form == "spec" else hash_lines(index, listings)


def by_package(index: Index, listings: Iterable[int]) -> dict[int, list[int]]:
    """Sort *listings* by their package: its code, and its listings as they come."""
    matches: dict[int, list[int]] = {}
    for listing in listings:
        package = index.configurations.package[index.listings.configuration[listing]]
        matches.setdefault(package, []).append(listing)
    return matches


def _cells(
    index: Index, matches: Matches, show: Show
) -> tuple[Sequence[str], Iterable[Sequence[str]]]:
    """Return the heads of a table and its rows."""
    if show == "matrix":
        from cachetui.views.matrix import matrix

        heads, *rows = matrix(
            index, listings_of(matches), "specs" if len(matches) == 1 else "packages"
        ).table()
        return heads, rows
    if show == "stats":
        return ("what", "count"), _counts(summary.stats(index, matches))
    facts = list(_ROWS[show](index, matches))
    return tuple(facts[0]), ([_cell(*fact) for fact in row.items()] for row in facts)


def _counts(stats: Stats) -> Iterator[tuple[str, str]]:
    """Yield a line for each number, those of stacks and targets one by one."""
    for name, number in stats.items():
        if isinstance(number, dict):
            of = name.removeprefix("specs_by_")
            yield from ((f"{of} {safe(label)}", str(specs)) for label, specs in number.items())
        else:
            yield name.replace("_", " "), str(number)


def _cell(name: str, fact: Fact) -> str:
    if isinstance(fact, tuple):
        return _list_cell(name, fact)
    if name == "hash" and fact:
        return f"/{fact}"[: 1 + SHORT_HASH]
    return "" if fact is None else safe(str(fact))


@lru_cache(maxsize=1 << 16)
def _list_cell(name: str, texts: tuple[str, ...]) -> str:
    return safe(spelled_variants(texts) if name == "variants" else list_cell(texts))
