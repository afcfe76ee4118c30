"""The texts that have the letters of a query in their order, with others between them."""

from __future__ import annotations

from collections.abc import Sequence


class Holders:
    """Finds such texts letter by letter, going on from the texts that a shorter query found.

    What each beginning of the last query has found is kept, since a query is typed, and taken back,
    a letter at a time.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._letters = ""
        self._ends = [dict.fromkeys(range(len(texts)), 0)]
        """For each beginning of the letters: place of a text that has it -> where it ends there."""

    def find(self, letters: str) -> list[int]:
        """Return the places of the texts that have *letters* in order, ascending."""
        same = _shared(letters, self._letters)
        del self._ends[same + 1 :]
        ends, texts = self._ends[-1], self._texts
        for letter in letters[same:]:
            ends = {
                at: end + 1
                for at, start in ends.items()
                if (end := texts[at].find(letter, start)) >= 0
            }
            self._ends.append(ends)
        self._letters = letters
        return list(ends)


def _shared(one: str, other: str) -> int:
    """Return how many letters two texts begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))
