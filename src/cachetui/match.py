"""Which listings a query matches: each constraint once per distinct value, then by code.

A *mask* is a byte for each entry of a table or a column, 1 where it matches. Masks of columns
are made from masks of tables by looking up every code, and joined as long integers, all of it
without a step of Python per row.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import replace
from functools import reduce
from itertools import chain, compress
from operator import and_
from typing import TypeVar
from weakref import WeakKeyDictionary

from cachetui.constraints import Query, Variant
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
from cachetui.tally import Owners, Tally
from cachetui.values import any_of

T = TypeVar("T", bound=Hashable)
Judge = Callable[[str, str, str], str]
"""Platform, os and target -> the host's verdict: yes, maybe or no."""

_FLIPPED = bytes((1, 0, *[0] * 254))
_LOWEST_BYTE = 0 if sys.byteorder == "little" else array("I").itemsize - 1


class Match:
    """The listings that match, as they were found; nothing is counted before it is asked for."""

    def __init__(self, index: Index, mask: bytes | None, tally: Tally | None) -> None:
        self.index = index
        self.mask = mask
        """A byte for each listing; None where all match."""
        self._tally = tally

    def __contains__(self, package: int) -> bool:
        """Tell whether any listing of *package* matches."""
        return self.count(package) > 0

    def listings(self, package: int) -> list[int]:
        """Give the listings of *package* that match, in their order."""
        spans = self.index.spans(package)
        if self.mask is None:
            return list(chain.from_iterable(spans))
        return [n for span in spans for n in compress(span, self.mask[span.start : span.stop])]

    def count(self, package: int) -> int:
        """Count the distinct specs of *package* that match."""
        return self._tally.counts[package] if self._tally else self.index.specs_in(package)

    def total(self, packages: Iterable[int] | None = None) -> int:
        """Add up the counts of *packages*, of all of them if None."""
        if packages is None:
            packages = range(len(self.index.packages))
        return sum(map(self.count, packages))


def match(index: Index, query: Query, judge: Judge | None = None) -> Match:
    """Find the listings that meet all of *query* but its name and dependencies.

    *judge* is asked once for each platform, os and target where the query has ``runs=``; without
    one every verdict is maybe. The last answer is remembered until the index grows, so that a
    name can be typed beside constraints at no cost.
    """
    with index.lock:
        memory = _MEMORIES.setdefault(index, _Memory())
        asked = (replace(query, name="", dependencies=""), judge, len(index.listings))
        if memory.asked != asked:
            memory.learn(index)
            mask = _Evaluation(index, asked[0], judge, memory.listed).mask()
            memory.asked, memory.mask = asked, mask
            memory.tally = None if mask is None else Tally(mask, index.listings, memory.owners)
        return Match(index, memory.mask, memory.tally)


class _Memory:
    """What is kept of an index from one query to the next."""

    def __init__(self) -> None:
        self.asked: tuple[Query, Judge | None, int] | None = None
        self.mask: bytes | None = None
        self.tally: Tally | None = None
        self.owners = Owners()
        self.listed: dict[str, set[str]] = {}
        """The name of a variant -> all that pages list of it: ``+mpi``, ``~mpi``."""
        self._seen = 0

    def learn(self, index: Index) -> None:
        """Look at what is new in *index*."""
        self.owners.learn(index)
        new = index.variants.shown[self._seen :]
        self._seen += len(new)
        for text in set(chain.from_iterable(new)):
            self.listed.setdefault(Variant.listed(text).name, set()).add(text)


_MEMORIES: WeakKeyDictionary[Index, _Memory] = WeakKeyDictionary()


class _Evaluation:
    """One query on one index."""

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
