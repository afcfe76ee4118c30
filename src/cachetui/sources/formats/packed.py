"""Configurations that batches share without an object for each, of which there can be many."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from typing import Any, overload

from cachetui.model import Configuration

Columns = Iterable[Iterable[Any]]
"""Configurations by their fields, in the order of those: what all have is said without end."""


class PackedConfigurations(Sequence[Configuration]):
    """Configurations each of which is made when somebody asks for it."""

    are_distinct = True
    """Whether no two of them are equal."""

    @abstractmethod
    def columns(self, places: Sequence[int]) -> Columns:
        """Return those at *places*, of which there are some, as columns."""

    @overload
    def __getitem__(self, place: int) -> Configuration: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Configuration]: ...
    def __getitem__(self, place: int | slice) -> Configuration | Sequence[Configuration]:
        if isinstance(place, slice):
            return list(map(self.__getitem__, range(*place.indices(len(self)))))
        return Configuration._make(map(next, map(iter, self.columns((place,)))))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]


def columns_of(configurations: Sequence[Configuration], places: Sequence[int]) -> Columns:
    """Return as columns those *configurations* that are at *places*."""
    if not places:
        return [()] * len(Configuration._fields)
    if isinstance(configurations, PackedConfigurations):
        return configurations.columns(places)
    return zip(*map(configurations.__getitem__, places), strict=True)
