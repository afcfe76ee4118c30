"""What opens over the screen: copying's answers, install commands, matrix, tags, comparison."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from msgspec.structs import replace

from cachetui.index.ordering import NO_STACK
from cachetui.tui.copying import Copied, chosen, what_to_copy
from cachetui.tui.dialogs.base import ListDialog, wrapped
from cachetui.tui.moving import Moving
from cachetui.tui.presenter.lines import Line, line, width_of
from cachetui.tui.viewer import app_of, copy_text

if TYPE_CHECKING:
    from cachetui.output.install import Step
    from cachetui.query.query import Query
    from cachetui.views.facets import Facet
    from cachetui.views.tag_diff import Difference
    from cachetui.views.tags import Tag


class Asking(Moving):
    """Opens dialogs over the view, and makes the next state of what they give.

    What only a dialog needs is imported when it opens: the first screen would wait for it.
    """

    def search_for(self, text: str) -> None:
        """Put *text* into the search line, with the keys where they are."""
        self.go(replace(self.session.searched(self.view, text), search=text))

    def say(self, words: str) -> None:
        """Show a sentence under the search line until the next key."""
        self.bar("hint").show(line("   ", words))
        self.add_class("-hint")

    def ask(self, dialog: ListDialog, then: Callable[[list[int]], None]) -> None:
        """Open *dialog*; *then* gets the numbers of the lines that were chosen."""

        def answered(numbers: list[int] | None) -> None:
            if numbers is not None:
                then(numbers)

        self.app.push_screen(dialog, answered)

    # copying and installing

    def action_copy(self, what: Literal["hash", "spec", "command"]) -> None:
        """Send something to the terminal's clipboard, and show what."""
        copied = what_to_copy(what, self.session, self.view)
        if isinstance(copied, Copied):
            self.copy(copied.text)
        else:
            self.say(copied)

    def copy(self, text: str) -> None:
        """Send *text* to the terminal's clipboard, and show it for selecting by hand."""
        title = copy_text(app_of(self), text)
        if "\n" not in text and width_of(f"   {title}: {text}") < self.size.width:
            self.say(f"{title}: {text}")
        else:
            self.app.push_screen(ListDialog(title, wrapped(text, self.size.width)))

    def action_install(self) -> None:
        """Show the commands that install what is under the cursor; the chosen one is copied."""
        from cachetui.output.install import install

        numbers = chosen(self.session, self.view)
        if isinstance(numbers, str):
            self.say(numbers)
            return
        listings = [self.session.index.listing(number, exact=True) for number in numbers]
        steps = list(dict.fromkeys(step for listing in listings for step in install(listing)))
        if not steps:
            self.say("the page gives nothing that could be installed")
            return
        rows = [(step, shown) for step in steps for shown in _step(step, self.size.width)]
        foot = "" if self.session.options.read_only else "{open} copy"
        dialog = ListDialog("Install", [shown for _, shown in rows], foot)
        self.ask(dialog, lambda numbers: self.copy(rows[numbers[0]][0].command))

    # looking

    def action_problems(self) -> None:
        """List what could not be used; Enter shows one whole."""
        problems = list(self.session.index.problems)
        lines = [
            shown
            for problem in problems
            for shown in (line(problem.text), line(("dim", f"    {problem.path}")))
        ]

        def show(numbers: list[int]) -> None:
            whole = str(problems[numbers[0] // 2])
            self.app.push_screen(ListDialog("Problem", wrapped(whole, self.size.width)))

        title = f"{len(problems):,} problems" if problems else "No problems"
        self.ask(ListDialog(title, lines, "{open} see it whole"), show)

    def action_matrix(self) -> None:
        """Show where the package is built, or on "all packages" how many are; narrow to a cell."""
        from cachetui.tui.dialogs.matrix import MatrixDialog
        from cachetui.views.matrix import matrix

        package = self.state.package
        found = matrix(self.session.index, self.listings, "specs" if package else "packages")
        what = f"{self.shown_package}: specs" if package else "All packages: packages"

        def narrow(cell: tuple[str, str] | None) -> None:
            if cell is not None:
                self._narrow_to(*cell)

        title = self._so_far(f"{what} by stack and target")
        self.app.push_screen(MatrixDialog(title, found), narrow)

    def _so_far(self, title: str) -> str:
        """Say in a *title* that more is still being read."""
        return title if self.session.loading.progress.done else f"{title}, of what is read so far"

    def _narrow_to(self, stack: str, target: str) -> None:
        from cachetui.query.edit import UnwritableError, only

        query = self.view.query
        try:
            query = only(query, "stack", "none" if stack == NO_STACK else stack)
            query = only(query, "target", target)
        except UnwritableError as error:
            self.say(str(error))
            return
        self.session.add_to_history(self.state.search)
        self.search_for(str(query))

    def action_tags(self) -> None:
        """Show what each tag has of the package, or in all; look at the chosen ones only."""
        from cachetui.tui.dialogs.tags import TagDialog, history_lines, total_lines
        from cachetui.views.tag_diff import difference
        from cachetui.views.tags import history, tag_totals

        index, listings = self.session.index, self.listings
        title = self._so_far(f"{self.shown_package}: tags")
        if self.state.package is None:
            totals = tag_totals(index, listings)
            tags, lines = [total.tag for total in totals], total_lines(totals)
        else:
            past = history(index, listings)
            tags, lines = [one.tag for one in past], history_lines(past)

        def changes(old: Tag, new: Tag) -> Difference:
            return difference(index, listings, old, new)

        def look_at(numbers: list[int]) -> None:
            self._only_tags([tags[number] for number in numbers])

        self.ask(TagDialog(title, tags, lines, changes), look_at)

    def _only_tags(self, tags: list[Tag]) -> None:
        from cachetui.query.edit import UnwritableError, toggled, without

        query = without(self.view.query, "tag")
        try:
            for tag in tags:
                query = toggled(query, "tag", tag if tag is not None else "none")
        except UnwritableError as error:
            self.say(str(error))
            return
        self.search_for(str(query))

    def action_facets(self) -> None:
        """Show what the search can be narrowed to; the search line follows every switch."""
        from cachetui.tui.dialogs.facets import FacetDialog
        from cachetui.views.facets import facets

        index, verdict = self.session.index, self.session.browser.answer
        packages = self.view.packages.codes(self.state.package)

        def facts(query: Query) -> tuple[Facet, ...]:
            return facets(index, query, packages, verdict)

        def changed(query: Query) -> None:
            self.search_for(str(query))

        self.session.add_to_history(self.state.search)
        self.app.push_screen(FacetDialog(self.view.query, facts, changed))

    def action_compare(self) -> None:
        """Show the marked specs and configurations side by side."""
        from cachetui.output.comparison import comparison_lines
        from cachetui.tui.dialogs.text import TextDialog
        from cachetui.views.compare import MOST, compare, side

        marks = self.state.marks
        if not 2 <= len(marks) <= MOST:
            self.say(f"mark two to {MOST} specs or configurations with space, then compare them")
            return
        found = [self.session.listings_of(mark) for mark in marks]
        sides = [side(self.session.index, numbers) for numbers in found if numbers]
        if len(sides) < len(found):
            self.say("some of what was marked is gone: mark again")
            return
        self.app.push_screen(TextDialog("Compare", list(comparison_lines(compare(sides)))))


def _step(step: Step, width: int) -> list[Line]:
    """Show a command whole, and under it what it is for."""
    purpose = wrapped(step.purpose, width - 4)
    return [*wrapped(step.command, width), *(_purpose(words) for words in purpose)]


def _purpose(words: Line) -> Line:
    return line(("dim", "    " + "".join(text for _, text in words.left)))
