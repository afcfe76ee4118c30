"""The parsed search: what is asked for, and the hint under the search line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from cachetui.index.index import Index
from cachetui.query.query import Query
from cachetui.safe_text import safe
from cachetui.tui.presenter.lines import Line, Role, Span, line

if TYPE_CHECKING:
    from cachetui.query.partial import Word

ROWS_ARE_OLD = "these are the rows of the last search: mend this one first"
"""The words of an action that does not take the rows of an earlier search."""
INDENT = 3
"""Columns before the text of the search line."""


WIDE = 1 << 30
"""More columns than any screen has."""


class Refusal(Struct, frozen=True):
    """The error of a text."""

    message: str
    """One sentence, safe to show."""
    column: int
    """Where in the text it is."""

    def line(self, width: int = WIDE, scrolled: int = 0) -> Line:
        """Return a line with a caret under the error, and the message on the side that has room.

        The text begins *scrolled* columns before what is seen of it. Where neither side of *width*
        columns has room, the message stands alone: it is read, and a caret is only looked at.
        """
        column, needed = INDENT + self.column - scrolled, len(self.message) + 1
        if column >= needed:
            return line(" " * (column - needed), ("problem", f"{self.message} ^"))
        if column >= INDENT and column + 1 + needed <= width:
            return line(" " * column, ("problem", f"^ {self.message}"))
        return line(" " * INDENT, ("problem", self.message))


class ParsedSearch(Struct, frozen=True):
    """The text of the search line and its meaning: parsed once, when the text changes."""

    text: str = ""
    cursor: int = 0
    """The column of the cursor: the word before it may be a beginning, or not finished."""
    query: Query = Query()
    """What is asked for; where the text is in error, what was asked for before."""
    refusal: Refusal | None = None
    """The error of the text."""
    stale: bool = False
    """Whether the text is in error, so that the query is that of an earlier text."""
    left_out: str = ""
    """The end that is not finished, and not part of the query."""
    word: Word | None = None
    """The word before the cursor that can be completed."""
    begun: str | None = None
    """The text up to the cursor as it is meant: with a ``*`` behind a word that is no whole one, or
    the query in place of something pasted. None where it is meant as it stands."""
    unknown: bool = False
    """Whether no value begins with the word."""

    @property
    def understood(self) -> bool:
        """Whether the query says all of the text, so that it may be written anew from the query."""
        return not (self.stale or self.left_out)

    def settled(self) -> ParsedSearch:
        """Return the same search with an unfinished word written out with its ``*``."""
        if self.begun is None:
            return self
        text = self.begun + self.text[self.cursor :]
        return replace(self, text=text, cursor=len(self.begun), begun=None, word=None)

    def hint(self, index: Index, package: str | None) -> Line:
        """Return the line under the search line; *package* is the one under the cursor."""
        if self.refusal is not None:
            return self.refusal.line()
        notes = self.query.notes
        if not len(index.nodes):
            notes += self.query.page_notes
        if self.left_out or self.unknown or self.begun is not None:
            return self._offer(index, package, notes)
        return line("   ", ("dim", "; ".join(notes))) if notes else Line(())

    def _offer(self, index: Index, package: str | None, notes: tuple[str, ...]) -> Line:
        """Return what an unfinished end or word could become, behind what is done about it now."""
        from cachetui.tui.presenter.completion import offered

        remarks, texts = list(notes), list[str]()
        if self.word is None and self.begun is not None:
            remarks.insert(0, f"read as {safe(self.begun)}")
        if self.word is not None:
            texts, begin_so = offered(index, self.word, package)
            if not begin_so:
                key = self.word.key or self.word.kind
                remarks.insert(0, f"no {key} begins with {safe(self.word.prefix)}")
        if self.left_out:
            remarks.insert(0, f"{safe(self.left_out)} is not finished and left out")
        role: Role = "problem" if self.unknown else "dim"
        return line("   ", (role, "; ".join(remarks)), *_tab(texts, "  " * bool(remarks)))


def _tab(texts: Sequence[str], gap: str) -> list[Span]:
    """Return what Tab writes, behind *gap*."""
    return [("dim", f"{gap}tab: "), ("", " ".join(map(safe, texts[:20])))] if texts else []


def parse_search(
    text: str, before: ParsedSearch, index: Index, cursor: int | None = None
) -> ParsedSearch:
    """Parse *text* with the cursor at column *cursor*, at its end if None.

    *before* is the search that it takes the place of: its query is kept where *text* is in error.
    """
    if not text.strip():
        return ParsedSearch(text)  # as at every start, which must not wait for further imports
    from cachetui.query.begun_word import as_begun
    from cachetui.query.partial import read_partial
    from cachetui.query.pasted import as_query

    at = len(text) if cursor is None else cursor
    if (meant := as_query(text)) != text and at == len(text) and (query := _parsed(meant)):
        return ParsedSearch(text, at, query, begun=meant)
    found = read_partial(text, at)
    if found.query is None:
        assert found.error is not None
        refusal = Refusal(safe(found.error.message), found.error.column)
        return ParsedSearch(text, at, before.query, refusal, stale=True)
    if found.unfinished is not None:
        end = at if found.unfinished < at else len(text)
        left_out = text[found.unfinished : end].strip()
        return ParsedSearch(text, at, found.query, left_out=left_out, word=found.word)
    begun = as_begun(index, found.word, text[at:], found.query)
    if begun and (query := _parsed(begun + text[at:])):
        return ParsedSearch(text, at, query, word=found.word, begun=begun)
    return ParsedSearch(text, at, found.query, word=found.word, unknown=begun == "")


def _parsed(text: str) -> Query | None:
    """Return the query of *text*; None where it is in error, as in a place without patterns."""
    from cachetui.query.parser import QueryError, parse

    try:
        return parse(text, fuzzy=True)
    except QueryError:
        return None


def first_text(text: str) -> str:
    """Return the search that the screen starts with: a command as the query that it is."""
    if not text:
        return text
    from cachetui.query.pasted import as_query

    return safe(as_query(text))


def carried(before: ParsedSearch, text: str, cursor: int) -> tuple[str, int]:
    """Return *text* and its cursor as they are to stand after *before*.

    A word that was a beginning and is left unfinished gets its ``*``: what is asked stays the same.
    """
    if before.begun is None or before.word is None:
        return text, cursor
    if _is_same(before.word, text, cursor):
        return text, cursor
    head, tail = before.text[: before.cursor], before.text[before.cursor :]
    if text.startswith(head) and cursor > len(head):  # something was typed behind it
        return before.begun + text[len(head) :], cursor + len(before.begun) - len(head)
    start = len(before.word.head)
    ahead = text.removesuffix(tail)
    if ahead + tail == text and ahead.endswith(head[start:]) and cursor <= len(ahead) - 1:
        return ahead.removesuffix(head[start:]) + before.begun[start:] + tail, cursor
    return text, cursor


def _is_same(word: Word, text: str, cursor: int) -> bool:
    """Return whether the cursor still stands at the end of *word*, or what has become of it."""
    from cachetui.query.begun_word import ENDS
    from cachetui.query.partial import word_before

    now = word_before(text, cursor) if text[cursor : cursor + 1] in ENDS else None
    if now is None:
        return False
    return (now.head, now.kind, now.before) == (word.head, word.kind, word.before)


def nothing_read(*, is_sound: bool, tags: Sequence[str]) -> Line:
    """Return the reason why nothing was read; *is_sound* if there is no problem in the input."""
    words = "no .md or .txt file there says 'layout: cache' in its front matter"
    if tags:
        words = f"no page has a tag of {safe(', '.join(tags))}"
    if not is_sound:
        words = "nothing could be read: the problems (!) say why, r tries again"
    return line("   ", ("problem", words))


def nothing_found(search: ParsedSearch, index: Index) -> Line:
    """Return the sentence that nothing matches; the reasons have a line each elsewhere."""
    from cachetui.tui.presenter.completion import offered, otherwise

    query = search.query
    if query.depends and query.page_notes:
        return line("   ", ("problem", query.page_notes[-1]))
    if query.name and not query.constrained:
        sentence = f"no package is called anything like {safe(query.name)}"
        word = search.word
        texts = offered(index, word, None)[0] or otherwise(index, word.prefix) if word else []
        return line("   ", ("problem", sentence), *_tab(texts, "  "))
    return line("   ", ("problem", "nothing matches all of this"))
