"""The one list: draws the lines in view, whatever their number, in a frame or without one.

It keeps the strips it drew last. Whatever happens, the new strips are compared with those, and
only what differs goes to the terminal again: a cursor move costs two lines and a position.
"""

from __future__ import annotations

from collections.abc import Callable

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Offset
from textual.message import Message
from textual.strip import Strip

from cachetui.tui.presenter.frame import Extract, Frame, FrameEdges, position
from cachetui.tui.presenter.glyphs import UNICODE
from cachetui.tui.presenter.layout import TALL
from cachetui.tui.presenter.lines import NO_LINES, Line, Lines, Role, Span
from cachetui.tui.widgets.diffed import DiffedWidget
from cachetui.tui.widgets.themes import CURSOR

NOTHING = Line(())
Heading = Callable[[int], int]
"""The number of a line -> that of the heading it stands under, its own if it is one."""
WHEEL = 3
"""Lines that one notch of the mouse wheel moves."""


class LineList(DiffedWidget, can_focus=True):
    """Lines with a cursor."""

    class Clicked(Message):
        """A line was clicked."""

        def __init__(self, lines: LineList, number: int) -> None:
            super().__init__()
            self.lines = lines
            self.number = number

    class Resized(Message):
        """The list has another size."""

        def __init__(self, lines: LineList) -> None:
            super().__init__()
            self.lines = lines

    class Wheeled(Message):
        """The mouse wheel moved over the list."""

        def __init__(self, lines: LineList, step: int) -> None:
            super().__init__()
            self.lines = lines
            self.step = step

    def __init__(self, id: str, frame: Frame | None = None) -> None:  # noqa: A002 - Textual's own
        super().__init__(id)
        self.lines: Lines = NO_LINES
        self._frame = frame
        self._cursor: int | None = None
        self._last: int | None = None
        self._top = self._wanted = 0
        self._reach: int | None = None
        self._heading: Heading | None = None
        self._extract = Extract(0, 0, 0)
        self._end = 0
        """The row of the view under the last line of the list."""
        self._has_keys = False
        self._box = UNICODE.box
        self._before: dict[object, Strip] = {}
        self._kept: dict[object, Strip] = {}
        """The lines of the last painting and of this one, by what they were painted from."""

    def show(
        self,
        lines: Lines,
        cursor: int | None,
        top: int | None = None,
        *,
        frame: Frame | None = None,
        reach: int | None = None,
        heading: Heading | None = None,
        last: int | None = None,
    ) -> None:
        """Draw *lines* from now on, with the cursor on line number *cursor*.

        Without a cursor the list begins at line *top*, if that is given. A list that has a frame
        gets another by *frame*. What stands on the right of lines stands within the first *reach*
        columns, if given: near to what it belongs to. The *heading* of what is in view stays.
        With the cursor's line those up to number *last* come into view, as far as they have room.
        """
        if cursor != self._cursor:
            self._wanted = self._top
        self.lines = lines
        self._cursor = cursor
        self._frame = frame or self._frame
        self._reach, self._heading = reach, heading
        self._last = cursor if last is None else last
        if top is not None:
            self._wanted = top
        self.repaint()

    @property
    def top(self) -> int:
        """The number of the first line in view."""
        return self._top

    @property
    def cursor_place(self) -> Offset:
        """Where on the screen the line under the cursor begins, or the first line."""
        row = 0 if self._cursor is None else self._cursor - self._top
        x, y = self.region.offset
        return Offset(x + (self._frame is not None), y + self._first_row + row)

    @property
    def rows(self) -> int:
        """The number of lines that there is room for, one at least."""
        return max(self.size.height - self._first_row - self.is_closed, 1)

    @property
    def inner_width(self) -> int:
        """The columns that a line has, the cursor's sign and the mark's included."""
        return max(self.size.width - (2 if self._frame else 0), 1)

    @property
    def _first_row(self) -> int:
        """The row of the widget that the list begins on, under the frame's line and the heads."""
        return 1 + len(self._frame.heads) if self._frame else 0

    @property
    def is_closed(self) -> bool:
        """Whether the frame has a lower line, which it leaves out where lines are few."""
        return self._frame is not None and self.app.size.height >= TALL

    def bring_into_view(self) -> None:
        """Scroll as little as brings the cursor into view, and look up what all lines need.

        It is scrolled from where it was when the cursor came: a list that was small for a while
        shows again what it showed before.
        """
        length, rows, top = len(self.lines), self.rows, self._wanted
        if self._cursor is not None and self._last is not None:
            highest = self._cursor - self._is_under_heading(self._cursor)
            top = min(max(top, self._last - rows + 1), highest)
        self._top = max(min(top, length - rows), 0)
        self._extract = Extract(self._top, min(rows, length - self._top), length, self._cursor)
        self._end = max(self._extract.rows, 1) if self.is_closed else self.size.height
        self._has_keys = self.has_focus and self.screen.is_current
        self._box = self.glyphs.heavy if self._has_keys else self.glyphs.box
        self._before, self._kept = self._kept, {}

    def _is_under_heading(self, number: int) -> bool:
        """Return whether the first row in view would be taken from line *number* by a heading."""
        return self._heading is not None and self._heading(number) < number and self.rows > 1

    def paint(self, y: int, width: int) -> Strip:
        """Return line *y* of the view, or of the frame, which ends where the list does."""
        row, frame = y - self._first_row, self._frame
        if frame is None:
            return self._row(row, width)
        if y == 0:
            words = frame.place or position(self._extract, frame.uncounted)
            return self.strip(self._edges(width).top((frame.title, *frame.shorter), words), width)
        if row < 0:
            return self._painted(frame.heads[y - 1], width)
        if row < self._end:
            return self._row(row, width)
        if row == self._end:
            return self.strip(self._edges(width).bottom(frame.feet), width)
        return Strip.blank(width, self.style_of(""))

    def _edges(self, width: int) -> FrameEdges:
        return FrameEdges(self._box, self._side_role, width, self.glyphs.dots)

    @property
    def _side_role(self) -> Role:
        return "accent" if self._has_keys else "frame"

    def _scroll_mark(self, row: int) -> str:
        """Return the sign on the first or the last row in view that there is more beyond it."""
        if row == 0 and self._extract.is_cut_above:
            return self.glyphs.above
        is_last = row == self._extract.rows - 1
        return self.glyphs.below if is_last and self._extract.is_cut_below else ""

    def _row(self, row: int, width: int) -> Strip:
        """Return a line of the list: the cursor's sign, the mark's, the line."""
        number = self._top + row
        if row == 0 and self._heading and number < len(self.lines) and self.rows > 1:
            number = self._heading(number)
        if number >= len(self.lines):
            return self._painted(NOTHING, width)
        whole, at_cursor = self.lines[number], number == self._cursor
        sign = (">" if at_cursor else " ") + ("*" if whole.marked else " ")
        left: tuple[Span, ...] = (("accent" if sign.strip() else "", sign), *whole.left)
        filled = at_cursor and self._has_keys
        return self._painted(Line(left, whole.right), width, self._scroll_mark(row), filled=filled)

    def _painted(self, whole: Line, width: int, mark: str = "", *, filled: bool = False) -> Strip:
        """Return a line between the sides of the frame, if there is one, the right one with *mark*.

        A line that was painted just so the last time is the same strip again.
        """
        key = whole, width, mark, filled, self._reach, self._has_keys
        strip = self._before.get(key) or Strip(self._between_sides(*key[:4]), width)
        self._kept[key] = strip
        return strip

    def _between_sides(self, whole: Line, width: int, mark: str, filled: bool) -> list[Segment]:
        style = self.style_of("") + CURSOR if filled else None
        if self._frame is None:
            return self._near(whole, width, style)
        side = Segment(self._box.down, self.style_of(self._side_role))
        right = Segment(mark, self.style_of("accent")) if mark else side
        return [side, *self._near(whole, width - 2, style), right]

    def _near(self, whole: Line, width: int, style: Style | None) -> list[Segment]:
        """Return a line whose right part is as near to the left one as it is in all lines."""
        reach = min(self._reach or width, width) if whole.right else width
        segments = self.segments(whole, reach, style)
        if reach < width:
            segments.append(Segment(" " * (width - reach), style or self.style_of("")))
        return segments

    def notify_style_update(self) -> None:
        """Forget the lines that were painted in other styles."""
        self._kept.clear()
        super().notify_style_update()

    def on_resize(self) -> None:
        """Let those know who fill the lines to a width."""
        self.post_message(self.Resized(self))

    def on_focus(self) -> None:
        """Draw the cursor's line as the one that keys act on."""
        self.repaint()

    def on_blur(self) -> None:
        """Draw the cursor's line as one that is remembered."""
        self.repaint()

    def on_click(self, event: events.Click) -> None:
        """Report the line that was clicked."""
        row = event.y - self._first_row
        if 0 <= row < len(self.lines) - self._top:
            self.post_message(self.Clicked(self, self.item_at(self._top + row)))

    def item_at(self, line: int) -> int:
        """Return the number of what stands on line *line*; for what takes several of them."""
        return line

    def on_mouse_scroll_down(self) -> None:
        """Report a turn of the wheel."""
        self.post_message(self.Wheeled(self, WHEEL))

    def on_mouse_scroll_up(self) -> None:
        """Report a turn of the wheel."""
        self.post_message(self.Wheeled(self, -WHEEL))
