"""The in-memory index: columns of codes over dictionaries of distinct values.

A *listing* is a number. Its configuration, tag, stacks and spec are codes in four columns; a
configuration is a code too, with columns of its own for the fields that its specs agree in. The
listings of a page lie side by side, so the listings of a package are a few spans. Objects are
made when shown.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from threading import RLock
from typing import Any, cast

from cachetui.index.columns import (
    CODE,
    Configurations,
    Dictionary,
    Listings,
    Sparse,
    Specs,
    shown,
)
from cachetui.index.edges import Edges
from cachetui.index.fields import CODED_FIELDS, FIELDS, LISTING_FIELDS, Field
from cachetui.index.first_listings import FirstListings
from cachetui.index.graph import Graph
from cachetui.index.named_variants import NamedVariants
from cachetui.index.nodes import Nodes
from cachetui.index.selection import LastSelection
from cachetui.model import Configuration, Listing, Page, Problem
from cachetui.safe_text import safe


class Index:
    """Everything that was read, ready to be searched while more is being read.

    Reading happens in another thread, so code that adds, or that reads more than one column, holds
    `lock` meanwhile.
    """

    def __init__(self) -> None:
        self.lock = RLock()
        self.dictionaries: dict[str, Dictionary[Any]] = {f.name: Dictionary() for f in CODED_FIELDS}
        """The name of a field that has codes -> its distinct values."""
        self.packages: Dictionary[str] = self.dictionaries["package"]
        self.tags: Dictionary[str | None] = self.dictionaries["tag"]
        self.versions: Dictionary[tuple[str, ...]] = self.dictionaries["versions"]
        self.compilers: Dictionary[str | None] = self.dictionaries["compiler"]
        self.targets: Dictionary[str] = self.dictionaries["target"]
        self.variants: Dictionary[tuple[str, ...]] = self.dictionaries["variants"]
        self.stacks: Dictionary[tuple[str, ...]] = self.dictionaries["stacks"]
        self.pages: Dictionary[str] = self.dictionaries["page"]
        self.configurations = Configurations()
        self.listings = Listings()
        self.first_listings = FirstListings(self.configurations, self.listings, self.lock)
        self.named_variants = NamedVariants(self.variants)
        self.last_selection = LastSelection()
        self.hashes: list[str | None] = []
        """Spec code -> its hash; a listing without a hash is a spec of its own."""
        self.sparse: dict[str, Sparse[Any]] = {
            field.name: Sparse() for field in FIELDS if field.owner == "sparse"
        }
        """The name of a field that few eras have -> its values."""
        self.nodes = Nodes()
        self.edges = Edges()
        self.problems: list[Problem] = []
        self.skipped = 0
        """Pages that could not be used at all, and folders, links and archives likewise."""
        self.skipped_rows = 0
        """Rows that could not be used, of pages that otherwise could."""
        self._graph: tuple[tuple[int, int], Graph] | None = None
        self._spans: list[list[range]] = []
        self._specs = Specs(self.hashes)
        self._specs_in: dict[int, int] = {}
        self._configuration_parts = [
            (self.dictionaries[name], self.configurations[name]) for name in Configuration._fields
        ]
        self._configuration_codes: dict[tuple[int, ...], int] = {}

    def add(self, page: Page, path: str) -> None:
        """Add the listings of *page*, read from *path*: the source as given plus the path in it."""
        with self.lock:
            package = self._package(page.package)
            first = len(self.listings)
            self._add_rows(package, page, self.pages.code(path))
            self._spans[package].append(range(first, len(self.listings)))
            self._specs_in.pop(package, None)
            self.skipped_rows += page.skipped_rows
            for sentence in (*page.lost, page.note):
                if sentence is not None:
                    self.problems.append(Problem(safe(path), sentence))

    def skip(self, path: str, why: str) -> None:
        """Record that the page at *path* could not be used, and *why*."""
        with self.lock:
            self.skipped += 1
            self.problems.append(Problem(safe(path), safe(why)))

    def finish(self) -> None:
        """Free the memory that only adding needs; nothing can be added after this."""
        with self.lock:
            self._configuration_codes.clear()

    def spans(self, package: int) -> list[range]:
        """Return the listings of *package*, a span for each of its pages."""
        return self._spans[package]

    def graph(self) -> Graph:
        """Return who depends on whom as far as it has been read; made anew when that grows."""
        size = len(self.edges), len(self.hashes)
        with self.lock:
            if self._graph is None or self._graph[0] != size:
                self._graph = size, Graph(self.edges, len(self.hashes))
            return self._graph[1]

    def name_of(self, spec: int) -> str:
        """Return the name of the spec with this code: its hash, or ``#`` and the code."""
        return self.hashes[spec] or f"#{spec}"

    def find_spec(self, name: str) -> int | None:
        """Return the code of the spec that `name_of` calls *name*, None if there is none."""
        if name.startswith("#"):
            number = int(name[1:])
            return number if number < len(self.hashes) and self.hashes[number] is None else None
        return self._specs.get(name)

    def specs_in(self, package: int) -> int:
        """Return how many distinct specs *package* has."""
        with self.lock:
            count = self._specs_in.get(package)
            if count is None:
                spec = self.listings.spec
                codes = (spec[span.start : span.stop] for span in self._spans[package])
                count = self._specs_in[package] = len(set().union(*codes))
        return count

    def column(self, field: Field) -> array[int]:
        """Return the codes of *field*, for each configuration or each listing."""
        return (self.configurations if field.owner == "configuration" else self.listings)[
            field.name
        ]

    def value(self, field: Field, listing: int, *, exact: bool = False) -> Any:
        """Return what *listing* has in *field*, safe to show unless *exact*."""
        if field.owner == "spec":
            return self.hashes[self.listings.spec[listing]]
        if field.owner == "sparse":
            value = self.sparse[field.name].get(listing)
            return value if exact else shown(value)
        row = listing if field.owner == "listing" else self.listings.configuration[listing]
        dictionary = self.dictionaries[field.name]
        return (dictionary.values if exact else dictionary.shown)[self.column(field)[row]]

    def configuration(self, code: int, *, exact: bool = False) -> Configuration:
        """Return the configuration of *code*, safe to show unless *exact*."""
        return Configuration._make(
            (dictionary.values if exact else dictionary.shown)[column[code]]
            for dictionary, column in self._configuration_parts
        )

    def listing(self, number: int, *, exact: bool = False) -> Listing:
        """Return listing *number*, safe to show unless *exact*."""
        code = self.listings.configuration[number]
        values = {field.name: self.value(field, number, exact=exact) for field in LISTING_FIELDS}
        return Listing(self.configuration(code, exact=exact), **values)

    def _package(self, name: str) -> int:
        code = self.packages.code(name)
        if code == len(self._spans):
            self._spans.append([])
        return code

    def _add_rows(self, package: int, page: Page, path: int) -> None:
        """Extend the columns by the rows of *page*; this runs for every row of the cache."""
        columns = self.listings
        first = len(columns)
        configurations = [self._configuration(package, one) for one in page.configurations]
        columns.configuration.extend(map(configurations.__getitem__, page.looks))
        columns.tag.extend(array(CODE, [self.tags.code(page.tag)]) * len(page))
        columns.stacks.extend(map(self.stacks.code, page.stacks))
        columns.spec.extend(self._spec_codes(page.hashes))
        columns.page.extend(array(CODE, [path]) * len(page))
        self.sparse["size"].extend(first, page.sizes)
        self.sparse["tarball"].extend(first, page.tarballs)

    def _spec_codes(self, hashes: Sequence[str | None]) -> Iterable[int]:
        code = self._specs.__getitem__
        if None not in hashes:
            return map(code, cast(Sequence[str], hashes))
        return (self._specs.without_hash() if name is None else code(name) for name in hashes)

    def _configuration(self, package: int, configuration: Configuration) -> int:
        values = configuration[1:]
        parts = self._configuration_parts[1:]
        codes = (
            package,
            *[part.code(value) for (part, _), value in zip(parts, values, strict=True)],
        )
        code = self._configuration_codes.get(codes)
        if code is None:
            code = self._configuration_codes[codes] = len(self.configurations)
            self.configurations.append(codes)
        return code
