"""Completion in the search line: what Tab takes one by one, and what is offered under the line."""

from __future__ import annotations

from cachetui.index.index import Index
from cachetui.query.complete import candidates, named_values, nearest
from cachetui.query.partial import Word, read_partial
from cachetui.query.pasted import has_hash, is_hash_beginning
from cachetui.spack.values import literal, spelled

MENDED = ("value", "compiler", "dependency", "variant", "version")
"""The kinds of words for which near ones are offered where none begins so."""


def offered(index: Index, word: Word, package: str | None) -> tuple[list[str], bool]:
    """Return what *word* can become, and whether all of that begins like it.

    Of what *package* has, or else of all; where nothing begins so, what is near.
    """
    with index.lock:
        found = candidates(index, word, package) or candidates(index, word, None)
        is_begun = bool(word.prefix) and not (word.lead or word.is_whole)
        if found or word.kind not in MENDED or not is_begun:
            return found, True
        return nearest(index, word), False


def complete(text: str, cursor: int, index: Index, package: str | None) -> list[str]:
    """Return the texts that may stand before *cursor* once the word there is completed.

    The first completes the word as far as all candidates agree, if that is more than was typed;
    the others are the candidates. Empty where the word is complete. *package* is the best match:
    a name that no other begins with becomes it, and versions and values are its own.
    """
    read = read_partial(text, cursor)
    word = read.word
    if word is None:
        return []
    found, begin_so = offered(index, word, package)
    if not found and word.kind == "name":
        found, begin_so = [package] if package is not None else otherwise(index, word.prefix), False
    is_name = word.kind == "name" and (read.query is None or read.query.name == word.prefix)
    if is_name and word.prefix in found:  # and not "tar" in "hdf5 %gcc tar", which has a name
        return []
    common = _common_beginning(found) if begin_so else ""
    choices = dict.fromkeys([common, *found] if common else found)
    return [word.finished(choice) for choice in choices if choice != word.prefix]


def otherwise(index: Index, name: str) -> list[str]:
    """Return what *name*, which no package has, can be else: a hash, or a value as its last word.

    ``2lwakq4`` becomes ``/2lwakq4``, and ``gpytorch aarch64`` ``gpytorch target=aarch64``.
    """
    start = name.rfind(" ") + 1
    lead, last = name[:start], name[start:]
    with index.lock:
        found = named_values(index, last)
    values = [lead + spelled(key, "=", (literal(value),)) for key, value in found]
    return _as_hash(index, name) or values


def _as_hash(index: Index, text: str) -> list[str]:
    """Return *text* as the beginning of a hash, if there is one that begins so."""
    return [f"/{text}"] if is_hash_beginning(text) and has_hash(index, text) else []


def _common_beginning(texts: list[str]) -> str:
    low, high = min(texts, default=""), max(texts, default="")
    same = (n for n, (a, b) in enumerate(zip(low, high, strict=False)) if a != b)
    return low[: next(same, min(len(low), len(high)))]
