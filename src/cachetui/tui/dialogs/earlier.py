"""The earlier searches of this run, to come back to one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cachetui.tui.dialogs.base import ListDialog, ask
from cachetui.tui.presenter.lines import line

if TYPE_CHECKING:
    from cachetui.tui.browse_screen import BrowseScreen


def open_on(screen: BrowseScreen) -> None:
    """List the searches, the latest first."""
    searches = screen.session.searches
    if not searches:
        screen.say("no earlier searches yet: one is kept when you leave the search line")
        return
    lines = [line(text) for text in searches]
    dialog = ListDialog("Earlier searches", lines, "{open} search for it")
    ask(screen, dialog, lambda numbers: screen.search_for(searches[numbers[0]]))
