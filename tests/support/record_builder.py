"""Indexes of records with dependencies for tests: what a mirror, installation or lockfile has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from cachetui.index.growing import GrowingIndex
from cachetui.index.index import Index
from cachetui.model import Batch, Configuration, DepType, Edges, Origin, Status
from support.page_builder import a_hash

MIRROR = Origin("a mirror", "mirror")
INSTALLATION = Origin("an installation", "installation")
LOCKFILE = Origin("a lockfile", "lockfile")
NEEDED = DepType.LINK | DepType.RUN


class To(NamedTuple):
    """An edge to the spec that a name stands for."""

    name: str
    types: int = NEEDED
    virtuals: tuple[str, ...] = ()


class Record(NamedTuple):
    """One record; *name* stands for its hash, and is its package unless that is given."""

    name: str
    version: str = "1.0"
    needs: tuple[str | To, ...] = ()
    status: int = Status.CACHED
    package: str = ""
    compiler: str | None = "gcc@13.2.0"
    os: str = "ubuntu24.04"
    target: str = "x86_64_v3"
    variants: tuple[str, ...] = ("build_system=generic",)
    platform: str = "linux"

    @property
    def configuration(self) -> Configuration:
        return Configuration(
            self.package or self.name,
            (self.version,),
            self.compiler,
            self.platform,
            self.os,
            self.target,
            self.variants,
        )


def add(
    index: GrowingIndex,
    records: Iterable[Record],
    origin: Origin = MIRROR,
    *,
    packages: Mapping[str, str] | None = None,
) -> None:
    """Add *records* of one origin and their edges.

    *packages* says what edges call the dependencies that have no record among these.
    """
    rows = sorted(records, key=lambda row: row.configuration.package)
    names = {row.name: row.configuration.package for row in rows} | dict(packages or {})
    index.add(
        Batch(
            origin,
            f"{origin.name}/index.json",
            [(row.configuration.package, 1) for row in rows],
            None,
            configurations=[row.configuration for row in rows],
            configuration_of=list(range(len(rows))),
            hashes=[a_hash(row.name) for row in rows],
            stacks=[()] * len(rows),
            status=[row.status for row in rows],
        )
    )
    edges = [[To(one) if isinstance(one, str) else one for one in row.needs] for row in rows]
    every = [edge for some in edges for edge in some]
    index.add(
        Edges(
            origin,
            parents=[a_hash(row.name) for row in rows],
            counts=list(map(len, edges)),
            children=[a_hash(edge.name) for edge in every],
            names=[names.get(edge.name, edge.name) for edge in every],
            types=[edge.types for edge in every],
            virtuals=[edge.virtuals for edge in every],
        )
    )


def index_of(*records: Record, everything: bool = False) -> GrowingIndex:
    """Make an index of a mirror with *records*."""
    index = GrowingIndex(everything=everything)
    add(index, records)
    return index


def spec_of(index: Index, name: str) -> int:
    """Return the spec that *name* stands for."""
    spec = index.specs.get(a_hash(name))
    assert spec is not None
    return spec
