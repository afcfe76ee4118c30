"""The known words that are near one that is not known: "did you mean"."""

from __future__ import annotations

from collections.abc import Collection

SIMILAR = 0.6
"""How much of two words must be alike, from 0 to 1."""


def near(word: str, known: Collection[str], most: int = 3) -> list[str]:
    """Return the words of *known* that are like *word*, the likest first, at most *most* of them.

    rapidfuzz is imported when a word is not known: a start without a mistake does not need it.
    """
    from rapidfuzz import process
    from rapidfuzz.distance import Indel

    score = Indel.normalized_similarity
    found = process.extract(word, known, scorer=score, score_cutoff=SIMILAR, limit=most)
    return [text for text, _, _ in found]
