"""The index of a mirror, or the database of an installation: records in a stream -> batches."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import repeat
from operator import itemgetter
from typing import NamedTuple

from cachetui.model import Batch, Edges, Origin
from cachetui.sources.filter import Filter
from cachetui.sources.formats.batches import RowError, are_hashes, check_hash
from cachetui.sources.formats.format import Parts
from cachetui.sources.formats.spack.configurations import BEFORE, Built
from cachetui.sources.formats.spack.cutting import RecordCutter
from cachetui.sources.formats.spack.dependencies import compiler_edge
from cachetui.sources.formats.spack.edges import EdgeReader
from cachetui.sources.formats.spack.merge import Facts, Merge, Seen
from cachetui.sources.formats.spack.nodes import node_of
from cachetui.sources.formats.spack.oddities import oddities
from cachetui.sources.formats.spack.origins import Provenance
from cachetui.sources.formats.spack.records import TWICE, InstallRecord, Records, decode_records
from cachetui.sources.formats.spack.rows import Losses, Row, SharedConfigurations, batch_of
from cachetui.sources.formats.spack.status import StatusReader, prefix_of, status_reader
from cachetui.sources.formats.spack.unwrap import unwrap_chunks
from cachetui.sources.source import Content

CHUNK = 1 << 20
"""Bytes of an index that are read at a time: a batch is soon there, and a key soon answered."""
AT_ONCE = 100
"""Records whose texts are handled together: those of more would not fit in a processor's cache."""
KNOWN_VERSIONS = ("0.9.2", "0.9.3", "5", "6", "7", "8")


class Held(NamedTuple):
    """A record whose compiler has its own record later in the file."""

    hash: str
    record: InstallRecord
    compiler: str
    """The compiler's hash."""
    name: str
    """The compiler's package, should that record never come."""


class DatabaseReader:
    """Reads one database, which may be one of several of a mirror."""

    def __init__(
        self, path: str, place: Provenance, wanted: Filter, merge: Merge | None = None
    ) -> None:
        self._path = path
        self._place = place
        self._wanted = wanted
        self._merge = merge or Merge()
        self._merge.learn()
        self._known = set(self._merge.seen)
        """Hashes of other indexes of the same mirror."""
        self._losses = Losses()
        self._shared = SharedConfigurations()
        self._of = self._merge.configurations.of
        self._edges = EdgeReader()
        self._nodes: list[tuple[list[str], list[bytes], bytes]] = []
        """Hashes and texts of the nodes whose edges come after the next batch, as `read` wants."""
        self._held: list[Held] = []
        self._labels: dict[str, str] = {}
        """Hash -> name and version of the held ones, of which some are compilers."""
        self._status: StatusReader | None = None
        self._narrows = not wanted.edges and wanted.is_narrow
        self.is_whole = False
        """After reading: whether all of it was read, and none of it is cut off."""

    def read(self, content: Content) -> Parts:
        """Yield the rows of the database in *content*, and then its edges if they are wanted.

        Raises OSError, and EntryError where nothing can be read.
        """
        cutter = RecordCutter(unwrap_chunks(content, CHUNK))
        for piece in cutter:
            records = decode_records(piece, self._losses)
            if self._status is None and records:
                self._decide_kind(next(iter(records.values())))
            if not self._wanted.allows_tag(self._place.tag):
                return
            yield from self._parts(self._rows(records))
            self._losses.refuse_more()
        if cutter.fault:
            self._losses.add(f"the index {cutter.fault}: what follows is missing")
        yield from self._parts(self._held_rows(), is_last=True)
        yield from oddities(
            self._path, "database", cutter.version, KNOWN_VERSIONS, is_empty=self._status is None
        )
        self.is_whole = not cutter.fault

    def _decide_kind(self, first: InstallRecord) -> None:
        """Decide by its *first* record whether this is a mirror or an installation."""
        self._status = status_reader(first)
        self._facts = Facts(self._status)
        if self._status.kind == "installation":
            self._place = self._place.without_tag()

    @property
    def _origin(self) -> Origin:
        return Origin(self._place.name, self._status.kind if self._status else "mirror")

    def _parts(self, rows: list[Row], *, is_last: bool = False) -> Iterator[Batch | Edges]:
        """Yield *rows* as a batch, and then their edges."""
        if rows or self._losses.any(is_last=is_last):
            yield batch_of(self._origin, self._path, self._place, rows, self._shared, self._losses)
        nodes, self._nodes = self._nodes, []
        for some in nodes:
            edges = self._edges.read(self._origin, *some)
            if len(edges.children):
                yield edges

    def _rows(self, records: Records) -> list[Row]:
        """Return a row for each record that has all it needs, is wanted and not known already."""
        keys, every = list(records), list(records.values())
        are_new = are_hashes(keys) and self._merge.seen.keys().isdisjoint(keys)
        rows: list[Row] = []
        for start in range(0, len(keys), AT_ONCE):
            some = keys[start : start + AT_ONCE], every[start : start + AT_ONCE]
            if not (are_new and not self._narrows and self._add_together(rows, *some)):
                self._add_each(rows, *some, are_new=are_new)
        return rows

    def _add_together(self, rows: list[Row], keys: list[str], records: list[InstallRecord]) -> bool:
        """Add the rows of *records*, which are all new; do nothing if any is out of the common.

        Return whether they have been added.
        """
        texts = [bytes(record.spec) for record in records]
        built, rests = self._merge.configurations.known(texts)
        built = built or self._built(texts)
        if not built:
            return False
        facts = self._facts.of(built, records)
        self._merge.seen.update(zip(keys, facts, strict=True))
        if self._wanted.edges:
            self._nodes.append((keys, rests, BEFORE) if rests else (keys, texts, b""))
        rows += rows_of(keys, records, built, facts)
        return True

    def _built(self, texts: list[bytes]) -> list[Built]:
        """Return what the nodes in *texts* say, nothing if any of them does not say all."""
        built: list[Built] = []
        try:
            for text in texts:
                if (one := self._of(text)) is None:
                    return []
                built.append(one)
        except RowError:
            return []
        return built

    def _add_each(
        self, rows: list[Row], keys: list[str], records: list[InstallRecord], *, are_new: bool
    ) -> None:
        """Add the rows of *records*, each looked at by itself."""
        for key, record in zip(keys, records, strict=True):
            text = bytes(record.spec)
            try:
                built = self._of(text) or self._with_edges(key, record, text)
                if built is not None:
                    self._add(rows, key, record, text, built, is_new=are_new)
            except RowError as error:
                self._losses.add_record(key, str(error))

    def _with_edges(self, key: str, record: InstallRecord, text: bytes) -> Built | None:
        """Return what a node says whose edges tell its compiler.

        Return None if it waits for the compiler's record. Raises RowError where it lacks
        something.
        """
        node = node_of(text)
        edge = compiler_edge(text)
        label = self._label(edge.hash) if edge else None
        if edge and not label:
            self._held.append(Held(key, record.detached(), edge.hash, edge.name))
            self._labels[key] = f"{node.name}@{node.version}"
            return None
        return self._merge.configurations.built(node, label)

    def _label(self, name: str) -> str | None:
        """Return the spec with the hash *name* as a compiler: ``gcc@13.2.0``; None if unknown."""
        if (seen := self._merge.seen.get(name)) is not None:
            return f"{seen.configuration.package}@{seen.configuration.version}"
        return self._labels.get(name)

    def _held_rows(self) -> list[Row]:
        """Return the rows of the records whose compiler was not known before all were read."""
        rows: list[Row] = []
        for held in self._held:
            text = bytes(held.record.spec)
            compiler = self._label(held.compiler) or held.name
            try:
                built = self._merge.configurations.built(node_of(text), compiler)
                self._add(rows, held.hash, held.record, text, built, is_new=False)
            except RowError as error:
                self._losses.add_record(held.hash, str(error))
        return rows

    def _add(
        self,
        rows: list[Row],
        key: str,
        record: InstallRecord,
        text: bytes,
        built: Built,
        *,
        is_new: bool,
    ) -> None:
        """Add the row of *record* to *rows*, unless it is not wanted or known already.

        *is_new* says that *key* is a hash that has not been seen. Raises RowError where it is
        none, or an earlier record says something else.
        """
        [facts] = self._facts.of([built], [record])
        if not is_new and not self._adds(key, facts):
            return
        self._merge.seen.setdefault(key, facts)
        if self._narrows and not self._wanted.allows(facts.configuration.package, key):
            return
        if self._wanted.edges:
            self._nodes.append(([key], [text], b""))
        rows += rows_of([key], [record], [built], [facts])

    def _adds(self, key: str, facts: Seen) -> bool:
        """Return whether a record says anything that an earlier one of its hash does not.

        Raises RowError where it contradicts it.
        """
        before = self._merge.seen.get(check_hash(key))
        if before is None:
            return True
        if key in self._known:
            return bool(facts.status & ~before.status)
        if facts != before:
            raise RowError(TWICE)
        return False


def rows_of(
    keys: list[str], records: list[InstallRecord], built: list[Built], facts: list[Seen]
) -> Iterator[Row]:
    """Return the rows of *records*."""
    configurations, status = zip(*facts, strict=True)
    paths = [record.path or one.prefix for record, one in zip(records, built, strict=True)]
    return zip(
        map(itemgetter(0), configurations),
        keys,
        configurations,
        status,
        [record.installation_time for record in records],
        map(prefix_of, paths) if any(paths) else paths,
        repeat(None, len(keys)),
        strict=True,
    )
