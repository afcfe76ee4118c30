"""The browsing screen's looks: bars and panes that draw a view, and know nothing of keys."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.timer import Timer

from cachetui.safe_text import safe
from cachetui.tui.presenter import bars, layout
from cachetui.tui.presenter.lines import Line, Lines
from cachetui.tui.presenter.overview_lines import overview_lines, quick_lines
from cachetui.tui.presenter.state import Pane, State
from cachetui.tui.session import Session
from cachetui.tui.terminal.timers import LateTimers
from cachetui.tui.widgets.line_list import LineBar, LineList
from cachetui.tui.widgets.search_input import SearchLine

PAUSE = 0.08
"""Seconds that the cursor rests before the detail follows it."""
PANES = {Pane.PACKAGES: "packages", Pane.SPECS: "specs", Pane.DETAIL: "detail"}


class Drawing(LateTimers, Screen[None]):
    """Draws the session's state; what to draw next is for the subclass to say."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.view = session.view(session.first_state)
        self._is_styled = False
        self._pause: Timer | None = None

    def compose(self) -> ComposeResult:
        """Lay out bars and panes."""
        self._lay_out()
        yield LineBar("top")
        with Horizontal(id="search-row"):
            yield LineBar("prompt")
            yield SearchLine(self.on_search)
            yield LineBar("found")
        yield LineBar("hint")
        with Horizontal(id="body"):
            with Vertical(id="packages-pane"):
                yield LineBar("packages-title", classes="title")
                yield LineList("packages")
            with Vertical(id="right"):
                with Vertical(id="specs-pane"):
                    yield LineBar("specs-title", classes="title")
                    yield LineBar("common")
                    yield LineList("specs")
                with Vertical(id="detail-pane"):
                    yield LineBar("detail-title", classes="title")
                    yield LineList("detail")
        yield LineBar("footer")
        yield LineBar("too-small")

    @property
    def state(self) -> State:
        """What is on the screen."""
        return self.view.state

    def on_search(self, text: str) -> None:
        """Take in what was typed; for the subclass."""
        raise NotImplementedError

    def draw(self, state: State) -> None:
        """Draw *state*; the detail follows when the cursor has rested."""
        before = self.view
        self.view = self.session.view(state)
        self._lay_out()
        self._draw_bars()
        self._draw_packages()
        self._draw_specs()
        at_rest = (before.line, before.state.scroll) == (self.view.line, self.state.scroll)
        if self.state.package is None or (self.view.detail_is_shown and not at_rest):
            self._follow_soon()
        elif self.view.detail_is_shown:
            self.draw_detail()

    @property
    def listings(self) -> list[int]:
        """The listings that the panes are about: of the package, or all that were found."""
        with self.session.index.lock:
            found, package = self.view.packages, self.state.package
            return found.every_listing() if package is None else found.listings(package)

    @property
    def shown_package(self) -> str:
        """What the panes are about, safe to show."""
        return "All packages" if self.state.package is None else safe(self.state.package)

    @property
    def detail_length(self) -> int:
        """How many lines the detail has."""
        return len(self.list_of(Pane.DETAIL).lines)

    def bar(self, name: str) -> LineBar:
        """Find one of the bars."""
        return self.query_one(f"#{name}", LineBar)

    def list_of(self, pane: Pane) -> LineList:
        """Find the list of a pane; the search line moves through the packages."""
        return self.query_one(f"#{PANES.get(pane, 'packages')}", LineList)

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Leave out the styling of all parts where each has just been styled: at the start."""
        event.refresh_styles = self._is_styled
        self._is_styled = True

    def on_resize(self, event: events.Resize) -> None:
        """Give the panes the room there is now."""
        self.draw(self.state)

    def on_line_list_resized(self, event: LineList.Resized) -> None:
        """Fill to its new width what is wrapped or drawn to one."""
        if event.lines is self.list_of(Pane.DETAIL):
            self.draw_detail()
        elif event.lines is self.list_of(Pane.SPECS):
            self._draw_specs()

    def _lay_out(self) -> None:
        """Give the panes the room there is, by one change of classes: each costs a restyling."""
        width, height = self.app.size
        panes = layout.panes(self.state, width, height)
        self.view = self.view.with_panes(panes)
        classes = layout.classes(panes, width, height)
        if self.session.reading.hint.left:
            classes |= {"-hint"}
        if self.classes != classes:
            self.set_classes(" ".join(classes))

    def _draw_bars(self) -> None:
        reading = self.session.reading
        self.bar("top").show(bars.top(self.session, self.app.size.width))
        self.bar("prompt").show(bars.prompt(self.state))
        self.bar("found").show(bars.found(self.view, self.session.index.listed_packages))
        self.bar("hint").show(reading.hint)
        self.bar("footer").show(self._footer())
        self.bar("too-small").show(bars.TOO_SMALL)

    def _footer(self) -> Line:
        session, width = self.session, self.app.size.width
        return bars.footer(self.view, session.keymap, width, session.options)

    def _draw_packages(self) -> None:
        self.bar("packages-title").show(bars.packages_title(self.view))
        self.list_of(Pane.PACKAGES).show(self.view.packages, self.view.package_row)

    def _draw_specs(self) -> None:
        self.bar("specs-title").show(bars.specs_title(self.view))
        self.bar("common").show(bars.common(self.view))
        self.view.specs.width = self.list_of(Pane.SPECS).size.width
        lines: Lines = self.view.specs
        cursor: int | None = self.view.spec_row
        if self.state.package is None:
            lines, cursor = self._overview(), None
        elif self.state.pane not in (Pane.SPECS, Pane.DETAIL) and self.state.place is None:
            cursor = None
        self.list_of(Pane.SPECS).show(lines, cursor, 0 if cursor is None else None)

    def _overview(self) -> list[Line]:
        """Show the whole overview if it is known, else what is known at once."""
        found, width = self.session.known_overview(self.view), self.list_of(Pane.SPECS).size.width
        if found is None:
            return quick_lines(self.view.packages.packages, self.view.packages.specs)
        return overview_lines(found, width - 3)

    @property
    def is_at_rest(self) -> bool:
        """Whether everything has followed the cursor."""
        return self._pause is None

    def _follow_soon(self) -> None:
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(PAUSE, self._follow)

    def _follow(self) -> None:
        """Draw what takes longer than a key may wait."""
        self._pause = None
        self.draw_detail()
        is_last = self.session.loading.progress.done and not self.session.has_unread()
        if self.state.package is None and is_last:
            self.session.learn_overview(self.view)
            self._draw_specs()

    def draw_detail(self) -> None:
        """Draw the detail of the line under the cursor."""
        from cachetui.tui.presenter.detail import detail

        widget = self.list_of(Pane.DETAIL)
        title, lines = Line(()), list[Line]()
        if self.state.package is not None:
            width = widget.size.width - 3
            title, lines = detail(self.session.index, self.session.host, self.view, width)
        self.bar("detail-title").show(title)
        widget.show(lines, None, self.state.scroll)
