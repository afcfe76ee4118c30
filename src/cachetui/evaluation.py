"""One query on one index: a mask of the listings that meet it.

A *mask* is a byte for each entry of a table or a column, 1 where it matches. Masks of columns
are made from masks of tables by looking up every code, and joined as long integers, all of it
without a step of Python per row.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Callable, Hashable, Iterator
from functools import reduce
from operator import and_
from typing import TypeVar

from cachetui.constraints import Judge, Query, Variant
from cachetui.index import Index, Table
from cachetui.satisfies import (
    as_variant,
    compiler_test,
    item_test,
    meets,
    stacks_test,
    target_test,
    version_test,
)
from cachetui.values import any_of

T = TypeVar("T", bound=Hashable)

_FLIPPED = bytes((1, 0, *[0] * 254))
_LOWEST_BYTE = 0 if sys.byteorder == "little" else array("I").itemsize - 1


class Evaluation:
    """One query on one index.

    *listed* has for the name of a variant all that pages list of it: ``+mpi``, ``~mpi``.
    """

    def __init__(
        self, index: Index, query: Query, judge: Judge | None, listed: dict[str, set[str]]
    ) -> None:
        self.index = index
        self.query = query
        self.judge = judge or (lambda platform, os, target: "maybe")
        self.listed = listed

    def mask(self) -> bytes | None:
        """Return the mask of all listings; None where nothing is asked of them."""
        masks = [*self._of_listings()]
        configurations = [*self._of_configurations()]
        if configurations:
            masks.append(self._for_listings(_all(configurations)))
        return _all(masks) if masks else None

    def _of_configurations(self) -> Iterator[bytes]:
        index, query, columns = self.index, self.query, self.index.configurations
        if query.versions:
            yield _spread(_mask(version_test(query.versions), index.versions), columns.versions)
        for compiler in query.compilers:
            yield _spread(_mask(compiler_test(compiler), index.compilers), columns.compiler)
        if query.platform:
            yield _spread(_mask(item_test(query.platform), index.platforms), columns.platform)
        if query.os:
            yield _spread(_mask(item_test(query.os), index.oses), columns.os)
        if query.target:
            yield _spread(_mask(target_test(query.target), index.targets), columns.target)
        for variant in query.variants:
            yield self._variant(variant)
        if query.compiler:
            mask = _spread(_mask(item_test(query.compiler), index.compilers), columns.compiler)
            yield self._or_variant("compiler", mask, lambda mask: mask)
        if query.runs:
            yield self._or_variant("runs", self._runs(), lambda mask: mask)

    def _of_listings(self) -> Iterator[bytes]:
        index, query, columns = self.index, self.query, self.index.listings
        if query.tag:
            mask = _spread(_mask(item_test(query.tag), index.tags), columns.tag)
            yield self._or_variant("tag", mask, self._for_listings)
        if query.stack:
            mask = _spread(_mask(stacks_test(query.stack), index.stacks), columns.stacks)
            yield self._or_variant("stack", mask, self._for_listings)
        if query.hash:
            begins = [name is not None and name.startswith(query.hash) for name in index.hashes]
            yield _spread(bytes(begins), columns.spec)

    def _for_listings(self, mask: bytes) -> bytes:
        """Turn a mask of configurations into one of listings."""
        return _spread(mask, self.index.listings.configuration)

    def _variant(self, asked: Variant) -> bytes:
        """Return the mask of the configurations that have the variant *asked*.

        Those without one of its name will do only if it propagates: rows are concrete.
        """
        meeting = {text for text in self._named(asked) if meets(Variant.listed(text), asked)}
        mask = self._having(meeting)
        if not asked.propagated:
            return mask
        return _either(self._having(self._named(asked)), mask, b"\1" * len(mask))

    def _named(self, asked: Variant) -> set[str]:
        return self.listed.get(asked.name, set())

    def _having(self, texts: set[str]) -> bytes:
        """Return the mask of the configurations that list any of *texts*."""
        lacking = bytes(map(texts.isdisjoint, self.index.variants.shown))
        return _spread(lacking.translate(_FLIPPED), self.index.configurations.variants)

    def _runs(self) -> bytes:
        """Return the mask of the configurations with one of the verdicts asked for."""
        index, columns, test = self.index, self.index.configurations, any_of(self.query.runs)
        places = list(zip(columns.platform, columns.os, columns.target, strict=True))
        judged = {
            (platform, os, target): test(
                self.judge(
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
        return _either(lift(self._having(self._named(asked))), lift(self._variant(asked)), mask)


def _mask(test: Callable[[T], bool], table: Table[T]) -> bytes:
    """Return the mask of a table by its values as they are shown: so they are asked for."""
    return bytes(map(test, table.shown))


def _spread(mask: bytes, column: array[int]) -> bytes:
    """Look up every code of *column* in the mask of its table."""
    if len(mask) > 256:
        return bytes(map(list(mask).__getitem__, column))  # a list's is quicker than that of bytes
    codes = column.tobytes()[_LOWEST_BYTE :: column.itemsize]
    return codes.translate(mask.ljust(256, b"\0"))


def _all(masks: list[bytes]) -> bytes:
    """Join *masks*, one at least, to where all of them are 1."""
    joined = reduce(and_, map(int.from_bytes, masks))
    return joined.to_bytes(len(masks[0]))


def _either(condition: bytes, then: bytes, otherwise: bytes) -> bytes:
    """Take *then* where *condition* is 1, else *otherwise*."""
    chosen, yes, no = map(int.from_bytes, (condition, then, otherwise))
    return ((chosen & yes) | (no & ~chosen)).to_bytes(len(condition))
