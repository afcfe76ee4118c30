"""One run of the screen: its options, the reading, the index, and the views of it."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cached_property, partial
from threading import Event, Thread
from typing import TYPE_CHECKING

from msgspec.structs import replace

from cachetui.index.index import Index
from cachetui.index.loading import Loading
from cachetui.safe_text import safe_url
from cachetui.sources.open import SAMPLE
from cachetui.sources.source import SourceError
from cachetui.tui.bindings.keymap import keymap_of
from cachetui.tui.presenter.bars import Summary
from cachetui.tui.presenter.glyphs import UNICODE, Glyphs
from cachetui.tui.presenter.reading import (
    get_ready_to_search,
    new_reading,
    news_of,
    read_all,
    reading_status,
    reload_report,
)
from cachetui.tui.presenter.search import first_text, nothing_found, nothing_read, parse_search
from cachetui.tui.presenter.slow_facts import SlowFacts
from cachetui.tui.presenter.snapshot import Snapshot, snapshot_of
from cachetui.tui.presenter.state import State
from cachetui.tui.presenter.view import View, ViewBuilder

if TYPE_CHECKING:
    from cachetui.settings.options import Options
    from cachetui.spack.compatibility import Host
    from cachetui.tui.presenter.lines import Line
    from cachetui.tui.presenter.search import ParsedSearch
    from cachetui.views.news import News

SAMPLE_NAME = "bundled sample"
FIRST_PAINT_WAIT = 0.03
"""Seconds the reading has before the first paint: a small cache is then painted only once."""


class Session:
    """Reads the sources, and works out views of what has been read."""

    def __init__(self, options: Options, glyphs: Glyphs = UNICODE) -> None:
        """Open the sources; raises SourceError, SettingError."""
        self.options = options
        self._first_host = options.host
        self.glyphs = glyphs
        self.keymap = keymap_of(options.config)
        self.first_search = first_text(options.query)
        self.first_state = State(grouping=options.config.grouping)
        self.searches: list[str] = []
        """The searches of this run, the latest first."""
        self.missing: str | None = None
        """The hash of the missing spec whose nearest build was gone to last."""
        self.error: Exception | None = None
        """Why a source could not be read at all, or what went wrong inside."""
        self.snapshot = Snapshot()
        """How far the reading was when views were last brought up to date."""
        self.news: News | None = None
        """What came and went since the sources changed last; learned when all is read."""
        self.loading = new_reading(self.options)
        self.painted = Event()  # once; until then nothing else may take the processor
        self._is_again = False
        self._told: Loading | None = None
        self._judge()

    def _judge(self) -> None:
        """Begin with views for the host there is now, which nothing was judged for yet."""
        self.views = ViewBuilder(self.index, lambda: self.host, self.glyphs, self.options.columns)
        self.views.refresh_snapshot(is_complete=self.loading.progress.done)
        self.slow_facts = SlowFacts(self.loading.index, self.views.verdict, lambda: self.news)

    def judge_for(self, host: Host | None) -> None:
        """Say from now on what runs on *host*, on this machine if None."""
        self.options = replace(self.options, host=host)
        vars(self).pop("host", None)
        self._judge()

    def started_over(self) -> State:
        """Drop what was asked, and the host chosen; return the state of the start."""
        self.searches.clear()
        self.missing = None
        self.judge_for(self._first_host)
        return self.searched(self.view(self.first_state), self.first_search)

    @cached_property
    def host(self) -> Host:
        """The machine that "runs here" is about; detecting this one takes a while."""
        from cachetui.spack.compatibility import Host

        return self.options.host or Host.detect()

    def detect_host(self, then: Callable[[], object]) -> None:
        """Find out in a thread of its own which machine this is, and call *then* there."""

        def run() -> None:
            _ = self.host
            with suppress(RuntimeError):  # the screen may have been left meanwhile
                then()

        Thread(target=run, name="host", daemon=True).start()

    @property
    def index(self) -> Index:
        """The index of what has been read so far."""
        return self.loading.index

    @property
    def source_name(self) -> str:
        """The sources as the user gave them, safe to show."""
        if self.options.sources == (str(SAMPLE),):
            return SAMPLE_NAME
        return ", ".join(map(safe_url, self.options.sources))

    def start(self, finished: Callable[[], object]) -> None:
        """Begin to read in a thread of its own, which calls *finished* at the end."""
        if self._is_again:
            gc.unfreeze()
            gc.collect()  # what nobody needs any more goes before there is more
        ended = Event()
        run = partial(self._run, self.loading, ended, finished)
        Thread(target=run, name="reading", daemon=True).start()
        ended.wait(FIRST_PAINT_WAIT)

    def _run(self, loading: Loading, ended: Event, finished: Callable[[], object]) -> None:
        """Read all by *loading*, then call *finished*, and once more if there are news.

        This runs in the thread that reads. If a reload begins meanwhile, nothing more is said.
        """
        error = read_all(loading, is_again=self._is_again)
        if loading is not self.loading:
            return  # a reload has begun another reading
        self.error = error
        if not self._is_again:  # else what held the index before may still have to go
            gc.freeze()  # what has been read stays: no collection needs to look at it ever again
        gc.enable()
        ended.set()
        with suppress(RuntimeError):  # the screen may have been left meanwhile
            finished()
            self.painted.wait()
            get_ready_to_search(loading.index)
            self.views.get_ready()
            if (news := news_of(loading, self.options)) and loading is self.loading:
                self.news = news
                finished()

    def reset(self) -> str | None:
        """Begin with nothing read, to `start` anew; return why there is nothing to read, if so."""
        try:
            loading = new_reading(self.options, self.loading)
        except SourceError as error:
            return str(error)
        self.loading.stop()
        self.loading, self._is_again, self.news = loading, True, None
        self._judge()
        self.snapshot = Snapshot()
        return None

    def report(self) -> str | None:
        """Return once what a reload has read, when it has ended."""
        if not (self._is_again and self.snapshot.done) or self._told is self.loading:
            return None
        self._told = self.loading
        return reload_report(self.loading.progress)

    def summary(self) -> Summary:
        """Return the facts of the top bar, as far as the reading is now."""
        options, index = self.options, self.index
        is_known = options.host is not None or "host" in vars(self)
        host = str(self.host) if is_known else ""
        totals = index.listed_packages, index.listed_specs
        return Summary(self.source_name, options.tags, *totals, host, reading_status(self.loading))

    def view(self, state: State) -> View:
        """Return what *state* shows of what had been read at the last `refresh_snapshot`.

        The same state gives the same view until the next one: nothing here changes the session.
        """
        view = self.views.view(state)
        if not self.snapshot.done or view.packages.packages:
            return view
        hint = view.hint if view.hint.left else self._why_nothing(view.state.search)
        return replace(view, hint=hint, reasons=self.slow_facts.reasons(view))

    def _why_nothing(self, search: ParsedSearch) -> Line:
        if self.index.packages.values:
            return nothing_found(search, self.index)
        return nothing_read(is_sound=not self.index.problems, tags=self.options.tags)

    def listings(self, view: View) -> Sequence[int]:
        """Return the listings that the panes are about: of the package, or all that are found."""
        with self.index.lock:
            found, package = view.packages, view.state.package
            return found.every_listing() if package is None else found.listings(package)

    def detail(self, view: View, width: int, rows: int) -> tuple[Line, list[Line]]:
        """Return title and lines of the detail of *view*, for *width* columns and *rows* lines."""
        from cachetui.tui.presenter.detail import detail

        return detail(self.index, self.host, view, width, rows)

    def searched(self, view: View, text: str, cursor: int | None = None) -> State:
        """Return the state after the search line became *text*, or more was read.

        The cursor of the list moves to the best match. A package that the user moved to keeps it
        while only constraints change and the package is found; an error moves nothing.
        """
        search = parse_search(text, view.state.search, self.index, cursor)
        query, state = search.query, replace(view.state, search=search, reason=0)
        if search.stale:
            return state
        stays = state.chosen and query.name == view.query.name
        if stays and self.views.has(query, state.package):
            return state
        return state.at_package(self.views.best(query))

    def reparsed(self, state: State) -> State:
        """Return *state* with its search parsed again, for an index that has other values now."""
        search = state.search
        again = parse_search(search.text, search, self.index, search.cursor)
        return replace(state, search=again)

    def add_to_history(self, text: str) -> None:
        """Put *text* first among the searches to come back to."""
        if text.strip():
            self.searches = [text, *(other for other in self.searches if other != text)]

    def command(self, view: View) -> str | None:
        """Return the command that prints what *view* shows; None if that needs too many names."""
        from cachetui.tui.presenter.command import command

        sources = () if self.source_name == SAMPLE_NAME else self.options.sources
        return command(view, sources, self.options)

    def so_far(self, title: str) -> str:
        """Return *title*, which says that more is still being read while it is."""
        return title if self.loading.progress.done else f"{title}, of what is read so far"

    def is_all_shown(self) -> bool:
        """Return whether the reading is at its end and views show all of it."""
        return self.loading.progress.done and not self.has_unread()

    def has_unread(self) -> bool:
        """Return whether more has been read than views show."""
        return self.snapshot != self._snapshot()

    def refresh_snapshot(self) -> None:
        """Show from now on what has been read by now."""
        self.snapshot = self._snapshot()
        self.views.refresh_snapshot(is_complete=self.snapshot.done)

    def _snapshot(self) -> Snapshot:
        return snapshot_of(self.loading, has_news=self.news is not None)
