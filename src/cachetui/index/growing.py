"""An index that is being read: it takes in batches of rows and the edges of specs."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from typing import cast

from cachetui.index.columns import CODE
from cachetui.index.index import Index
from cachetui.index.rows import Rows
from cachetui.model import Batch, Configuration, Edges, Note, Problem
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
        self._coders = [part.code for part, _ in self.parts]
        """For each field of a configuration, the function from values to codes."""
        self._codes: dict[tuple[int, ...], int] = {}
        """The codes of a configuration's fields -> its code."""
        self._tables: dict[int, _Table] = {}
        """Identity of a list of configurations that batches of pages share -> their codes."""
        self._shared: dict[int, tuple[Configuration, int]] = {}
        """Identity -> a configuration that many batches share, and its code."""

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
            self._tables.clear()
            self._shared.clear()
            self.nodes.finish()

    def _add_batch(self, batch: Batch) -> None:
        specs = array(CODE, self._spec_codes(batch.hashes, many=bool(batch.status)))
        configurations = array(CODE, map(self._code_of_place(batch), batch.configuration_of))
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
        children = array(CODE, self.specs.codes(found.children))
        parents = array(CODE, self.specs.codes(found.parents))
        self.edges.add(parents, found.counts, children, found.types, found.virtuals)
        self.nodes.add_names(children, found.names)

    def _spec_codes(self, hashes: Sequence[str | None], *, many: bool) -> Iterable[int]:
        """Return the codes of specs; *many* are had at once, the few of a page one by one."""
        code = self.specs.__getitem__
        if None not in hashes:
            names = cast(Sequence[str], hashes)
            return self.specs.codes(names) if many else map(code, names)
        return (self.specs.without_hash() if name is None else code(name) for name in hashes)

    def _code_of_place(self, batch: Batch) -> Callable[[int], int]:
        """Return the function from places in the batch's configurations to codes."""
        if batch.status:
            return list(map(self._shared_configuration, batch.configurations)).__getitem__
        table = self._tables.get(id(batch.configurations))
        if table is None:
            table = _Table(batch.configurations, self._configuration)
            self._tables[id(batch.configurations)] = table
        return table.__getitem__

    def _shared_configuration(self, configuration: Configuration) -> int:
        """Return the code of a configuration that is the same object in every batch of a file."""
        known = self._shared.get(id(configuration))
        if known is None:
            known = configuration, self._configuration(configuration)
            self._shared[id(configuration)] = known
        return known[1]

    def _configuration(self, configuration: Configuration) -> int:
        fields = zip(self._coders, configuration, strict=True)
        codes = tuple([code(value) for code, value in fields])
        code = self._codes.get(codes)
        if code is None:
            code = self._codes[codes] = len(self.configurations)
            self.configurations.append(codes)
        return code


class _Table(dict[int, int]):
    """Place in a list of configurations -> the code; those that no row has get none."""

    def __init__(
        self, configurations: list[Configuration], code_of: Callable[[Configuration], int]
    ) -> None:
        self._configurations = configurations
        self._code_of = code_of

    def __missing__(self, place: int) -> int:
        code = self[place] = self._code_of(self._configurations[place])
        return code
