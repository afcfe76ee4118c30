"""The values of chosen fields, read from an index for one spec after another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timezone
from functools import cache
from typing import TYPE_CHECKING, Any

from cachetui.index.fields import Field
from cachetui.index.index import Index
from cachetui.spack.spec_line import spelled_variants
from cachetui.views.chosen_fields import ChosenField, part_of

if TYPE_CHECKING:
    from cachetui.spack.compatibility import Host

Texts = tuple[str, ...]
"""A value as the texts that it consists of; none where there is no value."""
Reader = Callable[[Sequence[int]], Texts]
"""Returns a value of a spec from its listings, of which there is one at least."""
YES_OR_NO = {True: ("yes",), False: ("no",), None: ()}
"""Whether something holds -> the texts of that value."""


def text_of(chosen: ChosenField, texts: Texts) -> str:
    """Return the *texts* of a value of *chosen* as one, exactly as the input has them."""
    if len(chosen.fields) > 1:
        return "-".join(texts)
    text = spelled_variants(texts) if chosen.field.key == "variant" else ",".join(texts)
    return text[: chosen.length]


class FieldValues:
    """Reads the values of some fields; a value that many specs share is made once.

    Where the listings of a spec differ, its tags, stacks, pages and origins are those of all its
    listings. Any other value is that of the first listing, or the first that there is.
    """

    def __init__(
        self,
        index: Index,
        chosen: Sequence[ChosenField],
        host: Callable[[], Host],
        *,
        has_edges: bool = True,
    ) -> None:
        """Read *chosen* of *index*; *host* is called only where ``runs`` is judged.

        Without *has_edges* dependencies count as unknown.
        """
        self._index = index
        self._host = host
        self._has_edges = has_edges and len(index.edges) > 0
        self._readers = [self._reader(one) for one in chosen]

    def row(self, listings: Sequence[int]) -> list[Texts]:
        """Return the value of each chosen field for the one spec that *listings* are of."""
        return [read(listings) for read in self._readers]

    def _reader(self, chosen: ChosenField) -> Reader:
        """Return the reader of a chosen field, or of a part of one."""
        if chosen.dependency:
            return self._of_dependency(chosen)
        readers = [self._of_field(field) for field in chosen.fields]
        if len(readers) == 1 and not chosen.part:
            return readers[0]
        return lambda listings: part_of(
            tuple(text for read in readers for text in read(listings)), chosen
        )

    def _of_field(self, field: Field) -> Reader:
        """Return the reader of a whole *field* of the spec itself."""
        if field.key == "dependencies":
            return self._of_dependencies(field)
        readers: dict[str, Callable[[Field], Reader]] = {
            "configuration": self._of_configuration,
            "listing": self._of_listing,
            "host": self._of_host,
        }
        return readers.get(field.owner, self._of_spec)(field)

    def _of_configuration(self, field: Field) -> Reader:
        """Return the reader of a field of configurations, by the first listing."""
        column, of = self._index.column(field), self._index.listings.configuration
        values = self._index.dictionaries[field.name].values
        texts = cache(lambda code: field.texts(values[code]))
        return lambda listings: texts(column[of[listings[0]]])

    def _of_listing(self, field: Field) -> Reader:
        """Return the reader of a field of listings: all values that they have, in order."""
        column, values = self._index.column(field), self._index.dictionaries[field.name].values

        @cache
        def texts(codes: frozenset[int]) -> Texts:
            found = {text for code in codes for text in field.texts(values[code])}
            return tuple(field.ordered(found))

        return lambda listings: texts(frozenset(map(column.__getitem__, listings)))

    def _of_spec(self, field: Field) -> Reader:
        """Return the reader of the hash, of a field of the status, or of a sparse field."""

        def texts(listings: Sequence[int]) -> Texts:
            values = (self._index.value(field, one, exact=True) for one in listings)
            return _spelled(field, next((one for one in values if one is not None), None))

        return texts

    def _of_host(self, field: Field) -> Reader:
        """Return the reader of ``runs``, by the architecture of the first listing."""
        from cachetui.spack.compatibility import runs_here

        @cache
        def texts(code: int) -> Texts:
            architecture = self._index.configuration(code, exact=True).architecture
            return (runs_here(self._host(), *architecture).answer,)

        return lambda listings: texts(self._index.listings.configuration[listings[0]])

    def _of_dependencies(self, field: Field) -> Reader:
        """Return the reader of the direct dependencies: their names; on the oldest pages a text."""
        written = self._of_configuration(field)
        if not self._has_edges:
            return written
        graph, specs = self._index.graph(), self._index.listings.spec

        def texts(listings: Sequence[int]) -> Texts:
            edges = graph.edges_of(specs[listings[0]])
            names = (self._index.package_of(graph.child[edge]) for edge in edges)
            return written(listings) or tuple(dict.fromkeys(names))

        return texts

    def _of_dependency(self, chosen: ChosenField) -> Reader:
        """Return the reader of a field of a named dependency, as in ``^python.compiler``."""
        if not self._has_edges:
            return lambda _: ()
        from cachetui.views.named_dependency import NamedDependency

        named, specs = NamedDependency(self._index, chosen.dependency), self._index.listings.spec
        with_name = named.is_virtual and chosen.is_version_alone

        @cache
        def texts(child: int) -> Texts:
            found = tuple(text for field in chosen.fields for text in self._of_node(field, child))
            if with_name:
                return ("@".join((self._index.package_of(child), *found)),)
            return part_of(found, chosen)

        def of_listings(listings: Sequence[int]) -> Texts:
            child = named.of(specs[listings[0]])
            return () if child is None else texts(child)

        return of_listings

    def _of_node(self, field: Field, spec: int) -> Texts:
        """Return the value of *field* for a dependency, of which only the name may be known."""
        if field.owner == "spec":
            return _spelled(field, self._index.hashes[spec])
        code = self._index.node(spec)
        if code is None:
            return (self._index.package_of(spec),) if field.key == "package" else ()
        values = self._index.dictionaries[field.name].values
        return field.texts(values[self._index.column(field)[code]])


def _spelled(field: Field, value: Any) -> Texts:
    """Return *value* as texts: yes or no of a status, a time in UTC, anything else as it is."""
    if field.owner == "status":
        return YES_OR_NO[value]
    if field.key == "time" and value is not None:
        return (datetime.fromtimestamp(value, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),)
    return () if value is None else (str(value),)
