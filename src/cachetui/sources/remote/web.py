"""One URL at a time over http(s): redirects, credentials and retries, within bounds."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from time import monotonic
from urllib.parse import urljoin

import httpx
import truststore

from cachetui import __version__
from cachetui.model import EntryError
from cachetui.safe_text import safe, safe_url
from cachetui.sources.remote import faults
from cachetui.sources.remote.addresses import has_user, origin_of
from cachetui.sources.remote.faults import FetchError, network_error, status_error
from cachetui.sources.unpacking import gunzip

MAX_REDIRECTS = 5
TRIES = 3
"""How often a URL is asked for whose server fails."""
PAUSE = 0.3
"""Seconds before the second try; twice as long before the third."""
REDIRECTS = (301, 302, 303, 307, 308)
PASSING = (429, 500, 502, 503, 504)
"""Statuses that may be other ones a moment later."""
CHUNK = 1 << 18
"""Bytes that are unpacked at a time."""
PATIENCE, SLOWEST = 30.0, 1_000
"""A body that takes longer than so many seconds has to bring so many bytes in each of them."""

Wait = Callable[[float], bool]
"""Waits for so many seconds, or until the reading is ended; returns whether it is."""
Sign = Callable[[str], Mapping[str, str]]
"""Returns the headers with the credentials for a URL."""


class Login:
    """Credentials, and the one server that gets them."""

    def __init__(self, url: str, sign: Sign) -> None:
        """Give what *sign* returns to the scheme, host and port of *url*, and to no other."""
        self._origin = origin_of(url)
        self._sign = sign

    def headers(self, url: str) -> Mapping[str, str]:
        """Return the headers for *url*; none where it belongs to another server."""
        return self._sign(url) if self.is_for(url) else {}

    def is_for(self, url: str) -> bool:
        """Return whether *url* belongs to the server that these are for."""
        return origin_of(url) == self._origin


class Answer:
    """The answer to a request, whose body has not been taken yet."""

    def __init__(self, response: httpx.Response, url: str) -> None:
        self._response = response
        self.url = url
        """Where it came from in the end."""
        self.status = response.status_code
        self.headers: Mapping[str, str] = response.headers

    @property
    def encoding(self) -> str:
        """How the body is packed on its way: ``identity`` is not at all."""
        return self.headers.get("content-encoding", "").strip().lower() or "identity"

    @property
    def plain_length(self) -> int | None:
        """Bytes of the body when it has come; None where that is not known."""
        text = self.headers.get("content-length", "")
        is_number = text.isascii() and text.isdecimal()
        return int(text) if is_number and self.encoding == "identity" else None

    def chunks(self, most: int) -> Iterator[bytes]:
        """Yield the body, at most a chunk more than *most* bytes of it.

        Raises FetchError where it ends early, stalls or cannot be unpacked.
        """
        size = 0
        for chunk in self._unpacked():
            yield chunk
            size += len(chunk)
            if size > most:
                return

    def _unpacked(self) -> Iterator[bytes]:
        """Yield the body without its encoding, in chunks; raises FetchError."""
        encoding = self.encoding
        if encoding in ("gzip", "x-gzip"):
            try:
                yield from gunzip(self._raw(), CHUNK)
            except FetchError:
                raise
            except EntryError as error:
                raise FetchError(f"{safe_url(self.url)}: the answer {error}") from None
        elif encoding in ("identity", "aws-chunked"):
            yield from self._raw()
        else:
            quoted = safe(encoding[:20])
            raise FetchError(
                f"{safe_url(self.url)}: is sent as '{quoted}', which was not asked for"
            )

    def _raw(self) -> Iterator[bytes]:
        """Yield the body as it comes; raises FetchError where the server fails or stalls."""
        begun, size = monotonic(), 0
        try:
            for chunk in self._response.iter_raw():
                size += len(chunk)
                seconds = monotonic() - begun
                if seconds > PATIENCE and size < seconds * SLOWEST:
                    raise FetchError(f"{safe_url(self.url)}: stalls after {size:,} bytes")
                yield chunk
        except httpx.HTTPError as error:
            raise network_error(self.url, error) from None


class Web:
    """A client for some URLs; one for each reading, so that connections are used again."""

    def __init__(self, wait: Wait) -> None:
        """Have *wait* pass the time between two tries."""
        self._wait = wait
        self._client: httpx.Client | None = None

    def close(self) -> None:
        """Close its connections; the next request opens new ones."""
        if self._client is not None:
            self._client.close()
            self._client = None

    @contextmanager
    def get(
        self, url: str, headers: Mapping[str, str] | None = None, login: Login | None = None
    ) -> Iterator[Answer]:
        """Ask for *url*, and yield an answer whose status is 200 or 304.

        A server that fails is asked again, a few times. Raises FetchError.
        """
        with ExitStack() as opened:
            for further in range(TRIES - 1, -1, -1):
                answer = opened.enter_context(self._followed(url, headers or {}, login))
                if not further or answer.status not in PASSING:
                    break
                opened.close()
                if self._wait(PAUSE * (TRIES - further)):
                    raise ended(url)
            if answer.status not in (200, 304):
                has_access = login is not None and login.is_for(answer.url)
                raise status_error(answer.url, answer.status, answer.headers, has_access=has_access)
            yield answer

    @contextmanager
    def _followed(
        self, url: str, headers: Mapping[str, str], login: Login | None
    ) -> Iterator[Answer]:
        """Ask for *url* and for what it leads to; credentials go to their own server only."""
        asked = url
        for _ in range(MAX_REDIRECTS + 1):
            with self._response(asked, {**headers, **(login.headers(asked) if login else {})}) as (
                response
            ):
                location = response.headers.get("location")
                if location is None or response.status_code not in REDIRECTS:
                    yield Answer(response, asked)
                    return
            asked = _next(asked, location)
        raise FetchError(f"{safe_url(url)}: leads from one URL to another without an end")

    @contextmanager
    def _response(self, url: str, headers: Mapping[str, str]) -> Iterator[httpx.Response]:
        """Ask for *url*, and yield the answer as it begins; raises FetchError.

        What has a user in it is refused: httpx would send that, and a password, to whoever it is.
        """
        if has_user(url):
            raise FetchError(f"{safe_url(url)}: not asked for, a user or a password is in its URL")
        client = self._opened(url)
        try:
            response = client.send(client.build_request("GET", url, headers=headers), stream=True)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise network_error(url, error) from None
        try:
            yield response
        finally:
            response.close()

    def _opened(self, url: str) -> httpx.Client:
        """Return the client; raises FetchError where the environment's proxy cannot be used."""
        if self._client is None:
            trusted = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            own = {"User-Agent": f"cachetui/{__version__}", "Accept-Encoding": "gzip"}
            try:
                self._client = httpx.Client(verify=trusted, timeout=faults.TIMEOUT, headers=own)
            except (ImportError, ValueError, httpx.InvalidURL):
                why = "the environment's proxy cannot be used: of https_proxy, http_proxy and"
                raise FetchError(
                    f"{safe_url(url)}: {why} all_proxy each has to be an http:// or https:// URL",
                    is_unreachable=True,
                ) from None
        return self._client


def ended(url: str) -> FetchError:
    """Return the error for *url* where the reading was ended before it was there."""
    return FetchError(f"{safe_url(url)}: not fetched, the reading was ended")


def _next(url: str, location: str) -> str:
    """Return where an answer from *url* leads; raises FetchError unless that is as safe."""
    try:
        target = urljoin(url, location)
        scheme, host, _ = origin_of(target)
    except ValueError:
        raise FetchError(f"{safe_url(url)}: leads to what is no URL") from None
    if scheme not in ("http", "https") or not host:
        raise FetchError(f"{safe_url(url)}: leads to '{safe_url(target)}', which is not on the web")
    if scheme == "http" and url.startswith("https:"):
        raise FetchError(
            f"{safe_url(url)}: leads from https to {safe_url(target)}, which is not safe"
        )
    return target
