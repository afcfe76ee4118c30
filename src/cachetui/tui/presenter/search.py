"""What the search line says, read while it is being typed."""

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
    from cachetui.query.partial import PartialQuery
    from cachetui.query.unknown import Unknown

INDENT = 3
"""Columns before the text of the search line."""


class Reading(Struct, frozen=True):
    """A search as far as it can be read."""

    query: Query
    """What is asked for; where the text has an error, what was asked for before."""
    hint: Line
    """What to say under the search line."""

    @classmethod
    def nothing(cls) -> Reading:
        """An empty search."""
        return cls(Query(), Line(()))


def read_search(text: str, before: Reading, index: Index, package: str | None = None) -> Reading:
    """Read *text*; *before* is what stood there until now, *package* the one under the cursor.

    A value that the cache does not have keeps the last result, and so does an error.
    """
    if not text.strip():
        return Reading.nothing()  # as at every start, for which less is to be imported
    from cachetui.query.partial import read_partial
    from cachetui.query.unknown import unknown

    found = read_partial(text)
    if found.query is None:
        assert found.error is not None
        return Reading(before.query, _error(found.error))
    missing = unknown(index, found.query)
    if missing is not None:
        return Reading(before.query, _missing(missing))
    return Reading(found.query, _hint(found, index, package))


def complete(text: str, cursor: int, index: Index, package: str | None) -> list[str]:
    """List what may stand before *cursor* when the word there is completed; nothing if it is.

    The first is the word as far as all candidates agree, if that is more than was typed, the
    others are the candidates. *package* is the best match: a name that no other begins with
    becomes it, and versions and values are its own.
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
    """Put a caret under the place, and the message on the side that has the room."""
    column = INDENT + error.column
    message = safe(error.message)
    if column <= len(message):
        return line(" " * column, ("problem", f"^ {message}"))
    return line(" " * (column - len(message) - 1), ("problem", f"{message} ^"))


def _missing(missing: Unknown) -> Line:
    near = f": {' '.join(missing.near)} ?" if missing.near else ""
    return line("   ", ("problem", f"no {missing.key} {safe(missing.value)} here"), near)


def _hint(found: PartialQuery, index: Index, package: str | None) -> Line:
    """Offer what an unfinished end can become, else say what was read otherwise than written."""
    from cachetui.query.complete import candidates

    if found.unfinished is not None and found.word is not None:
        texts = candidates(index, found.word, package)
        return line("   ", ("dim", "tab: "), " ".join(texts[:20])) if texts else Line(())
    notes = found.query.notes if found.query else ()
    return line("   ", ("dim", "; ".join(notes))) if notes else Line(())


def nothing_read(*, is_sound: bool, tags: Sequence[str]) -> Line:
    """Say why there is nothing to look at: input that is *sound* has no pages of *tags*."""
    words = "no .md or .txt file there says 'layout: cache' in its front matter"
    if tags:
        words = f"no page has a tag of {safe(', '.join(tags))}"
    if not is_sound:
        words = "no page could be used: the problems (!) say why"
    return line("   ", ("problem", words))


def nothing_found(query: Query) -> Line:
    """Say that nothing matches, and what of the query is the likeliest reason."""
    if query.hash:
        return line(
            "   ", ("problem", f"no spec's hash begins with {query.hash} and meets the rest")
        )
    if query.name and not query.constrained:
        return line("   ", ("problem", f"no package is called anything like {safe(query.name)}"))
    return line("   ", ("problem", "nothing matches all of this"))
