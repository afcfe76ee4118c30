"""The commands that install what is under the cursor or marked; the chosen one is copied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cachetui.output.install import install
from cachetui.sources.mirrors.configured import configured
from cachetui.spack.compatibility import runs_here
from cachetui.tui.dialogs.base import ListDialog, ask, wrapped
from cachetui.tui.dialogs.copy import send
from cachetui.tui.presenter.lines import Line, line
from cachetui.tui.presenter.selection import chosen

if TYPE_CHECKING:
    from cachetui.model import Listing
    from cachetui.output.install import Step
    from cachetui.spack.compatibility import Host
    from cachetui.tui.browse_screen import BrowseScreen


def open_on(screen: BrowseScreen) -> None:
    """List the commands, each with its purpose."""
    index = screen.session.index
    numbers = chosen(index, screen.view)
    if isinstance(numbers, str):
        screen.say(numbers)
        return
    listings = [index.listing(number, exact=True) for number in numbers]
    mirrors = configured()
    steps = list(dict.fromkeys(step for one in listings for step in install(one, mirrors=mirrors)))
    if not steps:
        screen.say("the page gives nothing that could be installed")
        return
    rows = [(step, shown) for step in steps for shown in _step_lines(step, screen.size.width)]
    foot = "" if screen.session.options.read_only else "{open} copy"
    dialog = ListDialog(_title(screen.session.host, listings), [shown for _, shown in rows], foot)
    ask(screen, dialog, lambda numbers: send(screen, rows[numbers[0]][0].command))


def _title(host: Host, listings: list[Listing]) -> str:
    """Return the title, which says first what does not run on *host*: the top bar names that."""
    verdicts = [runs_here(host, *listing.configuration.architecture) for listing in listings]
    why = next((verdict.why for verdict in verdicts if verdict.answer == "no"), None)
    return f"Does not run here: {why}" if why else "Install"


def _step_lines(step: Step, width: int) -> list[Line]:
    """Return a command whole, and under it what it is for."""
    purpose = wrapped(step.purpose, width - 4)
    return [*wrapped(step.command, width), *(_purpose(words) for words in purpose)]


def _purpose(words: Line) -> Line:
    return line(("dim", "    " + "".join(text for _, text in words.left)))
