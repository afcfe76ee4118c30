"""A web server as a source: a mirror, or a site whose list names the mirrors of tags and stacks.

The public site's is ``https://binaries.spack.io/cache_spack_io_index.json``: for each tag the
labels of its stacks, each with the URL of its index. The label ``root`` is the tag's own mirror.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from fnmatch import fnmatchcase
from urllib.parse import quote, unquote, urlsplit

import msgspec
from msgspec import Struct

from cachetui.model import EntryError, Problem
from cachetui.safe_text import clip, safe
from cachetui.sources.filter import Filter
from cachetui.sources.formats.spack.lockfile import decode_whole
from cachetui.sources.formats.spack.origins import Provenance
from cachetui.sources.landmarks import INDEX
from cachetui.sources.remote.addresses import origin_of, quoted
from cachetui.sources.remote.faults import FetchError
from cachetui.sources.remote.fetcher import Ask, Fetcher
from cachetui.sources.remote.kept import KeptEntry
from cachetui.sources.remote.mirror import LAYOUTS, Mirror, MirrorError
from cachetui.sources.remote.recognise import not_json
from cachetui.sources.remote.web import Login
from cachetui.sources.source import SourceError, joined

LIST = "cache_spack_io_index.json"
MAX_LIST = 16 << 20
"""Bytes of the list; that of the public site has some 100 kB."""
ROOT = "root"
USUAL = "develop"
"""The tag that is read where none was asked for."""
SHOWN = 6
"""Tags that a sentence names."""

_INSIDE = re.compile(r"/(blobs/|build_cache/|v\d+/manifests/)")
"""The beginning of what is inside of a mirror."""


class _Listed(Struct):
    label: str
    url: str


Tags = dict[str, list[_Listed]]
_LIST = msgspec.json.Decoder(Tags)


class WebSource:
    """What is at a URL of a web server."""

    stream = True

    def __init__(
        self,
        url: str,
        place: Provenance,
        fetcher: Fetcher,
        *,
        login: Login | None = None,
        name: str | None = None,
    ) -> None:
        self.location = url.removesuffix(f"/{LIST}")
        self.name = name
        self._place = place
        self._fetcher = fetcher
        self._login = login

    def entries(self, wanted: Filter) -> Iterator[KeptEntry | Problem]:
        """Yield the indexes of the mirror, or of the wanted mirrors of the site.

        Raises SourceError if nothing can be read.
        """
        with closing(self._fetcher):
            yield from self._entries(wanted)

    def _entries(self, wanted: Filter) -> Iterator[KeptEntry | Problem]:
        """Yield the entries of the mirror at the URL; where there is none, those of its site."""
        if wanted.allows_tag(self._place.tag):
            try:
                yield from self._mirror(self.location, self._place).entries(wanted)
                return
            except MirrorError as error:
                if not error.is_absent or (tags := self._tags()) is None:
                    raise
        elif self._place.tag is not None or (tags := self._tags()) is None:
            return
        yield from self._site_entries(tags, wanted)

    def _mirror(self, url: str, place: Provenance, *, layouts: Sequence[int] = LAYOUTS) -> Mirror:
        return Mirror(url, place, self._fetcher, login=self._login, name=self.name, layouts=layouts)

    def _tags(self) -> Tags | None:
        """Return the list of the site; None if there is none. Raises SourceError."""
        ask = Ask(f"{self.location}/{LIST}", f"{self._place.name} list", not_json, MAX_LIST)
        try:
            found: Tags = decode_whole(_LIST, self._fetcher.changing(ask, self._login).read())
        except FetchError as error:
            if error.is_absent:
                return None
            raise SourceError(str(error)) from None
        except (EntryError, OSError) as error:
            raise SourceError(f"{self.location}/{LIST}: {error}") from None
        return found

    def _site_entries(self, tags: Tags, wanted: Filter) -> Iterator[KeptEntry | Problem]:
        """Yield the indexes of the tags that are *wanted*; a mirror that fails costs itself.

        Raises SourceError where all fail.
        """
        faults: list[tuple[str, SourceError]] = []
        has_any = False
        for tag in self._chosen(tags, wanted):
            for mirror in self._mirrors(tag, tags.get(tag)):
                try:
                    for entry in mirror.entries(wanted):
                        has_any = True
                        yield entry
                except SourceError as error:
                    if self._fetcher.fetching.is_stopped:
                        raise
                    faults.append((mirror.location, error))
        if faults and not has_any:
            raise joined([fault for _, fault in faults])
        for url, fault in faults:
            yield Problem(url, str(fault))

    def _chosen(self, tags: Tags, wanted: Filter) -> list[str]:
        """Return the tags to read: those asked for, be they listed or not; else the usual one."""
        if wanted.tags:
            listed = [tag for tag in tags if wanted.allows_tag(tag)]
            unlisted = [
                tag
                for tag in wanted.tags
                if not any(fnmatchcase(one, tag) for one in tags) and not set(tag) & set("*?[")
            ]
            return listed + unlisted
        if not tags:
            return []
        chosen = USUAL if USUAL in tags else max(tags)
        if others := sorted((tag for tag in tags if tag != chosen), reverse=True):
            names = ", ".join(others[:SHOWN]) + (", ..." if len(others) > SHOWN else "")
            what = f"lists {len(tags)} tags, and {chosen} is read: -t chooses others"
            self._fetcher.fetching.say(safe(f"{self.location} {what}: {clip(names, 200)}"))
        return [chosen]

    def _mirrors(self, tag: str, listed: list[_Listed] | None) -> Iterator[Mirror]:
        """Yield the mirrors of a *tag*: of its stacks, then its own, which lists everything."""
        if listed is None:
            yield self._mirror(
                f"{self.location}/{quote(tag, errors='replace')}", Provenance(tag, tag)
            )
            return
        for one in sorted(listed, key=lambda one: (one.label == ROOT, one.label)):
            place = Provenance(f"{tag}/{one.label}", tag, (one.label,))
            layout = 2 if one.url.endswith(f"/{INDEX}") else 3
            yield self._mirror(self._url(tag, one), place, layouts=(layout,))

    def _url(self, tag: str, listed: _Listed) -> str:
        """Return the URL of a mirror whose index is at a listed one.

        That is one of this server, or names a path in the bucket that is behind it.
        """
        mirror, path = _INSIDE.split(listed.url, maxsplit=1)[0], ""
        with suppress(ValueError):  # it is no URL
            if origin_of(mirror) == origin_of(self.location):
                return quoted(mirror)
            path = unquote(urlsplit(mirror).path).strip("/")
        return f"{self.location}/{quote(path or f'{tag}/{listed.label}', errors='replace')}"
