"""Names near a query that has a typo, as rapidfuzz measures it.

An edit is a letter put in, left out or replaced, or two neighbours swapped. A query of three
letters may be one edit away from a whole name, and one of six letters two. For a word of a name it
needs one letter more, and for a beginning two: the less a query is compared with, the more names
are near it by chance.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Generic, TypeVar

_WORD, _BEGINNING = 1, 2
"""How many letters more a query must have to be compared with words, and with beginnings."""
_FIRST = 3 + _BEGINNING
"""The letters of the shortest query that is compared with beginnings."""
Key = TypeVar("Key", bound=Hashable)


class Spellings(Generic[Key]):
    """Texts with keys, of which few are measured for a query: those that can be near it at all."""

    def __init__(self, texts: Mapping[Key, str]) -> None:
        self._texts = texts

    @cached_property
    def _by_length(self) -> dict[int, list[Key]]:
        keys: dict[int, list[Key]] = {}
        for key, text in self._texts.items():
            keys.setdefault(len(text), []).append(key)
        return keys

    @cached_property
    def _by_beginning(self) -> dict[str, list[Key]]:
        """The first letters of the texts that are long enough -> their keys."""
        keys: dict[str, list[Key]] = {}
        for key, text in self._texts.items():
            if len(text) >= _FIRST:
                keys.setdefault(text[:_FIRST], []).append(key)
        return keys

    def near(self, query: str, more: int = 0) -> dict[Key, int]:
        """Return key -> number of edits for the texts near *query*.

        *more* is how many letters it must have beyond what a whole name needs.
        """
        edits = _allowed(len(query), more)
        if not edits:
            return {}
        lengths = range(len(query) - edits, len(query) + edits + 1)
        keys = [key for length in lengths for key in self._by_length.get(length, ())]
        return _near(query, keys, [self._texts[key] for key in keys], edits)

    def beginning_near(self, query: str) -> dict[Key, int]:
        """Return key -> number of edits for the texts that go on behind a beginning near *query*.

        Only texts whose first letters are near those of the query are looked at: with each letter
        more on both sides there can be more edits between two texts, never fewer.
        """
        edits, length = _allowed(len(query), _BEGINNING), len(query)
        if not edits:
            return {}
        known = list(self._by_beginning)
        begun = _near(query[:_FIRST], known, known, edits)
        keys = [
            key
            for beginning in begun
            for key in self._by_beginning[beginning]
            if len(self._texts[key]) >= length
        ]
        return _near(query, keys, [self._texts[key][:length] for key in keys], edits)


def near_words(
    words: Iterable[str], spellings: Spellings[str], vocabulary: Mapping[str, Sequence[int]]
) -> set[int]:
    """Return the places at which each of *words* stands, or a word near it.

    *vocabulary* is word -> the places where it stands, *spellings* has the same words.
    """
    common: set[int] | None = None
    for word in dict.fromkeys(words):
        places = set(vocabulary.get(word, ()))
        for other in spellings.near(word, _WORD) | spellings.beginning_near(word):
            places.update(vocabulary[other])
        common = places if common is None else common & places
        if not common:
            break
    return common or set()


def _near(query: str, keys: Sequence[Key], texts: Sequence[str], edits: int) -> dict[Key, int]:
    """Return key -> number of edits for those of *texts* at most so many *edits* from *query*."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    found = process.extract(query, texts, scorer=OSA.distance, score_cutoff=edits, limit=None)
    return {keys[place]: distance for _, distance, place in found}


def _allowed(length: int, more: int) -> int:
    """Return how many edits a query of *length* letters may be away, if it needs *more* letters."""
    return (length >= 3 + more) + (length >= 6 + more)
