"""Switching single values of a query on and off, as facets do.

A facet is a key of the query: one of its fields, ``version`` or ``variant``. Its values are the
texts that lists show; a value that a page lacks is ``none``. Of the values of a facet that are on,
any may be met, and one that is switched on replaces a typed range or pattern that takes it in. Of
variants all must be met; a variant has one value, so the last one chosen replaces the others.
"""

from __future__ import annotations

from typing import Any

from cachetui.index.fields import RANGED
from cachetui.query.parser import QueryError, parse
from cachetui.query.query import ITEM_KEYS, Query
from cachetui.safe_text import clip, safe
from cachetui.spack.values import any_of, literal
from cachetui.spack.variants import Flag, Variant
from cachetui.spack.versions import ExactVersion, VersionList

KEYS = (*ITEM_KEYS, "version", "variant")
"""The keys whose values can be switched on and off."""


class UnwritableError(ValueError):
    """A value for which the query language has no words, such as a version with a space in it."""

    def __init__(self, key: str, value: str):
        super().__init__(f"a query cannot ask for the {key} '{clip(safe(value), 40)}'")


def is_on(query: Query, key: str, value: str) -> bool:
    """Return whether *query* asks for *value* by itself, not by a range or pattern."""
    if key == "version":
        return query.versions is not None and ExactVersion(value) in query.versions.items
    if key == "variant":
        return Variant.listed(value) in query.variants or Flag.listed(value) in query.flags
    return literal(value) in getattr(query, key)


def without(query: Query, key: str) -> Query:
    """Return *query* asking nothing of the facet *key*."""
    if key == "version":
        return query.but(versions=None)
    return query.but(variants=(), flags=()) if key == "variant" else _with_items(query, key, ())


def only(query: Query, key: str, value: str) -> Query:
    """Return *query* with *value* on and no other value of its facet; raises UnwritableError."""
    return toggled(without(query, key), key, value)


def toggled(query: Query, key: str, value: str) -> Query:
    """Return *query* with *value* on if it was off, else off, in normal form.

    Raises UnwritableError where that would not be read back as the same.
    """
    on = is_on(query, key, value)
    toggle = {"version": _toggle_version, "variant": _toggle_variant}.get(key)
    changed = toggle(query, value, on) if toggle else _toggle_item(query, key, value, on)
    try:
        normal = parse(str(changed), fuzzy=True)
    except QueryError:
        raise UnwritableError(key, value) from None
    if is_on(normal, key, value) == on:
        raise UnwritableError(key, value)
    return normal.but(notes=query.notes)


def _toggle_version(query: Query, value: str, on: bool) -> Query:
    had = query.versions.items if query.versions else ()
    kept = tuple(item for item in had if not item.holds(value))
    changed = kept if on else (*kept, ExactVersion(value))
    return query.but(versions=VersionList(changed) if changed else None)


def _toggle_variant(query: Query, value: str, on: bool) -> Query:
    if flag := Flag.listed(value):
        others = tuple(asked for asked in query.flags if asked.name != flag.name)
        return query.but(flags=others if on else (*others, flag))
    chosen = Variant.listed(value)
    kept = tuple(asked for asked in query.variants if asked.name != chosen.name)
    return query.but(variants=kept if on else (*kept, chosen))


def _toggle_item(query: Query, key: str, value: str, on: bool) -> Query:
    kept = tuple(item for item in getattr(query, key) if not _gives_way(item, key, value))
    return _with_items(query, key, kept if on else (*kept, literal(value)))


def _with_items(query: Query, key: str, items: tuple[str, ...]) -> Query:
    changes: dict[str, Any] = {key: items}
    return query.but(**changes)


def _gives_way(item: str, key: str, value: str) -> bool:
    """Return whether *item* goes when *value* is switched: it takes *value* in, or is a range."""
    return any_of([item])(value) or (key in RANGED and ":" in item)
