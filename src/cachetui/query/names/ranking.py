"""The ways in which a query can mean a package name, from "it is the name" to "it has a typo".

A way is a function that yields the names it finds, by passes over columns of text. The columns
stand in the order in which names are best shown, the shorter first, so that most ways need not
sort. A name stands where the first way that finds it puts it; later ways need not look at it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property

from cachetui.query.names.columns import NameColumns, Places
from cachetui.query.names.highlight import fold
from cachetui.query.names.typos import near_words
from cachetui.query.names.word_prefixes import Beginnings

_VOWELS = " aeiouy"
"""The letters that can be left out of a name so that it still reads alike, and the space."""
_LONGEST = 64
"""Letters of a query up to which it may leave some out or have wrong ones; no name has as many."""


class Search:
    """One query on the columns."""

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
        self._left: Places = []
        """The names with the letters of the query in order that no way has found yet."""

    def places(self) -> Iterable[int]:
        """Return the places of all names that the query can mean, best first, each once."""
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
        found: dict[int, None] = {}
        self._left = self.columns.holders.find(self.letters)
        for way in ways:
            before = len(found)
            for places in way():
                found.update(dict.fromkeys(places))
            if len(found) > before:
                self._left = [at for at in self._left if at not in found]
        return found

    def _alphabetical(self) -> Places:
        """Return all places by name, for a query without letters; one that is the name is first."""
        names, query = self.columns.names, self.query
        return sorted(range(len(names)), key=lambda place: (names[place] != query, names[place]))

    def _exact(self) -> Iterator[Places]:
        """Yield the names that are the query, then such as differ in case, then in separators."""
        names, spaced, letters = self.columns.names, self.columns.spaced, self.columns.letters
        same = [at for at in self._left if letters[at] == self.letters]
        yield [at for at in same if names[at] == self.query]
        if self.typed != self.spaced:
            yield from self._prefix()
        yield [at for at in same if spaced[at] == self.spaced]
        yield same

    def _without_language(self) -> Iterator[Places]:
        """Yield the names that are the query behind their language: ``py-torch`` for ``torch``."""
        rest, bare = self.columns.rest, self.columns.bare
        same = [at for at in self._left if bare[at] == self.letters]
        yield [at for at in same if rest[at] == self.spaced]
        if len(self.words) == 1:
            yield same

    def _prefix(self) -> Iterator[Places]:
        """Yield the names that begin with the query."""
        spaced = self.columns.spaced
        yield [at for at in self._left if spaced[at].startswith(self.typed)]

    def _reordered(self) -> Iterator[Places]:
        """Yield the names with the words of the query in another order, then without language."""
        words = sorted(self.words)
        for texts in (self.columns.spaced, self.columns.rest):
            yield [at for at in self._begun if sorted(texts[at].split()) == words]

    def _beginning(self) -> Iterator[Places]:
        """Yield the names that begin with the query but for separators, then for the language."""
        columns, alike = self.columns, self._beginnings.alike
        spaced, rest, letters, bare = columns.spaced, columns.rest, columns.letters, columns.bare
        yield [at for at in self._spelt if alike(spaced[at]) or alike(rest[at])]
        yield [at for at in self._left if letters[at].startswith(self.letters)]
        begun = [at for at in self._left if bare[at].startswith(self.letters)]
        yield [at for at in begun if rest[at].startswith(self.typed)]
        yield begun

    def _word_starts(self) -> Iterator[Places]:
        """Yield the names with the query at a word's start, or spelt by the starts of all words."""
        spaced, rest, spells = self.columns.spaced, self.columns.rest, self._beginnings.of_all
        yield [at for at in self._left if self.typed in spaced[at]]
        yield [at for at in self._spelt if spells(spaced[at]) or spells(rest[at])]
        yield self._begun

    def _substring(self) -> Iterator[Places]:
        """Yield the names that have every word of the query somewhere."""
        if len(self.words) == 1:
            yield [at for at in self._left if self.letters in self.columns.spaced[at]]
        else:
            yield _holding_all(self.words, self.columns.spaced)

    def _in_order(self) -> Iterator[Places]:
        """Yield the names that have the letters of the query in order, the likelier first."""
        if self._short and len(self.letters) > 1:
            yield from self._without_vowels()
            yield self._spelt
            yield self._close
        # One slip of a finger explains a query better than letters far apart do.
        if 1 not in self._near.values():
            yield self._left

    def _without_vowels(self) -> Iterator[Places]:
        """Yield the names that begin with the query but for vowels, first those with no more."""
        spaced, rest = self.columns.spaced, self.columns.rest
        gaps = (f"[{_VOWELS.replace(letter, '')}]*{letter}" for letter in self.letters)
        pattern = " " + "".join(gaps)
        begins, reads = re.compile(pattern).search, re.compile(f"{pattern}[{_VOWELS}]*").fullmatch
        begun = [at for at in self._left if begins(spaced[at])]
        yield [at for at in begun if reads(spaced[at]) or reads(rest[at])]
        yield begun

    @cached_property
    def _begun(self) -> Places:
        """The names in which each word of the query begins a word; none for a single word."""
        if len(self.words) < 2:
            return []
        return _holding_all([f" {word}" for word in self.words], self.columns.spaced)

    @cached_property
    def _spelt(self) -> Places:
        """The names that the query spells by the beginnings of two words or more: ``pyto``."""
        spaced, start, one = self.columns.spaced, f" {self.letters[0]}", f" {self.letters}"
        some = [at for at in self._left if start in spaced[at] and one not in spaced[at]]
        return [at for at in some if self._beginnings.of_some(spaced[at])]

    @property
    def _close(self) -> Places:
        """The names that begin with the query's letters in order, and fewer others between them."""
        gaps = (f"[^{letter}]*{letter}" for letter in self.letters[1:])
        match = re.compile(self.letters[0] + "".join(gaps)).match
        letters, bare, end = self.columns.letters, self.columns.bare, 2 * len(self.letters) - 1
        return [at for at in self._left if match(letters[at], 0, end) or match(bare[at], 0, end)]

    @cached_property
    def _near(self) -> dict[int, int]:
        """Place of a name near the query -> the number of edits between them."""
        if not self._short:
            return {}
        whole, bare = self.columns.spellings
        near = whole.near(self.letters)
        for at, edits in bare.near(self.letters).items():
            near[at] = min(edits, near.get(at, edits))
        return near

    def _misspelt(self) -> Iterator[Places]:
        """Yield the names near the query, then those with words or beginnings near it."""
        if not self._short:
            return
        columns, near = self.columns, self._near
        yield sorted(near, key=lambda at: (near[at], at))
        yield sorted(near_words(self.words, columns.words, columns.vocabulary))
        for spellings in columns.spellings:
            yield sorted(spellings.beginning_near(self.letters))

    def _far_apart(self) -> Iterator[Places]:
        """Yield the names that have the letters of the query in order, however far apart."""
        yield self._left


def _holding_all(parts: Iterable[str], texts: Sequence[str]) -> Places:
    """Return the places of the *texts* in which each of *parts* stands somewhere."""
    places: Iterable[int] = range(len(texts))
    for part in dict.fromkeys(parts):
        places = [place for place in places if part in texts[place]]
    return list(places)
