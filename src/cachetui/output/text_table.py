"""Rows of text as aligned columns, for people and for ``less``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from cachetui.safe_text import DOTS, clip

GAP = "  "
WIDEST = 32
"""Columns of a column at most: a wider cell pushes those behind it aside in its own line alone."""
LIST_WIDTH = 24
"""Characters that a list takes in a cell: what does not fit is counted."""
SHORT_HASH = 7
"""Characters of a hash in a table: as many as ``spack find -l`` shows."""
NOTHING = "-"
"""Stands in an empty cell, so that each line has as many words as there are columns."""


def table(
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    width: int = 0,
    dots: str = DOTS,
    widest: int = WIDEST,
) -> Iterator[str]:
    """Lay out *rows* under *heads*; all are safe to show. Cut at *width*, if given, with *dots*.

    Cells that are numbers stand to the right. The last column is not filled up. Without any
    columns there are no lines. No column is wider than *widest*.
    """
    lines = [heads, *rows] if heads else []
    columns = list(zip(*lines, strict=True))
    right = [_are_numbers(column[1:]) for column in columns]
    widths = [min(widest, max(map(len, column))) for column in columns]
    for line in lines:
        text = _aligned([cell or NOTHING for cell in line], widths, right).rstrip()
        yield clip(text, width, dots) if width else text


def _aligned(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    """Return *cells* in columns of *widths*; those *right* stand to the right of theirs.

    What a wide cell has pushed aside is back in its column as soon as cells leave room for that.
    """
    text, end = "", 0
    for cell, size, is_number in zip(cells, widths, right, strict=True):
        end += size
        room = max(end - len(text), 0)
        text += (cell.rjust(room) if is_number else cell.ljust(room)) + GAP
        end += len(GAP)
    return text


def _are_numbers(cells: Sequence[str]) -> bool:
    return any(cells) and all(cell.isdecimal() for cell in cells if cell)


def list_cell(values: Sequence[str]) -> str:
    """Return as many of *values* as fit into a cell, and how many more there are: ``a,b,+7``."""
    text = ",".join(values)
    if len(text) <= LIST_WIDTH:
        return text
    taken = 1
    while len(",".join(values[: taken + 1])) + len(f",+{len(values)}") <= LIST_WIDTH:
        taken += 1
    rest = len(values) - taken
    return ",".join(values[:taken]) + (f",+{rest}" if rest else "")
