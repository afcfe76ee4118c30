"""The dependencies in which specs differ, told apart from those that differ only as a consequence.

A hash covers everything below a spec, so one other zlib gives every dependency above it another
hash. Therefore a difference counts only where a package differs by itself (in its version or
variants, or because only some of the specs need it), or where its hash differs although nothing
below it does. The rest are consequences.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

from msgspec import Struct

from cachetui.index.index import Index
from cachetui.model import ARCHITECTURE, Configuration
from cachetui.spack.versions import key as version_key
from cachetui.views.closures import Closures, closures
from cachetui.views.dependency_tree import NEEDED

Kind = Literal["version", "provider", "build", "hash"]
"""In what the specs of a dependency differ: their versions; their packages, which provide one
virtual; other facts that are listed of them; or nothing but their hashes."""


class DependencyDifference(Struct, frozen=True):
    """A dependency in which some specs differ."""

    name: str
    """Its package, or the virtual that several packages provide; safe to show, as the texts are."""
    kind: Kind
    depth: int
    """Its distance from the nearest of the compared specs, 1 for a direct dependency."""
    is_cause: bool
    """Whether it differs although none of its own dependencies does."""
    texts: tuple[tuple[str, int], ...]
    """Pairs of a version, provider, variants or hash, and the compared specs that have it, as bits
    by place. The text that most have comes first; specs without the dependency are in no pair."""

    @property
    def owners(self) -> int:
        """The compared specs that have the dependency, as bits by place."""
        return _union(specs for _, specs in self.texts)

    def of(self, place: int) -> str:
        """Return what the spec at *place* has; empty where it lacks the dependency."""
        return " ".join(text for text, specs in self.texts if specs >> place & 1)


class Differences(Struct, frozen=True):
    """The differences in what some specs link and run."""

    differences: tuple[DependencyDifference, ...]
    """Those that are no consequence of others, by name."""
    consequences: tuple[str, ...]
    """The other packages that differ, by name: only because of these, or needed by these only."""


NO_DIFFERENCES = Differences((), ())


def differences(index: Index, specs: Sequence[int]) -> Differences:
    """Return the differences in what *specs*, given by their codes, link and run."""
    with index.lock:
        found = _Differing(index, closures(index.graph(), specs, NEEDED))
        return found.differences()


class _Package(Struct):
    """A package among the dependencies, of which not all roots have the same specs."""

    name: str
    specs: list[int]
    kind: Kind
    texts: dict[str, int]
    """Text -> the roots that have a spec with it, as bits."""
    lacking: int
    """The roots without the package, as bits."""
    virtuals: frozenset[str]


class _Differing:
    """Finds the differences for one set of roots."""

    def __init__(self, index: Index, needed: Closures) -> None:
        self._index = index
        self._needed = needed
        by_name: dict[str, list[int]] = {}
        for spec in needed.needing:
            by_name.setdefault(index.package_of(spec), []).append(spec)
        self._packages = {
            name: self._package(name, specs) for name, specs in by_name.items() if self._vary(specs)
        }

    def differences(self) -> Differences:
        """Return the packages that differ; those that provide one virtual are one difference."""
        shown = [one for one in self._packages.values() if not self._is_consequence(one)]
        merged = [*self._providers(shown)]
        taken = {name for _, members in merged for name in members}
        found = [one for one, _ in merged]
        found += [self._difference(one.name, [one]) for one in shown if one.name not in taken]
        names = {one.name for one in shown}
        return Differences(
            tuple(sorted(found, key=lambda one: one.name)),
            tuple(sorted(name for name in self._packages if name not in names)),
        )

    def _vary(self, specs: Iterable[int]) -> bool:
        """Return whether any of *specs* is not needed by all roots."""
        return any(self._needed.needing[spec] != self._needed.all_roots for spec in specs)

    def _package(self, name: str, specs: list[int]) -> _Package:
        """Return the package *name* with the first kind of texts in which its *specs* differ."""
        codes = [self._index.node(spec) for spec in specs]
        built = [None if code is None else self._index.configuration(code) for code in codes]
        names = [f"/{(self._index.hashes[spec] or '')[:7]}" for spec in specs]
        versions = [one.version if one else hash_ for one, hash_ in zip(built, names, strict=True)]
        by_version = self._owners(specs, versions)
        lacking = self._needed.all_roots & ~_union(by_version.values())
        kind: Kind = "version"
        texts = by_version
        if not lacking and self._agree(by_version):
            kind, texts = "build", self._owners(specs, _told_apart(built))
            if self._agree(texts):
                kind, texts = "hash", self._owners(specs, names)
        return _Package(name, specs, kind, texts, lacking, self._virtuals(specs))

    def _owners(self, specs: Sequence[int], texts: Sequence[str]) -> dict[str, int]:
        """Return text -> the roots that need a spec with it; *texts* stand beside their *specs*."""
        owners: dict[str, int] = {}
        for spec, text in zip(specs, texts, strict=True):
            owners[text] = owners.get(text, 0) | self._needed.needing[spec]
        return owners

    def _agree(self, owners: dict[str, int]) -> bool:
        """Return whether all roots have every text."""
        return all(roots == self._needed.all_roots for roots in owners.values())

    def _virtuals(self, specs: Iterable[int]) -> frozenset[str]:
        """Return the virtuals that any of *specs* provides to a spec that depends on it."""
        graph, sets = self._index.graph(), self._index.edges.virtual_sets.shown
        parents = {parent for spec in specs for parent in self._needed.parents[spec]}
        wanted = set(specs)
        edges = (edge for parent in parents for edge in graph.edges_of(parent))
        found = (sets[graph.virtuals[edge]] for edge in edges if graph.child[edge] in wanted)
        return frozenset().union(*found)

    def _is_consequence(self, one: _Package) -> bool:
        """Return whether *one* differs only because other packages do.

        Its hash differs because of what is below it; or only some roots have it, and everything
        that depends on it differs by itself.
        """
        if one.kind == "hash":
            return not self._is_cause(one)
        if not one.lacking:
            return False
        parents = {parent for spec in one.specs for parent in self._needed.parents[spec]}
        if not parents.isdisjoint(self._needed.roots):
            return False
        above = [self._packages.get(self._index.package_of(parent)) for parent in parents]
        return all(parent is not None and parent.kind != "hash" for parent in above)

    def _is_cause(self, one: _Package) -> bool:
        """Return whether nothing that *one* depends on differs."""
        below = (child for spec in one.specs for child in self._needed.children[spec])
        return all(self._index.package_of(child) not in self._packages for child in below)

    def _providers(
        self, shown: Sequence[_Package]
    ) -> Iterator[tuple[DependencyDifference, list[str]]]:
        """Yield the difference of each virtual that roots have from different packages.

        Beside it stand the names of these packages; none is in two differences.
        """
        free = {one.name: one for one in shown if one.lacking}
        for virtual in sorted(frozenset().union(*(one.virtuals for one in free.values()))):
            members = [one for one in free.values() if virtual in one.virtuals]
            if len(members) > 1:
                yield self._difference(virtual, members), [one.name for one in members]
                free = {name: one for name, one in free.items() if one not in members}

    def _difference(self, name: str, members: Sequence[_Package]) -> DependencyDifference:
        """Return the difference of a package, or of several *members* that provide *name*."""
        kind, texts = members[0].kind, dict(members[0].texts)
        if len(members) > 1:
            kind, texts = "provider", {one.name: _union(one.texts.values()) for one in members}
        return DependencyDifference(
            name,
            kind,
            min(self._needed.depths[spec] for one in members for spec in one.specs),
            all(map(self._is_cause, members)),
            _most_first(texts),
        )


def _most_first(texts: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """Return text and owners in pairs: most owners first, and of as many the newer version."""
    newest_first = sorted(sorted(texts), key=version_key, reverse=True)
    ordered = sorted(newest_first, key=lambda text: -texts[text].bit_count())
    return tuple((text, texts[text]) for text in ordered)


def _union(sets: Iterable[int]) -> int:
    """Return the union of sets, which are bits of numbers."""
    joined = 0
    for one in sets:
        joined |= one
    return joined


def _told_apart(built: Sequence[Configuration | None]) -> list[str]:
    """Return for each of *built* the words that not all of them have; none for one not known."""
    words = [_words(one) for one in built]
    shared = set(words[0]).intersection(*words) if words else set()
    return [" ".join(word for word in some if word not in shared) for some in words]


def _words(one: Configuration | None) -> list[str]:
    """Return what a configuration lists beside its version, in words of the query language."""
    if one is None:
        return []
    architecture = zip(ARCHITECTURE, one.architecture, strict=True)
    compiler = [f"%{one.compiler}"] if one.compiler else []
    return [
        *one.variants,
        *one.flags,
        *compiler,
        *(f"{key}={value}" for key, value in architecture),
    ]
