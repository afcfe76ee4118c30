"""The problems: what could not be used, and why; Enter shows one whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cachetui.tui.dialogs.base import ListDialog, ask, wrapped
from cachetui.tui.presenter.lines import line

if TYPE_CHECKING:
    from cachetui.tui.browse_screen import BrowseScreen

ALL_READ = "everything that was read could be used"


def open_on(screen: BrowseScreen) -> None:
    """List the problems, two lines each."""
    problems = list(screen.session.index.problems)
    lines = [
        shown
        for problem in problems
        for shown in (line(problem.text), line(("dim", f"    {problem.path}")))
    ]

    def show(numbers: list[int]) -> None:
        whole = str(problems[numbers[0] // 2])
        screen.app.push_screen(ListDialog("Problem", wrapped(whole, screen.size.width)))

    title = f"{len(problems):,} problems" if problems else "No problems"
    ask(
        screen,
        ListDialog(title, lines, "{open} see it whole" * bool(problems), empty=ALL_READ),
        show,
    )
