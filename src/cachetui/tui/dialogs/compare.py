"""The comparison: marked specs and configurations side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cachetui.output.comparison import differing_lines, sentences
from cachetui.tui.dialogs.text import TextDialog
from cachetui.tui.presenter.selection import listings_of
from cachetui.views.compare import MOST, compare, side

if TYPE_CHECKING:
    from cachetui.tui.browse_screen import BrowseScreen


def open_on(screen: BrowseScreen) -> None:
    """Compare what is marked."""
    index, marks = screen.session.index, screen.state.marks
    if not 2 <= len(marks) <= MOST:
        screen.say(f"mark two to {MOST} specs or configurations with space, then compare them")
        return
    found = [listings_of(index, mark) for mark in marks]
    sides = [side(index, numbers) for numbers in found if numbers]
    if len(sides) < len(found):
        screen.say("some of what was marked is gone: mark again")
        return
    result = compare(index, sides)
    lines, below = differing_lines(result), sentences(result)
    dialog = TextDialog("Compare", lines, below, width=screen.size.width, heads=1)
    screen.app.push_screen(dialog)
