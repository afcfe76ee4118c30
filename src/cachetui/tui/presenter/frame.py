"""The frame of a list: title and position in its upper line, an explanation in its lower one."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from cachetui.tui.presenter.glyphs import Box
from cachetui.tui.presenter.lines import Line, Role, Span, cut_spans, width_of, width_of_spans

EDGE = 2
"""Columns of a frame's line on either side of its text: the corner and one sign more."""


class Frame(Struct, frozen=True):
    """What a frame says of the list in it."""

    title: Line = Line(())
    heads: tuple[Line, ...] = ()
    """Lines that stay over the list while it scrolls."""
    feet: tuple[Line, ...] = ()
    """Forms of what the lower line says, shorter and shorter; the first that fits is drawn."""
    uncounted: int = 0
    """The number of first lines that are no entries, and that the position leaves out."""
    place: str = ""
    """The position, where that of the line under the cursor is not what counts."""
    shorter: tuple[Line, ...] = ()
    """Forms of the title for less and less room; the first that fits is drawn."""


class Extract(Struct, frozen=True):
    """The part of a list that is in view."""

    top: int
    """The number of the first line in view."""
    rows: int
    """The number of lines in view."""
    lines: int
    """The number of lines in all."""
    cursor: int | None = None

    @property
    def is_cut_above(self) -> bool:
        """Whether there are lines above those in view."""
        return self.top > 0

    @property
    def is_cut_below(self) -> bool:
        """Whether there are lines below those in view."""
        return self.top + self.rows < self.lines


def position(extract: Extract, uncounted: int) -> str:
    """Return ``12 of 230`` for the cursor, ``1-20 of 230`` without one; empty if all is in view."""
    total = max(extract.lines - uncounted, 0)
    if extract.cursor is not None:
        here = extract.cursor - uncounted + 1
        return f"{here:,} of {total:,}" if here > 0 else f"{total:,}"
    if extract.is_cut_above or extract.is_cut_below:
        return f"{extract.top + 1:,}-{extract.top + extract.rows:,} of {total:,}"
    return ""


class FrameEdges(Struct, frozen=True):
    """Draws the upper and the lower line of a frame of some width."""

    box: Box
    role: Role
    width: int
    dots: str
    """The sign at the end of what was cut."""

    def top(self, titles: Sequence[Line], position: str) -> Line:
        """Return the upper line, with one of *titles* and, if there is room, a position."""
        right: tuple[Span, ...] = (("count", f" {position} "),) if position else ()
        if width_of(position) > self.width // 2:
            right = ()
        title = self._fitting(titles, right)
        return self._edge(title.left, right, (self.box.top_left, self.box.top_right))

    def bottom(self, feet: Sequence[Line]) -> Line:
        """Return the lower line, with the first of *feet* that fits, or as much as does."""
        foot = self._fitting(feet, ())
        return self._edge(foot.left, (), (self.box.bottom_left, self.box.bottom_right))

    def _fitting(self, forms: Sequence[Line], right: Sequence[Span]) -> Line:
        """Return the first of *forms* that has room to the left of *right*, else the last."""
        room = self._room(right) - 2
        fitting = (form for form in forms if width_of_spans(form.left) <= room)
        return next(fitting, forms[-1] if forms else Line(()))

    def _room(self, right: Sequence[Span]) -> int:
        return self.width - 2 * EDGE - width_of_spans(right)

    def _edge(self, left: Sequence[Span], right: Sequence[Span], corners: tuple[str, str]) -> Line:
        """Return a border between *corners*, with *left* cut to the room that *right* leaves."""
        room = self._room(right)
        if left:
            is_whole = width_of_spans(left) <= room - 2
            kept = left if is_whole else cut_spans(left, max(room - 3, 0), self.dots)
            left = (("", " "), *kept, ("", " "))
        fill = room - width_of_spans(left)
        across = self.box.across
        return Line(
            (
                (self.role, corners[0] + across),
                *left,
                (self.role, across * fill),
                *right,
                (self.role, across + corners[1]),
            )
        )
