"""The constraints of one query on one index, each as a mask of what meets it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Hashable, Iterable, Iterator
from functools import cached_property, partial
from typing import Any, Literal, TypeVar

from msgspec import Struct

from cachetui.index.columns import Dictionary
from cachetui.index.fields import FIELD, YES_NO, Field
from cachetui.index.index import Index
from cachetui.index.masks import gather, intersect, invert, union, where
from cachetui.model import ARCHITECTURE
from cachetui.query.dependencies import DependencyMasks
from cachetui.query.node_masks import NodeMasks
from cachetui.query.query import ITEM_KEYS, Compatibility, Dependency, Query
from cachetui.spack.keys import EXTENSION_KEYS
from cachetui.spack.satisfies import (
    any_item_test,
    as_variant,
    compiler_test,
    flag_test,
    has_flags,
    item_test,
    meets,
    namespace_test,
    range_test,
    version_test,
)
from cachetui.spack.values import any_of
from cachetui.spack.variants import Flag, Variant

T = TypeVar("T", bound=Hashable)
Of = Literal["configurations", "listings"]
"""What the entries of a mask stand for."""


class ConstraintMask(Struct, frozen=True):
    """One constraint of a query, and the mask of what meets it."""

    constraint: str
    """The constraint as the query's normal form has it: ``+mpi``, ``stack=e4s,ml``, ``%gcc``."""
    of: Of
    mask: bytes
    """Configuration or listing -> 1 where it meets the constraint, else 0."""


def joined(masks: Iterable[ConstraintMask], of: Of) -> bytes | None:
    """Return the logical AND of those of *masks* that are *of* one kind; None if none is."""
    found = [constraint.mask for constraint in masks if constraint.of == of]
    return intersect(found) if found else None


class Evaluation:
    """Evaluates one query on one index; the caller has learned the named variants.

    A constraint is tested once for each distinct value; rows are then selected by their codes.
    """

    def __init__(self, index: Index, query: Query, verdict: Compatibility | None) -> None:
        self.index = index
        self.query = query
        self.verdict = verdict or (lambda *_: "maybe")

    def configurations(self) -> bytes | None:
        """Return the mask by the constraints on configurations; None if there are none."""
        return joined(self._needed, "configurations")

    def listings(self) -> bytes | None:
        """Return the mask by the constraints on listings alone; None if there are none."""
        return joined(self._needed, "listings")

    @cached_property
    def _needed(self) -> list[ConstraintMask]:
        """The masks of the constraints, up to the one after which nothing is left.

        Because the rest is not evaluated, a query of very many constraints stays cheap.
        """
        needed: list[ConstraintMask] = []
        left: dict[Of, int] = {}
        for mask in self.masks():
            needed.append(mask)
            bits = int.from_bytes(mask.mask, sys.byteorder)
            left[mask.of] = left[mask.of] & bits if mask.of in left else bits
            if not left[mask.of]:
                break
        return needed

    def masks(self) -> Iterator[ConstraintMask]:
        """Yield the mask of each constraint but the name, worked out when it is asked for."""
        query = self.query
        if query.versions:
            holds = version_test(query.versions)
            yield ConstraintMask(query.version_text, *self._by_value(FIELD["version"], holds))
        if query.namespace:
            test = namespace_test(query.namespace)
            yield ConstraintMask(query.namespace_text, *self._by_value(FIELD["namespace"], test))
        for variant in query.variants:
            yield ConstraintMask(str(variant), "configurations", self._variant(variant))
        for flag in query.flags:
            yield ConstraintMask(str(flag), "configurations", self._flag(flag))
        for key in ITEM_KEYS:
            if items := getattr(query, key):
                yield ConstraintMask(query.item_text(key), *self._by_items(FIELD[key], items))
        if query.hash:
            yield ConstraintMask(query.hash_text, "listings", self._hash(query.hash))
        for dependency in query.dependencies:
            yield ConstraintMask(str(dependency), *self._dependency(dependency))

    def _by_value(self, field: Field, test: Callable[[Any], bool]) -> tuple[Of, bytes]:
        """Return the mask of the rows whose value of *field*, as it is shown, passes *test*."""
        mask = gather(_mask(test, self.index.dictionaries[field.name]), self.index.column(field))
        return "configurations" if field.owner == "configuration" else "listings", mask

    def _by_items(self, field: Field, items: tuple[str, ...]) -> tuple[Of, bytes]:
        """Return the mask of the rows whose value of *field* meets any of *items*."""
        of: Of
        if field.owner == "host":
            of, mask = self._by_verdict(any_of(items))
        elif field.owner == "status":
            of, mask = "listings", self._by_status(field, any_of(items))
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

    def _by_status(self, field: Field, test: Callable[[str], bool]) -> bytes:
        """Return the mask of the listings for which *test* accepts yes or no.

        It is yes where any origin of the spec states *field*.
        """
        passes = bytes(test(YES_NO[not bits & field.bit]) for bits in range(256))
        return gather(self.index.spec_status().translate(passes), self.index.listings.spec)

    def _hash(self, prefix: str) -> bytes:
        """Return the mask of the listings of specs whose hash begins with *prefix*."""
        begins = [name is not None and name.startswith(prefix) for name in self.index.hashes]
        return gather(bytes(begins), self.index.listings.spec)

    def _variant(self, asked: Variant) -> bytes:
        """Return the mask of the configurations that meet the variant *asked*.

        One without a variant of that name meets it only if *asked* propagates: what is listed is
        concrete, so a variant that is not listed does not exist.
        """
        meeting = {text for text in self._named(asked) if meets(Variant.listed(text), asked)}
        mask = self._having(meeting)
        if not asked.propagated:
            return mask
        return where(self._having(self._named(asked)), mask, b"\1" * len(mask))

    def _flag(self, asked: Flag) -> bytes:
        """Return the mask of the configurations with the flags *asked*.

        Pages of 2021 and 2022 list flags among the variants, so both are searched.
        """
        _, mask = self._by_value(FIELD["flags"], flag_test(asked))
        named = self.index.named_variants.texts(asked.name)
        return union(mask, self._having(set(filter(partial(has_flags, asked), named))))

    def _dependency(self, asked: Dependency) -> tuple[Of, bytes]:
        """Return the mask of what meets a ``%`` or ``^``: of listings, if any edges are known."""
        if not self.index.tells_dependencies:
            return "configurations", self._without_edges(asked)
        mask = self._dependencies.asking(asked)
        if asked in self.query.left_out:
            mask = union(mask, self._nodes.without_edges)
        return "listings", gather(mask, self.index.listings.spec)

    @cached_property
    def _nodes(self) -> NodeMasks:
        return NodeMasks(self.index, self._configurations_of)

    @cached_property
    def _dependencies(self) -> DependencyMasks:
        return DependencyMasks(self._nodes)

    def _without_edges(self, asked: Dependency) -> bytes:
        """Return the mask of the configurations that meet *asked* by the compiler they list.

        Pages tell a compiler's name and version only. What else is asked of it, such as a target,
        is compared with the spec's own.
        """
        every = b"\1" * len(self.index.configurations)
        mask = every if asked in self.query.left_out else self._compiled(asked, every)
        if asked.when is None:
            return mask
        return where(self._configurations_of(asked.when) or every, mask, every)

    def _compiled(self, asked: Dependency, every: bytes) -> bytes:
        """Return the mask for *asked* without its condition, *every* being that of all."""
        if not asked.is_compiler or asked.node.dependencies:
            return invert(every)
        node = asked.node
        _, mask = self._by_value(FIELD["compiler"], compiler_test(node.name, node.versions))
        own = self._configurations_of(node.but(name="", versions=None, hash=""))
        return mask if own is None else intersect([mask, own])

    def _configurations_of(self, query: Query) -> bytes | None:
        """Return the mask of the configurations that meet another *query*."""
        return Evaluation(self.index, query, self.verdict).configurations()

    @cached_property
    def _none(self) -> bytes:
        """The mask that selects no configuration."""
        return bytes(len(self.index.configurations))

    def _named(self, asked: Variant) -> set[str]:
        """Return all that is listed of a variant of that name: ``+mpi``, ``~mpi``."""
        return self.index.named_variants.texts(asked.name)

    def _having(self, texts: set[str]) -> bytes:
        """Return the mask of the configurations that list any of *texts*."""
        if not texts:
            return self._none
        lists = self.index.named_variants.having(texts)
        return gather(lists, self.index.configurations.variants)

    def _or_variant(self, key: str, of: Of, mask: bytes) -> bytes:
        """Return *mask*, corrected for rows with a variant that is called *key* like the field.

        In Spack's syntax ``key=value`` is that variant, so for these rows the variant decides.
        """
        asked = as_variant(key, getattr(self.query, key))
        if not self._named(asked):
            return mask
        having, meeting = self._having(self._named(asked)), self._variant(asked)
        if of == "listings":
            column = self.index.listings.configuration
            having, meeting = gather(having, column), gather(meeting, column)
        return where(having, meeting, mask)


def _items_test(field: Field, items: tuple[str, ...]) -> Callable[[Any], bool]:
    """Return the test whether a value of *field* meets any of *items*."""
    if field.ranges:
        return range_test(items)
    return any_item_test(items) if field.many else item_test(items)


def _mask(test: Callable[[T], bool], dictionary: Dictionary[T]) -> bytes:
    """Return the mask of the values in *dictionary* that pass *test* as they are shown."""
    return bytes(map(test, dictionary.shown))
