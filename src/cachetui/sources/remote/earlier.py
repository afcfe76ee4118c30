"""What a URL had before it changed last, of what is kept; nobody is asked."""

from __future__ import annotations

from cachetui.safe_text import safe_url
from cachetui.sources.fetching import EarlierFetching
from cachetui.sources.remote.body import Expected
from cachetui.sources.remote.faults import OfflineError
from cachetui.sources.remote.fetcher import Ask, Fetcher
from cachetui.sources.remote.kept import Kept
from cachetui.sources.remote.spack_copies import SpackCopies
from cachetui.sources.remote.store import Store
from cachetui.sources.remote.web import Login


class EarlierFetcher(Fetcher):
    """Gives for each URL its content before the latest, and the latest where there is no other.

    So a mirror of which nothing has changed, or nothing earlier is kept, reads as it is now: it
    has no news, rather than nothing but news.
    """

    def __init__(self, store: Store, fetching: EarlierFetching, copies: SpackCopies) -> None:
        super().__init__(store, fetching, copies)
        self._times = fetching.times

    def changing(self, ask: Ask, login: Login | None = None, *, again: bool = False) -> Kept:
        """Return what *ask* had before; *again*, when that was of no use, what it has now.

        Raises FetchError where nothing is kept.
        """
        self._times.pop(ask.url, None)
        record = self._store.record(ask.url)
        before = record and not again and self._store.before(record)
        if before:
            self._times[ask.url] = before.time
            return before
        path = self._store.content(record) if record is not None else None
        if record is None or path is None:
            raise OfflineError(f"{safe_url(ask.url)} is not kept")
        return Kept(path, record.sha256, record.time)

    def fixed(self, url: str, expected: Expected, label: str, login: Login | None = None) -> Kept:
        """Return the content with a sum if it is kept; raises FetchError."""
        kept = self._blob(url, expected.sha256 or "") or self.copies.content(expected.sha256 or "")
        if kept is None:
            raise OfflineError(f"{safe_url(url)} is not kept any more")
        return kept

    def small(self, url: str, login: Login | None = None) -> bytes:
        """Raise OfflineError: such an answer is never kept."""
        raise OfflineError(f"{safe_url(url)} is not kept")
