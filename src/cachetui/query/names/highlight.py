"""Package names as letters: what counts as the same, and which letters a query marks.

Case does not count, and neither does what separates two words: ``py-ml_dtypes``, ``PY ml dtypes``
and ``py-ml-dtypes`` fold to the same text.
"""

from __future__ import annotations

from collections.abc import Iterable
from operator import itemgetter
from typing import NamedTuple

_FOLDED = "".join(letter.lower() if letter.isalnum() else " " for letter in map(chr, range(128)))
"""What each ASCII character counts as."""
_QUERY, _NAME = 64, 256
"""How many words and letters of a query, and letters of a name, count; no real one has more."""
_LETTER, _RUN, _START = 100, 10, 9
"""What a marked letter is worth; how much more if it goes on a run, or begins a word."""


def fold(text: str) -> str:
    """Return the words of *text* in lower case, a space before each: `` py ml dtypes``.

    ASCII punctuation and white space separate words; every other character is a letter.
    """
    if not text.isascii():
        # Letter by letter: what the lower case of a word is can depend on its last letter.
        text = "".join(map(str.lower, text))
    return " ".join(["", *text.translate(_FOLDED).split()])


def positions(query: str, name: str) -> tuple[int, ...]:
    """Return the indices of the letters of *name* that *query* marks, ascending.

    Words that stand in the name are marked where they stand, in whatever order. Of anything else
    as many letters as possible are marked in order, preferably in runs and at the starts of
    words; where the query has a typo, these are the letters that are right.
    """
    spelt = _Spelt.of(name)
    words = fold(query).split()[:_QUERY]
    marks = _stand(words, spelt) or _stand(dict.fromkeys(words), spelt) or _align(words, spelt)
    return tuple(sorted({spelt.indices[at] for at in marks}))


class _Spelt(NamedTuple):
    """A name's letters."""

    letters: str
    indices: list[int]
    """For each letter, its index in the name."""
    starts: list[int]
    """Which letters begin a word, ascending."""

    @classmethod
    def of(cls, name: str) -> _Spelt:
        letters: list[str] = []
        indices: list[int] = []
        starts = [0]
        for index, character in enumerate(name):
            folded = fold(character).strip()
            if not folded:
                starts.append(len(letters))
            letters += folded
            indices += [index] * len(folded)
        return cls("".join(letters), indices, starts)


def _stand(words: Iterable[str], name: _Spelt) -> list[int]:
    """Return where the *words* stand in the name, each on letters of its own; if all do."""
    marks: list[int] = []
    letters = name.letters
    for word in sorted(words, key=len, reverse=True):
        begun = (at for at in name.starts if letters.startswith(word, at))
        at = next(begun, letters.find(word))
        if at < 0:
            return []
        end = at + len(word)
        marks += range(at, end)
        letters = letters[:at] + " " * len(word) + letters[end:]
    return marks


class _Way(NamedTuple):
    """One way to mark letters: its worth, and the last mark with the way before it."""

    worth: int
    last: tuple[int, _Way] | None

    def mark(self, at: int, bonus: int) -> _Way:
        return _Way(self.worth + _LETTER + bonus, (at, self))

    def marks(self) -> Iterable[int]:
        way = self
        while way.last:
            at, way = way.last
            yield at


def _align(words: Iterable[str], name: _Spelt) -> Iterable[int]:
    """Return which letters of the name are best marked for those of *words*, in order.

    The classic table of an alignment, a row for each letter of the query. In column *n* stand the
    best way to mark the name's first *n* letters, and the best whose last mark is the *n*-th.
    """
    letters = name.letters[:_NAME]
    starts = set(name.starts)
    nothing = _Way(0, None)
    best = ending = [nothing] * (len(letters) + 1)
    for wanted in "".join(words)[:_QUERY]:
        new_best, new_ending = [nothing], [nothing]
        for at, letter in enumerate(letters):
            here = nothing
            if letter == wanted:
                alone = best[at].mark(at, _START * (at in starts))
                on = ending[at].mark(at, _RUN if ending[at].last else 0)
                here = max(on, alone, key=itemgetter(0))
            new_ending.append(here)
            new_best.append(max(new_best[at], best[at + 1], here, key=itemgetter(0)))
        best, ending = new_best, new_ending
    return best[-1].marks()
