"""Queries made of the beginnings of a name's words: ``pyoptei``, ``mldt``, ``py-op-ei``."""

from __future__ import annotations

from collections.abc import Sequence

_EVEN = (2, 3)
"""How many letters people take of every word alike; of one letter each too many names begin so."""


class Beginnings:
    """The words of a query, compared with the beginnings of the words of names.

    The letters of the query may be cut anywhere into beginnings of words; these words must stand
    in the same order in the name. All cuts are tried at once: in an integer, bit *n* says that the
    words seen so far can spell the first *n* letters of the query.
    """

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words
        self._letters = "".join(words)
        self._bits: dict[str, int] = {}
        for at, letter in enumerate(self._letters):
            self._bits[letter] = self._bits.get(letter, 0) | 1 << at

    def of_some(self, spaced: str) -> bool:
        """Return whether the query is spelt by beginnings of words of *spaced*, a folded name."""
        spelt = 1
        for word in spaced.split():
            spelt |= self._go_on(spelt, word)
        return bool(spelt >> len(self._letters) & 1)

    def of_all(self, spaced: str) -> bool:
        """Return whether the query is spelt by beginnings of every word of *spaced*."""
        spelt = 1
        for word in spaced.split():
            spelt = self._go_on(spelt, word)
        return bool(spelt >> len(self._letters) & 1)

    def _go_on(self, spelt: int, word: str) -> int:
        """Return the bits of *spelt* after one or more letters of *word* were added."""
        further = 0
        for letter in word:
            spelt = (spelt & self._bits.get(letter, 0)) << 1
            if not spelt:
                break
            further |= spelt
        return further

    def alike(self, spaced: str) -> bool:
        """Return whether *spaced* begins with the query word by word: ``py-op-ei``.

        A query of one word must instead be as many letters of every word: ``pyopei``.
        """
        words = spaced.split()
        if len(self._words) > 1:
            return len(words) >= len(self._words) and all(map(str.startswith, words, self._words))
        return any("".join([word[:size] for word in words]) == self._letters for size in _EVEN)
