"""The in-memory index: columns of codes over tables of distinct values.

A *listing* is a number. Its configuration, tag, stacks and spec are codes in four columns; a
configuration is a code too, with columns of its own for what its specs agree in. The listings of
a page lie side by side, so the listings of a package are a few spans. Objects are made when shown.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Hashable, Sequence
from threading import RLock
from typing import TypeVar, cast

from cachetui.index.columns import CODE, Configurations, Dictionary, Listings, Sparse, Specs
from cachetui.index.edges import EdgeTable
from cachetui.index.nodes import Nodes
from cachetui.index.offers import kept, on_offer, only, status_of
from cachetui.model import Batch, Configuration, Edges, Listing, Note, Origin, Problem
from cachetui.safe_text import safe

T = TypeVar("T", bound=Hashable)


class Index:
    """Everything that was read, ready to be searched while more is being read.

    Reading happens in another thread: whoever looks at more than one column, and whoever adds,
    holds `lock` meanwhile.
    """

    def __init__(self, *, everything: bool = False) -> None:
        """*everything* lists also what is on offer nowhere."""
        self.everything = everything
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
        self.origins: Dictionary[Origin] = Dictionary()
        self.configurations = Configurations()
        self.listings = Listings()
        self.hashes: list[str | None] = []
        """Spec code -> its hash; a listing without a hash is a spec of its own."""
        self.sizes: Sparse[int | float] = Sparse()
        """Listing -> bytes of its tarball, for the few eras that say it."""
        self.tarballs: Sparse[str] = Sparse()
        """Listing -> where its tarball is, likewise."""
        self.times: Sparse[float] = Sparse()
        """Listing -> when it was installed, where the input says it."""
        self.prefixes: Sparse[str] = Sparse()
        """Listing -> where it is installed, likewise."""
        self.nodes = Nodes()
        self.edges = EdgeTable()
        self.problems: list[Problem] = []
        self.skipped: Counter[str] = Counter()
        """Noun -> number of entries that could not be used at all: ``page``, ``index``, ..."""
        self.skipped_rows: Counter[str] = Counter()
        """Noun -> number of rows that could not be used, of entries that otherwise could."""
        self._spans: list[list[range]] = []
        self._listed_packages: set[int] = set()
        self._specs = Specs(self.hashes)
        self._specs_in: dict[int, int] = {}
        self._configuration_codes: dict[Configuration, int] = {}

    @property
    def listed_specs(self) -> int:
        """The number of distinct specs that are listed."""
        return self.nodes.is_listed.count(1)

    @property
    def listed_packages(self) -> int:
        """The number of packages of which specs are listed."""
        return len(self._listed_packages)

    def add(self, part: Batch | Edges) -> None:
        """Add rows or edges of an entry, and its problems."""
        with self.lock:
            if isinstance(part, Edges):
                self._add_edges(part)
                return
            self._add_batch(part)
            if part.skipped_rows:
                self.skipped_rows[part.origin.row_noun] += part.skipped_rows
            for sentence in (*part.lost, part.note):
                if sentence is not None:
                    self.problems.append(Problem(safe(part.path), sentence))

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

        tarball, prefix = self.tarballs.get(number), self.prefixes.get(number)
        return Listing(
            configuration=self.configuration(columns.configuration[number], exact=exact),
            tag=value(self.tags, columns.tag),
            hash=self.hashes[columns.spec[number]],
            stacks=value(self.stacks, columns.stacks),
            size=self.sizes.get(number),
            tarball=tarball if exact or tarball is None else safe(tarball),
            page=value(self.pages, columns.page),
            origin=value(self.origins, columns.origin),
            status=columns.status[number],
            time=self.times.get(number),
            prefix=prefix if exact or prefix is None else safe(prefix),
        )

    def _package(self, name: str) -> int:
        code = self.packages.code(name)
        if code == len(self._spans):
            self._spans.append([])
        return code

    def _add_batch(self, batch: Batch) -> None:
        """Add rows: those on offer as listings, all of them as nodes."""
        packages = [self._package(name) for name, _ in batch.packages]
        places = list(map(self._configuration, batch.configurations))
        configurations: Sequence[int] = list(map(places.__getitem__, batch.configuration_of))
        specs = self._spec_codes(batch.hashes)
        status: Sequence[int] = status_of(batch)
        mask = b"\1" * len(batch) if self.everything else on_offer(status)
        self.nodes.add_records(specs, configurations, status, mask)
        if 0 in mask:
            batch = only(batch, mask)
            specs, configurations, status = (
                kept(column, mask) for column in (specs, configurations, status)
            )
        first = len(self.listings)
        self._add_rows(batch, specs, configurations, status)
        for package, (_, count) in zip(packages, batch.packages, strict=True):
            self._spans[package].append(range(first, first := first + count))
            self._specs_in.pop(package, None)
            if count:
                self._listed_packages.add(package)

    def _add_rows(
        self,
        batch: Batch,
        specs: Sequence[int],
        configurations: Sequence[int],
        status: Sequence[int],
    ) -> None:
        """Fill the columns of listings."""
        columns = self.listings
        first, rows = len(columns), len(batch)
        columns.configuration.extend(configurations)
        columns.tag.extend(array(CODE, [self.tags.code(batch.tag)]) * rows)
        columns.stacks.extend(map(self.stacks.code, batch.stacks))
        columns.spec.extend(specs)
        columns.page.extend(array(CODE, [self.pages.code(batch.path)]) * rows)
        columns.origin.extend(array(CODE, [self.origins.code(batch.origin)]) * rows)
        columns.status.extend(status)
        self.sizes.extend(first, batch.sizes)
        self.tarballs.extend(first, batch.tarballs)
        self.times.extend(first, batch.times)
        self.prefixes.extend(first, batch.prefixes)

    def _add_edges(self, edges: Edges) -> None:
        parents, children = self._specs.codes(edges.parents), self._specs.codes(edges.children)
        self.nodes.add_children(parents, [""] * len(parents))
        self.nodes.add_children(children, edges.names)
        self.edges.add(parents, children, edges)

    def _spec_codes(self, hashes: Sequence[str | None]) -> Sequence[int]:
        if None not in hashes:
            return self._specs.codes(cast(Sequence[str], hashes))
        without, code = self._specs.without_hash, self._specs.__getitem__
        return [without() if name is None else code(name) for name in hashes]

    def _configuration(self, configuration: Configuration) -> int:
        code = self._configuration_codes.get(configuration)
        if code is None:
            code = self._configuration_codes[configuration] = len(self.configurations)
            self.configurations.append(
                (
                    self._package(configuration.package),
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
            )
        return code
