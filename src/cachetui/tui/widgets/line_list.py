"""The one list: draws the lines in view, whatever their number, and repaints what changed.

It keeps the strips it drew last. Whatever happens, the new strips are compared with those, and
only lines that differ go to the terminal again: a cursor move costs two lines.
"""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from cachetui.tui.presenter.lines import NO_LINES, Line, Lines, Role, fit
from cachetui.tui.widgets.themes import CURSOR, REMEMBERED, style_of

WHEEL = 3
"""Lines that one notch of the mouse wheel moves."""


class DiffedWidget(Widget):
    """A widget that keeps what it drew and refreshes only the lines that differ."""

    ALLOW_SELECT = False

    def __init__(self, id: str, classes: str = "") -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id, classes=classes)
        self._drawn: list[Strip] = []
        self._painted_for: Size | None = None
        self._styles_of: dict[Role, Style] = {}

    def render_line(self, y: int) -> Strip:
        """Return line *y*; paints all lines first where they have not been for this size."""
        if self._painted_for != self.size:
            self._painted_for = self.size
            self._drawn = self._paint_all()
        return self._drawn[y] if y < len(self._drawn) else Strip.blank(self.size.width)

    def repaint(self) -> None:
        """Paint all lines anew and refresh those that came out different."""
        if self._painted_for != self.size:
            self.refresh()
            return
        before, self._drawn = self._drawn, self._paint_all()
        changes = (
            _change(y, *strips) for y, strips in enumerate(zip(before, self._drawn, strict=True))
        )
        if changed := list(filter(None, changes)):
            self.refresh(*changed)

    def _paint_all(self) -> list[Strip]:
        width, height = self.size
        self.bring_into_view()
        return [self.paint(y, width) for y in range(height)]

    def bring_into_view(self) -> None:
        """Scroll to what has to be seen, before lines are painted."""

    def paint(self, y: int, width: int) -> Strip:
        """Return line *y* of the widget, *width* columns wide; for the subclass."""
        raise NotImplementedError

    def strip(self, whole: Line, width: int, style: Style | None = None) -> Strip:
        """Return one line painted; *style*, if given, takes the place of all roles."""
        spans = fit(whole, width)
        if style is not None:
            return Strip([Segment("".join(text for _, text in spans), style)], width)
        segments = [Segment(text, self.style_of(role)) for role, text in spans if text]
        return Strip(segments, width).simplify()

    def style_of(self, role: Role) -> Style:
        """Return the style that *role* has in this widget."""
        style = self._styles_of.get(role)
        if style is None:
            style = self.rich_style + style_of(role, self.app.theme_variables)
            self._styles_of[role] = style
        return style

    def notify_style_update(self) -> None:
        """Forget the looked-up styles: the theme or the focus changed."""
        super().notify_style_update()
        self._styles_of.clear()
        self._painted_for = None
        if self.is_mounted:
            self.call_after_refresh(self.repaint)

    def on_resize(self) -> None:
        """Paint for the new size."""
        self.repaint()


def _change(y: int, before: Strip, after: Strip) -> Region | None:
    """Return the part of line *y* that differs; None if all of it is the same."""
    if before == after:
        return None
    old, new = list(before), list(after)
    left = 0
    while old and new and old[0] == new[0]:
        left += new.pop(0).cell_length
        old.pop(0)
    right = after.cell_length
    while old and new and old[-1] == new[-1]:
        right -= new.pop().cell_length
        old.pop()
    return Region(left, y, right - left, 1)


class LineBar(DiffedWidget):
    """One line of text: a title, a status."""

    def __init__(self, id: str, classes: str = "") -> None:  # noqa: A002 - Textual's own name
        super().__init__(id, classes)
        self._line = Line(())

    def show(self, line: Line) -> None:
        """Draw *line* from now on."""
        if line != self._line:
            self._line = line
            self.repaint()

    def paint(self, y: int, width: int) -> Strip:
        """Return the line, and nothing under it."""
        return self.strip(self._line if y == 0 else Line(()), width)


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
        """The mouse wheel was turned over the list."""

        def __init__(self, lines: LineList, step: int) -> None:
            super().__init__()
            self.lines = lines
            self.step = step

    def __init__(self, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id)
        self.lines: Lines = NO_LINES
        self._cursor: int | None = None
        self._top = 0

    def show(self, lines: Lines, cursor: int | None, top: int | None = None) -> None:
        """Draw *lines* from now on, with the cursor on line number *cursor*.

        Without a cursor the list begins at line *top*, if that is given.
        """
        self.lines = lines
        self._cursor = cursor
        if top is not None:
            self._top = top
        self.repaint()

    def bring_into_view(self) -> None:
        """Scroll as little as brings the cursor into view."""
        height = self.size.height
        if self._cursor is not None:
            self._top = min(max(self._top, self._cursor - height + 1), self._cursor)
        self._top = max(min(self._top, len(self.lines) - height), 0)

    @property
    def top(self) -> int:
        """The number of the first line in view."""
        return self._top

    def paint(self, y: int, width: int) -> Strip:
        """Return line *y* of the view: the cursor's sign, the mark's, the line."""
        number = self._top + y
        if number >= len(self.lines):
            return Strip.blank(width, self.style_of(""))
        whole = self.lines[number]
        at_cursor = number == self._cursor
        sign = (">" if at_cursor else " ") + ("*" if whole.marked else " ")
        style = None
        if at_cursor:
            style = self.style_of("") + (CURSOR if self.has_focus else REMEMBERED)
        return self.strip(Line((("", sign), *whole.left), whole.right), width, style)

    def on_resize(self) -> None:
        """Paint for the new size, and let those know who fill the lines to a width."""
        super().on_resize()
        self.post_message(self.Resized(self))

    def on_focus(self) -> None:
        """Draw the cursor's line as the one that keys act on."""
        self.repaint()

    def on_blur(self) -> None:
        """Draw the cursor's line as one that is remembered."""
        self.repaint()

    def on_click(self, event: events.Click) -> None:
        """Report the line that was clicked."""
        if (number := self._top + event.y) < len(self.lines):
            self.post_message(self.Clicked(self, number))

    def on_mouse_scroll_down(self) -> None:
        """Report a turn of the wheel."""
        self.post_message(self.Wheeled(self, WHEEL))

    def on_mouse_scroll_up(self) -> None:
        """Report a turn of the wheel."""
        self.post_message(self.Wheeled(self, -WHEEL))
