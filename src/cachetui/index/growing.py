"""An index that is being read: it takes in batches of rows and the edges of specs."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from typing import cast

from cachetui.index.index import Index
from cachetui.index.rows import Rows
from cachetui.model import CODE, Batch, Coded, Configuration, Edges, Note, Problem
from cachetui.safe_text import safe


class GrowingIndex(Index):
    """An index that can be added to, in one thread, while others search it."""

    def __init__(self, *, everything: bool = False) -> None:
        """Begin an empty index.

        *everything* lists also what is on offer nowhere: externals, holes, what is gone. Without
        it such specs are known as dependencies only.
        """
        super().__init__()
        self._everything = everything
        self._codes: dict[Configuration, int] = {}
        """Configuration -> its code."""
        self._shared: dict[int, tuple[Configuration, int]] = {}
        """Identity -> a configuration that many batches share, and its code."""
        self._tables: dict[int, tuple[Sequence[str], array[int]]] = {}
        """Identity -> the table of an entry's hashes, and the codes of their specs."""

    def add(self, found: Batch | Edges) -> None:
        """Add the rows of a batch and its problems, or the dependencies of some specs."""
        with self.lock:
            if isinstance(found, Edges):
                self._add_edges(found)
            else:
                self._add_batch(found)

    def skip(self, problem: Problem, noun: str) -> None:
        """Record that an entry, which sentences call *noun*, could not be used."""
        with self.lock:
            self.problems.append(Problem(safe(problem.path), safe(problem.text)))
            if not isinstance(problem, Note):
                self.skipped[noun] += 1

    def finish(self) -> None:
        """Free the memory that only adding needs; nothing can be added after this."""
        with self.lock:
            self._codes.clear()
            self._shared.clear()
            self._tables.clear()
            self.nodes.finish()

    def _add_batch(self, batch: Batch) -> None:
        specs = array(CODE, self._spec_codes(batch.hashes, many=bool(batch.status)))
        code_of = self._shared_configuration if batch.status else self._configuration
        codes = list(map(code_of, batch.configurations))
        configurations = array(CODE, map(codes.__getitem__, batch.configuration_of))
        if batch.status:
            self.nodes.add(specs, configurations, batch.status)
        self._add_rows(batch, Rows.of(batch, specs, configurations, everything=self._everything))
        if batch.skipped_rows:
            self.skipped_rows[batch.origin.row_noun] += batch.skipped_rows
        for sentence in (*batch.lost, batch.note):
            if sentence is not None:
                self.problems.append(Problem(safe(batch.path), sentence))

    def _add_rows(self, batch: Batch, rows: Rows) -> None:
        """Extend the columns by *rows*; this runs for every row of the cache."""
        columns, first = self.listings, len(self.listings)
        columns.configuration.extend(rows.configurations)
        columns.spec.extend(rows.specs)
        columns.stacks.extend(map(self.stacks.code, rows.stacks))
        self.origins.code(batch.origin)
        for column, code in (
            (columns.tag, self.tags.code(batch.tag)),
            (columns.page, self.dictionaries["page"].code(batch.path)),
            (columns.origin, self.dictionaries["origin"].code(batch.origin.name)),
        ):
            column.extend(array(CODE, (code,)) * len(rows.specs))
        self.status.extend(rows.status)
        for name, values in rows.sparse.items():
            if values:
                self.sparse[name].extend(first, values)
        for name, count in rows.packages:
            self.add_span(self.packages.code(name), range(first, first := first + count))

    def _add_edges(self, found: Edges) -> None:
        children = array(CODE, self._many_codes(found.children))
        parents = array(CODE, self._many_codes(found.parents))
        self.edges.add(parents, found.counts, children, found.types, found.virtuals)
        self.nodes.add_names(children, found.names)

    def _spec_codes(self, hashes: Sequence[str | None], *, many: bool) -> Iterable[int]:
        """Return the codes of specs; *many* are had at once, the few of a page one by one."""
        code = self.specs.__getitem__
        if many or None not in hashes:
            names = cast(Sequence[str], hashes)
            return self._many_codes(names) if many else map(code, names)
        return (self.specs.without_hash() if name is None else code(name) for name in hashes)

    def _many_codes(self, hashes: Sequence[str]) -> Iterable[int]:
        """Return the codes of specs; each hash of a table is looked up once for its entry."""
        if not isinstance(hashes, Coded):
            return self.specs.codes(hashes)
        table, codes = self._tables.setdefault(id(hashes.table), (hashes.table, array(CODE)))
        if len(codes) < len(table):
            codes.extend(self.specs.codes(table[len(codes) :]))
        return map(codes.__getitem__, hashes.codes)

    def _shared_configuration(self, configuration: Configuration) -> int:
        """Return the code of a configuration that is the same object in every batch of a file."""
        known = self._shared.get(id(configuration))
        if known is None:
            known = configuration, self._configuration(configuration)
            self._shared[id(configuration)] = known
        return known[1]

    def _configuration(self, configuration: Configuration) -> int:
        code = self._codes.get(configuration)
        if code is None:
            codes = [
                part.code(value) for (part, _), value in zip(self.parts, configuration, strict=True)
            ]
            code = len(self.configurations)
            # its parts are those of the dictionaries, so that what was read can be freed
            same = (part.values[c] for (part, _), c in zip(self.parts, codes, strict=True))
            self._codes[Configuration._make(same)] = code
            self.configurations.append(codes)
        return code
