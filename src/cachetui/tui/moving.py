"""Movement: keys and mouse that make the next state from what is shown, and have it drawn."""

from __future__ import annotations

from msgspec.structs import replace

from cachetui.tui.drawing import Drawing
from cachetui.tui.presenter import transitions as moves
from cachetui.tui.presenter.state import Pane, State
from cachetui.tui.widgets.line_list import LineList
from cachetui.tui.widgets.search_input import SearchLine


class Moving(Drawing):
    """Moves through packages, specs and detail, and changes how they look."""

    @property
    def search_line(self) -> SearchLine:
        """The text field on top."""
        return self.query_one(SearchLine)

    def go(self, state: State) -> None:
        """Draw *state*, and send the keys where it says."""
        self.draw(state)
        if state.search.text != self.search_line.value:  # drawn already: it is no new search
            with self.prevent(SearchLine.Changed):
                self.search_line.value = state.search.text
        target = self.search_line if state.pane is Pane.SEARCH else self.list_of(state.pane)
        if self.focused is not target:
            self.set_focus(target, scroll_visible=False)  # at once, unlike target.focus()

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
        """Mark the spec or the configuration under the cursor."""
        found = self.view.line
        if found is not None and found.look is not None:
            marked = self.state.mark(frozenset(map(self.session.index.name_of, found.specs)))
            self.go(moves.step(self.view.with_state(marked), 1))

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
