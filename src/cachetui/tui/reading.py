"""What the search line says, read while it is being typed."""

from __future__ import annotations

from dataclasses import dataclass

from cachetui.index import Index
from cachetui.query import Query, parse
from cachetui.tui.lines import Line


@dataclass(frozen=True, slots=True)
class Reading:
    """A search as far as it can be read."""

    query: Query
    """What is asked for; where the text has an error, what was asked for before."""
    hint: Line
    """What to say under the search line."""

    @classmethod
    def nothing(cls) -> Reading:
        """An empty search."""
        return cls(parse(""), Line(()))


def read_search(text: str, before: Reading, index: Index) -> Reading:
    """Read *text*; *before* is what stood there until now."""
    return Reading(parse(text), Line(()))
