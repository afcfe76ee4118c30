"""Completion: the texts that could stand where the cursor is."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, islice

from cachetui.index.fields import FACETS, FIELD, Field
from cachetui.index.index import Index
from cachetui.index.named_variants import NamedVariants
from cachetui.query.meaning import CHOICES
from cachetui.query.partial import Word
from cachetui.query.query import ITEM_KEYS
from cachetui.safe_text import safe
from cachetui.spack.near import near
from cachetui.spack.targets import near_targets
from cachetui.spack.values import NONE

NEAREST = 4
"""Values that are offered at most where none begins like the word."""
MOST = 200
"""Candidates that are looked for at most."""
KEYS = tuple(f"{key}=" for key in FACETS if key in ITEM_KEYS)
"""The fields that a word without a key can turn out to be, as they are typed: ``target=``."""

SPOKEN = ("target", "os", "platform", "stack")
"""The fields whose values people say without their key: ``gpytorch aarch64``."""
TELLING = 3
"""Letters that a word must have to count as the beginning of such a value."""


def candidates(index: Index, word: Word, package: str | None) -> list[str]:
    """Return the texts that *word* can become, at most `MOST`; each begins with what was typed.

    Values come in the order of their field. They are those of *package*, if that is given; names
    and hashes are always those of all packages.
    """
    code = None if package is None else index.packages.find(package)
    found = (text for text in _all(index, word, code) if text.startswith(word.prefix))
    return list(islice(found, MOST))


def nearest(index: Index, word: Word) -> list[str]:
    """Return at most `NEAREST` values that *word* may be a slip of, among all of the cache.

    A target may also be one that the cache has not, but archspec knows.
    """
    found = near(word.prefix, list(filter(None, _all(index, word, None))), NEAREST)
    return found or (near_targets(word.prefix)[:NEAREST] if word.key == "target" else [])


def named_values(index: Index, word: str) -> list[tuple[str, str]]:
    """Return pairs of a key and a value that *word* may mean, if it is no package's name.

    Values that are *word* come before those that begin with it; for these it must have `TELLING`
    letters.
    """
    found = [
        (key, text)
        for key in SPOKEN
        for text in _spoken(index, FIELD[key])
        if text == word or (len(word) >= TELLING and text.startswith(word))
    ]
    return sorted(found, key=lambda pair: (pair[1] != word, SPOKEN.index(pair[0]), pair[1]))


def _spoken(index: Index, field: Field) -> set[str]:
    """Return all values of *field* that the cache has, safe to show."""
    return set(chain.from_iterable(map(field.texts, index.dictionaries[field.name].shown)))


def _all(index: Index, word: Word, package: int | None) -> Iterable[str]:
    """Return what can stand in place of *word*; of versions only those that begin like it."""
    if word.kind == "name":  # its last word may be going to be a field
        lead = word.prefix[: word.prefix.rfind(" ") + 1]
        return [*(lead + key for key in KEYS), *sorted(index.packages.shown)]
    if word.kind == "hash":
        return (name for name in index.hashes if name is not None)
    if word.kind == "compiler":
        compilers = values_of(index, "compiler", package)
        return sorted({text.partition("@")[0] for text in compilers} | {NONE})
    if word.kind == "dependency":
        return sorted(dependencies(index))
    if word.kind == "version":
        return _versions(index, word, package)
    if word.kind == "variant":
        return sorted(_switches(index, package))
    return _values(index, word.key, package)


def _values(index: Index, key: str, package: int | None) -> list[str]:
    if key in ITEM_KEYS:
        nothing = [NONE] if FIELD[key].often_missing else []
        return [*values_of(index, key, package), *nothing]
    return sorted(variant_values(index, key, package))


def _switches(index: Index, package: int | None) -> set[str]:
    """Return the variants that are on or off, of *package* or of the whole cache."""
    if package is None:
        return _named_variants(index).switches
    return {name for name, value in _pairs(listed(index, "variant", package)) if not value}


def variant_values(index: Index, name: str, package: int | None = None) -> set[str]:
    """Return the values that *package*, or the whole cache if None, has of the variant *name*."""
    if package is None:
        texts = _named_variants(index).texts(name)
    else:
        texts = listed(index, "variant", package)
    return {value for other, value in _pairs(texts) if other == name and value}


def _named_variants(index: Index) -> NamedVariants:
    """Return the variants of the whole cache, which are very many, told apart by their names."""
    index.named_variants.learn()
    return index.named_variants


def dependencies(index: Index) -> set[str]:
    """Return what can stand behind a ``^``: packages and virtuals; empty if no edges are known."""
    if not len(index.edges):
        return set()
    virtuals = chain.from_iterable(index.edges.virtual_sets.values)
    unread = index.nodes.names.values()
    return set(chain(index.packages.shown, map(safe, chain(unread, virtuals))))


def listed(index: Index, key: str, package: int | None) -> set[str]:
    """Return the texts that *package*, or all packages if None, have in the field *key*."""
    field = FIELD[key]
    if key == "variant" and package is None:
        return _named_variants(index).texts("*")
    shown = index.dictionaries[field.name].shown
    return {text for code in _codes(index, field, package) for text in field.texts(shown[code])}


def values_of(index: Index, key: str, package: int | None = None) -> list[str]:
    """Return the values that *package*, or all if None, have in the field *key*, in its order."""
    if key in CHOICES:
        return list(CHOICES[key])
    return FIELD[key].ordered(listed(index, key, package))


def _versions(index: Index, word: Word, package: int | None) -> list[str]:
    """Return the versions that begin like *word*: to sort all there are would take too long."""
    if word.key:
        pairs = (text.partition("@") for text in listed(index, "compiler", package))
        texts = {version for name, _, version in pairs if name == word.key}
    else:
        texts = listed(index, "version", package)
    return FIELD["version"].ordered(text for text in texts if text.startswith(word.prefix))


def _pairs(variants: Iterable[str]) -> set[tuple[str, str]]:
    """Return the names and values of *variants*: ``("mpi", "")`` of a switch, ``("api", "v2")``."""
    texts = (text.lstrip("+~").replace(":=", "=").partition("=") for text in variants)
    return {(name, value) for name, _, values in texts for value in values.split(",")}


def _codes(index: Index, field: Field, package: int | None) -> Iterable[int]:
    """Return the codes in the column of *field* that belong to *package*, all if None."""
    if package is None:
        return range(len(index.dictionaries[field.name]))
    column, spans = index.column(field), index.spans(package)
    if field.owner == "listing":
        return {code for span in spans for code in column[span.start : span.stop]}
    configurations = index.listings.configuration
    places = {place for span in spans for place in configurations[span.start : span.stop]}
    return set(map(column.__getitem__, places))
