"""The commands that install what is under the cursor or marked; the chosen one is copied."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cachetui.output.install import install
from cachetui.sources.mirrors.configured import configured
from cachetui.spack.compatibility import runs_here
from cachetui.tui.dialogs.base import ask
from cachetui.tui.dialogs.copy import send
from cachetui.tui.dialogs.wrapping import WrappingDialog, wrapped
from cachetui.tui.presenter.lines import Line, line
from cachetui.tui.presenter.selection import chosen
from cachetui.views.known_spec import has_binary

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
    there = [number for number in numbers if has_binary(index, index.listings.spec[number])]
    if not there:
        screen.say("no binary of it is here, so there is nothing to install it from")
        return
    listings = [index.listing(number, exact=True) for number in there]
    mirrors = configured()
    steps = list(dict.fromkeys(step for one in listings for step in install(one, mirrors=mirrors)))
    if not steps:
        screen.say("the page gives nothing that could be installed")
        return
    foot = "" if screen.session.options.read_only else "{open} copy"
    title = _title(screen.session.host, listings)
    if lacking := len(numbers) - len(there):
        title = f"No binary of {lacking} of {len(numbers)} is here"
    dialog = StepsDialog(title, steps, foot)
    ask(screen, dialog, lambda numbers: send(screen, steps[numbers[0]].command))


class StepsDialog(WrappingDialog):
    """Lists steps of several lines each; Enter gives the number of one."""

    def __init__(self, title: str, steps: Sequence[Step], foot: str) -> None:
        super().__init__(title, len(steps), foot)
        self._steps = steps

    def wrap(self, width: int) -> list[list[Line]]:
        """Return the lines of each step."""
        return [_step_lines(step, width) for step in self._steps]

    def draw(self) -> None:
        """Draw the list with the cursor on the first line of a step, which is whole in view."""
        number = self.item
        self.cursor, self.last = self.starts[number], self.starts[number + 1] - 1
        self.place = f"{number + 1} of {len(self._steps)}"
        super().draw()

    def action_move(self, by: int) -> None:
        """Move the cursor by so many steps."""
        number = max(min(self.item + by, len(self._steps) - 1), 0)
        self.cursor = self.starts[number]
        self.draw()

    def action_choose(self) -> None:
        """Close, and give the number of the step."""
        self.dismiss([self.item])


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
