"""An index that is being read: it takes in batches of rows and the edges of specs."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from itertools import chain, compress, count, repeat
from typing import cast

from cachetui.index.index import Index
from cachetui.index.rows import Rows, chained
from cachetui.model import CODE, Batch, Coded, Configuration, Edges, Note, Problem
from cachetui.safe_text import safe
from cachetui.sources.formats.packed import Columns, PackedConfigurations, columns_of

NEW = 2**32 - 1
"""Stands in place of a code for a configuration that has none yet."""


class GrowingIndex(Index):
    """An index that can be added to, in one thread, while others search it."""

    def __init__(self, *, everything: bool = False) -> None:
        """Begin an empty index.

        *everything* lists also what is on offer nowhere: externals, holes, what is gone. Without
        it such specs are known as dependencies only.
        """
        super().__init__()
        self._everything = everything
        self._coders = [part.code for part, _ in self.parts]
        """For each field of a configuration, the function from values to codes."""
        self._codes: dict[tuple[int, ...], int] | None = None
        """The codes of a configuration's fields -> its code; None while nothing asks for it."""
        self._tables: dict[int, tuple[Sequence[Configuration], array[int]]] = {}
        """Identity of a list that batches share -> the list, and place in it -> code, or `NEW`.

        The list is kept so that no other one gets its identity.
        """
        self._hash_tables: dict[int, tuple[Sequence[str], array[int]]] = {}
        """Identity of a table of hashes -> the table, and the codes of their specs."""

    def add(self, found: Batch | Edges) -> None:
        """Add the rows of a batch and its problems, or the dependencies of some specs."""
        with self.lock:
            if isinstance(found, Edges):
                self._add_edges(found)
            elif found.status:
                self._add_records(found)
            else:
                self.add_pages([found])

    def add_pages(self, pages: Sequence[Batch]) -> None:
        """Add the rows and the problems of *pages*, which share one list of configurations.

        Together they take less time than one by one.
        """
        with self.lock:
            specs = array(CODE, self._spec_codes(chained(page.hashes for page in pages)))
            places = chained(page.configuration_of for page in pages)
            codes = self._codes_at(places, pages[0].configurations)
            self._add_rows(pages, Rows.of_pages(pages, specs, codes))

    def skip(self, problem: Problem, noun: str) -> None:
        """Record that an entry, which sentences call *noun*, could not be used."""
        with self.lock:
            self.problems.append(Problem(safe(problem.path), safe(problem.text)))
            if not isinstance(problem, Note):
                self.skipped[noun] += 1

    def finish(self) -> None:
        """Free the memory that only adding needs; nothing can be added after this."""
        with self.lock:
            self._codes = None
            self._tables.clear()
            self._hash_tables.clear()
            self.nodes.finish()

    def _add_records(self, batch: Batch) -> None:
        """Add a *batch* of records: all as nodes, those on offer as listings too."""
        specs = array(CODE, self._spec_codes(batch.hashes))
        codes = self._codes_at(batch.configuration_of, batch.configurations)
        self.nodes.add(specs, codes, batch.status)
        rows = Rows.of_records(batch, specs, codes, everything=self._everything)
        self._add_rows([batch], rows)

    def _add_rows(self, batches: Sequence[Batch], rows: Rows) -> None:
        """Extend the columns by *rows*, of *batches*; this runs for every row of the cache."""
        columns, first = self.listings, len(self.listings)
        columns.configuration.extend(rows.configurations)
        columns.spec.extend(rows.specs)
        columns.stacks.extend(map(self.stacks.code, rows.stacks))
        paths, origins = self.dictionaries["page"], self.dictionaries["origin"]
        for column, codes in (
            (columns.tag, [self.tags.code(batch.tag) for batch in batches]),
            (columns.page, [paths.code(batch.path) for batch in batches]),
            (columns.origin, [origins.code(batch.origin.name) for batch in batches]),
        ):
            column.extend(chain.from_iterable(map(repeat, codes, rows.counts)))
        self.status.extend(rows.status)
        for name, start, values in rows.sparse:
            self.sparse[name].extend(first + start, values)
        for batch in batches:
            self._add_account(batch)
        self.add_spans(first, rows.packages)

    def _add_account(self, batch: Batch) -> None:
        """Record the origin of *batch*, and what of its entry could not be used."""
        self.origins.code(batch.origin)
        if batch.skipped_rows:
            self.skipped_rows[batch.origin.row_noun] += batch.skipped_rows
        for sentence in (*batch.lost, batch.note):
            if sentence is not None:
                self.problems.append(Problem(safe(batch.path), sentence))

    def _add_edges(self, found: Edges) -> None:
        """Add dependencies, and the names of those specs that no record has told yet."""
        children = array(CODE, self._all_codes(found.children))
        parents = array(CODE, self._all_codes(found.parents))
        self.edges.add(parents, found.counts, children, found.types, found.virtuals)
        if not self.nodes.cover(len(self.hashes)):
            self.nodes.add_names(children, found.names)

    def _spec_codes(self, hashes: Sequence[str | None]) -> Iterable[int]:
        """Return the codes of specs; each None is a spec of its own, with a new code."""
        if isinstance(hashes, Coded) or None not in hashes:
            return self._all_codes(cast(Sequence[str], hashes))
        code = self.specs.__getitem__
        return (self.specs.without_hash() if name is None else code(name) for name in hashes)

    def _all_codes(self, hashes: Sequence[str]) -> Iterable[int]:
        """Return the codes of the specs with *hashes*; each hash of a table is looked up once."""
        if not isinstance(hashes, Coded):
            return self.specs.codes(hashes)
        table, codes = self._hash_tables.setdefault(id(hashes.table), (hashes.table, array(CODE)))
        if len(codes) < len(table):
            codes.extend(self.specs.codes(table[len(codes) :]))
        return map(codes.__getitem__, hashes.codes)

    def _codes_at(
        self, places: Sequence[int], configurations: Sequence[Configuration]
    ) -> array[int]:
        """Return the codes of the configurations at *places* in a list that batches share."""
        table = self._table(configurations)
        codes = array(CODE, map(table.__getitem__, places))
        if NEW not in codes:
            return codes
        new = list(dict.fromkeys(compress(places, map(NEW.__eq__, codes))))
        are_new = self._are_new(configurations)
        entered = self._enter(columns_of(configurations, new), are_new=are_new)
        for place, code in zip(new, entered, strict=True):
            table[place] = code
        return array(CODE, map(table.__getitem__, places))

    def _table(self, configurations: Sequence[Configuration]) -> array[int]:
        """Return place -> code for a list that batches share, `NEW` where none was asked for."""
        first = configurations, array(CODE)
        _, table = self._tables.setdefault(id(configurations), first)
        table.extend(repeat(NEW, len(configurations) - len(table)))
        return table

    def _are_new(self, configurations: Sequence[Configuration]) -> bool:
        """Return whether all *configurations* differ from each other and from all of before.

        So it is while pages come that were written alike, as nearly all are.
        """
        if self._codes is not None or len(self._tables) > 1:
            return False
        return isinstance(configurations, PackedConfigurations) and configurations.are_distinct

    def _enter(self, columns: Columns, *, are_new: bool) -> Sequence[int]:
        """Return the codes of configurations; new ones are entered, and get the next codes."""
        fields = zip(self._coders, columns, strict=False)
        keys = list(zip(*[map(code, values) for code, values in fields], strict=False))
        first = len(self.configurations)
        if are_new:
            self.configurations.extend(keys)
            return range(first, len(self.configurations))
        if self._codes is None:
            parts = [column for _, column in self.parts]
            self._codes = dict(zip(zip(*parts, strict=True), count()))
        known = self._codes
        new = [key for key in dict.fromkeys(keys) if key not in known]
        known.update(zip(new, count(first)))
        self.configurations.extend(new)
        return list(map(known.__getitem__, keys))
