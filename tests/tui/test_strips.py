"""Lines are drawn by a shorter way than Textual's own, and come out the same."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from cachetui.tui.terminal.strip_part import color_system, sent_for
from cachetui.tui.widgets.diffed import DiffedWidget
from support.paths import SAMPLE
from support.pilot import piloted

STRIP = Strip([Segment("ab", Style(bold=True)), Segment("日本c"), Segment("de", Style(dim=True))])


@pytest.mark.parametrize("colors", ["standard", "256", "truecolor", None])
def test_a_part_of_a_line_is_sent_as_a_strip_of_its_own_would_be(colors: str | None) -> None:
    console = Console(file=StringIO(), color_system=colors)  # type: ignore[arg-type]
    width = STRIP.cell_length
    for first in range(width):
        for last in range(first + 1, width + 1):
            part = STRIP.crop(first, last).render(console)
            assert sent_for(STRIP, first, last, color_system(console)) == part


@pytest.mark.parametrize("theme", ["ansi-dark", "textual-dark"])
@pytest.mark.parametrize("no_color", ["", "1"])
async def test_lines_are_those_that_textual_would_render(
    theme: str, no_color: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", no_color)
    async with piloted(str(SAMPLE), size=(160, 40)) as driver:
        driver.app.theme = theme
        await driver.type("gpyt")
        widgets = [one for one in driver.screen.query(DiffedWidget) if one.region]
        assert len(widgets) > 5
        for widget in widgets:
            width, height = widget.size
            for crop in (Region(0, 0, width, height), Region(1, 0, width - 1, height)):
                theirs = Widget.render_lines(widget, crop)
                assert widget.render_lines(crop) == theirs
                assert len(theirs) == height
