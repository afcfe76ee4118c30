"""The constraints of a query one by one, each with its text and the query without it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct

from cachetui.query.query import ITEM_KEYS, Query


class Constraint(Struct, frozen=True):
    """One constraint of a query."""

    key: str
    """version, namespace, variants, flags, hash, dependencies, or one of `ITEM_KEYS`."""
    text: str
    """As the query's normal form has it: ``+mpi``, ``stack=e4s,ml``, ``%gcc``."""
    value: Any
    """The value of the query's field; of variants, flags and dependencies one of them."""
    without: Query
    """The query without this constraint."""


def constraints(query: Query) -> Iterator[Constraint]:
    """Yield the constraints of *query* but its name, in the order of `Evaluation.masks`."""
    if query.versions:
        without = query.but(versions=None)
        yield Constraint("version", query.version_text, query.versions, without)
    if query.namespace:
        without = query.but(namespace="")
        yield Constraint("namespace", query.namespace_text, query.namespace, without)
    yield from _each(query, "variants")
    yield from _each(query, "flags")
    for key in ITEM_KEYS:
        if items := getattr(query, key):
            without = query.but(**dict[str, Any]({key: ()}))
            yield Constraint(key, query.item_text(key), items, without)
    if query.hash:
        yield Constraint("hash", query.hash_text, query.hash, query.but(hash=""))
    yield from _each(query, "dependencies")


def without(query: Query, dropped: Iterable[Constraint]) -> Query:
    """Return *query* without the constraints *dropped*, known again by their keys and texts."""
    for one in dropped:
        same = (c.without for c in constraints(query) if (c.key, c.text) == (one.key, one.text))
        query = next(same, query)
    return query


def only(query: Query, kept: Iterable[Constraint]) -> Query:
    """Return *query* with no variants, flags and dependencies but those in *kept*."""
    values: dict[str, Any] = {"variants": (), "flags": (), "dependencies": ()}
    for one in kept:
        if one.key in values:
            values[one.key] += (one.value,)
    return query.but(**values)


def _each(query: Query, key: str) -> Iterator[Constraint]:
    """Yield a constraint for each value of the field *key*, all of which must be met."""
    values = getattr(query, key)
    for value in values:  # whoever asks for few of very many pays for few
        rest = tuple(other for other in values if other is not value)
        yield Constraint(key, str(value), value, query.but(**dict[str, Any]({key: rest})))
