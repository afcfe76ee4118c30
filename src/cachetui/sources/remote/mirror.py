"""A mirror behind a URL: the indexes of layouts 3 and 2, asked for as Spack does, and merged.

Spack: lib/spack/spack/binary_distribution.py, DefaultIndexFetcherV3, EtagIndexFetcher and
DefaultIndexFetcher; url_buildcache.py for what is where.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cachetui.model import EntryError, Problem
from cachetui.sources.fetching import moment
from cachetui.sources.filter import Filter
from cachetui.sources.formats.spack.manifest import Blob, index_blob
from cachetui.sources.formats.spack.origins import Provenance
from cachetui.sources.remote.body import Expected, ReplacedError
from cachetui.sources.remote.faults import REFUSED, FetchError, OfflineError
from cachetui.sources.remote.fetcher import MAX_INDEX, Ask, Fetcher
from cachetui.sources.remote.kept import Kept, KeptEntry
from cachetui.sources.remote.recognise import not_index, not_manifest
from cachetui.sources.remote.web import Login
from cachetui.sources.source import SourceError

MANIFEST = "v3/manifests/index/index.manifest.json"
INDEX = "build_cache/index.json"


class NoMirrorError(SourceError):
    """The server answers, and has no index in either layout."""

    def __init__(self, message: str, status: int | None) -> None:
        super().__init__(message)
        self.status = status
        """The most telling of its answers."""


class Mirror:
    """A mirror with files of its own: on a web server, or in a bucket."""

    stream = True
    """One index is read before the other is asked for."""

    def __init__(
        self,
        url: str,
        location: str,
        place: Provenance,
        fetcher: Fetcher,
        login: Login | None = None,
        name: str | None = None,
    ) -> None:
        """Ask at *url* for what people call *location*, with the credentials of *login*.

        *place* says which tag and stack it is; *name* is what the user calls it.
        """
        self.location = location
        self.name = name
        self._url = url
        self._place = place
        self._fetcher = fetcher
        self._login = login

    def entries(self, wanted: Filter) -> Iterator[KeptEntry | Problem]:
        """Yield the index of each layout that it has; raises SourceError if there is none.

        NoMirrorError is raised where the server says so.
        """
        if not wanted.allows_tag(self._place.tag):
            return
        faults: list[FetchError] = []
        has_any = False
        shared: dict[str, Any] = {"place": self._place}
        for layout in (self._layout_3, self._layout_2):
            try:
                entry = layout(shared)
            except FetchError as error:
                faults.append(error)
                if error.is_unreachable:
                    break
            else:
                has_any = True
                yield entry
        if not has_any:
            raise self._nothing(faults)
        for fault in faults:
            if not fault.is_absent:
                yield Problem(self.location, str(fault))

    def _layout_3(self, shared: dict[str, Any]) -> KeptEntry:
        """Return the manifest of the index, whose blob has been fetched; raises FetchError."""
        fetcher, url = self._fetcher, f"{self._url}/{MANIFEST}"
        copy = fetcher.copies.of(self._url, 3) if fetcher.fetching.offline else None
        if copy is not None and copy.kept.time > (fetcher.last_time(url) or 0.0):
            fetcher.fetching.used(copy.kept.time)
            return KeptEntry(f"{self.location}/v3/index.json", copy.kept, shared)
        ask = Ask(url, f"{self._place.name} manifest", not_manifest)
        manifest = fetcher.changing(ask, self._login)
        blob = self._blob_of(manifest)
        try:
            kept = self._fixed(blob)
        except FetchError as error:
            if not (error.is_absent or isinstance(error, ReplacedError)):
                raise
            manifest = fetcher.changing(ask, self._login, again=True)
            if (newer := self._blob_of(manifest)).checksum == blob.checksum:
                raise FetchError(str(error)) from None  # there is an index, and it is broken
            blob, kept = newer, self._fixed(newer)
        return KeptEntry(f"{self.location}/{MANIFEST}", manifest, shared, {blob.checksum: kept})

    def _blob_of(self, manifest: Kept) -> Blob:
        """Return the blob with the index; raises FetchError."""
        try:
            blob = index_blob(manifest.read())
            if blob is None:
                raise EntryError("names no index")
            _ = blob.path
        except EntryError as error:
            raise FetchError(f"{self.location}/{MANIFEST}: {error}") from None
        except OSError as error:
            raise FetchError(f"{self.location}/{MANIFEST}: {error.strerror}") from None
        return blob

    def _fixed(self, blob: Blob) -> Kept:
        expected = Expected(blob.checksum, blob.content_length)
        url, label = f"{self._url}/{blob.path}", f"{self._place.name} index"
        return self._fetcher.fixed(url, expected, label, self._login)

    def _layout_2(self, shared: dict[str, Any]) -> KeptEntry:
        """Return the index; raises FetchError."""
        url = f"{self._url}/{INDEX}"
        ask = Ask(
            url,
            f"{self._place.name} index",
            not_index,
            MAX_INDEX,
            sum_url=f"{url}.hash",
            copy=self._fetcher.copies.of(self._url, 2),
        )
        kept = self._fetcher.changing(ask, self._login)
        return KeptEntry(f"{self.location}/{INDEX}", kept, shared)

    def _nothing(self, faults: list[FetchError]) -> SourceError:
        """Return the error for a mirror of which nothing can be read."""
        if offline := [fault for fault in faults if isinstance(fault, OfflineError)]:
            return SourceError(str(offline[-1]))
        if all(fault.is_absent for fault in faults):
            refusals = [fault for fault in faults if fault.status in REFUSED]
            if refusals:
                return NoMirrorError(str(refusals[0]), refusals[0].status)
            message = f"404 in both layouts: {self.location} is no mirror"
            return NoMirrorError(message, faults[0].status)
        telling = [fault for fault in faults if not fault.is_absent]
        message = "; ".join(dict.fromkeys(map(str, telling)))
        times = map(self._fetcher.last_time, (f"{self._url}/{MANIFEST}", f"{self._url}/{INDEX}"))
        if not self._fetcher.fetching.offline and (time := max(filter(None, times), default=None)):
            message += f"; --offline shows the copy of {moment(time)}"
        return SourceError(message)
