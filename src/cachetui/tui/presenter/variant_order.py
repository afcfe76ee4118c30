"""The order of the variants in a line: what tells the lines of a group apart comes first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import IntEnum

from cachetui.model import Configuration

BUILD_SYSTEM = "build_system"
"""The variant that every spec has, and that hardly anybody chooses."""


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

    def __init__(self, configurations: Sequence[Configuration]) -> None:
        self._differing = _differing(configurations)
        self._alone = set[str]()
        alike: dict[Configuration, list[Configuration]] = {}
        for one in configurations:
            alike.setdefault(one._replace(variants=()), []).append(one)
        for several in alike.values():
            self._alone |= _differing(several)

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


def _differing(configurations: Sequence[Configuration]) -> set[str]:
    """Return the names of the variants in which *configurations* differ."""
    if len(configurations) < 2:
        return set()
    first, *others = (set(one.variants) for one in configurations)
    return set(map(name_of, first.union(*others) - first.intersection(*others)))
