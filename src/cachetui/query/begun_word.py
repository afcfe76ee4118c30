"""The word under the cursor, asked for as a beginning: ``target=aar`` as ``target=aar*``.

A value that the cache has is asked for as it is, and so is what cannot be a pattern: a version, a
hash (which is a beginning anyway), an end of a range, a value of a variant.
"""

from __future__ import annotations

from collections.abc import Collection

from cachetui.index.fields import FIELD
from cachetui.index.index import Index
from cachetui.query.complete import values_of
from cachetui.query.partial import Word
from cachetui.query.query import ITEM_KEYS
from cachetui.spack.compilers import COMPILERS
from cachetui.spack.targets import names_of
from cachetui.spack.values import NONE

ENDS = ("", " ", ",")
"""What stands behind a word whose end the cursor is at."""


def begins(index: Index, word: Word | None, rest: str) -> bool | None:
    """Return whether values begin with *word*, which stands before the cursor, if it is not one.

    None where *word* is a value itself, or cannot be a beginning; *rest* is the text behind the
    cursor. Before anything is read every word is a beginning.
    """
    if word is None or word.is_whole or not word.prefix or rest[:1] not in ENDS:
        return None
    known = _known(index, word)
    if known is None or word.prefix in known:
        return None
    return not index.listings or any(value.startswith(word.prefix) for value in known)


def _known(index: Index, word: Word) -> Collection[str] | None:
    """Return the values that *word* can be by itself; None where it cannot be a beginning."""
    with index.lock:
        if word.kind == "variant":
            index.named_variants.learn()
            return index.named_variants.names
        if word.kind == "compiler":
            return _compilers(index)
        if word.kind != "value" or word.key not in ITEM_KEYS or word.lead:
            return None
        if FIELD[word.key].owner in ("host", "status"):
            return None
        values = values_of(index, word.key)
        return {*values, NONE}.union(*map(names_of, values if word.key == "target" else ()))


def _compilers(index: Index) -> set[str]:
    """Return what can stand behind a ``%``: compilers, and where edges are known all packages."""
    names = {(shown or NONE).partition("@")[0] for shown in index.compilers.shown}
    packages = index.packages.shown if len(index.edges) else ()
    return names.union(COMPILERS, (NONE,), packages)
