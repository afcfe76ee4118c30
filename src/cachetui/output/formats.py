"""The forms in which a choice of listings is printed: table, JSON, spec lines, hashes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Final, Literal

from cachetui.index.index import Index
from cachetui.output import show as summary
from cachetui.output.records import encoded, hash_lines, json_lines, spec_lines
from cachetui.output.show import Fact, Matches, Row, Stats, listings_of
from cachetui.output.streams import dots
from cachetui.output.text_table import SHORT_HASH, list_cell, table
from cachetui.safe_text import safe
from cachetui.spack.compatibility import Host
from cachetui.spack.spec_line import spelled_variants
from cachetui.views.build_order import BuildOrder

if TYPE_CHECKING:
    from cachetui.output.line_format import LineFormat
    from cachetui.views.chosen_fields import ChosenField

Format = Literal["table", "json", "spec", "hash"]
"""How ``--print`` and ``--pick`` write what was found."""
Show = Literal[
    "specs",
    "packages",
    "matrix",
    "tags",
    "stats",
    "compilers",
    "tree",
    "needed-by",
    "coverage",
    "new",
]
"""What ``--print table`` and ``--print json`` write about it."""
OF_DEPENDENCIES: Final = ("tree", "needed-by", "coverage")
"""What needs dependencies to be read."""

_ROWS: dict[Show, Callable[[Index, Matches], Iterator[Row]]] = {
    "specs": summary.spec_rows,
    "packages": summary.package_rows,
    "matrix": summary.cell_rows,
    "tags": summary.tag_rows,
    "compilers": summary.compiler_rows,
}


def lines(
    index: Index,
    matches: Matches,
    form: Format,
    *,
    show: Show = "specs",
    host: Host | None = None,
    width: int = 0,
    chosen: Sequence[ChosenField] | LineFormat = (),
) -> Iterator[str]:
    """Return the lines for the listings in *matches*, of which there are some, safe to show.

    There are none where nothing needs what was found. Coverage and news have lines of their own:
    `cachetui.output.coverage`, `cachetui.output.news`.

    JSON says whether *host* runs a spec, and builds stand in its order; by default it is this
    machine. A table is cut at *width* columns, unless that is 0; what it leaves out of *show*
    JSON has. *chosen* are the columns of the table, or the format of each line.
    """
    judged = _host_of(host)
    order = BuildOrder(index, judged)
    ordered = map(order.listings, matches.values())
    if show == "specs" and form != "table":
        return _spec_forms(index, chain.from_iterable(ordered), form, judged)
    if show in ("specs", "tree"):
        matches = dict(zip(matches, ordered, strict=True))
    if chosen:
        from cachetui.output.chosen_lines import chosen_lines

        return chosen_lines(index, matches, chosen, judged, width)
    if form == "json":
        return map(encoded, _records(index, matches, show, order))
    if show == "tree":
        from cachetui.output import dependencies

        return dependencies.tree_lines(index, listings_of(matches), width, dots())
    return table(*_cells(index, matches, show, order), width=width, dots=dots())


def best(
    index: Index, matches: Matches, form: Format, *, show: Show = "specs", host: Host | None = None
) -> dict[int, list[int]]:
    """Return of *matches* only the first build of each package, as `lines` orders them.

    For hashes that is the first that has one. Of a build that several tags list all listings are
    in, but where each would be a line of its own.
    """
    order = build_order(index, host)
    found = {
        package: order.first(listings, hashed=form == "hash")
        for package, listings in matches.items()
    }
    if form == "json" and show == "specs":
        return {package: listings[:1] for package, listings in found.items()}
    return found


def _records(
    index: Index, matches: Matches, show: Show, order: BuildOrder
) -> Iterator[Row | Stats]:
    """Yield what JSON shows but specs, an object for each line."""
    if show == "stats":
        return iter([summary.stats(index, matches)])
    return _rows(index, matches, show, order)


def _rows(index: Index, matches: Matches, show: Show, order: BuildOrder) -> Iterator[Row]:
    if show in _ROWS:
        return _ROWS[show](index, matches)
    from cachetui.output import dependencies

    if show == "needed-by":
        return dependencies.needed_by_rows(index, matches, order)
    return dependencies.tree_rows(index, matches)


def build_order(index: Index, host: Host | None) -> BuildOrder:
    """Return the order for *host*, or for this machine, which is looked at if it has to be."""
    return BuildOrder(index, _host_of(host))


def _host_of(host: Host | None) -> Callable[[], Host]:
    """Return what gives *host*, or else this machine, which is looked at once."""
    return cache(lambda: host or Host.detect())


def _spec_forms(
    index: Index, listings: Iterable[int], form: Format, host: Callable[[], Host]
) -> Iterator[str]:
    if form == "json":
        return json_lines(index, listings, host())
    return spec_lines(index, listings) if form == "spec" else hash_lines(index, listings)


def _cells(
    index: Index, matches: Matches, show: Show, order: BuildOrder
) -> tuple[Sequence[str], Iterable[Sequence[str]]]:
    """Return the heads of a table and its rows; both are empty where there is nothing to show."""
    if show == "matrix":
        from cachetui.views.matrix import Of, down_of, matrix

        of: Of = "specs" if len(matches) == 1 else "packages"
        listings = listings_of(matches)
        heads, *rows = matrix(index, listings, of, down=down_of(index, listings, of)).table()
        return heads, rows
    if show == "stats":
        return ("what", "count"), _counts(summary.stats(index, matches))
    facts = list(_rows(index, matches, show, order))
    heads = tuple(facts[0]) if facts else ()
    return heads, ([cell(*fact) for fact in row.items()] for row in facts)


def _counts(stats: Stats) -> Iterator[tuple[str, str]]:
    """Yield a line for each number, those of stacks and targets one by one."""
    for name, number in stats.items():
        if isinstance(number, dict):
            of = name.removeprefix("specs_by_")
            yield from ((f"{of} {safe(label)}", str(specs)) for label, specs in number.items())
        else:
            yield name.replace("_", " "), str(number)


def cell(name: str, fact: Fact) -> str:
    """Return what stands in a table for the fact called *name*, safe to show."""
    if isinstance(fact, tuple):
        return _list_cell(name, fact)
    if isinstance(fact, bool):
        return "yes" if fact else ""
    if name == "hash" and fact:
        return f"/{fact}"[: 1 + SHORT_HASH]
    return "" if fact is None else safe(str(fact))


@lru_cache(maxsize=1 << 16)
def _list_cell(name: str, texts: tuple[str, ...]) -> str:
    return safe(spelled_variants(texts) if name == "variants" else list_cell(texts))
