"""The ways in which a query can mean a package name, from "it is the name" to "it has a typo".

Each way finds its names by passes over whole columns of text. The columns stand in the order in
which names are best shown, the shorter first, so that what a way finds needs no sorting; and what
one way has found, a later one does not move.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain

from cachetui.query.names import typos
from cachetui.query.names.highlight import fold
from cachetui.query.names.word_prefixes import Beginnings

LANGUAGES = ("py", "r", "perl", "ruby", "rust", "go", "lua", "ocaml", "octave", "java")
"""The words that Spack puts before a language's packages, the commonest first."""
_RANKS = {word: rank for rank, word in enumerate(LANGUAGES, 1)}
_VOWELS = " aeiouy"
"""What can be left out of a name and it still reads the same."""
_LONGEST = 64
"""In a longer query nothing is left out and no letter is wrong: no name has as many."""

Places = list[int]
"""Places in the columns, best first."""
Row = tuple[int, int, str, int, str, str, str, str]
"""A name as it stands in the columns: what it is sorted by, its number, its texts."""


def row(name: str, number: int) -> Row:
    """Return *name*, the *number*-th of all, with the texts that queries are held against."""
    spaced = fold(name)
    language, _, tail = spaced[1:].partition(" ")
    rank = _RANKS.get(language, 0) if tail else 0
    rest = spaced[len(language) + 1 :] if rank else spaced
    letters = spaced.replace(" ", "")
    return len(spaced), rank, name, number, spaced, rest, letters, rest.replace(" ", "")


class NameColumns:
    """Names as columns: shorter before longer, without a language first, then by the alphabet."""

    names: Sequence[str]
    numbers: Sequence[int]
    spaced: Sequence[str]
    """The folded names."""
    rest: Sequence[str]
    """The folded names without their languages; the same where a name has none."""
    letters: Sequence[str]
    """The folded names without spaces."""
    bare: Sequence[str]
    """The rest without spaces."""

    def __init__(self, rows: Sequence[Row]) -> None:
        """Make columns of *rows*, which are sorted."""
        columns = list(zip(*rows, strict=True)) or [()] * 8
        self.names, self.numbers, self.spaced, self.rest, self.letters, self.bare = columns[2:]

    @cached_property
    def vocabulary(self) -> dict[str, Places]:
        """The places of every word."""
        vocabulary: dict[str, Places] = {}
        for place, spaced in enumerate(self.spaced):
            for word in spaced.split():
                vocabulary.setdefault(word, []).append(place)
        return vocabulary


class Search:
    """One query over the columns."""

    def __init__(self, columns: NameColumns, query: str) -> None:
        self.columns = columns
        self.query = query
        self.spaced = fold(query)
        self.words = self.spaced.split()
        self.letters = "".join(self.words)
        self._short = len(self.letters) <= _LONGEST
        # Behind a separator a word is complete, and another follows: "py-" asks for "py-torch",
        # not for "python".
        self.typed = self.spaced if fold(query[-1:]) else self.spaced + " "
        self._beginnings = Beginnings(self.words)

    def places(self) -> Iterable[int]:
        """Return the places of all matches, best first."""
        if not self.letters:
            return self._alphabetical()
        ways: tuple[Callable[[], Iterator[Places]], ...] = (
            self._exact,
            self._without_language,
            self._prefix,
            self._reordered,
            self._beginning,
            self._word_starts,
            self._substring,
            self._in_order,
            self._misspelt,
            self._far_apart,
        )
        return dict.fromkeys(chain.from_iterable(chain.from_iterable(way() for way in ways)))

    def _alphabetical(self) -> Places:
        names, query = self.columns.names, self.query
        return sorted(range(len(names)), key=lambda place: (names[place] != query, names[place]))

    @cached_property
    def _holding(self) -> Places:
        """The names that hold the query's letters in order."""
        from rapidfuzz import process
        from rapidfuzz.distance import LCSseq

        found = process.extract(
            self.letters,
            self.columns.letters,
            scorer=LCSseq.similarity,
            score_cutoff=len(self.letters),
            limit=None,
        )
        return sorted(place for _, _, place in found)

    def _exact(self) -> Iterator[Places]:
        names, spaced, letters = self.columns.names, self.columns.spaced, self.columns.letters
        same = [at for at in self._holding if letters[at] == self.letters]
        yield [at for at in same if names[at] == self.query]
        if self.typed != self.spaced:
            yield from self._prefix()
        yield [at for at in same if spaced[at] == self.spaced]
        yield same

    def _without_language(self) -> Iterator[Places]:
        rest, bare = self.columns.rest, self.columns.bare
        same = [at for at in self._holding if bare[at] == self.letters]
        yield [at for at in same if rest[at] == self.spaced]
        if len(self.words) == 1:
            yield same

    def _prefix(self) -> Iterator[Places]:
        spaced = self.columns.spaced
        yield [at for at in self._holding if spaced[at].startswith(self.typed)]

    def _reordered(self) -> Iterator[Places]:
        """Yield the same words in another order, with or without the language."""
        words = sorted(self.words)
        for texts in (self.columns.spaced, self.columns.rest):
            yield [at for at in self._begun if sorted(texts[at].split()) == words]

    def _beginning(self) -> Iterator[Places]:
        """Yield what begins like the query but for separators, then but for the language."""
        columns, alike = self.columns, self._beginnings.alike
        spaced, rest, letters, bare = columns.spaced, columns.rest, columns.letters, columns.bare
        yield [at for at in self._spelt if alike(spaced[at]) or alike(rest[at])]
        yield [at for at in self._holding if letters[at].startswith(self.letters)]
        begun = [at for at in self._holding if bare[at].startswith(self.letters)]
        yield [at for at in begun if rest[at].startswith(self.typed)]
        yield begun

    def _word_starts(self) -> Iterator[Places]:
        spaced, rest, spells = self.columns.spaced, self.columns.rest, self._beginnings.of_all
        yield [at for at in self._holding if self.typed in spaced[at]]
        yield [at for at in self._spelt if spells(spaced[at]) or spells(rest[at])]
        yield self._begun

    def _substring(self) -> Iterator[Places]:
        yield _holding_all(self.words, self.columns.spaced)

    def _in_order(self) -> Iterator[Places]:
        if self._short and len(self.letters) > 1:
            yield from self._without_vowels()
            yield self._spelt
            yield self._close
        # One slip of a finger explains a query better than letters far apart do.
        if 1 not in self._near.values():
            yield self._holding

    def _without_vowels(self) -> Iterator[Places]:
        """Yield what reads like the query but for vowels, first what it reads to the end."""
        spaced, rest = self.columns.spaced, self.columns.rest
        gaps = (f"[{_VOWELS.replace(letter, '')}]*{letter}" for letter in self.letters)
        pattern = " " + "".join(gaps)
        begins, reads = re.compile(pattern).search, re.compile(f"{pattern}[{_VOWELS}]*").fullmatch
        begun = [at for at in self._holding if begins(spaced[at])]
        yield [at for at in begun if reads(spaced[at]) or reads(rest[at])]
        yield begun

    @cached_property
    def _begun(self) -> Places:
        """The names in which each of several words begins a word."""
        if len(self.words) < 2:
            return []
        return _holding_all([f" {word}" for word in self.words], self.columns.spaced)

    @cached_property
    def _spelt(self) -> Places:
        """The names of which the query spells the beginnings of two words or more."""
        spaced, start, one = self.columns.spaced, f" {self.letters[0]}", f" {self.letters}"
        some = [at for at in self._holding if start in spaced[at] and one not in spaced[at]]
        return [at for at in some if self._beginnings.of_some(spaced[at])]

    @property
    def _close(self) -> Places:
        """The names that leave out fewer letters of their beginnings than the query has."""
        gaps = (f"[^{letter}]*{letter}" for letter in self.letters[1:])
        match = re.compile(self.letters[0] + "".join(gaps)).match
        letters, bare, end = self.columns.letters, self.columns.bare, 2 * len(self.letters) - 1
        return [at for at in self._holding if match(letters[at], 0, end) or match(bare[at], 0, end)]

    @cached_property
    def _near(self) -> dict[int, int]:
        """The names near the query, each with its number of edits."""
        if not self._short:
            return {}
        near = typos.near(self.letters, self.columns.letters)
        for at, edits in typos.near(self.letters, self.columns.bare).items():
            near[at] = min(edits, near.get(at, edits))
        return near

    def _misspelt(self) -> Iterator[Places]:
        if not self._short:
            return
        columns, near = self.columns, self._near
        yield sorted(near, key=lambda at: (near[at], at))
        yield sorted(typos.near_words(self.words, columns.vocabulary))
        for texts in (columns.letters, columns.bare):
            yield sorted(typos.near_beginnings(self.letters, texts))

    def _far_apart(self) -> Iterator[Places]:
        yield self._holding


def _holding_all(parts: Iterable[str], texts: Sequence[str]) -> Places:
    """Return the places of the *texts* that hold all *parts*."""
    places: Iterable[int] = range(len(texts))
    for part in dict.fromkeys(parts):
        places = [place for place in places if part in texts[place]]
    return list(places)
