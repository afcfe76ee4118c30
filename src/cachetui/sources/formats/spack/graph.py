"""The specs of a lockfile or a spec file, which is in memory as a whole -> batches and edges."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from cachetui.model import Batch, Edges, EntryError, Origin, Status
from cachetui.sources.filter import Filter
from cachetui.sources.formats.batches import RowError, check_hash
from cachetui.sources.formats.spack.configurations import NodeConfigurations
from cachetui.sources.formats.spack.dependencies import compiler_edge
from cachetui.sources.formats.spack.edges import EdgeReader
from cachetui.sources.formats.spack.nodes import WrittenNode, node_of
from cachetui.sources.formats.spack.origins import Provenance
from cachetui.sources.formats.spack.rows import Losses, Row, SharedConfigurations, batch_of

AT_ONCE = 2_000
"""Rows of a batch: a longer one would keep the screen waiting."""
MAX_SPECS = 200_000
"""Specs of a lockfile or a spec file, all of which are kept: a thousand are many."""


class _Spec(NamedTuple):
    hash: str
    node: WrittenNode
    text: bytes
    status: int
    prefix: str | None
    size: int | None


class WrittenGraph:
    """Specs that name each other as dependencies."""

    def __init__(self, origin: Origin, path: str, place: Provenance) -> None:
        self._origin = origin
        self._path = path
        self._place = place
        self._specs: list[_Spec] = []
        self._losses = Losses()
        self._shared = SharedConfigurations()
        self._configurations = NodeConfigurations()
        self._hashes: dict[str, str] = {}
        """Any key that the file has for a spec -> its hash."""
        self._labels: dict[str, str] = {}
        """Hash -> the spec as a compiler: ``gcc@13.2.0``."""

    def add(
        self,
        key: str | None,
        text: bytes,
        status: int = 0,
        *,
        prefix: str | None = None,
        size: int | None = None,
    ) -> str | None:
        """Add the spec whose node is *text*; return its hash, None if it cannot be used.

        Until lockfile 3 the *key* is another hash than the node's own, or its only one. Raises
        EntryError where there are very many, or very many are lost.
        """
        try:
            node = node_of(text)
            name = check_hash(node.hash or node.older_hash or key)
        except RowError as error:
            self._losses.add_record(key or "without a hash", str(error))
            self._losses.refuse_more()
            return None
        for known_as in (key, node.build_hash, node.full_hash, name):
            if known_as:
                self._hashes[known_as] = name
        if len(self._specs) == MAX_SPECS:
            raise EntryError(f"has over {MAX_SPECS:,} specs")
        self._labels.setdefault(name, f"{node.name}@{node.version}")
        self._specs.append(_Spec(name, node, text, status, prefix, size))
        return name

    def parts(self, wanted: Filter) -> Iterator[Batch | Edges]:
        """Yield the rows that are *wanted*, in batches, and the edges if they are."""
        rows = self._rows(wanted)
        while batch := list(islice(rows, AT_ONCE)):
            yield batch_of(self._origin, self._path, self._place, batch, self._shared, self._losses)
        if self._losses.any(is_last=True):
            yield batch_of(self._origin, self._path, self._place, [], self._shared, self._losses)
        if wanted.edges:
            nodes = {one.hash: one.text for one in reversed(self._specs)}
            reader = EdgeReader(self._hash_of)
            yield reader.read(self._origin, list(nodes), list(nodes.values()))

    def _rows(self, wanted: Filter) -> Iterator[Row]:
        """Yield the row of each spec that is *wanted*; one that cannot be used is lost."""
        for spec in self._specs:
            try:
                row = self._row(spec)
            except RowError as error:
                self._losses.add_record(spec.hash, str(error))
                self._losses.refuse_more()
                continue
            if wanted.allows(row[0], row[1]):
                yield row

    def _row(self, spec: _Spec) -> Row:
        """Return the row of *spec*; raises RowError."""
        edge = compiler_edge(spec.text)
        compiler = self._labels.get(edge.hash, edge.name) if edge else None
        built = self._configurations.built(spec.node, compiler)
        status = spec.status | Status.EXTERNAL if built.is_external else spec.status
        prefix = spec.prefix or built.prefix
        package = built.configuration.package
        return package, spec.hash, built.configuration, status, None, prefix, spec.size

    def _hash_of(self, name: str) -> str:
        return self._hashes.get(name, name)
