"""The in-memory index: columns of codes over tables of distinct values.

A *listing* is a number. Its configuration, tag, stacks and spec are codes in four columns; a
configuration is a code too, with columns of its own for what its specs agree in. The listings of
a page lie side by side, so the listings of a package are a few spans. Objects are made when shown.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from threading import RLock
from typing import TypeVar, cast

from cachetui.index.columns import CODE, Configurations, Dictionary, Listings, Sparse, Specs
from cachetui.model import Batch, Configuration, Listing, Note, Problem
from cachetui.safe_text import safe

T = TypeVar("T", bound=Hashable)


class Index:
    """Everything that was read, ready to be searched while more is being read.

    Reading happens in another thread: whoever looks at more than one column, and whoever adds,
    holds `lock` meanwhile.
    """

    def __init__(self) -> None:
        self.lock = RLock()
        self.packages: Dictionary[str] = Dictionary()
        self.tags: Dictionary[str | None] = Dictionary()
        self.versions: Dictionary[tuple[str, ...]] = Dictionary()
        self.compilers: Dictionary[str | None] = Dictionary()
        self.platforms: Dictionary[str] = Dictionary()
        self.oses: Dictionary[str] = Dictionary()
        self.targets: Dictionary[str] = Dictionary()
        self.variants: Dictionary[tuple[str, ...]] = Dictionary()
        self.dependencies: Dictionary[str] = Dictionary()
        self.namespaces: Dictionary[str | None] = Dictionary()
        self.flags: Dictionary[tuple[str, ...]] = Dictionary()
        self.stacks: Dictionary[tuple[str, ...]] = Dictionary()
        self.pages: Dictionary[str] = Dictionary()
        self.configurations = Configurations()
        self.listings = Listings()
        self.hashes: list[str | None] = []
        """Spec code -> its hash; a listing without a hash is a spec of its own."""
        self.sizes: Sparse[int | float] = Sparse()
        """Listing -> bytes of its tarball, for the few eras that say it."""
        self.tarballs: Sparse[str] = Sparse()
        """Listing -> where its tarball is, likewise."""
        self.problems: list[Problem] = []
        self.skipped: Counter[str] = Counter()
        """Noun -> number of entries that could not be used at all: ``page``, ``index``, ..."""
        self.skipped_rows: Counter[str] = Counter()
        """Noun -> number of rows that could not be used, of entries that otherwise could."""
        self._spans: list[list[range]] = []
        self._specs = Specs(self.hashes)
        self._specs_in: dict[int, int] = {}
        self._configuration_codes: dict[tuple[int, ...], int] = {}

    def add(self, batch: Batch) -> None:
        """Add the rows of *batch*, and its problems."""
        with self.lock:
            first = len(self.listings)
            packages = [(self._package(name), count) for name, count in batch.packages]
            self._add_rows(batch)
            for package, count in packages:
                self._spans[package].append(range(first, first := first + count))
                self._specs_in.pop(package, None)
            if batch.skipped_rows:
                self.skipped_rows[batch.origin.row_noun] += batch.skipped_rows
            for sentence in (*batch.lost, batch.note):
                if sentence is not None:
                    self.problems.append(Problem(safe(batch.path), sentence))

    def skip(self, problem: Problem, noun: str) -> None:
        """Record that an entry, which sentences call *noun*, could not be used."""
        with self.lock:
            self.problems.append(Problem(safe(problem.path), safe(problem.text)))
            if not isinstance(problem, Note):
                self.skipped[noun] += 1

    def finish(self) -> None:
        """Free what only adding needed: nothing more can be added."""
        with self.lock:
            self._configuration_codes.clear()

    def spans(self, package: int) -> list[range]:
        """Return the listings of *package*, a span for each batch that has some."""
        return self._spans[package]

    def name_of(self, spec: int) -> str:
        """Name the spec of that code by its hash; one without a hash by its number."""
        return self.hashes[spec] or f"#{spec}"

    def find_spec(self, name: str) -> int | None:
        """Return the code of the spec that `name_of` calls *name*, None if there is none."""
        if name.startswith("#"):
            number = int(name[1:])
            return number if number < len(self.hashes) and self.hashes[number] is None else None
        return self._specs.get(name)

    def specs_in(self, package: int) -> int:
        """Count the distinct specs of *package*."""
        with self.lock:
            count = self._specs_in.get(package)
            if count is None:
                spec = self.listings.spec
                codes = (spec[span.start : span.stop] for span in self._spans[package])
                count = self._specs_in[package] = len(set().union(*codes))
        return count

    def configuration(self, code: int, *, exact: bool = False) -> Configuration:
        """Return the configuration of *code*, safe to show unless *exact*."""
        columns = self.configurations

        def value(table: Dictionary[T], column: array[int]) -> T:
            return (table.values if exact else table.shown)[column[code]]

        return Configuration(
            package=value(self.packages, columns.package),
            versions=value(self.versions, columns.versions),
            compiler=value(self.compilers, columns.compiler),
            platform=value(self.platforms, columns.platform),
            os=value(self.oses, columns.os),
            target=value(self.targets, columns.target),
            variants=value(self.variants, columns.variants),
            dependencies=value(self.dependencies, columns.dependencies),
            namespace=value(self.namespaces, columns.namespace),
            flags=value(self.flags, columns.flags),
        )

    def listing(self, number: int, *, exact: bool = False) -> Listing:
        """Return listing *number*, safe to show unless *exact*."""
        columns = self.listings

        def value(table: Dictionary[T], column: array[int]) -> T:
            return (table.values if exact else table.shown)[column[number]]

        tarball = self.tarballs.get(number)
        return Listing(
            configuration=self.configuration(columns.configuration[number], exact=exact),
            tag=value(self.tags, columns.tag),
            hash=self.hashes[columns.spec[number]],
            stacks=value(self.stacks, columns.stacks),
            size=self.sizes.get(number),
            tarball=tarball if exact or tarball is None else safe(tarball),
            page=value(self.pages, columns.page),
        )

    def _package(self, name: str) -> int:
        code = self.packages.code(name)
        if code == len(self._spans):
            self._spans.append([])
        return code

    def _add_rows(self, batch: Batch) -> None:
        """Fill the columns: what runs for every row of the cache."""
        columns = self.listings
        first, rows = len(columns), len(batch)
        configurations = list(map(self._configuration, batch.configurations))
        columns.configuration.extend(map(configurations.__getitem__, batch.configuration_of))
        columns.tag.extend(array(CODE, [self.tags.code(batch.tag)]) * rows)
        columns.stacks.extend(map(self.stacks.code, batch.stacks))
        columns.spec.extend(self._spec_codes(batch.hashes))
        columns.page.extend(array(CODE, [self.pages.code(batch.path)]) * rows)
        self.sizes.extend(first, batch.sizes)
        self.tarballs.extend(first, batch.tarballs)

    def _spec_codes(self, hashes: Sequence[str | None]) -> Iterable[int]:
        code = self._specs.__getitem__
        if None not in hashes:
            return map(code, cast(Sequence[str], hashes))
        return (self._specs.without_hash() if name is None else code(name) for name in hashes)

    def _configuration(self, configuration: Configuration) -> int:
        codes = (
            self.packages.code(configuration.package),
            self.versions.code(configuration.versions),
            self.compilers.code(configuration.compiler),
            self.platforms.code(configuration.platform),
            self.oses.code(configuration.os),
            self.targets.code(configuration.target),
            self.variants.code(configuration.variants),
            self.dependencies.code(configuration.dependencies),
            self.namespaces.code(configuration.namespace),
            self.flags.code(configuration.flags),
        )
        code = self._configuration_codes.get(codes)
        if code is None:
            code = self._configuration_codes[codes] = len(self.configurations)
            self.configurations.append(codes)
        return code
