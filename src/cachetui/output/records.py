"""Lines for programs: JSON records, spec lines, hashes.

Listings come as numbers of the index. Every piece of text is made once per distinct value, so
that a whole cache streams through.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from itertools import islice
from json.encoder import encode_basestring_ascii
from operator import mod
from time import gmtime, strftime

from cachetui.index.fields import FIELDS, Field
from cachetui.index.index import Index
from cachetui.index.masks import cells
from cachetui.model import DEP_TYPES
from cachetui.spack.compatibility import Host, runs_here
from cachetui.spack.spec_line import around_hash, hash_word
from cachetui.views.build_order import specs_once

AT_ONCE = 1000
"""Listings whose JSON is written at once."""
KEPT = 4096
"""Objects of configurations that are kept for the packages that follow, which have others."""


def type_names(types: int) -> tuple[str, ...]:
    """Return the names of the types of a dependency: ``("link", "run")``."""
    return tuple(name for name, bit in DEP_TYPES.items() if types & bit)


def spec_lines(index: Index, listings: Iterable[int]) -> Iterator[str]:
    """Yield each spec once, in Spack's syntax."""
    configuration, hashes, spec = index.listings.configuration, index.hashes, index.listings.spec
    ends = cache(lambda code: around_hash(index.configuration(code, exact=True)))
    for listing in specs_once(index, listings):
        before, behind = ends(configuration[listing])
        yield " ".join(filter(None, (before, hash_word(hashes[spec[listing]]), behind)))


def hash_lines(index: Index, listings: Iterable[int]) -> Iterator[str]:
    """Yield each spec that has a hash once, as ``/<hash>``."""
    spec, hashes = index.listings.spec, index.hashes
    for listing in specs_once(index, listings):
        if word := hash_word(hashes[spec[listing]]):
            yield word


def encoded(value: object) -> str:
    r"""Return *value* as JSON in printable ASCII; whatever else it holds is ``\uXXXX``."""
    if isinstance(value, str):
        return encode_basestring_ascii(value)  # what json.dumps does, in a fifth of its time
    return "null" if value is None else json.dumps(value)


def timestamp(seconds: float) -> str:
    """Return Unix *seconds* as a moment in UTC: ``2026-04-01T09:30:00Z``."""
    return strftime("%Y-%m-%dT%H:%M:%SZ", gmtime(seconds))


def json_lines(index: Index, listings: Iterable[int], host: Host) -> Iterator[str]:
    """Yield each listing as one JSON object, exactly as its page has it.

    `runs_here` is "yes", "no" or "maybe" and says whether *host* runs it. An object is made once
    for each configuration, with gaps that are filled by what only a listing has.
    """
    template = cache(partial(_template, index, host))
    gaps = [_column(index, field) for field in FIELDS if field.recorded and not _is_shared(field)]
    gaps.append(_dependencies(index))
    rest, package = iter(listings), None
    while chunk := list(islice(rest, AT_ONCE)):
        codes = cells(index.listings.configuration, chunk)
        before, package = package, index.configurations.package[codes[0]]
        if package != before and template.cache_info().currsize > KEPT:
            template.cache_clear()  # the next package has others
        values = zip(*(column(chunk) for column in gaps), strict=True)
        yield from map(mod, map(template, codes), values)


def _is_shared(field: Field) -> bool:
    """Return whether all listings of a configuration have the same value of *field*."""
    return field.owner == "configuration"


def _template(index: Index, host: Host, code: int) -> str:
    """Return the object of a configuration, with ``%s`` for each value that only listings have."""
    built = index.configuration(code, exact=True)
    verdict = runs_here(host, *built.architecture)
    members = {}
    for field in FIELDS:
        if field.owner == "host":
            members["runs_here"] = encoded(verdict.answer)
            members["runs_here_why"] = encoded(verdict.why).replace("%", "%%")
        elif field.recorded and _is_shared(field):
            members[field.name] = encoded(getattr(built, field.name)).replace("%", "%%")
        elif field.recorded:
            members[field.name] = "%s"
    members["dependencies"] = "%s"
    return f"{{{', '.join(f'{encoded(name)}: {text}' for name, text in members.items())}}}"


def _column(index: Index, field: Field) -> Callable[[Sequence[int]], Iterable[str]]:
    """Return what writes *field* for each of some listings; a value that has a code, once."""
    if field.owner == "listing":
        values, codes = index.dictionaries[field.name].values, index.column(field)
        text = cache(lambda code: encoded(values[code]))
        return lambda listings: map(text, cells(codes, listings))
    if field.owner == "spec":
        name, specs = index.hashes.__getitem__, index.listings.spec
        return lambda listings: map(encoded, map(name, cells(specs, listings)))
    if field.owner == "status":
        return lambda listings: (encoded(index.value(field, one)) for one in listings)
    value = index.sparse[field.name].get
    return lambda listings: map(encoded, map(value, listings))


def _dependencies(index: Index) -> Callable[[Sequence[int]], Iterable[str]]:
    """Return what writes the dependencies of each of some listings; null where none are known."""
    if not index.tells_dependencies:
        return lambda listings: ("null" for _ in listings)
    graph, specs = index.graph(), index.listings.spec

    def text(listing: int) -> str:
        edges = graph.edges_of(specs[listing])
        return json.dumps([dependency(index, edge) for edge in edges]) if edges else "null"

    return lambda listings: map(text, listings)


def dependency(index: Index, edge: int) -> dict[str, object]:
    """Return an edge as JSON has it: what it leads to, how, and for which virtuals."""
    graph = index.graph()
    child, types = graph.child[edge], graph.types[edge]
    return {
        "name": index.package_of(child),
        "hash": index.hashes[child],
        "types": type_names(types),
        "virtuals": list(index.edges.virtual_sets.values[graph.virtuals[edge]]),
    }
