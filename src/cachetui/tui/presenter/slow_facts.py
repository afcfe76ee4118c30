"""Facts about all that a search finds that take longer than a key may wait: they follow at rest."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec.structs import replace

from cachetui.index.index import Index
from cachetui.query.query import Compatibility
from cachetui.tui.presenter.view import View

if TYPE_CHECKING:
    from cachetui.views.dashboard import Dashboard
    from cachetui.views.news import News
    from cachetui.views.reasons import Reason

Key = tuple[str, tuple[int, ...]]
"""A query, and the size of the index."""


class SlowFacts:
    """Keeps the overview of the last search that found something, and why the last did not."""

    def __init__(
        self, index: Index, verdict: Compatibility, news: Callable[[], News | None]
    ) -> None:
        self._index = index
        self._verdict = verdict
        self._news = news
        self._overview: tuple[Key, Dashboard] | None = None
        self._reasons: tuple[Key, tuple[Reason, ...]] | None = None

    def overview(self, view: View) -> Dashboard | None:
        """Return the overview of all that *view* finds; None until it is learned."""
        known = self._overview
        if known is None or known[0] != self._key(view):
            return None
        return known[1] if str(view.query) else replace(known[1], news=self._news())

    def reasons(self, view: View) -> tuple[Reason, ...]:
        """Return the reasons why *view* finds nothing; none until they are learned."""
        known = self._reasons
        return known[1] if known and known[0] == self._key(view) else ()

    def learn(self, view: View) -> None:
        """Work out the overview of what *view* finds, or the reasons if that is nothing."""
        if view.finds_nothing:
            if not self.reasons(view):
                self._reasons = self._key(view), self._why_nothing(view)
        elif self.overview(view) is None:
            from cachetui.views.dashboard import dashboard

            with self._index.lock:
                listings = view.packages.every_listing()
                found = dashboard(self._index, listings, self._verdict)
            self._overview = self._key(view), found

    def _why_nothing(self, view: View) -> tuple[Reason, ...]:
        from cachetui.views.reasons import Reasons

        return tuple(Reasons(self._index, view.query, self._verdict, view.packages.named).reasons())

    def _key(self, view: View) -> Key:
        return str(view.query), self._index.size
