"""The parsed search: what is asked for, and the hint under the search line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from cachetui.index.index import Index
from cachetui.query.query import Query
from cachetui.safe_text import safe
from cachetui.tui.presenter.lines import Line, line

if TYPE_CHECKING:
    from cachetui.query.parser import QueryError
    from cachetui.query.partial import Word
    from cachetui.query.unknown import Unknown

INDENT = 3
"""Columns before the text of the search line."""


class ParsedSearch(Struct, frozen=True):
    """The text of the search line and its meaning: parsed once, when the text changes."""

    text: str = ""
    query: Query = Query()
    """What is asked for; where the text cannot be answered, what was asked for before."""
    refusal: Line = Line(())
    """Why the text cannot be answered: its error, or a value that the cache does not have."""
    unfinished: Word | None = None
    """The word that an unfinished end could become; that end is not part of the query."""

    def hint(self, index: Index, package: str | None) -> Line:
        """Return the line under the search line; *package* is the one under the cursor."""
        if self.refusal.left:
            return self.refusal
        if self.unfinished is not None:
            from cachetui.query.complete import candidates

            texts = candidates(index, self.unfinished, package)
            return line("   ", ("dim", "tab: "), " ".join(texts[:20])) if texts else Line(())
        notes = self.query.notes
        if not len(index.nodes):
            notes += self.query.page_notes
        return line("   ", ("dim", "; ".join(notes))) if notes else Line(())


def parse_search(text: str, before: ParsedSearch, index: Index) -> ParsedSearch:
    """Parse *text*; *before* is the search that it takes the place of.

    A value that the cache does not have keeps the query of *before*, and so does an error.
    """
    if not text.strip():
        return ParsedSearch(text)  # as at every start, which must not wait for further imports
    from cachetui.query.partial import read_partial
    from cachetui.query.unknown import unknown

    found = read_partial(text)
    if found.query is None:
        assert found.error is not None
        return ParsedSearch(text, before.query, _error(found.error))
    missing = unknown(index, found.query)
    if missing is not None:
        return ParsedSearch(text, before.query, _missing(missing))
    word = found.word if found.unfinished is not None else None
    return ParsedSearch(text, found.query, unfinished=word)


def complete(text: str, cursor: int, index: Index, package: str | None) -> list[str]:
    """Return the texts that may stand before *cursor* once the word there is completed.

    The first completes the word as far as all candidates agree, if that is more than was typed;
    the others are the candidates. Empty where the word is complete. *package* is the best match:
    a name that no other begins with becomes it, and versions and values are its own.
    """
    from cachetui.query.complete import candidates
    from cachetui.query.partial import read_partial

    word = read_partial(text, cursor).word
    if word is None:
        return []
    found = candidates(index, word, package)
    if not found and word.kind == "name" and package is not None:
        found = [package]
    if word.kind == "name" and word.prefix in found:
        return []
    common = _common_beginning(found)
    choices = dict.fromkeys([common, *found] if common else found)
    return [word.finished(choice) for choice in choices if choice != word.prefix]


def _common_beginning(texts: list[str]) -> str:
    low, high = min(texts, default=""), max(texts, default="")
    same = (n for n, (a, b) in enumerate(zip(low, high, strict=False)) if a != b)
    return low[: next(same, min(len(low), len(high)))]


def _error(error: QueryError) -> Line:
    """Return a line with a caret under the error, and the message on the side that has room."""
    column = INDENT + error.column
    message = safe(error.message)
    if column <= len(message):
        return line(" " * column, ("problem", f"^ {message}"))
    return line(" " * (column - len(message) - 1), ("problem", f"{message} ^"))


def _missing(missing: Unknown) -> Line:
    near = f": {' '.join(missing.near)} ?" if missing.near else ""
    return line("   ", ("problem", f"no {missing.key} {safe(missing.value)} here"), near)


def nothing_read(*, is_sound: bool, tags: Sequence[str]) -> Line:
    """Return the reason why nothing was read; *is_sound* if there is no problem in the input."""
    words = "no .md or .txt file there says 'layout: cache' in its front matter"
    if tags:
        words = f"no page has a tag of {safe(', '.join(tags))}"
    if not is_sound:
        words = "no page could be used: the problems (!) say why"
    return line("   ", ("problem", words))


def nothing_found(query: Query) -> Line:
    """Return the sentence that nothing matches, with the likeliest reason in *query*."""
    if query.depends and query.page_notes:
        return line("   ", ("problem", query.page_notes[-1]))
    if query.hash:
        return line(
            "   ", ("problem", f"no spec's hash begins with {query.hash} and meets the rest")
        )
    if query.name and not query.constrained:
        return line("   ", ("problem", f"no package is called anything like {safe(query.name)}"))
    return line("   ", ("problem", "nothing matches all of this"))
