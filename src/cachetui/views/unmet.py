"""The fewest constraints of a query that must be dropped together before anything is found."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import compress

from cachetui.index.index import Index
from cachetui.index.masks import gather, invert
from cachetui.index.steps import Steps, parts
from cachetui.query.evaluate import ConstraintMask, Of

MOST = 100
"""Constraints at most: how many a listing does not meet is counted in one byte."""


def fewest_unmet(
    index: Index, masks: Sequence[ConstraintMask], packages: Sequence[int] | None, most: int
) -> Steps[list[int]]:
    """Work out the places of the fewest *masks* without which a listing of *packages* is selected.

    Of several such sets it is the one that selects most listings. The list is empty where that
    takes more than *most* masks, or none.
    """
    if len(masks) > MOST or not len(index.listings):
        return []
    unmet = _unmet(index, masks, packages)
    yield
    fewest = min(unmet)
    if not 0 < fewest <= most:
        return []
    chosen = unmet.translate(bytes(number == fewest for number in range(256)))
    met = Counter[tuple[int, ...]]()
    for start, end in parts(0, len(chosen)):
        met.update(zip(*_cells(index, masks, chosen, slice(start, end)), strict=True))
        yield
    ((signs, _),) = met.most_common(1)
    return [number for number, sign in enumerate(signs) if not sign]


def _unmet(index: Index, masks: Sequence[ConstraintMask], packages: Sequence[int] | None) -> bytes:
    """Return listing -> how many of *masks* do not select it; over `MOST` in other *packages*."""
    elsewhere = b""
    if packages is not None:
        wanted = set(packages)
        elsewhere = bytes(code not in wanted for code in index.configurations.package)
    of_configurations = _sum(_failing(masks, "configurations")) + _number(elsewhere) * (MOST + 1)
    counts = of_configurations.to_bytes(len(index.configurations), sys.byteorder)
    gathered = gather(counts, index.listings.configuration)
    total = _sum(_failing(masks, "listings")) + _number(gathered)
    return total.to_bytes(len(gathered), sys.byteorder)


def _failing(masks: Iterable[ConstraintMask], of: Of) -> Iterator[bytes]:
    """Return the logical NOT of those of *masks* that are *of* one kind."""
    return (invert(one.mask) for one in masks if one.of == of)


def _sum(masks: Iterable[bytes]) -> int:
    """Return the sums of *masks*, byte by byte, as one long integer."""
    return sum(map(_number, masks))


def _number(mask: bytes) -> int:
    return int.from_bytes(mask, sys.byteorder)


def _cells(
    index: Index, masks: Sequence[ConstraintMask], chosen: bytes, span: slice
) -> Iterator[Iterable[int]]:
    """Yield each mask's entries for the listings in *span* that *chosen*, a mask, selects."""
    codes = list(compress(index.listings.configuration[span], chosen[span]))
    for one in masks:
        if one.of == "configurations":
            yield map(one.mask.__getitem__, codes)
        else:
            yield compress(one.mask[span], chosen[span])
