"""Half-typed text: what of it can be searched for.

An end that is not finished (``@``, ``%``, ``target=``, an open quote) is no error, neither at the
end of the text nor at the cursor: it is left out until it is finished.
"""

from __future__ import annotations

from msgspec import Struct

from cachetui.query.parser import Query, QueryError, parse
from cachetui.query.word import Word, word_before

__all__ = ["Draft", "Word", "draft"]


class Draft(Struct, frozen=True):
    """A text while it is being typed."""

    query: Query | None
    """What is finished; None where there is an error."""
    error: QueryError | None
    """What is wrong, other than not being finished."""
    unfinished: int | None
    """The column where what was left out begins."""
    word: Word | None
    """What to complete."""


def draft(text: str, cursor: int | None = None) -> Draft:
    """Read the fuzzy query *text* with the cursor at column *cursor*, at its end if None."""
    place = len(text) if cursor is None else cursor
    word, unfinished = word_before(text, place), None
    while True:
        try:
            return Draft(parse(text, fuzzy=True), None, unfinished, word)
        except QueryError as error:
            unfinished = error.unfinished
            if unfinished is not None:
                text = text[:unfinished]
            elif (unfinished := _open_at(text, place)) is not None:
                text = text[:unfinished] + " " * (place - unfinished) + text[place:]
            else:
                return Draft(None, error, None, word)


def _open_at(text: str, cursor: int) -> int | None:
    """Return where the end that is not finished at *cursor* begins, if there is one."""
    if cursor < len(text):
        try:
            parse(text[:cursor], fuzzy=True)
        except QueryError as error:
            return error.unfinished
    return None
