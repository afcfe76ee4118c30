"""Queries made of the beginnings of a name's words: ``pyoptei``, ``mldt``, ``py-op-ei``."""

from __future__ import annotations

from collections.abc import Sequence

_EVEN = (2, 3)
"""How many letters of every word people take; of one, a query says too little."""


class Beginnings:
    """The words of a query, held against names.

    The query's letters may be cut anywhere into beginnings of words, as long as these words follow
    one another in the name. All cuts are tried at once: in an integer, bit *n* says that the
    query's first *n* letters can be spelt by the words seen so far.
    """

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words
        self._letters = "".join(words)
        self._bits: dict[str, int] = {}
        for at, letter in enumerate(self._letters):
            self._bits[letter] = self._bits.get(letter, 0) | 1 << at

    def of_some(self, spaced: str) -> bool:
        """Return whether the query spells beginnings of words of a folded name."""
        spelt = 1
        for word in spaced.split():
            spelt |= self._go_on(spelt, word)
        return bool(spelt >> len(self._letters) & 1)

    def of_all(self, spaced: str) -> bool:
        """Return whether it spells beginnings of all words, leaving out none."""
        spelt = 1
        for word in spaced.split():
            spelt = self._go_on(spelt, word)
        return bool(spelt >> len(self._letters) & 1)

    def _go_on(self, spelt: int, word: str) -> int:
        """Return what can be spelt by going on from *spelt* with one or more letters of *word*."""
        further = 0
        for letter in word:
            spelt = (spelt & self._bits.get(letter, 0)) << 1
            if not spelt:
                break
            further |= spelt
        return further

    def alike(self, spaced: str) -> bool:
        """Return whether it begins word by word or, in one word, has as much of every word."""
        words = spaced.split()
        if len(self._words) > 1:
            return len(words) >= len(self._words) and all(map(str.startswith, words, self._words))
        return any("".join([word[:size] for word in words]) == self._letters for size in _EVEN)
