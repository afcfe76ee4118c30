"""Facts about all that a search finds that take longer than a key may wait: they follow at rest."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from cachetui.index.index import Index
from cachetui.index.steps import Steps
from cachetui.query.query import Compatibility
from cachetui.tui.presenter.view import View

if TYPE_CHECKING:
    from cachetui.tui.presenter.results import Results
    from cachetui.views.dashboard import Dashboard
    from cachetui.views.news import News
    from cachetui.views.reasons import Reason

Key = tuple[Hashable, tuple[int, ...]]
"""What the listings are that were found, or which query found none; and the size of the index."""
KEPT = 32
"""Overviews that are kept: people go back to what they asked before."""


class SlowFacts:
    """Keeps the overviews that were shown last, and why the last search found nothing."""

    def __init__(
        self, index: Index, verdict: Compatibility, news: Callable[[], News | None]
    ) -> None:
        self._index = index
        self._verdict = verdict
        self._news = news
        self._overviews: dict[Key, Dashboard] = {}
        self._reasons: tuple[Key, tuple[Reason, ...]] | None = None
        self._begun: tuple[Key, Steps[Any]] | None = None

    def overview(self, view: View) -> Dashboard | None:
        """Return the overview of all that *view* finds; None until it is learned."""
        known = self._known(self._key(view))
        if known is None or str(view.query):
            return known
        return replace(known, news=self._news())

    def reasons(self, view: View) -> tuple[Reason, ...]:
        """Return the reasons why *view* finds nothing; none until they are learned."""
        known = self._reasons
        return known[1] if known and known[0] == self._key(view) else ()

    def learning(self, view: View) -> Iterator[None]:
        """Work out the overview of what *view* finds, or the reasons if that is nothing.

        This is done in steps, between which keys can be answered.
        A key that asks for nothing else costs none of the steps that were made before it.
        """
        key = self._key(view)
        if self._known(key) or self.reasons(view):
            return
        if self._begun is None or self._begun[0] != key:
            self._begun = key, self._steps(view)
            yield
        steps = self._begun[1]
        try:
            while True:
                with self._index.lock:
                    next(steps)
                yield
        except StopIteration as end:
            self._begun = None
            self._keep(key, end.value)
        except Exception:
            self._begun = None  # what has failed would end at once, with nothing
            raise

    def _steps(self, view: View) -> Steps[Any]:
        """Return the steps of what *view* asks for.

        They must not reference this object, which keeps them: the cycle would keep the index.
        """
        if view.finds_nothing:
            from cachetui.views.reasons import Reasons

            named = view.packages.named
            return Reasons(self._index, view.query, self._verdict, named).steps()
        return _overview(self._index, view.packages, self._verdict)

    def _known(self, key: Key) -> Dashboard | None:
        """Return the overview for *key*, which is then the last of all to go."""
        known = self._overviews.pop(key, None)
        if known is not None:
            self._overviews[key] = known
        return known

    def _keep(self, key: Key, found: Dashboard | list[Reason]) -> None:
        if isinstance(found, list):
            self._reasons = key, tuple(found)
            return
        self._overviews[key] = found
        if len(self._overviews) > KEPT:
            del self._overviews[next(iter(self._overviews))]

    def _key(self, view: View) -> Key:
        what = str(view.query) if view.finds_nothing else view.packages.digest
        return what, self._index.size


def _overview(index: Index, found: Results, verdict: Compatibility) -> Steps[Dashboard]:
    """Work out the overview of all that is *found*."""
    from cachetui.views.dashboard import dashboard_steps

    chosen = yield from found.choosing()
    return (yield from dashboard_steps(index, chosen, verdict))
