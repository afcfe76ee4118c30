"""A widget of lines that keeps what it drew, so that only what differs is sent again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, takewhile
from operator import itemgetter
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from cachetui.tui.presenter.lines import Line, Role, fit
from cachetui.tui.widgets.themes import style_of
from cachetui.tui.widgets.viewer import app_of

if TYPE_CHECKING:
    from cachetui.tui.presenter.glyphs import Glyphs


class DiffedWidget(Widget):
    """A widget that keeps what it drew and refreshes only the lines that differ."""

    ALLOW_SELECT = False

    def __init__(self, id: str, classes: str = "") -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id, classes=classes)
        self._drawn: list[Strip] = []
        self._painted_for: Size | None = None
        self._styles_of: dict[Role, Style] = {}
        self._dots = ""

    @property
    def glyphs(self) -> Glyphs:
        """The signs that the terminal can show."""
        return app_of(self).glyphs

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the lines of *crop* as they were painted.

        They have no borders and the like around them, for which Textual would look line by line.
        """
        strips = self._lines()[crop.y : crop.bottom]
        for line_filter in self.get_line_filters():
            background = self.background_colors[1]
            strips = [strip.apply_filter(line_filter, background) for strip in strips]
        if crop.column_span != (0, self.size.width):
            strips = [strip.crop(*crop.column_span) for strip in strips]
        return strips

    def render_line(self, y: int) -> Strip:
        """Return line *y*; paints all lines first where they have not been for this size."""
        lines = self._lines()
        return lines[y] if y < len(lines) else Strip.blank(self.size.width)

    def _lines(self) -> list[Strip]:
        size = self.size
        if self._painted_for != size:
            self._painted_for = size
            self._drawn = self._paint_all()
        return self._drawn

    def repaint(self) -> None:
        """Paint all lines anew and refresh those that came out different."""
        if self._painted_for != self.size:
            self.refresh()
            return
        before, self._drawn = self._drawn, self._paint_all()
        strips = enumerate(zip(before, self._drawn, strict=True))
        if changed := [region for y, pair in strips for region in _changes(y, *pair)]:
            self.refresh(*changed)

    def _paint_all(self) -> list[Strip]:
        width, height = self.size
        self._dots = self.glyphs.dots
        self.bring_into_view()
        return [self.paint(y, width) for y in range(height)]

    def bring_into_view(self) -> None:
        """Scroll to what has to be seen, before lines are painted."""

    def paint(self, y: int, width: int) -> Strip:
        """Return line *y* of the widget, *width* columns wide; for the subclass."""
        raise NotImplementedError

    def strip(self, whole: Line, width: int) -> Strip:
        """Return one line painted."""
        return Strip(self.segments(whole, width), width)

    def segments(self, whole: Line, width: int, style: Style | None = None) -> list[Segment]:
        """Return one line painted; *style*, if given, takes the place of all roles."""
        spans = fit(whole, width, self._dots)
        if style is not None:
            return [Segment("".join(text for _, text in spans), style)]
        return _joined((text, self.style_of(role)) for role, text in spans if text)

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


def _joined(texts: Iterable[tuple[str, Style]]) -> list[Segment]:
    """Return *texts* as segments, one for those side by side that have the same style."""
    return [
        Segment("".join(text for text, _ in same), style)
        for style, same in groupby(texts, key=itemgetter(1))
    ]


def _changes(y: int, before: Strip, after: Strip) -> Iterator[Region]:
    """Yield the parts of line *y* that differ.

    Where both have segments of the same widths, as a frame with another colour has, only those
    that differ; else all from the first to the last that does.
    """
    if before is after or before == after:
        return
    old, new = list(before), list(after)
    left, right = _same(old, new), _same(old[::-1], new[::-1])
    x = sum(segment.cell_length for segment in new[:left])
    if len(old) == len(new) and all(map(_as_wide, old, new)):
        for one, other in zip(old[left:], new[left:], strict=True):
            if one != other:
                yield Region(x, y, other.cell_length, 1)
            x += other.cell_length
        return
    right = min(right, min(len(old), len(new)) - left)
    end = after.cell_length - sum(segment.cell_length for segment in new[len(new) - right :])
    yield Region(x, y, end - x, 1)


def _same(old: Sequence[Segment], new: Sequence[Segment]) -> int:
    """Return the number of first segments that are the same in both."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))


def _as_wide(one: Segment, other: Segment) -> bool:
    return one.cell_length == other.cell_length
