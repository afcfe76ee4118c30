"""Facets: the values that a search can be narrowed to, and how many specs each would leave."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from cachetui.index.fields import FACETS, FIELD, RANGED
from cachetui.index.index import Index
from cachetui.query.edit import is_on, without
from cachetui.query.match import match
from cachetui.query.query import Compatibility, Query
from cachetui.spack.values import plain
from cachetui.spack.variants import Variant
from cachetui.spack.versions import ExactVersion
from cachetui.views.facet_counts import Choices


class Value(Struct, frozen=True):
    """A value of a facet."""

    text: str
    """As lists show it, ``none`` for what a page lacks; `edit.toggled` takes it."""
    specs: int
    """How many specs the list would show if only this value of its facet were on."""
    on: bool
    """Whether the query asks for it by itself, not by a range or pattern."""


class Facet(Struct, frozen=True):
    """A key of the query, with the values that there are for it."""

    key: str
    """One of `FACETS`."""
    values: tuple[Value, ...]
    """By name, versions and tags newest first, ``root`` and then ``none`` last."""


def facets(
    index: Index, query: Query, packages: Iterable[int] | None, verdict: Compatibility
) -> tuple[Facet, ...]:
    """Return every facet for *query* in *packages*, given by their codes; None means all.

    The name in *query* is ignored: the caller knows the packages that it finds. A value that is on
    is listed even if no spec has it.
    """
    packages = None if packages is None else list(packages)
    choices: dict[Query, Choices] = {}
    found = {}
    with index.lock:
        for key in sorted(FACETS, key=lambda key: without(query, key) == query):
            rest = without(query, key)  # the query itself comes last: `match` remembers that
            if rest not in choices:
                listings = match(index, rest, verdict).chosen(packages)
                choices[rest] = Choices(index, listings, verdict)
            found[key] = _facet(key, query, choices[rest])
    return tuple(found[key] for key in FACETS)


def _facet(key: str, query: Query, choices: Choices) -> Facet:
    """Return the facet *key*; *choices* are what *query* finds without asking anything of it."""
    asked = list(_asked(query, key))
    counts = choices.per(key, asked)
    ordered = FIELD[key].ordered(counts.keys() | asked)
    values = (Value(t, counts[t], bool(asked) and is_on(query, key, t)) for t in ordered)
    return Facet(key, tuple(values))


def _asked(query: Query, key: str) -> Iterator[str]:
    """Yield the values of *key* that are on: *query* asks for each by itself, not by a pattern."""
    if key == "version":
        items = query.versions.items if query.versions else ()
        yield from (item.version for item in items if isinstance(item, ExactVersion))
    elif key == "variant":
        texts = map(str, query.variants)
        yield from (text for text in texts if Variant.listed(text) in query.variants)
    else:
        named = (item for item in getattr(query, key) if key not in RANGED or ":" not in item)
        yield from (text for text in map(plain, named) if is_on(query, key, text))
