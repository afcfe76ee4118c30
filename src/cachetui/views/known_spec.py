"""A spec as trees and lists of dependencies show it: package, version, hash, and where it is."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from cachetui.index.index import Index
from cachetui.index.nodes import RECORDED
from cachetui.model import Status

State = Literal["cached", "installed", "external", "missing"]
"""Where a spec is; external comes before cached, and cached before installed."""


class KnownSpec(Struct, frozen=True):
    """What is known of a spec, be it on offer or only a dependency of others."""

    spec: int
    """Its code."""
    package: str
    version: str
    """Empty where no record of it was read."""
    hash: str | None
    status: int
    """The bits of `Status`, of all its origins together."""

    @property
    def title(self) -> str:
        """Package and version: ``zlib@1.3.1``."""
        return f"{self.package}@{self.version}" if self.version else self.package

    @property
    def label(self) -> str:
        """Package, version and the beginning of the hash: ``zlib@1.3.1 /abcdefg``."""
        return f"{self.title} /{self.hash[:7]}" if self.hash else self.title

    @property
    def state(self) -> State:
        """Where it is, as the first of the `State` words that holds."""
        if self.status & Status.EXTERNAL:
            return "external"
        if self.status & Status.CACHED:
            return "cached"
        return "installed" if self.status & Status.INSTALLED else "missing"


def known_spec(index: Index, spec: int, *, exact: bool = False) -> KnownSpec:
    """Return what is known of *spec*, safe to show unless *exact*."""
    index.first_listings.learn()
    status, code = index.spec_status()[spec], index.node(spec)
    if code is None:
        return KnownSpec(spec, index.package_of(spec), "", index.hashes[spec], status)
    built = index.configuration(code, exact=exact)
    return KnownSpec(spec, built.package, built.version, index.hashes[spec], status)


def has_record(index: Index, spec: int) -> bool:
    """Return whether one of Spack's own files lists *spec*: then all its dependencies are known."""
    return bool(index.spec_status()[spec] & RECORDED)


def has_binary(index: Index, spec: int) -> bool:
    """Return whether a binary of *spec* is on offer anywhere."""
    return bool(index.spec_status()[spec] & Status.CACHED)
