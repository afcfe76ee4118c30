"""Specs as nodes of the graph of dependencies: listed, known of only, or named by an edge only."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence

from cachetui.index.columns import CODE, NONE

UNKNOWN = NONE
"""The configuration of a spec of which no record has been read."""


class Nodes:
    """Columns of all specs, listed or not."""

    def __init__(self) -> None:
        self.configuration = array(CODE)
        """Spec -> the configuration in its first record, `UNKNOWN` if it has none."""
        self.status = bytearray()
        """Spec -> bits of `Status`, those of all its records together."""
        self.is_listed = bytearray()
        """Spec -> 1 if a listing shows it."""
        self.names: dict[int, str] = {}
        """Spec -> its package, where edges alone name it."""

    def __len__(self) -> int:
        return len(self.configuration)

    def add_records(
        self, specs: Sequence[int], configurations: Sequence[int], status: Sequence[int]
    ) -> None:
        """Add records of *specs*, of which new ones have the next codes."""
        known = len(self)
        first = dict(zip(reversed(specs), reversed(configurations), strict=True))
        end = max(specs, default=known - 1) + 1
        self.configuration.extend(map(first.__getitem__, range(known, end)))
        self._extend()
        for spec in self.names.keys() & first.keys():
            self.configuration[spec] = first[spec]
            del self.names[spec]
        column = self.status
        for spec, bits in zip(specs, status, strict=True):
            column[spec] |= bits

    def add_listed(self, specs: Iterable[int]) -> None:
        """Record that listings show *specs*."""
        column = self.is_listed
        for spec in specs:
            column[spec] = 1

    def add_children(self, specs: Sequence[int], names: Sequence[str]) -> None:
        """Add *specs* that edges name, with their packages' *names*; new ones have next codes."""
        new = range(len(self), max(specs, default=-1) + 1)
        if new:
            named = dict(zip(specs, names, strict=True))
            self.names.update((spec, named[spec]) for spec in new)
            self.configuration.extend(array(CODE, [UNKNOWN]) * len(new))
            self._extend()

    def _extend(self) -> None:
        """Make the other columns as long as `configuration`."""
        for column in (self.status, self.is_listed):
            column.extend(bytes(len(self) - len(column)))
