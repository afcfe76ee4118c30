"""Package names as letters: which of them count as the same, and which of them a query matches.

Case does not count, and neither does what separates two words: ``py-ml_dtypes``, ``PY ml dtypes``
and ``py-ml-dtypes`` fold to the same text.
"""

from __future__ import annotations

from collections.abc import Iterable
from operator import itemgetter
from typing import NamedTuple

_FOLDED = "".join(letter.lower() if letter.isalnum() else " " for letter in map(chr, range(128)))
"""ASCII code -> what the character counts as: its lower case, or a space where it separates."""
_QUERY, _NAME = 64, 256
"""How many words and letters of a query, and letters of a name, are looked at: none has more."""
_LETTER, _RUN, _START = 100, 10, 9
"""The worth of a marked letter; what is added if it follows a marked one, or begins a word."""


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
    """A name as letters, without what separates its words."""

    letters: str
    """In lower case; one character of the name may be several."""
    indices: list[int]
    """For each letter, its index in the name."""
    starts: list[int]
    """The places in `letters` where words begin, ascending."""

    @classmethod
    def of(cls, name: str) -> _Spelt:
        """Return the letters of *name*, folded one by one."""
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
    """Return the places of the letters of *words*, each found whole; empty if one is not.

    No letter serves for two words. The longest word is placed first, at the start of one of the
    name's if it can be.
    """
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
    """One way to mark letters of a name, as a linked list from its last mark."""

    worth: int
    last: tuple[int, _Way] | None
    """The place of the last mark, and the way without it; None where nothing is marked."""

    def mark(self, at: int, bonus: int) -> _Way:
        """Return this way with the letter at place *at* marked, which is worth a *bonus* more."""
        return _Way(self.worth + _LETTER + bonus, (at, self))

    def marks(self) -> Iterable[int]:
        """Yield the places of its marks, the last one first."""
        way = self
        while way.last:
            at, way = way.last
            yield at


def _align(words: Iterable[str], name: _Spelt) -> Iterable[int]:
    """Return the places of the letters of the name that are best marked for those of *words*.

    This is the classic table of an alignment, with a row for each letter of the query. Column *n*
    has the best way to mark among the name's first *n* letters, and the best that marks the *n*-th.
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
