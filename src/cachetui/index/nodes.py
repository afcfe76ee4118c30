"""What is known of each spec, whether it is on offer or only a dependency of others."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence

from cachetui.index.columns import CODE

UNKNOWN = 0xFFFFFFFF
"""Stands for the configuration of a spec of which no record was read."""


RECORDED = 0x80
"""The bit that says that Spack's own files have a record of a spec."""


class Nodes:
    """The configuration and the status of each spec, from every record of it."""

    def __init__(self) -> None:
        self.configuration = array(CODE)
        """Spec -> the configuration of its first record, `UNKNOWN` if there is none."""
        self.status = array("B")
        """Spec -> the bits of `cachetui.model.Status`, of all its origins together."""
        self.names: dict[int, str] = {}
        """Spec without a record -> the package that its dependents name, safe to show."""

    def __len__(self) -> int:
        return len(self.configuration)

    def add(
        self, specs: Sequence[int], configurations: Sequence[int], status: Sequence[int]
    ) -> None:
        """Take in records: of each its spec, configuration and status."""
        self._grow(max(specs, default=-1) + 1)
        for spec, configuration, bits in zip(specs, configurations, status, strict=True):
            if self.configuration[spec] == UNKNOWN:
                self.configuration[spec] = configuration
                self.names.pop(spec, None)
            self.status[spec] |= bits

    def bits(self, specs: int) -> bytes:
        """Return for each of *specs* specs its status, with `RECORDED` where it has a record."""
        known = zip(self.configuration, self.status, strict=True)
        found = bytes(bits | RECORDED if code != UNKNOWN else 0 for code, bits in known)
        return found.ljust(specs, b"\0")

    def add_names(self, specs: Iterable[int], names: Iterable[str]) -> None:
        """Take in what dependents call the packages of *specs*, where no record says it."""
        for spec, name in zip(specs, names, strict=True):
            if spec >= len(self.configuration):
                self._grow(spec + 1)
            if self.configuration[spec] == UNKNOWN:
                self.names[spec] = name

    def _grow(self, specs: int) -> None:
        lacking = specs - len(self.configuration)
        if lacking > 0:
            self.configuration.extend([UNKNOWN] * lacking)
            self.status.extend([0] * lacking)
