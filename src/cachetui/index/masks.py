"""Masks: a byte for each entry of a table or a column, 1 where it is meant.

Masks of columns are made from masks of tables by looking up every code, and joined as long
integers, all of it without a step of Python per row.
"""

from __future__ import annotations

import sys
from array import array
from functools import reduce
from operator import and_

_FLIPPED = bytes((1, 0, *[0] * 254))
_LOWEST_BYTE = 0 if sys.byteorder == "little" else array("I").itemsize - 1


def invert(mask: bytes) -> bytes:
    """Mean what *mask* does not."""
    return mask.translate(_FLIPPED)


def gather(mask: bytes, column: array[int]) -> bytes:
    """Look up every code of *column* in the mask of its table."""
    if len(mask) > 256:
        return bytes(map(list(mask).__getitem__, column))  # a list's is quicker than that of bytes
    codes = column.tobytes()[_LOWEST_BYTE :: column.itemsize]
    return codes.translate(mask.ljust(256, b"\0"))


def intersect(masks: list[bytes]) -> bytes:
    """Join *masks*, one at least, to where all of them are 1."""
    joined = reduce(and_, map(int.from_bytes, masks))
    return joined.to_bytes(len(masks[0]))


def where(condition: bytes, then: bytes, otherwise: bytes) -> bytes:
    """Take *then* where *condition* is 1, else *otherwise*."""
    chosen, yes, no = map(int.from_bytes, (condition, then, otherwise))
    return ((chosen & yes) | (no & ~chosen)).to_bytes(len(condition))


def union(one: bytes, other: bytes) -> bytes:
    """Return the mask of what is in *one* or in *other*."""
    return (int.from_bytes(one) | int.from_bytes(other)).to_bytes(len(one))
