"""A mirror behind a URL: the indexes of layouts 3 and 2, asked for as Spack does, and merged.

Spack: lib/spack/spack/binary_distribution.py, DefaultIndexFetcherV3, EtagIndexFetcher and
DefaultIndexFetcher; url_buildcache.py for what is where.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from cachetui.model import EntryError, Problem
from cachetui.sources.fetching import moment
from cachetui.sources.filter import Filter
from cachetui.sources.formats.spack.manifest import index_blob
from cachetui.sources.formats.spack.origins import Provenance
from cachetui.sources.formats.spack.shelved import SHELF
from cachetui.sources.landmarks import INDEX, MANIFEST
from cachetui.sources.remote.body import Expected
from cachetui.sources.remote.faults import REFUSED, FetchError, OfflineError
from cachetui.sources.remote.fetcher import MAX_INDEX, Ask, Fetcher
from cachetui.sources.remote.kept import Kept, KeptEntry
from cachetui.sources.remote.named import fetch_named
from cachetui.sources.remote.recognise import not_index, not_manifest
from cachetui.sources.remote.web import Login
from cachetui.sources.source import SourceError

LAYOUTS = (3, 2)
"""In the order in which Spack asks for them."""


class MirrorError(SourceError):
    """A mirror of which nothing can be read."""

    def __init__(self, message: str, faults: Sequence[FetchError]) -> None:
        super().__init__(message)
        self.faults = faults
        """What was wrong with each of its indexes."""

    @property
    def is_absent(self) -> bool:
        """Whether the server says that there is no mirror."""
        return all(fault.is_absent for fault in self.faults)


class Mirror:
    """A mirror with files of its own: on a web server, or in a bucket."""

    stream = True
    """One index is read before the other is asked for."""

    def __init__(
        self,
        url: str,
        place: Provenance,
        fetcher: Fetcher,
        *,
        location: str = "",
        login: Login | None = None,
        name: str | None = None,
        layouts: Sequence[int] = LAYOUTS,
    ) -> None:
        """Ask at *url*, with the credentials of *login*, for what people call *location*.

        *place* says which tag and stack it is; *name* is what the user calls it; it has no other
        *layouts* than these.
        """
        self._layouts = layouts
        self.location = location or url
        self.name = name
        self._url = url
        self._place = place
        self._fetcher = fetcher
        self._login = login

    def entries(self, wanted: Filter) -> Iterator[KeptEntry | Problem]:
        """Yield the index of each layout that it has; raises MirrorError if there is none."""
        if not wanted.allows_tag(self._place.tag):
            return
        faults: list[FetchError] = []
        has_any = False
        shared: dict[str, Any] = {"place": self._place, SHELF: self._fetcher.shelf}
        for layout in self._layouts:
            try:
                entry = (self._layout_3 if layout == 3 else self._layout_2)(shared)
            except FetchError as error:
                faults.append(error)
                if error.is_unreachable:
                    break
            else:
                has_any = True
                yield entry
        if not has_any:
            raise MirrorError(self._nothing(faults), faults)
        for fault in faults:
            if not fault.is_absent:
                yield Problem(self.location, str(fault))

    def _layout_3(self, shared: dict[str, Any]) -> KeptEntry:
        """Return the manifest of the index, whose blob has been fetched; raises FetchError."""
        fetcher, url = self._fetcher, f"{self._url}/{MANIFEST}"
        copy = fetcher.copies.of(self._url, 3) if fetcher.fetching.offline else None
        if copy is not None and copy.kept.time > (fetcher.last_time(url) or 0.0):
            fetcher.fetching.used(copy.kept.time)
            return KeptEntry(f"{self.location}/v3/manifests/index/index.json", copy.kept, shared)
        ask = Ask(url, f"{self._place.name} manifest", not_manifest)
        label = f"{self._place.name} index"
        manifest, blob = fetch_named(fetcher, ask, self._login, self._blob_of, label)
        return KeptEntry(f"{self.location}/{MANIFEST}", manifest, shared, {blob.sha256: blob})

    def _blob_of(self, manifest: Kept) -> tuple[str, Expected]:
        """Return the URL of the blob with the index, and its sum; raises FetchError."""
        try:
            blob = index_blob(manifest.read())
            if blob is None:
                raise EntryError("names no index")
            return f"{self._url}/{blob.path}", Expected(blob.checksum, blob.content_length)
        except EntryError as error:
            raise FetchError(f"{self.location}/{MANIFEST}: {error}") from None
        except OSError as error:
            raise FetchError(f"{self.location}/{MANIFEST}: {error.strerror}") from None

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

    def _nothing(self, faults: Sequence[FetchError]) -> str:
        """Return the sentence for a mirror of which nothing can be read."""
        if offline := [fault for fault in faults if isinstance(fault, OfflineError)]:
            return str(offline[-1])
        if all(fault.is_absent for fault in faults):
            refusals = (str(fault) for fault in faults if fault.status in REFUSED)
            where = "both layouts" if len(faults) == 2 else f"layout {self._layouts[0]}"
            return next(refusals, f"404 in {where}: {self.location} is no mirror")
        telling = "; ".join(dict.fromkeys(str(one) for one in faults if not one.is_absent))
        return telling + copy_hint(self._fetcher, f"{self._url}/{MANIFEST}", f"{self._url}/{INDEX}")


def copy_hint(fetcher: Fetcher, *urls: str) -> str:
    """Return how to have the copy of one of *urls* that is kept; empty if there is none."""
    times = [time for time in map(fetcher.last_time, urls) if time]
    if fetcher.fetching.offline or not times:
        return ""
    return f"; --offline shows the copy of {moment(max(times))}"
