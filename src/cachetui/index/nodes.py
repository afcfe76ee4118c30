"""Specs as nodes of the graph of dependencies: listed, known of only, or named by an edge only."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

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
        self,
        specs: Sequence[int],
        configurations: Sequence[int],
        status: Sequence[int],
        are_listed: bytes,
    ) -> None:
        """Add records of *specs*, of which new ones have the next codes."""
        column, bits, listed = self.configuration, self.status, self.is_listed
        records = zip(specs, configurations, status, are_listed, strict=True)
        for spec, configuration, said, is_listed in records:
            if spec == len(column):
                column.append(configuration)
                bits.append(said)
                listed.append(is_listed)
            else:
                bits[spec] |= said
                listed[spec] |= is_listed
        if self.names:
            self._settle(specs, configurations)

    def _settle(self, specs: Sequence[int], configurations: Sequence[int]) -> None:
        """Give those of *specs* that edges alone have named their first configurations."""
        first = dict(zip(reversed(specs), reversed(configurations), strict=True))
        for spec in self.names.keys() & first.keys():
            self.configuration[spec] = first[spec]
            del self.names[spec]

    def add_children(self, specs: Sequence[int], names: Sequence[str]) -> None:
        """Add *specs* that edges name, with their packages' *names*; new ones have next codes."""
        new = range(len(self), max(specs, default=-1) + 1)
        if new:
            named = dict(zip(specs, names, strict=True))
            self.names.update((spec, named[spec]) for spec in new)
            self.configuration.extend(array(CODE, [UNKNOWN]) * len(new))
            self.status.extend(bytes(len(new)))
            self.is_listed.extend(bytes(len(new)))
