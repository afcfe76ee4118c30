"""Names near a query that has a typo, as rapidfuzz measures it.

An edit is a letter put in, left out or replaced, or two neighbours swapped. A query of three
letters may be one edit away from a whole name, and one of six letters two. For a word of a name it
needs one letter more, and for a beginning two: the less a query is compared with, the more names
are near it by chance.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

_WORD, _BEGINNING = 1, 2
"""How many letters more a query must have to be compared with words, and with beginnings."""


def near(query: str, texts: Sequence[str], more: int = 0) -> dict[int, int]:
    """Return place -> number of edits for those of *texts* near *query*.

    *more* is how many letters it must have beyond what a whole name needs.
    """
    edits = _allowed(len(query), more)
    if not edits:
        return {}
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    found = process.extract(query, texts, scorer=OSA.distance, score_cutoff=edits, limit=None)
    return {place: distance for _, distance, place in found}


def near_beginnings(query: str, texts: Sequence[str]) -> dict[int, int]:
    """Return place -> number of edits for each of *texts* whose beginning is near *query*."""
    if not _allowed(len(query), _BEGINNING):
        return {}
    return near(query, [text[: len(query)] for text in texts], _BEGINNING)


def near_words(words: Iterable[str], vocabulary: Mapping[str, Sequence[int]]) -> set[int]:
    """Return the places at which each of *words* stands, or a word near it.

    *vocabulary* is word -> the places where it stands.
    """
    known = list(vocabulary)
    common: set[int] | None = None
    for word in dict.fromkeys(words):
        places = set(vocabulary.get(word, ()))
        for other in near(word, known, _WORD) | near_beginnings(word, known):
            places.update(vocabulary[known[other]])
        common = places if common is None else common & places
        if not common:
            break
    return common or set()


def _allowed(length: int, more: int) -> int:
    """Return how many edits a query of *length* letters may be away, if it needs *more* letters."""
    return (length >= 3 + more) + (length >= 6 + more)
