"""One query on one index: masks of the configurations and of the listings that meet it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from typing import TypeVar

from cachetui.index.columns import Dictionary
from cachetui.index.index import Index
from cachetui.index.masks import gather, intersect, invert, where
from cachetui.query.query import Compatibility, Query
from cachetui.spack.satisfies import (
    as_variant,
    compiler_test,
    item_test,
    meets,
    stacks_test,
    target_test,
    version_test,
)
from cachetui.spack.values import any_of
from cachetui.spack.variants import Variant

T = TypeVar("T", bound=Hashable)


class Evaluation:
    """One query on one index.

    *listed* has for the name of a variant all that pages list of it: ``+mpi``, ``~mpi``.
    """

    def __init__(
        self, index: Index, query: Query, verdict: Compatibility | None, listed: dict[str, set[str]]
    ) -> None:
        self.index = index
        self.query = query
        self.verdict = verdict or (lambda platform, os, target: "maybe")
        self.listed = listed

    def looks(self) -> bytes | None:
        """Return the mask of the configurations; None where nothing is asked of them."""
        masks = [*self._of_configurations()]
        return intersect(masks) if masks else None

    def listings(self) -> bytes | None:
        """Return the mask of the listings by what only they say; None where that is not asked."""
        masks = [*self._of_listings()]
        return intersect(masks) if masks else None

    def _of_configurations(self) -> Iterator[bytes]:
        index, query, columns = self.index, self.query, self.index.configurations
        if query.versions:
            yield gather(_mask(version_test(query.versions), index.versions), columns.versions)
        for compiler in query.compilers:
            yield gather(_mask(compiler_test(compiler), index.compilers), columns.compiler)
        if query.platform:
            yield gather(_mask(item_test(query.platform), index.platforms), columns.platform)
        if query.os:
            yield gather(_mask(item_test(query.os), index.oses), columns.os)
        if query.target:
            yield gather(_mask(target_test(query.target), index.targets), columns.target)
        for variant in query.variants:
            yield self._variant(variant)
        if query.compiler:
            mask = gather(_mask(item_test(query.compiler), index.compilers), columns.compiler)
            yield self._or_variant("compiler", mask, lambda mask: mask)
        if query.runs:
            yield self._or_variant("runs", self._runs(), lambda mask: mask)

    def _of_listings(self) -> Iterator[bytes]:
        index, query, columns = self.index, self.query, self.index.listings
        if query.tag:
            mask = gather(_mask(item_test(query.tag), index.tags), columns.tag)
            yield self._or_variant("tag", mask, self._for_listings)
        if query.stack:
            mask = gather(_mask(stacks_test(query.stack), index.stacks), columns.stacks)
            yield self._or_variant("stack", mask, self._for_listings)
        if query.hash:
            begins = [name is not None and name.startswith(query.hash) for name in index.hashes]
            yield gather(bytes(begins), columns.spec)

    def _for_listings(self, mask: bytes) -> bytes:
        """Turn a mask of configurations into one of listings."""
        return gather(mask, self.index.listings.configuration)

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
        return self.listed.get(asked.name, set())

    def _having(self, texts: set[str]) -> bytes:
        """Return the mask of the configurations that list any of *texts*."""
        lacking = bytes(map(texts.isdisjoint, self.index.variants.shown))
        return gather(invert(lacking), self.index.configurations.variants)

    def _runs(self) -> bytes:
        """Return the mask of the configurations with one of the verdicts asked for."""
        index, columns, test = self.index, self.index.configurations, any_of(self.query.runs)
        places = list(zip(columns.platform, columns.os, columns.target, strict=True))
        judged = {
            (platform, os, target): test(
                self.verdict(
                    index.platforms.values[platform],
                    index.oses.values[os],
                    index.targets.values[target],
                )
            )
            for platform, os, target in set(places)
        }
        return bytes(map(judged.__getitem__, places))

    def _or_variant(self, key: str, mask: bytes, lift: Callable[[bytes], bytes]) -> bytes:
        """Ask a row that has a variant called *key* for that, and others by *mask*.

        *lift* turns masks of configurations into the kind that *mask* is.
        """
        asked = as_variant(key, getattr(self.query, key))
        if not self._named(asked):
            return mask
        return where(lift(self._having(self._named(asked))), lift(self._variant(asked)), mask)


def _mask(test: Callable[[T], bool], table: Dictionary[T]) -> bytes:
    """Return the mask of a table by its values as they are shown: so they are asked for."""
    return bytes(map(test, table.shown))
