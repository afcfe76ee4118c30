"""The lines that say why nothing is found, in the place of the specs."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from cachetui.safe_text import safe
from cachetui.tui.presenter.lines import Line, Role, line, rows, width_of, width_of_spans
from cachetui.tui.presenter.view import View

if TYPE_CHECKING:
    from cachetui.views.reasons import Reason

STILL_READING = "still reading: nothing of this so far"
SIGNS = 3
"""Columns of a line beside its texts: the cursor's sign, and a gap."""
INDENT = 2
"""Columns by which the further rows of a reason stand to the right."""


class ReasonLines:
    """The reasons of a view, each in as many lines as it needs to be whole."""

    def __init__(self, view: View, width: int) -> None:
        self.lines: list[Line] = []
        self._starts: list[int] = []
        for reason in view.reasons:
            self._starts.append(len(self.lines))
            self.lines += _lines_of(reason, width)

    @property
    def reach(self) -> int:
        """The columns that the longest line takes: what Enter does stands within them."""
        widths = (width_of_spans((*one.left, *one.right)) for one in self.lines)
        return max(widths, default=0) + SIGNS

    def first_line(self, reason: int) -> int:
        """Return the number of the line with which reason number *reason* begins."""
        return self._starts[reason]

    def reason_at(self, number: int) -> int:
        """Return the number of the reason that line *number* belongs to."""
        return max(bisect_right(self._starts, number) - 1, 0)


def _lines_of(reason: Reason, width: int) -> list[Line]:
    """Return the lines of a reason, the last with what Enter makes of the search if it fits.

    Those of one that leads to nothing are dim.
    """
    role: Role = "dim" if reason.left == 0 else ""
    first, *others = rows(reason.text, width)
    others = rows(" ".join(others), width - INDENT) if others else []
    found = [first, *(f"{' ' * INDENT}{text}" for text in others)]
    becomes = f"  enter: {safe(str(reason.mended)) or 'everything'}"
    has_room = width_of(found[-1] + becomes) <= width
    lines = [line((role, text)) for text in found]
    last = line((role, found[-1]), right=[("dim", becomes)])
    return [*lines[:-1], last] if has_room else lines
