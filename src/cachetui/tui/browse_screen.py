"""The browsing screen: panes that show a view, and actions that make the next state of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from msgspec.structs import replace
from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget

from cachetui.tui.bindings.keys import KEYS
from cachetui.tui.presenter import bars, layout, transitions
from cachetui.tui.presenter.enter_escape import Leave, OtherSearch, enter, escape
from cachetui.tui.presenter.search import ROWS_ARE_OLD, carried
from cachetui.tui.presenter.state import Pane, State
from cachetui.tui.session import Session
from cachetui.tui.terminal.timers import LateTimers, into_loop
from cachetui.tui.widgets.footer_bar import FooterBar
from cachetui.tui.widgets.hint_bar import HintBar
from cachetui.tui.widgets.line_bar import LineBar
from cachetui.tui.widgets.line_list import LineList
from cachetui.tui.widgets.panes import Panes
from cachetui.tui.widgets.rest import Rest
from cachetui.tui.widgets.search_row import SearchRow
from cachetui.tui.widgets.top_bar import TopBar

TICK = 0.1
"""Seconds between two questions how far the reading is."""


class BrowseScreen(LateTimers, Screen[None]):
    """Shows packages, specs and detail under a search line.

    `draw` shows a state, `go` also sends the keys where it says. All else is elsewhere: what a
    movement makes of the state in `presenter.transitions`, Enter and Escape in
    `presenter.enter_escape`, each dialog in a module of `tui.dialogs`.
    """

    BINDINGS: ClassVar[list[BindingType]] = [key.binding for key in KEYS]
    focused = Reactive[Widget | None](None, repaint=False)  # the panes draw what changes by it

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.view = session.view(session.first_state)
        self.rest = Rest(self, self._follow)
        self.search_row = SearchRow(self.on_search)
        self.search_line = self.search_row.line
        self.top = TopBar(session.summary, session.glyphs.dots)
        self.hint, self.too_small = HintBar(self.search_line), LineBar("too-small")
        self.footer = FooterBar(session.keymap, session.options)
        self.panes = Panes(
            lambda view: session.slow_facts.overview(view),
            lambda: str(session.host),
            lambda: not session.is_all_shown(),
            session.detail,
        )
        self.lists = self.panes.lists
        self._return_to: State | None = None  # after a reload, until another key is pressed
        self._is_styled = False

    def compose(self) -> ComposeResult:
        """Lay out bars and panes."""
        self._lay_out()
        yield self.top
        yield self.search_row
        yield self.hint
        yield self.panes
        yield self.footer
        yield self.too_small

    def on_mount(self) -> None:
        """Start with the search that was asked for, and begin to read."""
        self._ticking = self.set_interval(TICK, self._tick)
        self.search_line.value = self.session.first_search
        self.search_line.focus()
        self.call_after_refresh(self._get_ready)
        self.session.start(into_loop(self, self._tick))
        self._tick()

    def _get_ready(self) -> None:
        """Learn, while the screen is first looked at, what else the first letter would wait for."""
        self.session.painted.set()
        import cachetui.query.begun_word
        import cachetui.query.names.search  # noqa: F401

        self.session.detect_host(into_loop(self, lambda: self.draw(self.state)))

    @property
    def state(self) -> State:
        """The state that is on the screen."""
        return self.view.state

    def draw(self, state: State) -> None:
        """Draw *state*; the detail and the overview follow when the cursor has rested."""
        before, self.view = self.view, self.session.view(state)
        self._lay_out()
        view = self.view
        self.search_row.show(view, self.top.follow().packages)
        self.hint.show(view.hint, view.state.search.refusal)
        self.footer.show_view(view)
        self.too_small.show(bars.TOO_SMALL)
        self.lists[Pane.PACKAGES].show_view(view)
        self.lists[Pane.SPECS].show_view(view)
        at_rest = (before.line, before.state.scroll) == (view.line, view.state.scroll)
        if view.state.package is None or (view.detail_is_shown and not at_rest):
            self.rest.begin()
        elif view.detail_is_shown:
            self.panes.show_detail(self.view)
        elif not self.rest.is_over:
            self.rest.begin()  # not for the view before, which panes would keep

    def _lay_out(self) -> None:
        """Give the panes the room there is, by one change of classes: each costs a restyling."""
        width, height = self.app.size
        panes = layout.panes(self.view.foremost, width, height)
        self.view = self.view.with_panes(panes)
        classes = layout.classes(panes, width, height)
        if self.classes != classes:
            self.set_classes(" ".join(classes))
        self.panes.make_room(self.view)

    def _follow(self) -> Iterator[None]:
        """Draw what takes longer than a key may wait, in steps."""
        self.panes.show_detail(self.view)
        if self.state.package is None and self.session.is_all_shown():
            yield from self.session.slow_facts.learning(self.view)
            self.view = self.session.view(self.state).with_panes(self.view.panes)
            self.lists[Pane.SPECS].show_view(self.view)

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Leave out the styling of all parts where each has just been styled: at the start."""
        event.refresh_styles = self._is_styled
        self._is_styled = True
        self.footer.follow(self.focused)

    def on_screen_suspend(self) -> None:
        """Show that a dialog has the keys."""
        self.call_after_refresh(self.footer.follow, self.focused)

    def on_resize(self, event: events.Resize) -> None:
        """Give the panes the room there is now."""
        self.draw(self.state)

    def say(self, words: str) -> None:
        """Show a sentence under the search line until the next key."""
        self.hint.say(words)

    # following the reading

    def _tick(self) -> None:
        """Show what has been read since the last look; leave if there is nothing to show."""
        session = self.session
        if session.error:
            self.app.exit()
        elif session.has_unread():
            session.refresh_snapshot()
            again, search = self._return_to and session.reparsed(self._return_to), self.state.search
            self.draw(again or session.searched(self.view, search.text, search.cursor))
            if report := session.report():
                self.say(report)
        elif session.loading.progress.done:
            self._ticking.pause()  # a login node has hundreds of users
        elif not session.snapshot.done:
            self.top.follow()  # a fetch counts bytes, of which views know nothing

    def action_reload(self) -> None:
        """Read the sources again."""
        if fault := self.session.reset():
            self.say(fault)
            return
        self._return_to = self.state
        self.draw(self.state)
        self.session.start(into_loop(self, self._tick))
        self._ticking.resume()

    def start_over(self) -> None:
        """Go back to how the screen began."""
        self.go(self.session.started_over())

    # moving

    def go(self, outcome: State | Leave | OtherSearch) -> None:
        """Draw a state and send the keys where it says, or leave; a search that is left is kept."""
        if isinstance(outcome, OtherSearch):
            self.session.add_to_history(self.state.search.text)
            outcome = self.session.searched(self.view, outcome.text)
        if isinstance(outcome, Leave):
            self.app.exit(list(outcome.picked) or None, return_code=outcome.code)
            return
        if self.state.pane is Pane.SEARCH and outcome.pane is not Pane.SEARCH:
            outcome = replace(outcome, search=outcome.search.settled())
            self.session.add_to_history(outcome.search.text)
        self._return_to = None
        self.draw(outcome)
        self.search_row.put(outcome.search.text, outcome.search.cursor)
        target = self.lists.get(outcome.pane, self.search_line)
        if self.focused is not target:
            self.set_focus(target, scroll_visible=False)  # at once, unlike target.focus()

    def action_move(self, name: str) -> None:
        """Make the movement called *name*; in the search line through the packages."""
        pane = self.lists.get(self.state.pane, self.lists[Pane.PACKAGES])
        if words := transitions.refusal(name, self.view):
            self.say(words)
            return
        self.go(transitions.MOVEMENTS[name](self.view, pane.extent))

    def action_enter(self) -> None:
        """Do what Enter does now."""
        if self.state.search.stale:
            self.say(ROWS_ARE_OLD)
            return
        self.go(enter(self.session.index, self.view, pick=bool(self.session.options.pick)))

    def action_escape(self) -> None:
        """Do what Escape does now."""
        outcome = escape(self.view, pick=bool(self.session.options.pick))
        if isinstance(outcome, State) and not outcome.search.text:
            self.session.add_to_history(self.state.search.text)  # facets may have made it
        self.go(outcome)

    def on_line_list_clicked(self, event: LineList.Clicked) -> None:
        """Move to the line that was clicked."""
        self.go(transitions.to_clicked(self.view, Pane(event.lines.id), event.number))

    def on_line_list_wheeled(self, event: LineList.Wheeled) -> None:
        """Move with the wheel in the pane it moves over."""
        over = self.view.with_state(self.state.in_pane(Pane(event.lines.id)))
        self.go(transitions.moved(over, self.lists[over.state.pane].extent, event.step))

    def on_search(self, text: str, cursor: int) -> None:
        """Follow what is typed: a new name moves to its best match."""
        search = self.state.search
        if text == search.text and (cursor == search.cursor or not text):
            return
        self._return_to = None
        self._ticking.reset()  # this draws what has been read, too
        self.session.refresh_snapshot()
        text, cursor = carried(search, text, cursor)
        self.draw(self.session.searched(self.view, text, cursor))
        self.search_row.put(text, cursor)

    def search_for(self, text: str, cursor: int | None = None) -> None:
        """Put *text* into the search line, with the keys where they are."""
        self.go(self.session.searched(self.view, text, cursor))

    def action_complete(self) -> None:
        """Complete the word before the cursor; if there is nothing to complete, change the pane."""
        completed = self.search_row.completed(self.session.index, self.view)
        if completed is None:
            self.action_move("next-pane")
        else:
            self.search_for(*completed)
