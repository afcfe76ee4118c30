"""What was found as lines for programs: JSON records, spec lines, hashes.

Listings come as numbers of the index. Every piece of text is made once per distinct value, so
that a whole cache streams through.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from cachetui.index.columns import Dictionary
from cachetui.index.index import Index, T
from cachetui.output.install import around_hash, hash_word
from cachetui.spack.targets import Host, runs_here


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
    ends = lru_cache(maxsize=None)(lambda code: around_hash(index.configuration(code, exact=True)))
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
    """Write each listing as one JSON object, exactly as its page has it.

    `runs_here` is "yes", "no" or "maybe" and says whether *host* runs it.
    """
    tags, stacks, pages = _encoder(index.tags), _encoder(index.stacks), _encoder(index.pages)
    texts = lru_cache(maxsize=None)(lambda code: _Text(index, host, code))
    columns, hashes = index.listings, index.hashes
    for listing in listings:
        text = texts(columns.configuration[listing])
        size, tarball = index.sizes.get(listing), index.tarballs.get(listing)
        yield (
            f'{{"package": {text.package}, "tag": {tags(columns.tag[listing])}'
            f', "hash": {encoded(hashes[columns.spec[listing]])}, {text.build}'
            f', "stacks": {stacks(columns.stacks[listing])}, "variants": {text.variants}'
            f', "size": {encoded(size)}, "tarball": {encoded(tarball)}'
            f', "page": {pages(columns.page[listing])}, {text.verdict}}}'
        )


def _encoder(table: Dictionary[T]) -> Callable[[int], str]:
    """Return what gives the JSON of a code's value, each made once."""
    return lru_cache(maxsize=None)(lambda code: encoded(table.values[code]))


class _Text:
    """The JSON of what the listings of a configuration agree in, in pieces."""

    __slots__ = ("build", "package", "variants", "verdict")

    def __init__(self, index: Index, host: Host, code: int) -> None:
        shown = index.configuration(code, exact=True)
        verdict = runs_here(host, shown.platform, shown.os, shown.target)
        self.package = encoded(shown.package)
        self.build = encoded(
            {
                "versions": shown.versions,
                "compiler": shown.compiler,
                "platform": shown.platform,
                "os": shown.os,
                "target": shown.target,
            }
        )[1:-1]
        self.variants = encoded(shown.variants)
        self.verdict = encoded({"runs_here": verdict.answer, "runs_here_why": verdict.why})[1:-1]
