"""A value that the query asks for and no page has, and what may have been meant instead."""

from __future__ import annotations

from msgspec import Struct

from cachetui.index.fields import FIELD
from cachetui.index.index import Index
from cachetui.query.complete import values_of
from cachetui.query.query import ITEM_KEYS, Query
from cachetui.spack.near import near
from cachetui.spack.values import NONE, is_pattern, plain


class Unknown(Struct, frozen=True):
    """A value in a query that no page has."""

    key: str
    value: str
    near: tuple[str, ...]
    """What may have been meant."""


def unknown(index: Index, query: Query) -> Unknown | None:
    """Return the first value in *query* that the cache does not have, so that nothing matches it.

    Patterns, ranges and variants are left alone, and so is everything while the index is empty.
    """
    for key in ITEM_KEYS:
        asked = [item for item in getattr(query, key) if not (is_pattern(item) or ":" in item)]
        known = values_of(index, key) if asked and FIELD[key].owner != "host" else []
        for value in map(plain, asked):
            if known and value not in (*known, NONE):
                return Unknown(key, value, _near(value, known))
    return None


def _near(value: str, known: list[str]) -> tuple[str, ...]:
    beginning = [other for other in known if other.startswith(value)]
    return tuple((beginning or near(value, known))[:4])
