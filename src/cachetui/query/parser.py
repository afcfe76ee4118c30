"""The query language: Spack's spec syntax, read as what a listing must meet.

Beside Spack's own keys there are those in `EXTENSION_KEYS`, such as ``stack=``, and ``%none``.
Spack: lib/spack/spack/spec_parser.py, lib/spack/docs/spec_syntax.rst.
"""

from __future__ import annotations

from unicodedata import combining, east_asian_width

from cachetui.query.meaning import query_of
from cachetui.query.query import Query
from cachetui.safe_text import DOTS, clip, safe
from cachetui.spack.syntax import nodes
from cachetui.spack.tokens import SpecSyntaxError, tokens

__all__ = ["Query", "QueryError", "format_error", "parse"]

_SPACES = str.maketrans("\t\n\r\f\v", "     ")
_LONGEST_MESSAGE = 200


class QueryError(SpecSyntaxError):
    """A text is no query; it says what is wrong, and the column, from 0, where."""


def parse(text: str, *, fuzzy: bool = False) -> Query:
    """Read *text* as a query.

    A *fuzzy* text is what people type into a search line: words without Spack's marks are one
    package name, wherever they stand. Otherwise there is one word at most, as in Spack. Raises
    QueryError.
    """
    text = text.translate(_SPACES)
    try:
        _refuse_controls(text)
        return query_of(nodes([*tokens(text)], len(text), fuzzy=fuzzy))
    except SpecSyntaxError as error:
        message = clip(error.message, _LONGEST_MESSAGE)
        raise QueryError(message, error.column, error.unfinished) from None


def _refuse_controls(text: str) -> None:
    """Raise SpecSyntaxError at a character that is never shown: searches compare shown texts."""
    if safe(text) == text:
        return
    for column, character in enumerate(text):
        if safe(character) != character:
            raise SpecSyntaxError("control characters cannot be part of a query", column)


def format_error(text: str, error: QueryError, width: int = 78) -> str:
    """Return *error* in three lines: what is wrong, the text, and a caret under the place.

    Of a text wider than *width* cells only the part round the caret is shown, with `DOTS` where it
    is cut. The lines are safe to show.
    """
    half = (width - 2) // 2
    before, behind = safe(text[: error.column]), safe(text[error.column :])
    left, right = DOTS * (len(before) > half), DOTS * (len(behind) > half)
    shown = f"{left}{before[-half:]}"
    caret = " " * _cells(shown) + "^"
    return f"{error.message}\n{shown}{behind[:half]}{right}\n{caret}"


def _cells(text: str) -> int:
    """Return how many cells of a terminal *text* takes."""
    return sum(0 if combining(c) else 1 + (east_asian_width(c) in "WF") for c in text)
