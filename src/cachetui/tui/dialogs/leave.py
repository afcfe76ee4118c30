"""Leaving the program; a shared terminal asks first, so that nobody leaves by accident."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cachetui.tui.dialogs.base import ListDialog, ask, is_open
from cachetui.tui.presenter.enter_escape import leave
from cachetui.tui.presenter.lines import line

if TYPE_CHECKING:
    from cachetui.tui.browse_screen import BrowseScreen


class LeaveDialog(ListDialog):
    """Asks whether to leave."""

    def __init__(self) -> None:
        super().__init__("Leave the viewer?", [line("stay"), line("leave")])


def open_on(screen: BrowseScreen) -> None:
    """Leave, or ask."""
    options = screen.session.options
    end = leave(pick=bool(options.pick))
    if not options.read_only:
        screen.go(end)
    elif not is_open(screen, LeaveDialog):
        ask(screen, LeaveDialog(), lambda numbers: screen.go(end) if numbers == [1] else None)
