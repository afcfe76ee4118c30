"""What one run of the screen is about: the options, the reading, the index and its browser."""

from __future__ import annotations

import gc
from collections.abc import Callable
from contextlib import suppress
from functools import cached_property, partial
from threading import Thread
from typing import TYPE_CHECKING

from msgspec.structs import replace

from cachetui.index.index import Index
from cachetui.index.loading import Loading
from cachetui.safe_text import safe
from cachetui.sources.filter import Filter
from cachetui.sources.open import SAMPLE, open_source
from cachetui.tui.bindings.keymap import Keymap, KeymapError
from cachetui.tui.presenter.search import Reading, nothing_found, nothing_read, read_search
from cachetui.tui.presenter.state import Mark, State
from cachetui.tui.presenter.view import View, ViewBuilder

if TYPE_CHECKING:
    from cachetui.query.query import Query
    from cachetui.settings.config import Config
    from cachetui.settings.options import Options
    from cachetui.spack.compatibility import Host
    from cachetui.tui.presenter.lines import Line
    from cachetui.views.overview import Overview


SAMPLE_NAME = "bundled sample"
MOST_NAMES = 20
"""Packages that one command names at most."""


FIRST_PAINT_WAIT = 0.03
"""Seconds the reading has before the first paint: a small cache is then painted only once."""


class Session:
    """Reads the sources, and works out views of what has been read."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.keymap = _keymap(options.config)
        self.first_search = safe(options.query)
        self.first_state = State(grouping=options.config.grouping)
        self.reading = Reading.nothing()
        self.searches: list[str] = []
        """What was searched for in this run, the latest first."""
        self.error: Exception | None = None
        """Why a source could not be read at all, or what went wrong inside."""
        self._overview: tuple[tuple[str, int], Overview] | None = None
        self._seen: tuple[int, int, int, bool] | None = None
        self._open()

    def _open(self) -> None:
        """Begin with an empty index; raises SourceError."""
        sources = [open_source(given) for given in self.options.sources]
        self.loading = Loading(sources, Filter(tags=self.options.tags))
        self.browser = ViewBuilder(self.loading.index, lambda: self.host)

    @cached_property
    def host(self) -> Host:
        """The machine that "runs here" is about; finding out about this one takes a while."""
        from cachetui.spack.compatibility import Host

        return self.options.host or Host.detect()

    @property
    def index(self) -> Index:
        """What has been read so far."""
        return self.loading.index

    @property
    def source_name(self) -> str:
        """The sources as the user gave them, safe to show."""
        if self.options.sources == (str(SAMPLE),):
            return SAMPLE_NAME
        return ", ".join(safe(given) for given in self.options.sources)

    def start(self, finished: Callable[[], object]) -> None:
        """Begin to read, in a thread of its own, which calls *finished* at the end."""
        run = partial(self._run, self.loading, finished)
        thread = Thread(target=run, name="reading", daemon=True)
        thread.start()
        thread.join(FIRST_PAINT_WAIT)

    def _run(self, loading: Loading, finished: Callable[[], object]) -> None:
        error: Exception | None = None
        try:
            loading.run()
        except Exception as found:  # it belongs to whoever waits for the screen
            error = found
        if loading is not self.loading:
            return  # a reload has begun another reading
        self.error = error
        gc.freeze()  # what has been read stays: no collection needs to look at it ever again
        gc.enable()
        with suppress(RuntimeError):  # the screen may have been left meanwhile
            finished()

    def reset(self) -> None:
        """Begin with nothing read, to `start` anew; raises SourceError."""
        self.loading.stop()
        self._open()
        self._overview = self._seen = None

    def reading_status(self) -> str:
        """Say how far the reading is, or how many problems there were."""
        progress = self.loading.progress
        if not progress.done:
            return f"reading {progress.read:,}/{progress.found:,}"
        problems = len(self.index.problems)
        return f"{problems:,} problem{'' if problems == 1 else 's'} (!)" if problems else ""

    def view(self, state: State) -> View:
        """Work out what *state* shows."""
        reading = read_search(state.search, self.reading, self.index, state.package)
        view = self.browser.view(state, reading.query)
        if self.loading.progress.done and not view.packages.packages and not reading.hint.left:
            reading = Reading(reading.query, self._why_nothing(reading.query))
        self.reading = reading
        return view

    def _why_nothing(self, query: Query) -> Line:
        if self.index.packages.values:
            return nothing_found(query)
        return nothing_read(is_sound=not self.index.problems, tags=self.options.tags)

    def known_overview(self, view: View) -> Overview | None:
        """Give the overview of all that *view* finds, if it has been worked out."""
        known = self._overview
        return known[1] if known and known[0] == self._overview_key(view) else None

    def learn_overview(self, view: View) -> None:
        """Work out the overview of all that *view* finds, which takes a while."""
        from cachetui.views.overview import overview

        if self.known_overview(view) is None:
            with self.index.lock:
                found = overview(self.index, view.packages.every_listing())
            self._overview = self._overview_key(view), found

    def _overview_key(self, view: View) -> tuple[str, int]:
        return str(view.query), len(self.index.listings)

    def searched(self, view: View, text: str) -> State:
        """Give the state after the search line became *text*, or more was read: at the best match.

        A package that the user moved to stays while only constraints change and it is found.
        """
        query = read_search(text, self.reading, self.index).query
        state = replace(view.state, search=text)
        stays = state.chosen and query.name == view.query.name
        if stays and self.browser.has(query, state.package):
            return state
        return state.at_package(self.browser.best(query))

    def add_to_history(self, text: str) -> None:
        """HeadFilter a search to come back to."""
        if text.strip():
            self.searches = [text, *(other for other in self.searches if other != text)]

    def listings_of(self, mark: Mark) -> list[int]:
        """Give all listings of what is marked; none where a reload has lost it."""
        with self.index.lock:
            codes = {self.index.find_spec(name) for name in mark}
            return [n for n, spec in enumerate(self.index.listings.spec) if spec in codes]

    def command(self, view: View) -> str | None:
        """Write the command that prints what *view* shows; None if it shows too much for one."""
        from cachetui.output.command_line import this_search

        names = [view.state.package] if view.state.package is not None else [""]
        if view.query.name and view.state.package is None:
            names = [view.packages.name(row) or "" for row in range(1, len(view.packages))]
        if not names or len(names) > MOST_NAMES:
            return None
        queries = [str(view.query.but(name=name)) for name in names]
        sources = () if self.source_name == SAMPLE_NAME else self.options.sources
        host = str(self.options.host) if self.options.host else None
        return this_search(queries, sources, tags=self.options.tags, host=host)

    def has_unread(self) -> bool:
        """Tell whether more has been read than views show."""
        return self._seen != self._size()

    def refresh_snapshot(self) -> None:
        """Show from now on what has been read by now."""
        self._seen = self._size()
        self.browser.look()

    def _size(self) -> tuple[int, int, int, bool]:
        progress, index = self.loading.progress, self.index
        return progress.read, len(index.listings), len(index.problems), progress.done


def _keymap(config: Config) -> Keymap:
    """Give the keys that the user wants; raises SettingError."""
    try:
        keymap = Keymap(config.keys)
        if keymap.changed:
            from cachetui.tui.bindings.key_conflicts import refuse_clashes  # it needs every dialog

            refuse_clashes(keymap)
        return keymap
    except KeymapError as error:
        raise config.fault(str(error)) from None
