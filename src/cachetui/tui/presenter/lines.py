"""Lines of styled text, before any terminal: spans that name a role, fitted to a width."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal, Protocol

from msgspec import Struct
from rich.cells import cell_len, chop_cells, set_cell_size

from cachetui.safe_text import DOTS

Role = Literal[
    "",
    "version",
    "compiler",
    "arch",
    "variant",
    "hash",
    "dim",
    "count",
    "match",
    "head",
    "problem",
    "shade-1",
    "shade-2",
    "shade-3",
    "shade-4",
    "yes",
    "maybe",
    "no",
    "frame",
    "accent",
]
"""The meaning of a piece of text; the theme gives each role its style."""
Span = tuple[Role, str]


class Line(Struct, frozen=True):
    """One line: what stands on the left, cut where it must be, and what keeps to the right."""

    left: tuple[Span, ...]
    right: tuple[Span, ...] = ()
    marked: bool = False
    """Whether the line bears the mark that ``space`` gives."""


class Lines(Protocol):
    """Lines to be drawn, made when they come into view."""

    def __len__(self) -> int: ...

    def __getitem__(self, number: int, /) -> Line: ...


NO_LINES: Sequence[Line] = ()
_BREAK = re.compile(r"(?<=.)(?=[+~/])")
"""Where a word that is too long for a line is broken, if there is such a place."""


def line(*spans: Span | str, right: Iterable[Span] = ()) -> Line:
    """Return a line; a plain string is a span without a role."""
    left = tuple(("", span) if isinstance(span, str) else span for span in spans)
    return Line(left, tuple(right))  # type: ignore[arg-type]


def width_of(text: str) -> int:
    """Return the number of columns that *text* takes."""
    return len(text) if text.isascii() else cell_len(text)


def width_of_spans(spans: Iterable[Span]) -> int:
    """Return how many columns *spans* take side by side."""
    return sum(width_of(text) for _, text in spans)


def cut(text: str, width: int, dots: str = DOTS) -> str:
    """Return *text* cut to at most *width* columns, ending in *dots* where something is missing."""
    if width_of(text) <= width:
        return text
    return set_cell_size(text, max(width - len(dots), 0)) + dots[: max(width, 0)]


def pad(text: str, width: int, dots: str = DOTS) -> str:
    """Return *text* cut or filled to exactly *width* columns."""
    text = cut(text, width, dots)
    return text + " " * (width - width_of(text))


def pieces(text: str, width: int) -> list[str]:
    """Return *text* in pieces of at most *width* columns, one at least; whole where there are none.

    It is broken before a variant of a spec or a part of a path where that can be. A pane can be
    that narrow for a moment, before a smaller terminal is laid out.
    """
    if width <= 0 or width_of(text) <= width:
        return [text]
    found = [""]
    for part in _BREAK.split(text):
        if width_of(found[-1] + part) <= width:
            found[-1] += part
        elif width_of(part) <= width:
            found.append(part)
        else:
            found[-1:] = chop_cells(found[-1] + part, width)
    return found


def rows(text: str, width: int) -> list[str]:
    """Return *text* in rows of at most *width* columns, broken at blanks where that can be.

    Nothing is lost but the one blank of each break.
    """
    first, *words = text.split(" ")
    found = pieces(first, width)
    for word in words:
        last = f"{found[-1]} {word}"
        if width_of(last) <= width:
            found[-1] = last
        else:
            found += pieces(word, width)
    return found


def fit(whole: Line, width: int, dots: str = DOTS) -> list[Span]:
    """Return the spans of *whole* laid out over exactly *width* columns.

    What stands on the right is kept as long as it leaves a third of the width to the left.
    """
    right_width = width_of_spans(whole.right)
    gap = width - right_width - width_of_spans(whole.left)
    if gap >= bool(whole.right) and right_width <= width * 2 // 3:
        return [*whole.left, ("", " " * gap), *whole.right]
    right = cut_spans(whole.right, width, dots)
    right_width = width_of_spans(right)
    if whole.left and right_width > width * 2 // 3:
        right, right_width = [], 0
    room = width - right_width - (1 if right else 0)
    spans = cut_spans(whole.left, room, dots)
    gap = width - right_width - width_of_spans(spans)
    return [*spans, ("", " " * gap), *right]


def cut_spans(spans: Iterable[Span], room: int, dots: str = DOTS) -> list[Span]:
    """Return *spans* cut to at most *room* columns, ending in *dots* where something is missing."""
    spans = list(spans)
    if width_of_spans(spans) <= room:
        return spans
    kept: list[Span] = []
    left = max(room - len(dots), 0)
    for role, text in spans:
        wide = width_of(text)
        if wide >= left:
            return [*kept, (role, set_cell_size(text, left) + dots[: max(room, 0)])]
        kept.append((role, text))
        left -= wide
    return kept
