"""The machine that "runs here" is about, chosen for the session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cachetui.spack.operating_systems import usual_glibc
from cachetui.tui.dialogs.base import ask
from cachetui.tui.dialogs.typed import TypingDialog
from cachetui.tui.presenter.hosts import HostChoice, choices, filtered

if TYPE_CHECKING:
    from cachetui.tui.browse_screen import BrowseScreen


def open_on(screen: BrowseScreen) -> None:
    """List the machines; the one that is chosen is judged for from then on."""
    dialog = HostDialog(choices())

    def chosen(numbers: list[int]) -> None:
        screen.session.judge_for(dialog.found[numbers[0]].host)
        screen.search_for(screen.state.search.text)

    ask(screen, dialog, chosen)


NO_TARGET = "an os needs a target too, as in linux-rhel8-zen4"


class HostDialog(TypingDialog):
    """Lists machines, and narrows the list to what is typed."""

    PROMPT = "a target, or PLATFORM-OS-TARGET"

    def __init__(self, every: list[HostChoice]) -> None:
        lines = [one.line for one in every]
        super().__init__("What runs on", lines, "{open} choose")
        self._every = every
        self.found = every
        """What is listed now."""

    def narrow(self) -> None:
        """List the machines that have what was typed, and what was typed if it is one."""
        self.found = filtered(self._every, self.text)
        self.lines = [one.line for one in self.found]
        if usual_glibc(self.text.strip()):
            self.empty = NO_TARGET
