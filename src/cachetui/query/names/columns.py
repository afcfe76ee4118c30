"""Names as columns of text, in the order in which names are best shown."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from cachetui.query.names.highlight import fold
from cachetui.query.names.holders import Holders
from cachetui.query.names.typos import Spellings

LANGUAGES = ("py", "r", "perl", "ruby", "rust", "go", "lua", "ocaml", "octave", "java")
"""The words that Spack puts before a language's packages, the commonest first."""
_RANKS = {word: rank for rank, word in enumerate(LANGUAGES, 1)}

Places = list[int]
"""Places of names in the columns, in some order."""
Row = tuple[int, int, str, int, str, str, str, str]
"""A name as it stands in the columns: what it is sorted by, its number, its texts."""


def row(name: str, number: int) -> Row:
    """Return *name*, the *number*-th of all, with the texts that queries are compared with."""
    spaced = fold(name)
    language, _, tail = spaced[1:].partition(" ")
    letters = spaced.replace(" ", "")
    rank = _RANKS.get(language, 0) if tail else 0
    if not rank:
        return len(spaced), rank, name, number, spaced, spaced, letters, letters
    rest = spaced[len(language) + 1 :]
    return len(spaced), rank, name, number, spaced, rest, letters, rest.replace(" ", "")


class NameColumns:
    """Names as columns: shorter before longer, without a language first, then by the alphabet."""

    names: Sequence[str]
    numbers: Sequence[int]
    """Place -> the number of the name in the order in which names were given."""
    spaced: Sequence[str]
    """The folded names: `` py ml dtypes``."""
    rest: Sequence[str]
    """The folded names without their languages; the same where a name has none."""
    letters: Sequence[str]
    """The folded names without spaces."""
    bare: Sequence[str]
    """The names in `rest` without spaces."""

    def __init__(self, rows: Sequence[Row]) -> None:
        """Make columns of *rows*, which are sorted."""
        columns = list(zip(*rows, strict=True)) or [()] * 8
        self.names, self.numbers, self.spaced, self.rest, self.letters, self.bare = columns[2:]
        self.holders = Holders(self.letters)

    @cached_property
    def spellings(self) -> tuple[Spellings[int], Spellings[int]]:
        """The names for queries with typos, and those with a language once more without it."""
        bare = {at: bare for at, bare in enumerate(self.bare) if bare is not self.letters[at]}
        return Spellings(dict(enumerate(self.letters))), Spellings(bare)

    @cached_property
    def vocabulary(self) -> dict[str, Places]:
        """Word -> the places of the names that have it."""
        vocabulary: dict[str, Places] = {}
        for place, spaced in enumerate(self.spaced):
            for word in spaced.split():
                vocabulary.setdefault(word, []).append(place)
        return vocabulary

    @cached_property
    def words(self) -> Spellings[str]:
        """The words of the vocabulary for queries with typos."""
        return Spellings({word: word for word in self.vocabulary})
