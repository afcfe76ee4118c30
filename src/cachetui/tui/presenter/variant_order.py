"""The order of the variants in a line: what tells the lines of a group apart comes first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from enum import IntEnum

from cachetui.model import Configuration

BUILD_SYSTEM = "build_system"
"""The variant that every spec has, and that hardly anybody chooses."""
LOOKED_AT = 500
"""Lines of a group that its order is for: those after them would cost more than a key may wait."""


class Telling(IntEnum):
    """How much a variant tells of a line, the most first."""

    ALONE = 0
    """It differs where lines have nothing else to be told apart by."""
    BUILD_SYSTEM = 1
    DIFFERS = 2
    SHARED = 3
    """It is the same in all lines of the group."""
    LAST = 4


class VariantOrder:
    """Puts variants into the order for the lines of one group, the same in all of them."""

    def __init__(self, configurations: Sequence[Configuration], fields: Collection[str]) -> None:
        """Order variants for the lines of *configurations*, which show *fields* beside them."""
        looked_at = [(one, frozenset(one.variants)) for one in configurations[:LOOKED_AT]]
        alike = defaultdict[tuple[object, ...], list[frozenset[str]]](list)
        for one, variants in looked_at:
            alike[tuple(getattr(one, field) for field in fields)].append(variants)
        self._differing = _differing([variants for _, variants in looked_at])
        self._alone = set[str]().union(*map(_differing, alike.values()))

    def ordered(self, variants: Iterable[str]) -> list[str]:
        """Return *variants* in this order; those that tell as much stay as they stand."""
        return sorted(variants, key=self._place)

    def _place(self, variant: str) -> Telling:
        name = name_of(variant)
        if name == BUILD_SYSTEM:
            return Telling.BUILD_SYSTEM if name in self._alone else Telling.LAST
        if name in self._alone:
            return Telling.ALONE
        return Telling.DIFFERS if name in self._differing else Telling.SHARED


def name_of(variant: str) -> str:
    """Return the name of a variant as it is listed: ``+mpi``, ``api=v18``, ``languages:=c``."""
    return variant.lstrip("+~").partition("=")[0].rstrip(":")


def _differing(lines: Sequence[frozenset[str]]) -> set[str]:
    """Return the names of the variants in which *lines*, the variants of each, differ."""
    first, *others = lines or [frozenset[str]()]
    return set(map(name_of, first.union(*others) - first.intersection(*others)))
