"""A URL -> its content: from a server, if it has another than what is kept, else what is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import time

from msgspec import Struct

from cachetui.safe_text import safe, safe_url
from cachetui.sources.fetching import Fetching
from cachetui.sources.remote.addresses import host_of
from cachetui.sources.remote.body import Expected, take
from cachetui.sources.remote.faults import FetchError, OfflineError
from cachetui.sources.remote.kept import Kept
from cachetui.sources.remote.spack_copies import SpackCopies, SpackCopy
from cachetui.sources.remote.store import Record, Store, is_sum
from cachetui.sources.remote.web import Answer, Login, Web, ended

MAX_INDEX = 2 << 30
"""Bytes of an index: three times the largest that is known, 600 MB."""
MAX_SMALL = 4 << 20
"""Bytes of a manifest, a sum, a list of mirrors."""
IN_MEMORY = 64 << 20
"""Bytes that stay in memory beside what is being read, where nothing can be kept."""
DAY = 24 * 3600.0
"""Seconds for which a record of what cannot change is not written anew."""
NO_CACHE = {"Cache-Control": "no-cache"}

Check = Callable[[bytes], str | None]


class Ask(Struct, frozen=True):
    """A URL whose content may change, and what helps to find out whether it has."""

    url: str
    label: str
    """What it is, in the words of the top bar."""
    check: Check
    """Returns why a content that begins so is not what is asked for; None if it may be."""
    most: int = MAX_SMALL
    """Bytes that it may have."""
    sum_url: str | None = None
    """The URL of its sum, which is asked for where the server has no ETag."""
    copy: SpackCopy | None = None
    """Spack's own copy of it."""
    headers: dict[str, str] = {}


class _Known(Struct, frozen=True):
    """The latest copy of a URL's content."""

    kept: Kept
    etag: str | None = None


class Fetcher:
    """Fetches for one reading; what has been fetched once is not asked for again."""

    def __init__(self, store: Store, fetching: Fetching, copies: SpackCopies) -> None:
        self.fetching = fetching
        self.copies = copies
        self.shelf = store.shelf
        """The columns of the indexes that were fetched."""
        self._store = store
        self._web = Web(fetching.wait)
        self._done: dict[str, Kept] = {}
        """URL -> what it has, as far as this reading has asked."""
        self._has_kept = False

    def close(self) -> None:
        """Close the connections, and forget or remove what is beyond the bounds.

        What may be read once more in this run stays, in memory as far as it is small.
        """
        self._web.close()
        self._make_room()
        if self._has_kept:
            self._has_kept = False
            self._store.trim(self.fetching.in_use)

    def fixed(self, url: str, expected: Expected, label: str, login: Login | None = None) -> Kept:
        """Return the content with a sum, from *url* if it is not kept; raises FetchError."""
        if (done := self._done.get(url)) is not None and done.sha256 == expected.sha256:
            return done
        kept = self._blob(url, expected.sha256) or self.copies.content(expected.sha256)
        if kept is None:
            if self.fetching.offline:
                raise OfflineError(f"offline, and {safe_url(url)} is not kept any more")
            expected.refuse_size(url)
            with self._asked(url, label, {}, login) as answer:
                kept = self._taken(answer, url, expected, label)
        return self._had(url, kept)

    def changing(self, ask: Ask, login: Login | None = None, *, again: bool = False) -> Kept:
        """Return what *ask* has now, or had when it was fetched last if nobody may be asked.

        *again* asks anew, although this reading has asked already. Raises FetchError.
        """
        if ask.url in self._done and not again:
            return self._done[ask.url]
        known = self._latest(ask)
        if not self.fetching.offline:
            kept = self._current(ask, known, login, origin_only=again or self.fetching.refresh)
        elif known is not None:
            kept = known.kept
            self.fetching.used(kept.time)
        else:
            raise OfflineError(f"offline, and {safe_url(ask.url)} was never fetched")
        return self._had(ask.url, kept)

    def _had(self, url: str, kept: Kept) -> Kept:
        """Note that *url* has *kept*; of a site's many indexes few stay in memory meanwhile."""
        self._make_room()
        self._done[url] = kept
        return kept

    def _make_room(self) -> None:
        """Forget what is beyond the bounds in memory, the largest first; who reads it has it."""
        room = IN_MEMORY
        for url, one in sorted(self._done.items(), key=lambda pair: _in_memory(pair[1])):
            room -= _in_memory(one)
            if room < 0:
                del self._done[url]

    def small(self, url: str, login: Login | None = None) -> bytes:
        """Return what a server says to a question whose answer is not to be kept.

        Raises FetchError.
        """
        if self.fetching.offline:
            raise OfflineError(f"offline, and {safe_url(url)} has to be asked")
        with self._asked(url, host_of(url), NO_CACHE, login) as answer:
            data = b"".join(answer.chunks(MAX_SMALL))
        if len(data) > MAX_SMALL:
            raise FetchError(f"{safe_url(url)}: is larger than {MAX_SMALL >> 20} MiB")
        return data

    def last_time(self, url: str) -> float | None:
        """Return when the content of *url* that is kept was last right; None if none is kept."""
        record = self._store.record(url)
        return record.time if record is not None and self._store.content(record) else None

    def _current(
        self, ask: Ask, known: _Known | None, login: Login | None, *, origin_only: bool
    ) -> Kept:
        """Return what the server has: *known*, if it says so.

        With *origin_only* no cache on the way may answer for it.
        """
        headers = dict(ask.headers, **(NO_CACHE if origin_only else {}))
        if known is not None and known.etag:
            headers["If-None-Match"] = known.etag
        elif (
            known is not None and ask.sum_url and self._sum(ask.sum_url, login) == known.kept.sha256
        ):
            return self._confirmed(ask.url, known)
        with self._asked(ask.url, ask.label, headers, login) as answer:
            if answer.status != 304:
                return self._taken(
                    answer, ask.url, Expected(most=ask.most, check=ask.check), ask.label
                )
        if known is None:
            raise FetchError(
                f"{safe_url(ask.url)}: says that nothing has changed, but nothing is kept"
            )
        return self._confirmed(ask.url, known)

    @contextmanager
    def _asked(
        self, url: str, label: str, headers: Mapping[str, str], login: Login | None
    ) -> Iterator[Answer]:
        """Ask for *url*, and say so meanwhile; raises FetchError."""
        if self.fetching.is_stopped:
            raise ended(url)
        self.fetching.transfer.begin(label)
        try:
            with self._web.get(url, headers, login) as answer:
                yield answer
        finally:
            self.fetching.transfer.end()

    def _sum(self, url: str, login: Login | None) -> str | None:
        """Return the sum that stands at *url*; None if there is none."""
        try:
            text = self.small(url, login).decode("ascii", "replace").strip()
        except FetchError as error:
            if error.is_unreachable:
                raise
            return None
        return text if is_sum(text) else None

    def _latest(self, ask: Ask) -> _Known | None:
        """Return the copy of *ask* that was right last: ours, or Spack's."""
        ours = None
        record = self._store.record(ask.url)
        if record is not None:
            self.fetching.in_use.add(record.sha256)  # before others can remove it
            path = self._store.content(record, summed=self.fetching.refresh)
            ours = path and _Known(Kept(path, record.sha256, record.time), record.etag)
        theirs = ask.copy and _Known(ask.copy.kept, ask.copy.etag)
        both = [known for known in (ours, theirs) if known]
        return max(both, key=lambda known: known.kept.time, default=None)

    def _blob(self, url: str, sha256: str) -> Kept | None:
        """Return a content that is kept, whatever URL it was fetched from."""
        self.fetching.in_use.add(sha256)
        record = self._store.record(url)
        if record is None or record.sha256 != sha256:
            record = Record(url, sha256, size=-1, modified=0, time=0.0)  # to be summed
        path = self._store.content(record, summed=self.fetching.refresh)
        if path is None:
            return None
        if record.time < time() - DAY:
            self._remember(url, path, sha256)
        return Kept(path, sha256, time())

    def _confirmed(self, url: str, known: _Known) -> Kept:
        """Record that *known* is what the server has now."""
        kept = known.kept
        if isinstance(kept.body, Path) and kept.body == self._store.path(kept.sha256):
            self._remember(url, kept.body, kept.sha256, known.etag)
        return Kept(kept.body, kept.sha256, time())

    def _taken(self, answer: Answer, url: str, expected: Expected, label: str) -> Kept:
        """Take the body of *answer*, and keep it; raises FetchError."""
        body, sha256, fault = take(answer, expected, self._store, self.fetching, label)
        if fault:
            self.fetching.has_unkept = True
            self._say_unkept(fault)
        if isinstance(body, Path):
            self._has_kept = True
            self._remember(url, body, sha256, answer.headers.get("etag"))
        return Kept(body, sha256, time())

    def _remember(self, url: str, path: Path, sha256: str, etag: str | None = None) -> None:
        try:
            self._store.remember(url, path, sha256, etag)
        except OSError as error:
            self._say_unkept(error.strerror)

    def _say_unkept(self, why: str | None) -> None:
        folder = safe(str(self._store.folder))
        self.fetching.say(f"what is fetched cannot be kept in {folder}: {why}")


def _in_memory(kept: Kept) -> int:
    return 0 if isinstance(kept.body, Path) else len(kept.body)
