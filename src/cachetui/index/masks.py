"""Boolean masks over a table or column: one byte per entry, 1 if selected.

A mask of a column is made from the mask of its dictionary by looking up every code, and masks are
joined as long integers: no Python bytecode runs per row.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import compress, count
from operator import itemgetter

from msgspec import Struct

from cachetui.index.steps import Steps, parts

_INVERTED = bytes((1, 0, *[0] * 254))
_LOWEST_BYTE = 0 if sys.byteorder == "little" else array("I").itemsize - 1


class ListingMask(Struct, frozen=True):
    """Listings as a mask; its length is how many are selected."""

    bytes: bytes
    """A byte for each listing, 1 if it is selected, else 0."""
    first: int = 0
    """The listing that the first byte is for."""

    def __len__(self) -> int:
        return self.bytes.count(1)


Chosen = Sequence[int] | ListingMask
"""Some listings of an index: their numbers, or a mask."""


def invert(mask: bytes) -> bytes:
    """Return the logical NOT of *mask*."""
    return mask.translate(_INVERTED)


def gather(mask: bytes | list[int], column: array[int]) -> bytes:
    """Return the mask of the rows of *column*: 1 where *mask*, one over codes, selects the code."""
    if isinstance(mask, list):
        return bytes(map(mask.__getitem__, column))
    if len(mask) > 256:
        return gather(list(mask), column)  # a list's look-up is quicker than that of bytes
    codes = column.tobytes()[_LOWEST_BYTE :: column.itemsize]
    return codes.translate(mask.ljust(256, b"\0"))


def gathering(mask: bytes, column: array[int]) -> Steps[bytes]:
    """Work out what `gather` returns in steps."""
    gathered, known = bytearray(), list(mask) if len(mask) > 256 else mask
    for start, end in parts(0, len(column)):
        gathered += gather(known, column[start:end])
        yield
    return bytes(gathered)


def intersect(masks: list[bytes]) -> bytes:
    """Return the logical AND of *masks*, of which there is at least one."""
    joined = int.from_bytes(masks[0], sys.byteorder)
    for mask in masks[1:]:
        if not joined:
            break
        joined &= int.from_bytes(mask, sys.byteorder)
    return joined.to_bytes(len(masks[0]), sys.byteorder)


def where(condition: bytes, then: bytes, otherwise: bytes) -> bytes:
    """Return *then* at the entries that *condition* selects, and *otherwise* at the others."""
    chosen, yes, no = (int.from_bytes(m, sys.byteorder) for m in (condition, then, otherwise))
    return ((chosen & yes) | (no & ~chosen)).to_bytes(len(condition), sys.byteorder)


def union(one: bytes, other: bytes) -> bytes:
    """Return the logical OR of two masks."""
    joined = int.from_bytes(one, sys.byteorder) | int.from_bytes(other, sys.byteorder)
    return joined.to_bytes(len(one), sys.byteorder)


def cells(column: Sequence[int], listings: Chosen) -> Sequence[int]:
    """Return the codes that *column* has for *listings*, in their order."""
    if isinstance(listings, ListingMask):
        end = listings.first + len(listings.bytes)
        return list(compress(column[listings.first : end], listings.bytes))
    if isinstance(listings, range):
        return column[listings.start : listings.stop : listings.step]
    if len(listings) < 2:
        return [column[listing] for listing in listings]
    codes: Sequence[int] = itemgetter(*listings)(column)
    return codes


def numbers(listings: Chosen) -> Iterable[int]:
    """Return the numbers of *listings*, in their order."""
    if isinstance(listings, ListingMask):
        return compress(count(listings.first), listings.bytes)
    return listings


def stretches(listings: Chosen) -> Iterator[Chosen]:
    """Yield *listings* in stretches that follow each other, each for one step."""
    if not isinstance(listings, ListingMask):
        yield from (listings[start:end] for start, end in parts(0, len(listings)))
        return
    mask, first = listings.bytes, listings.first
    for start, end in parts(0, len(mask)):
        yield ListingMask(mask[start:end], first + start)
