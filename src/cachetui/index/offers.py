"""The rows of a batch that are listed: what is on offer somewhere, or wanted by a lockfile."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, compress
from typing import TypeVar

from msgspec.structs import replace

from cachetui.model import Batch, Status, is_on_offer

T = TypeVar("T")

_CACHED = bytes([Status.CACHED])
_IS_ON_OFFER = bytes(is_on_offer(status) for status in range(256))


def status_of(batch: Batch) -> bytes:
    """Return the status of every row of *batch*."""
    return bytes(batch.status) or _CACHED * len(batch)


def on_offer(status: Sequence[int]) -> bytes:
    """Return a mask of the rows that are listed, by their *status*."""
    return bytes(status).translate(_IS_ON_OFFER)


def only(batch: Batch, mask: bytes) -> Batch:
    """Return *batch* with the rows of *mask* alone; it keeps packages that have none left."""
    ends = list(accumulate((count for _, count in batch.packages), initial=0))
    return replace(
        batch,
        packages=[
            (name, mask.count(1, start, end))
            for (name, _), start, end in zip(batch.packages, ends, ends[1:], strict=False)
        ],
        configuration_of=kept(batch.configuration_of, mask),
        hashes=kept(batch.hashes, mask),
        stacks=kept(batch.stacks, mask),
        sizes=kept(batch.sizes, mask),
        tarballs=kept(batch.tarballs, mask),
        status=kept(batch.status, mask),
        times=kept(batch.times, mask),
        prefixes=kept(batch.prefixes, mask),
    )


def kept(column: Sequence[T], mask: bytes) -> list[T]:
    """Return the cells of *column* that *mask* selects; an empty column stays empty."""
    return list(compress(column, mask))
