"""The machine that "runs here" is about, chosen for the session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical

from cachetui.tui.dialogs.base import ListDialog, ask
from cachetui.tui.presenter.hosts import Choice, choices, filtered
from cachetui.tui.widgets.line_list import LineBar, LineList
from cachetui.tui.widgets.search_input import SearchLine

if TYPE_CHECKING:
    from cachetui.tui.browse_screen import BrowseScreen


def open_on(screen: BrowseScreen) -> None:
    """List the machines; the one that is chosen is judged for from then on."""
    dialog = HostDialog(choices())

    def judge(numbers: list[int]) -> None:
        screen.session.judge_for(dialog.found[numbers[0]].host)
        screen.search_for(screen.state.search.text)

    ask(screen, dialog, judge)


class HostDialog(ListDialog):
    """Lists machines, and narrows the list to what is typed."""

    TAKES_KEYS = SearchLine

    def __init__(self, every: list[Choice]) -> None:
        super().__init__("Judge what runs on", [one.line for one in every], "{open} choose")
        self._every = every
        self.found = every
        """What is listed now."""

    def compose(self) -> ComposeResult:
        """Lay out a line to type in between the title and the list."""
        with Vertical(id="dialog"):
            yield LineBar("dialog-title", "title")
            yield SearchLine(self._narrow, "dialog-filter", "a target, or PLATFORM-OS-TARGET")
            yield LineList("dialog-list")
            yield LineBar("dialog-foot")

    def action_enter(self) -> None:
        """Choose what is under the cursor."""
        self.action_choose()

    def _narrow(self, text: str, cursor: int) -> None:
        self.found = filtered(self._every, text)
        self.lines, self.cursor = [one.line for one in self.found], 0
        self.draw()
