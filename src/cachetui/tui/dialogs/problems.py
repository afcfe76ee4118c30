"""The problems: what could not be used, and why, and what else is to be said of the sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cachetui.safe_text import counted_all
from cachetui.tui.dialogs.base import ListDialog, ask
from cachetui.tui.dialogs.wrapping import WholeText
from cachetui.tui.presenter.lines import line

if TYPE_CHECKING:
    from cachetui.tui.browse_screen import BrowseScreen

ALL_READ = "everything that was read could be used"
OF_ALL = "of the sources as a whole"


class ProblemsDialog(ListDialog):
    """Lists problems and notes, each on a line, and where it is on the next."""

    lines_each = 2


def open_on(screen: BrowseScreen) -> None:
    """List the problems and the notes; Enter shows one whole."""
    problems = list(screen.session.index.problems)
    said = screen.session.loading.fetching.said
    items = [(problem.text, problem.path, str(problem)) for problem in problems]
    items += [(sentence, OF_ALL, sentence) for sentence in said]
    lines = [
        shown for text, path, _ in items for shown in (line(text), line(("dim", f"    {path}")))
    ]

    def show(numbers: list[int]) -> None:
        whole = items[numbers[0] // ProblemsDialog.lines_each][2]
        screen.app.push_screen(WholeText("Problem", whole))

    title = counted_all({"problem": len(problems), "note": len(said)}) or "No problems"
    ask(
        screen,
        ProblemsDialog(title, lines, "{open} see it whole" * bool(items), empty=ALL_READ),
        show,
    )
