"""The browsing screen: search, copying, dialogs, and how it begins and ends."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable
from contextvars import copy_context
from functools import partial
from typing import ClassVar

from textual.binding import BindingType

from cachetui.sources.source import SourceError
from cachetui.tui.asking import Asking
from cachetui.tui.bindings.keys import KEYS
from cachetui.tui.copying import chosen
from cachetui.tui.dialogs.base import LeaveDialog, ListDialog
from cachetui.tui.presenter import transitions as moves
from cachetui.tui.presenter.lines import line
from cachetui.tui.presenter.search import complete
from cachetui.tui.presenter.state import Pane, State

NOTHING_PICKED = 130
"""The exit code of ``--pick`` when it is left without a choice."""
PRIVATE = frozenset(key.action.split("(")[0] for key in KEYS if key.private)
"""The actions that ``--read-only`` leaves out."""
TICK = 0.1
"""Seconds between two looks at how far the reading is."""


def _get_ready() -> None:
    """Import, while the screen is first looked at, what else the first letter would wait for."""
    import cachetui.query.names.search  # noqa: F401


class BrowseScreen(Asking):
    """Packages, specs and detail under a search line."""

    BINDINGS: ClassVar[list[BindingType]] = [key.binding for key in KEYS]

    def on_mount(self) -> None:
        """Start with the search that was asked for, and begin to read."""
        self._choices: list[str] = []  # of the last completion, what was typed first
        self._return_to: State | None = None  # after a reload, until another key is pressed
        self._ticking = self.set_interval(TICK, self._tick)
        self.search_line.value = self.session.first_search
        self.search_line.focus()
        self.call_after_refresh(_get_ready)
        self.session.start(self._finished_reading)
        self._tick()

    @property
    def _finished_reading(self) -> Callable[[], object]:
        """What the reading thread is to call at its end, so that nobody waits for a tick."""
        loop, context = asyncio.get_running_loop(), copy_context()  # Textual's, for its timers
        return partial(loop.call_soon_threadsafe, self._tick, context=context)

    def _tick(self) -> None:
        """Show what has been read since the last look; leave if there is nothing to show."""
        if self.session.error:
            self.app.exit()
        elif self.session.has_unread():
            self.session.refresh_snapshot()
            again = self._return_to and self.session.reparsed(self._return_to)
            self.draw(again or self.session.searched(self.view, self.state.search.text))

    # the search line

    def on_search(self, text: str) -> None:
        """Follow what is typed: a new name moves to its best match."""
        if text != self.state.search.text:
            self._return_to = None
            self._ticking.reset()  # this draws what has been read, too
            self.session.refresh_snapshot()
            self.draw(self.session.searched(self.view, text))

    def go(self, state: State) -> None:
        """Draw *state*; a search that is left is one to come back to."""
        if self.state.pane is Pane.SEARCH and state.pane is not Pane.SEARCH:
            self.session.add_to_history(self.state.search.text)
        self._return_to = None
        super().go(state)

    def action_next_pane(self, by: int) -> None:
        """Complete the word before the cursor; if there is nothing to complete, change the pane."""
        if self.state.pane is not Pane.SEARCH or by < 0 or not self._complete():
            super().action_next_pane(by)

    def _complete(self) -> bool:
        """Put the next choice before the cursor, in the end what was typed; False if none."""
        field = self.search_line
        head, rest = field.value[: field.cursor_position], field.value[field.cursor_position :]
        if head not in self._choices:
            index, package = self.session.index, self.state.package
            self._choices = [head, *complete(field.value, len(head), index, package)]
        if len(self._choices) == 1:
            return False
        chosen = self._choices[(self._choices.index(head) + 1) % len(self._choices)]
        self.search_for(chosen + rest)
        field.cursor_position = len(chosen)
        return True

    def action_runs_here(self) -> None:
        """Find only what may run on the host, or everything again."""
        query = self.view.query
        self.search_for(str(query.but(runs=() if query.runs else ("yes", "maybe"))))

    def action_earlier(self) -> None:
        """Choose among the searches of this run."""
        searches = self.session.searches
        if not searches:
            self.say("no earlier searches yet: one is kept when you leave the search line")
            return
        dialog = ListDialog("Earlier searches", [line(text) for text in searches])
        self.ask(dialog, lambda numbers: self.search_for(searches[numbers[0]]))

    # beginning again, and leaving

    def action_reload(self) -> None:
        """Read the sources again."""
        try:
            self.session.reset()
        except SourceError as error:
            self.say(str(error))
            return
        self._return_to = self.state
        self.draw(self.state)
        gc.unfreeze()
        gc.collect()  # what was read goes before it is read again: there is room for it once
        self.session.start(self._finished_reading)
        self._tick()

    def action_enter(self) -> None:
        """Go into the specs; there, open what is under the cursor, or pick it."""
        if self.session.options.pick and self.state.pane in (Pane.SPECS, Pane.DETAIL):
            numbers = chosen(self.session, self.view)
            if not isinstance(numbers, str):
                self.app.exit(numbers)
                return
        super().action_enter()

    def action_escape(self) -> None:
        """Go one step outwards; a last one leaves the picking without a choice."""
        outermost = self.state.pane is Pane.SEARCH and not self.state.search.text
        if outermost and moves.escape(self.state) == self.state and self.session.options.pick:
            self.app.exit(return_code=NOTHING_PICKED)
        else:
            super().action_escape()

    def start_over(self) -> None:
        """Go back to how the screen began."""
        first = self.session.view(self.session.first_state)
        self.session.searches.clear()
        self.go(self.session.searched(first, self.session.first_search))

    def action_quit(self) -> None:
        """Leave; a shared terminal asks first."""
        if not self.session.options.read_only:
            self._leave()
        elif not any(isinstance(shown, LeaveDialog) for shown in self.app.screen_stack):
            self.ask(LeaveDialog(), lambda numbers: self._leave() if numbers == [1] else None)

    def _leave(self) -> None:
        self.app.exit(return_code=NOTHING_PICKED if self.session.options.pick else 0)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Tell whether an action can be had: what reaches beyond the screen not in read-only."""
        return not (self.session.options.read_only and action in PRIVATE)
