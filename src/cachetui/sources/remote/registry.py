"""A mirror in a container registry (``oci://``): the index is a blob of the image ``index.spack``.

Spack: lib/spack/spack/oci/oci.py and opener.py; binary_distribution.py, OCIIndexFetcher.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any
from urllib.parse import urlencode
from urllib.request import parse_http_list, parse_keqv_list

import msgspec
from msgspec import Struct

from cachetui.model import EntryError
from cachetui.safe_text import safe_url
from cachetui.sources.access import Access
from cachetui.sources.filter import Filter
from cachetui.sources.formats.spack.lockfile import decode_whole
from cachetui.sources.formats.spack.origins import Provenance
from cachetui.sources.formats.spack.shelved import SHELF
from cachetui.sources.remote.addresses import (
    INDEX_TAG,
    basic,
    host_of,
    image_of,
    image_url,
    is_address,
    may_carry_secrets,
)
from cachetui.sources.remote.body import Expected
from cachetui.sources.remote.faults import FetchError
from cachetui.sources.remote.fetcher import Ask, Fetcher
from cachetui.sources.remote.kept import Kept, KeptEntry
from cachetui.sources.remote.mirror import MirrorError, copy_hint
from cachetui.sources.remote.named import fetch_named
from cachetui.sources.remote.recognise import not_json
from cachetui.sources.remote.store import is_sum
from cachetui.sources.remote.web import Login

ACCEPT = {"Accept": "application/vnd.oci.image.manifest.v1+json"}


class _Layer(Struct):
    digest: str
    size: int


class _Image(Struct):
    layers: list[_Layer]


class _Token(Struct):
    token: str | None = None
    access_token: str | None = None


_IMAGE = msgspec.json.Decoder(_Image)
_TOKEN = msgspec.json.Decoder(_Token)


class Registry:
    """A mirror in a registry, open or with a token."""

    stream = True

    def __init__(
        self,
        location: str,
        place: Provenance,
        fetcher: Fetcher,
        *,
        access: Access | None = None,
        name: str | None = None,
    ) -> None:
        self.location = location
        self.name = name
        self._place = place
        self._fetcher = fetcher
        self._access = access or Access()
        self._server, self._image = image_of(location)

    def entries(self, wanted: Filter) -> Iterator[KeptEntry]:
        """Yield the index; raises SourceError if there is none."""
        if not wanted.allows_tag(self._place.tag):
            return
        with closing(self._fetcher):
            try:
                kept = self._index()
            except FetchError as error:
                raise self._nothing(error) from None
        shared: dict[str, Any] = {"place": self._place, SHELF: self._fetcher.shelf}
        yield KeptEntry(f"{self.location}/index.json", kept, shared)

    def _nothing(self, error: FetchError) -> MirrorError:
        """Return the error for a registry without an index that can be had."""
        message = str(error)
        if error.status == 404:
            how = "`spack buildcache update-index` makes one"
            message = f"404: {self.location} has no index; {how}"
        hint = copy_hint(self._fetcher, self._url("manifests", INDEX_TAG))
        return MirrorError(message + hint, [error])

    def _index(self) -> Kept:
        """Return the index, asked for with a token if the registry wants one; raises FetchError."""
        token = self._access.token
        if token:
            self._refuse_open(self._server)
        try:
            return self._index_with(_bearer(self._server, token) if token else None)
        except FetchError as error:
            challenge = error.headers.get("www-authenticate", "")
            if error.status != 401 or not challenge or token:
                raise
        return self._index_with(self._login(challenge))

    def _index_with(self, login: Login | None) -> Kept:
        label = f"{self._place.name} index"
        ask = Ask(self._url("manifests", INDEX_TAG), label, not_json, headers=ACCEPT)
        return fetch_named(self._fetcher, ask, login, self._blob_of, label)[1]

    def _blob_of(self, manifest: Kept) -> tuple[str, Expected]:
        """Return the URL of the index, and its sum; raises FetchError."""
        try:
            image: _Image = decode_whole(_IMAGE, manifest.read())
            if not image.layers:
                raise EntryError("has no layer")
        except EntryError as error:
            raise FetchError(f"{self.location}: the manifest of {INDEX_TAG} {error}") from None
        layer = image.layers[0]
        algorithm, _, digest = layer.digest.partition(":")
        if algorithm != "sha256" or not is_sum(digest):
            raise FetchError(f"{self.location}: the manifest of {INDEX_TAG} names no sha256")
        return self._url("blobs", layer.digest), Expected(digest, layer.size)

    def _login(self, challenge: str) -> Login:
        """Return what answers the *challenge* of the registry; raises FetchError."""
        access = self._access
        scheme, _, rest = challenge.partition(" ")
        if scheme.lower() == "basic":
            if not access.id:
                raise FetchError(f"401 {self.location}: needs credentials", 401)
            self._refuse_open(self._server)
            value = basic(access.id, access.secret or "")
            return Login(self._server, lambda url: {"Authorization": value})
        facts = _facts(rest)
        realm = facts.get("realm", "")
        if scheme.lower() != "bearer" or not host_of(realm):
            raise FetchError(f"{self.location}: wants a login of a kind that is not known", 401)
        self._refuse_open(realm)
        self._refuse_open(self._server)
        if access.id and not is_near(self._server, realm):
            why = f"the login is not sent to another host: {safe_url(realm)}"
            raise FetchError(f"{self.location}: {why}", 401)
        scope = facts.get("scope") or f"repository:{self._image}:pull"
        asked = {"service": facts["service"]} if "service" in facts else {}
        return _bearer(self._server, self._token(f"{realm}?{urlencode(asked | {'scope': scope})}"))

    def _token(self, url: str) -> str:
        """Return the token for reading; the registry says where it is to be had."""
        login = None
        if self._access.id:
            value = basic(self._access.id, self._access.secret or "")
            login = Login(url, lambda asked: {"Authorization": value})
        data = self._fetcher.small(url, login)
        try:
            answer: _Token = decode_whole(_TOKEN, data)
        except EntryError as error:
            raise FetchError(f"{safe_url(url)}: the token {error}") from None
        if not (token := answer.token or answer.access_token):
            raise FetchError(f"{safe_url(url)}: the answer has no token")
        return token

    def _refuse_open(self, url: str) -> None:
        """Raise FetchError where a token or a password would be sent for all to read."""
        if not may_carry_secrets(url):
            raise FetchError(f"{self.location}: no login is sent over http: {safe_url(url)}", 401)

    def _url(self, kind: str, name: str) -> str:
        return image_url(self._server, self._image, kind, name)


def is_near(server: str, realm: str) -> bool:
    """Return whether who gives the tokens of *server* is of the same domain.

    It is where that host is the same, or below the domain that the server's name stands in: a
    registry.lab.org may have its tokens from lab.org or auth.lab.org.
    """
    own, other = host_of(server), host_of(realm)
    domain = own.partition(".")[2]
    above = [own, domain] if "." in domain and not is_address(own) else [own]
    return any(other == one or other.endswith(f".{one}") for one in above)


def _facts(challenge: str) -> dict[str, str]:
    """Return what a challenge says: ``realm="...",service="..."``."""
    return parse_keqv_list([part for part in parse_http_list(challenge) if "=" in part])


def _bearer(server: str, token: str) -> Login:
    return Login(server, lambda url: {"Authorization": f"Bearer {token}"})
