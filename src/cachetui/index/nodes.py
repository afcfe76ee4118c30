"""What is known of each spec, whether it is on offer or only a dependency of others."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from itertools import repeat

from cachetui.model import CODE
from cachetui.safe_text import safe

UNKNOWN = 0xFFFFFFFF
"""Stands for the configuration of a spec of which no record was read."""
RECORDED = 0x80
"""The bit that says that Spack's own files have a record of a spec."""


class Nodes:
    """The configuration and the status of each spec, from every record of it."""

    def __init__(self) -> None:
        self.records = 0
        """How many records have been taken in; several can be of one spec."""
        self.configuration = array(CODE)
        """Spec -> the configuration of its first record, `UNKNOWN` if there is none."""
        self.status = array("B")
        """Spec -> the bits of `cachetui.model.Status`, of all its origins together."""
        self._names: dict[int, str] = {}
        """Spec -> the package that its dependents name; complete for specs without a record."""
        self._lacks_records = False
        """Whether any spec before the last one with a record has none."""

    def __len__(self) -> int:
        return len(self.configuration)

    @property
    def names(self) -> dict[int, str]:
        """Spec without a record -> the package that its dependents name, safe to show."""
        known, configuration = len(self.configuration), self.configuration
        return {
            spec: safe(name)
            for spec, name in self._names.items()
            if spec >= known or configuration[spec] == UNKNOWN
        }

    def name_of(self, spec: int) -> str:
        """Return the package that its dependents name for *spec*, safe to show; empty if none."""
        return safe(self._names.get(spec, ""))

    def add(
        self, specs: Sequence[int], configurations: Sequence[int], status: Sequence[int]
    ) -> None:
        """Take in records: of each its spec, configuration and status."""
        self.records += len(specs)
        if self._follow(specs):
            self.configuration.extend(configurations)
            self.status.extend(status)
            return
        self._grow(max(specs, default=-1) + 1)
        for spec, configuration, bits in zip(specs, configurations, status, strict=True):
            if self.configuration[spec] == UNKNOWN:
                self.configuration[spec] = configuration
            self.status[spec] |= bits

    def cover(self, specs: int) -> bool:
        """Return whether each of the first *specs* specs has a record."""
        return specs <= len(self) and not self._lacks_records

    def bits(self, specs: int) -> bytes:
        """Return the status of each of the first *specs* specs, with `RECORDED` for a record."""
        known = zip(self.configuration, self.status, strict=True)
        found = bytes(bits | RECORDED if code != UNKNOWN else 0 for code, bits in known)
        return found.ljust(specs, b"\0")

    def add_names(self, specs: Sequence[int], names: Iterable[str]) -> None:
        """Take in what dependents call the packages of *specs*, unless all have records."""
        if not self._lacks_records and max(specs, default=-1) < len(self):
            return
        self._names.update(zip(specs, names, strict=True))

    def finish(self) -> None:
        """Forget the names that a record says too."""
        self._names = self.names

    def _follow(self, specs: Sequence[int]) -> bool:
        """Return whether *specs* are the codes that follow the known ones, in order."""
        known = len(self)
        return (
            len(specs) > 0
            and specs[0] == known
            and specs[-1] == known + len(specs) - 1
            and (len(set(specs)) == len(specs))
        )

    def _grow(self, specs: int) -> None:
        """Make room for as many *specs*, the new ones without a record."""
        lacking = specs - len(self.configuration)
        if lacking > 0:
            self._lacks_records = True
            self.configuration.extend(repeat(UNKNOWN, lacking))
            self.status.extend(repeat(0, lacking))
