"""The word under the cursor, asked for as a beginning: ``target=aar`` as ``target=aar*``.

A value that the cache has is asked for as it is, and so is what cannot be a pattern: a hash (which
is a beginning anyway), an end of a range. Versions have no patterns in Spack: ``@1.1`` stands for
``@1.10,1.13`` where no 1.1 is there.
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
"""What stands behind a word whose end the cursor is at."""
MOST_VERSIONS = 20
"""Versions that a beginning stands for at most."""


def as_begun(index: Index, word: Word | None, rest: str, query: Query) -> str | None:
    """Return the text up to the cursor with *word*, which ends it, as the beginning that it is.

    Empty where no value begins so; None where *word* is a value itself, or cannot be a beginning.
    *rest* is the text behind the cursor, *query* what is asked as the text stands. Before anything
    is read every word is a beginning.
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
    """Return the values that *word* can be by itself; None where it cannot be a beginning."""
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
    """Return the text with the versions that begin like *word*, of the package that is named.

    None where it is a version that there is as Spack reads it.
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
    """Return as much of *version* as ends the number or word of which some letters are *typed*."""
    kind = "[0-9]*" if version[typed - 1].isdigit() else "[A-Za-z]*"
    rest = re.match(kind, version[typed:])
    return version[:typed] + (rest[0] if rest else "")
