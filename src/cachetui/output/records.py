"""What was found as lines for programs: JSON records, spec lines, hashes.

Listings come as numbers of the index. Every piece of text is made once per distinct value, so
that a whole cache streams through.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import islice

from cachetui.index.fields import FIELDS, Field
from cachetui.index.index import Index
from cachetui.index.masks import cells
from cachetui.output.install import around_hash, hash_word
from cachetui.spack.targets import Host, runs_here

AT_ONCE = 1000
"""Listings whose JSON is written column by column."""


def in_order(index: Index, listings: Iterable[int]) -> list[int]:
    """Sort the listings of a package by tag and hash; what has none comes first.

    Listings that agree in both stay as they stand on the pages.
    """
    columns, tags, hashes = index.listings, index.tags.values, index.hashes

    def place(listing: int) -> tuple[str, str, int]:
        tag, name = tags[columns.tag[listing]], hashes[columns.spec[listing]]
        return tag or "", name or "", listing

    return sorted(listings, key=place)


def specs_once(index: Index, listings: Iterable[int]) -> Iterator[int]:
    """Yield the first listing of each spec."""
    spec, seen = index.listings.spec, set()
    for listing in listings:
        code = spec[listing]
        if code not in seen:
            seen.add(code)
            yield listing


def spec_lines(index: Index, listings: Iterable[int]) -> Iterator[str]:
    """Write each spec once, in Spack's syntax."""
    configuration, hashes, spec = index.listings.configuration, index.hashes, index.listings.spec
    ends = cache(lambda code: around_hash(index.configuration(code, exact=True)))
    for listing in specs_once(index, listings):
        before, behind = ends(configuration[listing])
        yield " ".join(filter(None, (before, hash_word(hashes[spec[listing]]), behind)))


def hash_lines(index: Index, listings: Iterable[int]) -> Iterator[str]:
    """Write each spec that has a hash once, as ``/<hash>``."""
    spec, hashes = index.listings.spec, index.hashes
    for listing in specs_once(index, listings):
        if word := hash_word(hashes[spec[listing]]):
            yield word


def encoded(value: object) -> str:
    r"""Write *value* as JSON in printable ASCII; whatever else it holds is ``\uXXXX``."""
    return "null" if value is None else json.dumps(value)


def json_lines(index: Index, listings: Iterable[int], host: Host) -> Iterator[str]:
    """Yield each listing as one JSON object, exactly as its page has it.

    `runs_here` is "yes", "no" or "maybe" and says whether *host* runs it. Each column of a chunk of
    listings is written at once, since that takes half the time of one listing after the other.
    """
    columns = [_member(index, field) for field in FIELDS if field.recorded]
    columns.append(_by_configuration(index, lambda code: _verdict(index, host, code)))
    rest = iter(listings)
    while chunk := list(islice(rest, AT_ONCE)):
        for members in zip(*(column(chunk) for column in columns), strict=True):
            yield f"{{{', '.join(members)}}}"


Column = Callable[[Sequence[int]], Iterable[str]]
"""Returns the member of an object for each of some listings: ``"os": "rhel8"``."""


def _member(index: Index, field: Field) -> Column:
    """Return what writes *field*; where it has codes, each value is written once."""
    name = encoded(field.name)
    if field.owner in ("spec", "sparse"):
        return lambda listings: (
            f"{name}: {encoded(index.value(field, listing, exact=True))}" for listing in listings
        )
    values, codes = index.dictionaries[field.name].values, index.column(field)
    text = cache(lambda code: f"{name}: {encoded(values[code])}")
    if field.owner == "listing":
        return lambda listings: map(text, cells(codes, listings))
    return _by_configuration(index, lambda code: text(codes[code]))


def _by_configuration(index: Index, write: Callable[[int], str]) -> Column:
    column, text = index.listings.configuration, cache(write)
    return lambda listings: map(text, cells(column, listings))


def _verdict(index: Index, host: Host, code: int) -> str:
    verdict = runs_here(host, *index.configuration(code, exact=True).architecture)
    return encoded({"runs_here": verdict.answer, "runs_here_why": verdict.why})[1:-1]
