"""The browsing screen's keys: every action makes the next state and has it drawn."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, Literal

from textual.binding import BindingType

from cachetui.sources import SourceError
from cachetui.tui import moves
from cachetui.tui.copying import Copied, what_to_copy
from cachetui.tui.dialogs import ListDialog, help_lines
from cachetui.tui.drawing import Drawing
from cachetui.tui.keys import KEYS
from cachetui.tui.linelist import LineList
from cachetui.tui.lines import line
from cachetui.tui.searchline import SearchLine
from cachetui.tui.state import Pane, State

TICK = 0.1
"""Seconds between two looks at how far the reading is."""


class BrowseScreen(Drawing):
    """Packages, specs and detail under a search line."""

    BINDINGS: ClassVar[list[BindingType]] = [key.binding for key in KEYS]

    def on_mount(self) -> None:
        """Start with the search that was asked for, and begin to read."""
        self.search_line.value = self.session.first_search
        self.search_line.focus()
        self.session.start()
        self._ticking = self.set_interval(TICK, self._tick)

    @property
    def search_line(self) -> SearchLine:
        """The text field on top."""
        return self.query_one(SearchLine)

    def go(self, state: State) -> None:
        """Draw *state*, and send the keys where it says."""
        if state.search != self.search_line.value:
            with self.prevent(SearchLine.Changed):
                self.search_line.value = state.search
        self.draw(state)
        target = self.search_line if state.pane is Pane.SEARCH else self.list_of(state.pane)
        if self.focused is not target:
            target.focus(scroll_visible=False)

    def on_search(self, text: str) -> None:
        """Follow what is typed: a new name moves to its best match."""
        if text != self.state.search:
            self.draw(self.session.searched(self.view, text))

    def _tick(self) -> None:
        """Show what has been read since the last look."""
        if self.session.has_news():
            self.draw(self.session.searched(self.view, self.state.search))
        if self.session.loading.progress.done and self.session.error:
            self.app.exit(return_code=2, message=self.session.error)

    # movement

    def action_step(self, by: int) -> None:
        """Move the cursor, or scroll the detail."""
        self.go(moves.step(self.view, by))

    def action_page(self, by: int) -> None:
        """Move the cursor by a page."""
        height = self.list_of(self.state.pane).size.height
        self.go(moves.step(self.view, by * max(height - 1, 1)))

    def action_edge(self, by: int) -> None:
        """Move the cursor to the first or the last line."""
        lines = len(self.view.specs) + len(self.view.packages) + self.detail_length
        self.go(moves.step(self.view, by * lines))

    def action_enter(self) -> None:
        """Go into the specs; there, open what is under the cursor."""
        specs = self.state.pane in (Pane.SPECS, Pane.DETAIL)
        self.go(moves.open_or_show(self.view) if specs else moves.into_specs(self.view))

    def action_right(self) -> None:
        """Open, or go into what is open."""
        self.go(moves.right(self.view))

    def action_left(self) -> None:
        """Close, or go out."""
        self.go(moves.left(self.view))

    def action_turn_all(self, is_open: bool) -> None:
        """Open or close every group."""
        self.go(moves.turn_all(self.view, is_open=is_open))

    def action_escape(self) -> None:
        """Go one step outwards."""
        self.go(moves.escape(self.state))

    def action_search(self) -> None:
        """Go to the search line."""
        self.go(self.state.in_pane(Pane.SEARCH))

    def action_pane(self, name: str) -> None:
        """Go to a pane."""
        pane = Pane(name)
        if pane is Pane.SPECS:
            self.go(moves.into_specs(self.view))
        else:
            self.go(replace(self.state.in_pane(pane), drawer=pane is Pane.DETAIL))

    def action_next_pane(self, by: int) -> None:
        """Go to the next pane."""
        self.go(moves.next_pane(self.view, by))

    # looks

    def action_group(self) -> None:
        """Group by the next pair of levels."""
        self.go(self.state.next_grouping())

    def action_columns(self) -> None:
        """Show all columns, or only those that differ."""
        self.go(replace(self.state, all_columns=not self.state.all_columns))

    def action_zoom(self) -> None:
        """Give the pane the whole screen, or take it back."""
        self.go(replace(self.state, zoomed=not self.state.zoomed))

    def action_mark(self) -> None:
        """Mark the spec under the cursor."""
        found = self.view.line
        if found is not None and len(found.specs) == 1:
            self.go(moves.step(self.view.with_state(self.state.mark(*found.specs)), 1))

    # copying

    def action_copy(self, what: Literal["hash", "spec", "command"]) -> None:
        """Send something to the terminal's clipboard, and show what."""
        copied = what_to_copy(what, self.session, self.view)
        if isinstance(copied, Copied):
            self.app.copy_to_clipboard(copied.text)
            self.say(f"sent to the terminal's clipboard: {copied.text}")
        else:
            self.say(copied)

    def say(self, words: str) -> None:
        """Show a sentence under the search line until the next key."""
        self.bar("hint").show(line("   ", words))
        self.bar("hint").remove_class("-empty")

    # dialogs and the rest

    def action_help(self) -> None:
        """List the keys."""
        self.app.push_screen(ListDialog("Keys", help_lines(KEYS)))

    def action_problems(self) -> None:
        """List what could not be used."""
        problems = self.session.index.problems
        lines = [line(("dim", problem.path), "  ", problem.text) for problem in problems]
        self.app.push_screen(ListDialog("Problems", lines or [line("none")]))

    def action_reload(self) -> None:
        """Read the sources again."""
        try:
            self.session.reload()
        except SourceError as error:
            self.say(str(error))

    def action_palette(self) -> None:
        """Open the palette."""
        self.app.action_command_palette()

    def action_quit(self) -> None:
        """Leave."""
        self.app.exit()

    def action_interrupt(self) -> None:
        """Leave, wherever the keys go."""
        self.app.exit()

    # the mouse

    def on_line_list_clicked(self, event: LineList.Clicked) -> None:
        """Move to the line that was clicked; a click on the cursor's line opens it."""
        if event.lines is self.list_of(Pane.PACKAGES):
            self.go(moves.to_package(self.view, event.number).in_pane(Pane.PACKAGES))
        elif event.lines is self.list_of(Pane.SPECS):
            again = self.state.pane is Pane.SPECS and event.number == self.view.spec_row
            state = (
                moves.open_or_show(self.view) if again else moves.to_line(self.view, event.number)
            )
            self.go(state.in_pane(Pane.SPECS))

    def on_line_list_wheeled(self, event: LineList.Wheeled) -> None:
        """Move with the wheel in the pane it is turned over."""
        pane = Pane(event.lines.id or "packages")
        self.go(moves.step(self.view.with_state(self.state.in_pane(pane)), event.step))
