"""The in-memory index: columns of codes over dictionaries of distinct values.

A *listing* is a number. Its configuration, tag, stacks and spec are codes in four columns; a
configuration is a code too, with columns of its own for the fields that its specs agree in. The
listings of a page lie side by side, so the listings of a package are a few spans. Objects are
made when shown.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import compress
from threading import RLock
from typing import Any

from cachetui.index.columns import (
    Configurations,
    Dictionary,
    Listings,
    Sparse,
    Specs,
    shown,
)
from cachetui.index.edges import EdgeColumns
from cachetui.index.fields import CODED_FIELDS, FIELDS, LISTING_FIELDS, Field
from cachetui.index.first_listings import FirstListings
from cachetui.index.graph import Graph
from cachetui.index.last_answer import LastAnswer
from cachetui.index.named_variants import NamedVariants
from cachetui.index.nodes import RECORDED, UNKNOWN, Nodes
from cachetui.index.selection import Masks, Selection
from cachetui.model import CODE, Configuration, Listing, Origin, Problem, Status

_IS_CACHED = int(Status.CACHED)
_CACHED = bytes(bits & _IS_CACHED for bits in range(256))
"""Bits of `Status` -> whether CACHED is among them; an enum's own operators are far slower."""


class Index:
    """Everything that was read, ready to be searched while more is being read.

    Reading happens in another thread, so code that adds, or that reads more than one column, holds
    `lock` meanwhile.
    """

    listed_packages = 0
    """How many packages have a spec that is listed."""

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
        self.configurations = Configurations()
        self.parts = [
            (self.dictionaries[name], self.configurations[name]) for name in Configuration._fields
        ]
        """Dictionary and column of each field of a configuration, in their order."""
        self.listings = Listings()
        self.first_listings = FirstListings(self.configurations, self.listings, self.lock)
        self.named_variants = NamedVariants(self.variants, self.lock)
        self.last_masks, self.last_selection = LastAnswer[Masks | None](), LastAnswer[Selection]()
        self.hashes: list[str | None] = []
        """Spec code -> its hash; a listing without a hash is a spec of its own."""
        self.sparse: dict[str, Sparse[Any]] = {
            field.name: Sparse() for field in FIELDS if field.owner == "sparse"
        }
        """The name of a field that few eras have -> its values."""
        self.origins: Dictionary[Origin] = Dictionary()
        self.status = array("B")
        """Listing -> the bits of `Status` that its origin states."""
        self.nodes = Nodes()
        self.edges = EdgeColumns()
        self.problems: list[Problem] = []
        self.skipped: Counter[str] = Counter()
        """Noun -> number of entries that could not be used at all: ``page``, ``index``, ..."""
        self.skipped_rows: Counter[str] = Counter()
        """Noun -> number of rows that could not be used, of entries that otherwise could."""
        self.specs = Specs(self.hashes)
        """Hash -> the code of its spec."""
        self._spec_status: LastAnswer[bytes] = LastAnswer()
        self._graph: LastAnswer[Graph] = LastAnswer()
        self._listed_specs: LastAnswer[int] = LastAnswer()
        # package -> where the span of its listings on each page begins and ends, by turns
        self._spans: list[array[int]] = []
        self._specs_in: dict[int, int] = {}  # package -> its distinct specs, where asked for

    def add_spans(self, first: int, packages: Sequence[tuple[str, int]]) -> None:
        """Assign the listings from *first* on to *packages*, each a name and how many it has."""
        codes = [self.packages.code(name) for name, _ in packages]
        spans = self._spans
        spans.extend(array(CODE) for _ in range(len(self.packages) - len(spans)))
        self.listed_packages += sum(not spans[code] for code in set(codes))
        for code, (_, number) in zip(codes, packages, strict=True):
            spans[code].extend((first, first := first + number))
        for code in self._specs_in.keys() & codes:
            del self._specs_in[code]

    @property
    def size(self) -> tuple[int, int, int]:
        """How many listings, edges and records have been read; whatever is added changes it."""
        return len(self.listings), len(self.edges), self.nodes.records

    @property
    def tells_dependencies(self) -> bool:
        """Whether any input tells dependencies; a record without any does, a page does not."""
        return len(self.edges) > 0 or self.nodes.records > 0

    @property
    def listed_specs(self) -> int:
        """How many distinct specs are listed."""
        with self.lock:
            if not len(self.nodes) and not len(self.edges):
                return len(self.hashes)
            return self._listed_specs.get(len(self.listings), lambda: len(set(self.listings.spec)))

    def spans(self, package: int) -> list[range]:
        """Return the listings of *package*, a span for each of its pages."""
        ends = self._spans[package] if package < len(self._spans) else ()
        return list(map(range, ends[::2], ends[1::2]))

    def graph(self) -> Graph:
        """Return the graph of the dependencies read so far; more of them make a new one."""
        with self.lock:
            size = len(self.edges), len(self.hashes)
            return self._graph.get(size, lambda: Graph(self.edges, len(self.hashes)))

    def name_of(self, spec: int) -> str:
        """Return the name of the spec with this code: its hash, or ``#`` and the code."""
        return self.hashes[spec] or f"#{spec}"

    def find_spec(self, name: str) -> int | None:
        """Return the code of the spec that `name_of` calls *name*, None if there is none."""
        if name.startswith("#"):
            number = int(name[1:])
            return number if number < len(self.hashes) and self.hashes[number] is None else None
        return self.specs.find(name)

    def specs_in(self, package: int) -> int:
        """Return how many distinct specs *package* has."""
        with self.lock:
            count = self._specs_in.get(package)
            if count is None:
                spec = self.listings.spec
                codes = (spec[span.start : span.stop] for span in self.spans(package))
                count = self._specs_in[package] = len(set().union(*codes))
        return count

    def specs_in_each(self, packages: Iterable[int]) -> list[int]:
        """Return of each of *packages* how many distinct specs it has."""
        with self.lock:
            every = list(packages)
            known = zip(every, map(self._specs_in.get, every), strict=True)
            return [self.specs_in(code) if count is None else count for code, count in known]

    def column(self, field: Field) -> array[int]:
        """Return the codes of *field*, for each configuration or each listing."""
        return (self.configurations if field.owner == "configuration" else self.listings)[
            field.name
        ]

    def value(self, field: Field, listing: int, *, exact: bool = False) -> Any:
        """Return the value of *field* for *listing*, safe to show unless *exact*.

        None where it has none; of the status a bool, or None where no origin states it.
        """
        if field.owner == "spec":
            return self.hashes[self.listings.spec[listing]]
        if field.owner == "status":
            return self._holds(field, self.listings.spec[listing])
        if field.owner == "sparse":
            value = self.sparse[field.name].get(listing)
            return value if exact else shown(value)
        row = listing if field.owner == "listing" else self.listings.configuration[listing]
        dictionary = self.dictionaries[field.name]
        return (dictionary.values if exact else dictionary.shown)[self.column(field)[row]]

    def spec_status(self) -> bytes:
        """Return spec -> the bits of `Status` that any of its origins states.

        `RECORDED` is among them where Spack's own files have a record of it.
        """
        with self.lock:
            return self._spec_status.get(self.size, self._joined_status)

    def _joined_status(self) -> bytes:
        """Return `spec_status`: what records state, and CACHED of what pages list."""
        found = bytearray(self.nodes.bits(len(self.hashes)))
        mask = self.status.tobytes().translate(_CACHED)
        for spec in set(compress(self.listings.spec, mask)):
            found[spec] |= _IS_CACHED
        return bytes(found)

    def _holds(self, field: Field, spec: int) -> bool | None:
        """Return whether a field of the status holds of *spec*; None where no origin says it."""
        bits = self.spec_status()[spec]
        if not bits & RECORDED and field.bit != Status.CACHED:
            return None
        return bool(bits & field.bit)

    def node(self, spec: int) -> int | None:
        """Return the code of the configuration of *spec*; None where only its name is known."""
        code = self.nodes.configuration[spec] if spec < len(self.nodes) else UNKNOWN
        listed = self.first_listings.configurations
        if code == UNKNOWN and spec < len(listed):
            code = listed[spec]
        return None if code == UNKNOWN else code

    def package_of(self, spec: int) -> str:
        """Return the package of *spec*, safe to show."""
        code = self.node(spec)
        if code is None:
            return self.nodes.name_of(spec)
        return self.packages.shown[self.configurations.package[code]]

    def configuration(self, code: int, *, exact: bool = False) -> Configuration:
        """Return the configuration of *code*, safe to show unless *exact*."""
        return Configuration._make(
            (dictionary.values if exact else dictionary.shown)[column[code]]
            for dictionary, column in self.parts
        )

    def listing(self, number: int, *, exact: bool = False) -> Listing:
        """Return listing *number*, safe to show unless *exact*."""
        code = self.listings.configuration[number]
        values = {field.name: self.value(field, number, exact=exact) for field in LISTING_FIELDS}
        return Listing(self.configuration(code, exact=exact), **values, status=self.status[number])
