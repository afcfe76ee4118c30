"""The rows of a batch that an index lists: all of them, or those that are on offer."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from itertools import compress, islice
from typing import Any

from msgspec import Struct

from cachetui.model import CODE, Batch, Status, is_on_offer

_CACHED = bytes((Status.CACHED,))
_ON_OFFER = bytes(map(is_on_offer, range(256)))


class Rows(Struct):
    """Rows as columns, those of one package side by side."""

    packages: list[tuple[str, int]]
    """A package's name and the number of its rows, in the order of the rows."""
    specs: Sequence[int]
    """Row -> the code of its spec."""
    configurations: Sequence[int]
    """Row -> the code of its configuration."""
    stacks: Sequence[tuple[str, ...]]
    status: Sequence[int]
    sparse: dict[str, Sequence[Any]]
    """The name of a field that few entries have -> row -> its value; empty where all lack it."""

    @classmethod
    def of(
        cls,
        batch: Batch,
        specs: array[int],
        configurations: array[int],
        *,
        everything: bool,
    ) -> Rows:
        """Return the rows of *batch*, without those on offer nowhere unless *everything*."""
        sparse: dict[str, Sequence[Any]] = {
            "size": batch.sizes,
            "tarball": batch.tarballs,
            "time": batch.times,
            "prefix": batch.prefixes,
        }
        status: Sequence[int] = batch.status or _CACHED * len(batch)
        rows = cls(batch.packages, specs, configurations, batch.stacks, status, sparse)
        if everything or not batch.status:
            return rows
        offered = bytes(status).translate(_ON_OFFER)
        return rows if all(offered) else rows.only(offered)

    def only(self, kept: bytes) -> Rows:
        """Return the rows for which *kept* has a 1."""
        flags = iter(kept)
        packages = [(name, sum(islice(flags, count))) for name, count in self.packages]
        return Rows(
            [(name, count) for name, count in packages if count],
            array(CODE, compress(self.specs, kept)),
            array(CODE, compress(self.configurations, kept)),
            list(compress(self.stacks, kept)),
            bytes(compress(self.status, kept)),
            {name: list(compress(values, kept)) for name, values in self.sparse.items()},
        )
