"""What could stand where the cursor is, and what a value that no page has was meant to be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from itertools import islice

from msgspec import Struct

from cachetui.index.index import Index
from cachetui.query.partial import Word
from cachetui.query.query import FIELDS, Query
from cachetui.spack.values import is_pattern, plain
from cachetui.spack.versions import key as version_key

MOST = 200
"""Candidates that are looked for at most."""
NONE = "none"
"""What a query calls that a page lacks a value."""
KEYS = ("stack=", "tag=", "target=", "os=", "platform=", "compiler=", "runs=")
"""The fields that a word can turn out to be."""


def candidates(index: Index, word: Word, package: str | None) -> list[str]:
    """List what *word* can become, the likeliest first; all of them begin with what was typed.

    All but names and hashes are those of *package*, or of all packages if that is None.
    """
    code = None if package is None else index.packages.find(package)
    found = (text for text in _all(index, word, code) if text.startswith(word.prefix))
    return list(islice(found, MOST))


def _all(index: Index, word: Word, package: int | None) -> Iterable[str]:
    if word.kind == "name":  # its last word may be going to be a field
        lead = word.prefix[: word.prefix.rfind(" ") + 1]
        return [*(lead + key for key in KEYS), *sorted(index.packages.shown)]
    if word.kind == "hash":
        return (name for name in index.hashes if name is not None)
    if word.kind == "compiler":
        return sorted({text.partition("@")[0] for text in _compilers(index, package)} | {NONE})
    if word.kind == "version":
        return _versions(index, word.key, package)
    if word.kind == "variant":
        return sorted(name for name, value in _variants(index, package) if not value)
    if word.key in FIELDS:
        return values_of(index, word.key, package)
    return sorted({value for name, value in _variants(index, package) if name == word.key})


def values_of(index: Index, key: str, package: int | None = None) -> list[str]:
    """List the values that *package*, or the whole cache, has for one of the query's own fields."""
    columns = index.configurations
    if key == "runs":
        return ["yes", "maybe", "no"]
    if key == "stack":
        listed = _of_listings(index, index.listings.stacks, package)
        return sorted({stack for code in listed for stack in index.stacks.shown[code]})
    if key == "tag":
        tags = {index.tags.shown[code] for code in _of_listings(index, index.listings.tag, package)}
        return sorted((tag for tag in tags if tag is not None), reverse=True)
    if key == "compiler":
        return [*sorted(_compilers(index, package), key=version_key), NONE]
    tables = {"os": index.oses, "platform": index.platforms, "target": index.targets}
    codes = set(_of_package(index, getattr(columns, key), package))
    return sorted(tables[key].shown[code] for code in codes)


def _compilers(index: Index, package: int | None) -> set[str]:
    codes = set(_of_package(index, index.configurations.compiler, package))
    return {text for code in codes if (text := index.compilers.shown[code]) is not None}


def _versions(index: Index, compiler: str, package: int | None) -> list[str]:
    if compiler:
        pairs = (text.partition("@") for text in _compilers(index, package))
        found = {version for name, _, version in pairs if name == compiler}
    else:
        codes = set(_of_package(index, index.configurations.versions, package))
        found = {version for code in codes for version in index.versions.shown[code]}
    return sorted(found, key=version_key, reverse=True)


def _variants(index: Index, package: int | None) -> set[tuple[str, str]]:
    """Give the names and values of variants: ``("mpi", "")`` of a switch, ``("api", "v2")``."""
    codes = set(_of_package(index, index.configurations.variants, package))
    texts = set().union(*(index.variants.shown[code] for code in codes))
    pairs = (text.lstrip("+~").replace(":=", "=").partition("=") for text in texts)
    return {(name, value) for name, _, values in pairs for value in values.split(",")}


def _of_package(index: Index, column: Iterable[int], package: int | None) -> Iterable[int]:
    """Give the codes in a *column* of configurations that belong to *package*."""
    if package is None:
        return column
    packages = index.configurations.package
    return (code for code, owner in zip(column, packages, strict=True) if owner == package)


def _of_listings(index: Index, column: Sequence[int], package: int | None) -> set[int]:
    """Give the codes in a *column* of listings that belong to *package*."""
    if package is None:
        return set(column)
    return {code for span in index.spans(package) for code in column[span.start : span.stop]}


class Unknown(Struct, frozen=True):
    """A value in a query that no page has."""

    key: str
    value: str
    near: tuple[str, ...]
    """What may have been meant."""


def unknown(index: Index, query: Query) -> Unknown | None:
    """Find the first value of a field that the cache does not have, so that nothing matches it.

    Patterns, ranges and variants are left alone, and so is everything while the index is empty.
    """
    for key in ("platform", "os", "target", "stack", "tag", "compiler"):
        asked = [item for item in getattr(query, key) if not (is_pattern(item) or ":" in item)]
        known = values_of(index, key) if asked else []
        for item in asked:
            if known and plain(item) not in (*known, NONE):
                return Unknown(key, plain(item), _near(plain(item), known))
    return None


def _near(value: str, known: list[str]) -> tuple[str, ...]:
    beginning = [other for other in known if other.startswith(value)]
    return tuple((beginning or get_close_matches(value, known, 3, 0.5))[:4])
