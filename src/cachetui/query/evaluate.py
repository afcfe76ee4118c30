"""The constraints of one query on one index, each as a mask of what meets it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from typing import Any, Literal, TypeVar

from msgspec import Struct

from cachetui.index.columns import Dictionary
from cachetui.index.fields import FIELD, Field
from cachetui.index.index import Index
from cachetui.index.masks import gather, intersect, invert, where
from cachetui.model import ARCHITECTURE
from cachetui.query.query import ITEM_KEYS, Compatibility, Query
from cachetui.spack.satisfies import (
    any_item_test,
    as_variant,
    compiler_test,
    item_test,
    meets,
    range_test,
    version_test,
)
from cachetui.spack.tokens import EXTENSION_KEYS
from cachetui.spack.values import any_of
from cachetui.spack.variants import Variant

T = TypeVar("T", bound=Hashable)
Of = Literal["configurations", "listings"]
"""What a mask has an entry for."""


class ConstraintMask(Struct, frozen=True):
    """One constraint of a query, and what meets it."""

    constraint: str
    """The constraint as the query's normal form has it: ``+mpi``, ``stack=e4s,ml``, ``%gcc``."""
    of: Of
    mask: bytes
    """A byte for each configuration or listing, 1 where the constraint is met."""


class Evaluation:
    """One query on one index, whose named variants have been learned.

    A constraint is tested once for each distinct value; rows are then selected by their codes.
    """

    def __init__(self, index: Index, query: Query, verdict: Compatibility | None) -> None:
        self.index = index
        self.query = query
        self.verdict = verdict or (lambda *_: "maybe")
        self.masks = tuple(self._masks())
        """Every constraint of the query but its name and its dependencies."""

    def configurations(self) -> bytes | None:
        """Return the mask of the configurations; None where no constraint is on them."""
        return self._joined("configurations")

    def listings(self) -> bytes | None:
        """Return the mask of the listings by what only they say; None without such a constraint."""
        return self._joined("listings")

    def _joined(self, of: Of) -> bytes | None:
        masks = [constraint.mask for constraint in self.masks if constraint.of == of]
        return intersect(masks) if masks else None

    def _masks(self) -> Iterator[ConstraintMask]:
        query = self.query
        if query.versions:
            test = version_test(query.versions)
            yield ConstraintMask(query.version_text, *self._by_value(FIELD["version"], test))
        for asked in query.compilers:
            test = compiler_test(asked.node.name, asked.node.versions)
            yield ConstraintMask(str(asked), *self._by_value(FIELD["compiler"], test))
        for variant in query.variants:
            yield ConstraintMask(str(variant), "configurations", self._variant(variant))
        for key in ITEM_KEYS:
            if items := getattr(query, key):
                yield ConstraintMask(query.item_text(key), *self._by_items(FIELD[key], items))
        if query.hash:
            yield ConstraintMask(query.hash_text, "listings", self._hash(query.hash))

    def _by_value(self, field: Field, test: Callable[[Any], bool]) -> tuple[Of, bytes]:
        """Return the mask of the rows whose value of *field* passes *test*, as it is shown."""
        mask = gather(_mask(test, self.index.dictionaries[field.name]), self.index.column(field))
        return "configurations" if field.owner == "configuration" else "listings", mask

    def _by_items(self, field: Field, items: tuple[str, ...]) -> tuple[Of, bytes]:
        """Return the mask of the rows of which any of *items* holds in *field*."""
        if field.owner == "host":
            of, mask = self._by_verdict(any_of(items))
        else:
            of, mask = self._by_value(field, _items_test(field, items))
        return of, self._or_variant(field.key, of, mask) if field.key in EXTENSION_KEYS else mask

    def _by_verdict(self, test: Callable[[str], bool]) -> tuple[Of, bytes]:
        """Return the mask of the configurations whose verdict passes *test*."""
        columns = [self.index.configurations[name] for name in ARCHITECTURE]
        values = [self.index.dictionaries[name].values for name in ARCHITECTURE]
        places = list(zip(*columns, strict=True))
        passes = {
            codes: test(self.verdict(*(v[code] for v, code in zip(values, codes, strict=True))))
            for codes in set(places)
        }
        return "configurations", bytes(map(passes.__getitem__, places))

    def _hash(self, prefix: str) -> bytes:
        begins = [name is not None and name.startswith(prefix) for name in self.index.hashes]
        return gather(bytes(begins), self.index.listings.spec)

    def _variant(self, asked: Variant) -> bytes:
        """Return the mask of the configurations that have the variant *asked*.

        Those without one of its name will do only if it propagates: rows are concrete.
        """
        meeting = {text for text in self._named(asked) if meets(Variant.listed(text), asked)}
        mask = self._having(meeting)
        if not asked.propagated:
            return mask
        return where(self._having(self._named(asked)), mask, b"\1" * len(mask))

    def _named(self, asked: Variant) -> set[str]:
        return self.index.named_variants.texts(asked.name)

    def _having(self, texts: set[str]) -> bytes:
        """Return the mask of the configurations that list any of *texts*."""
        lacking = bytes(map(texts.isdisjoint, self.index.variants.shown))
        return gather(invert(lacking), self.index.configurations.variants)

    def _or_variant(self, key: str, of: Of, mask: bytes) -> bytes:
        """Return *mask*, but for rows that have a variant called *key*: those are asked for it."""
        asked = as_variant(key, getattr(self.query, key))
        if not self._named(asked):
            return mask
        having, meeting = self._having(self._named(asked)), self._variant(asked)
        if of == "listings":
            column = self.index.listings.configuration
            having, meeting = gather(having, column), gather(meeting, column)
        return where(having, meeting, mask)


def _items_test(field: Field, items: tuple[str, ...]) -> Callable[[Any], bool]:
    if field.ranges:
        return range_test(items)
    return any_item_test(items) if field.many else item_test(items)


def _mask(test: Callable[[T], bool], dictionary: Dictionary[T]) -> bytes:
    """Return the mask of a dictionary by its values as they are shown: so they are asked for."""
    return bytes(map(test, dictionary.shown))
