"""Names near a query that has a typo, as rapidfuzz measures it.

An edit is a letter put in, left out or replaced, or two neighbours swapped. The looser the text
that a query is held against, the longer the query must be: a whole name may be one edit away, and
two from six letters on; one of its words asks for a letter more, and the beginning of a name or a
word, which is what a person has typed so far, for two.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

_WORD, _BEGINNING = 1, 2
"""How many letters more a query must have, held against words and against beginnings."""


def near(query: str, texts: Sequence[str], more: int = 0) -> dict[int, int]:
    """Return the places in *texts* that are near *query*, each with its number of edits."""
    edits = _allowed(len(query), more)
    if not edits:
        return {}
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    found = process.extract(query, texts, scorer=OSA.distance, score_cutoff=edits, limit=None)
    return {place: distance for _, distance, place in found}


def near_beginnings(query: str, texts: Sequence[str]) -> dict[int, int]:
    """Return the places in *texts* whose beginnings are near *query*, with their edits."""
    if not _allowed(len(query), _BEGINNING):
        return {}
    return near(query, [text[: len(query)] for text in texts], _BEGINNING)


def near_words(words: Iterable[str], vocabulary: Mapping[str, Sequence[int]]) -> set[int]:
    """Return the places at which each of *words* is one of the words or near one.

    *vocabulary* gives the places of each word.
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
    """Return how many edits a query of *length* letters may be away, if *more* are asked for."""
    return (length >= 3 + more) + (length >= 6 + more)
