"""The rows that an index adds at once: of many pages, or those of a batch that are on offer."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from itertools import accumulate, chain, compress, islice
from typing import Any, TypeVar

from msgspec import Struct

from cachetui.model import CODE, Batch, Status, is_on_offer

T = TypeVar("T")
_CACHED = bytes((Status.CACHED,))
_ON_OFFER = bytes(map(is_on_offer, range(256)))


class Rows(Struct):
    """Rows of some batches as columns, those of one package side by side."""

    counts: list[int]
    """Batch -> the number of its rows."""
    packages: list[tuple[str, int]]
    """A package's name and the number of its rows, in the order of the rows."""
    specs: Sequence[int]
    """Row -> the code of its spec."""
    configurations: Sequence[int]
    """Row -> the code of its configuration."""
    stacks: Sequence[tuple[str, ...]]
    status: Sequence[int]
    sparse: list[tuple[str, int, Sequence[Any]]]
    """Runs of values of fields that few entries have: the field's name, the first row, values."""

    @classmethod
    def of_pages(
        cls, pages: Sequence[Batch], specs: array[int], configurations: array[int]
    ) -> Rows:
        """Return all rows of *pages*."""
        counts = [len(page.configuration_of) for page in pages]
        return cls(
            counts,
            chained(page.packages for page in pages),
            specs,
            configurations,
            chained(page.stacks for page in pages),
            _CACHED * len(specs),
            [
                (name, first, values)
                for page, first in zip(pages, accumulate(counts, initial=0), strict=False)
                for name, values in (("size", page.sizes), ("tarball", page.tarballs))
                if values
            ],
        )

    @classmethod
    def of_records(
        cls,
        batch: Batch,
        specs: array[int],
        configurations: array[int],
        *,
        everything: bool,
    ) -> Rows:
        """Return the rows of *batch*, without those on offer nowhere unless *everything*."""
        sparse = (
            ("size", batch.sizes),
            ("tarball", batch.tarballs),
            ("time", batch.times),
            ("prefix", batch.prefixes),
        )
        rows = cls(
            [len(specs)],
            batch.packages,
            specs,
            configurations,
            batch.stacks,
            batch.status,
            [(name, 0, values) for name, values in sparse if values],
        )
        if everything:
            return rows
        offered = bytes(batch.status).translate(_ON_OFFER)
        return rows if all(offered) else rows._only(offered)

    def _only(self, kept: bytes) -> Rows:
        """Return the rows of one batch for which *kept* has a 1."""
        flags = iter(kept)
        packages = [(name, sum(islice(flags, count))) for name, count in self.packages]
        return Rows(
            [sum(kept)],
            [(name, count) for name, count in packages if count],
            array(CODE, compress(self.specs, kept)),
            array(CODE, compress(self.configurations, kept)),
            list(compress(self.stacks, kept)),
            bytes(compress(self.status, kept)),
            [(name, 0, list(compress(values, kept))) for name, _, values in self.sparse],
        )


def chained(parts: Iterable[Iterable[T]]) -> list[T]:
    """Return the items of all *parts*, one after the other."""
    return list(chain.from_iterable(parts))
