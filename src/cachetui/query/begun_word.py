"""The word that is being typed, read as the beginning of one: ``target=aar`` as ``target=aar*``.

A value that the cache has is not extended, and neither is what cannot be a pattern: a hash (which
is a beginning anyway), an end of a range. Versions have no patterns in Spack: ``@1.1`` becomes
``@1.10,1.13`` where there is no 1.1.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import chain

from cachetui.index.fields import FIELD
from cachetui.index.index import Index
from cachetui.query.complete import dependencies, listed, values_of, variant_values
from cachetui.query.partial import Word
from cachetui.query.query import ITEM_KEYS, Query
from cachetui.spack.compilers import COMPILERS
from cachetui.spack.targets import names_of
from cachetui.spack.values import NONE
from cachetui.spack.versions import VersionError, VersionList

ENDS = ("", " ", ",")
"""What the text behind the cursor begins with if the cursor is at the end of a word."""
MOST_VERSIONS = 20
"""Versions that a beginning stands for at most."""


def as_begun(index: Index, word: Word | None, rest: str, query: Query) -> str | None:
    """Return the text up to the cursor with *word*, its last one, as a pattern of what begins so.

    Empty where no value begins so; None where *word* is a value itself, or cannot be a beginning.
    *rest* is the text behind the cursor, *query* what the text asks as it stands. While nothing
    has been read, every word counts as a beginning of something.
    """
    if word is None or word.is_whole or not word.prefix or rest[:1] not in ENDS:
        return None
    if word.kind == "version":
        return _versions_begun(index, word, query)
    known = _known(index, word)
    if known is None or word.prefix in known:
        return None
    begins = not index.listings or any(value.startswith(word.prefix) for value in known)
    return word.begun if begins else ""


def _known(index: Index, word: Word) -> Collection[str] | None:
    """Return the values that there are for *word*; None where it cannot be a beginning."""
    with index.lock:
        if word.kind == "variant":
            index.named_variants.learn()
            return index.named_variants.names
        if word.kind == "compiler":
            return _compilers(index)
        if word.kind == "dependency":
            return dependencies(index) or None
        if word.kind != "value" or word.lead:
            return None
        if word.key in ITEM_KEYS:
            return _items(index, word.key)
        return variant_values(index, word.key) or None if word.operator == "=" else None


def _items(index: Index, key: str) -> Collection[str] | None:
    """Return the values of the field *key*, with ``none`` and the other names of targets.

    None for a field whose values are fixed, such as yes and no.
    """
    if FIELD[key].owner in ("host", "status"):
        return None
    values = values_of(index, key)
    return {*values, NONE}.union(*map(names_of, values if key == "target" else ()))


def _compilers(index: Index) -> set[str]:
    """Return what can stand behind a ``%``: compilers, and where edges are known all packages."""
    names = {(shown or NONE).partition("@")[0] for shown in index.compilers.shown}
    packages = index.packages.shown if len(index.edges) else ()
    return names.union(COMPILERS, (NONE,), packages)


def _versions_begun(index: Index, word: Word, query: Query) -> str | None:
    """Return the text up to the cursor with the versions that begin like *word* in its place.

    They are those of the package that is named, or of all. Empty where there are none or too
    many; None where *word*, as Spack reads it, already takes in a version that there is.
    """
    if word.key or word.head[-1:] not in ("@", ",") or not index.listings:
        return None
    try:
        asked = VersionList.parse(word.prefix)
    except VersionError:
        return None
    with index.lock:
        known = listed(index, "version", index.packages.find(query.name))
    begun = [version for version in known if version.startswith(word.prefix)]
    if any(map(asked.holds, chain(begun, known))):
        return None
    whole = sorted({_to_its_dot(version, len(word.prefix)) for version in begun})
    return word.head + ",".join(whole) if len(whole) <= MOST_VERSIONS and whole else ""


def _to_its_dot(version: str, typed: int) -> str:
    """Return *version* up to the end of the number or word whose beginning is *typed* letters in.

    Of ``1.10.2`` with three letters typed, that is ``1.10``.
    """
    kind = "[0-9]*" if version[typed - 1].isdigit() else "[A-Za-z]*"
    rest = re.match(kind, version[typed:])
    return version[:typed] + (rest[0] if rest else "")
