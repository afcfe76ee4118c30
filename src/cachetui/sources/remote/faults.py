"""Failures of a network -> one sentence for the person who can act on it."""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx

from cachetui.model import EntryError
from cachetui.safe_text import clip, safe, safe_url

TIMEOUT = 10.0
"""Seconds without an answer, or without the next byte of it. Spack: util/web.py has the same."""
SHOWN = 100
"""Characters of a library's own words that a sentence quotes."""
REFUSED = (401, 403)
ABSENT = (*REFUSED, 404, 410)
"""Statuses that mean there is no such file, as Spack has it: a bucket that cannot be listed answers
with 403. Spack: lib/spack/spack/util/web.py, url_exists."""


class FetchError(EntryError):
    """A URL could not be had; the message is one sentence."""

    def __init__(
        self,
        message: str,
        status: int | None = None,
        headers: Mapping[str, str] | None = None,
        *,
        is_unreachable: bool = False,
    ) -> None:
        super().__init__(message)
        self.headers = headers or {}
        """The answer's."""
        self.status = status
        """The answer's, None where there was none or it was a sound one."""
        self.is_unreachable = is_unreachable
        """Whether the server would not answer for any other URL either."""

    @property
    def is_absent(self) -> bool:
        """Whether the server has no such file."""
        return self.status in ABSENT


class OfflineError(FetchError):
    """Nobody may be asked, and there is no copy."""

    is_absent = True


def status_error(
    url: str, status: int, headers: Mapping[str, str], *, has_access: bool
) -> FetchError:
    """Return the error for an answer with a *status* that is no success."""
    why = {404: "there is no such file", 410: "it is gone", 429: "asked too often"}.get(status, "")
    if status in REFUSED:
        why = "the credentials are refused" if has_access else "needs credentials"
    elif status == httpx.codes.PROXY_AUTHENTICATION_REQUIRED:
        why = f"the proxy{_proxy(url)} refuses"
    elif status >= 500:
        why = "the server fails, r tries again"
    return FetchError(
        f"{status} {safe_url(url)}: {why or 'no answer that can be used'}", status, headers
    )


def network_error(url: str, error: Exception) -> FetchError:
    """Return the error for what httpx raised as it asked for *url*."""
    host = safe(urlsplit(url).netloc.rpartition("@")[2])
    causes = list(_causes(error))
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
        why = "SSL_CERT_FILE can name a file with the certificates to trust"
        return _unreachable(f"the certificate of {host} is not trusted: {_reason(causes)}; {why}")
    if isinstance(error, httpx.TimeoutException):
        return _unreachable(f"no answer from {host} in {TIMEOUT:g} s{_proxy(url)}")
    if isinstance(error, httpx.ProxyError):
        return _unreachable(f"the proxy{_proxy(url)} refuses to ask {host}: {_reason(causes)}")
    if isinstance(error, httpx.ConnectError):
        return _unreachable(f"no connection to {host}{_proxy(url)}: {_reason(causes)}")
    return FetchError(f"{safe_url(url)}: the answer is cut off or broken: {_reason(causes)}")


def _unreachable(message: str) -> FetchError:
    return FetchError(message, is_unreachable=True)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield *error* and what it came of."""
    found: BaseException | None = error
    while found is not None:
        yield found
        found = found.__cause__ or found.__context__


def _reason(causes: list[BaseException]) -> str:
    """Return why in few words: those of the system where it is its fault."""
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return safe(cause.verify_message)
        if isinstance(cause, OSError) and cause.strerror:
            return safe(cause.strerror)
    return clip(safe(str(causes[0])), SHOWN) or type(causes[0]).__name__


def _proxy(url: str) -> str:
    """Return `` (proxy P)`` where the environment has *url* asked through one."""
    parts = urlsplit(url)
    proxies = getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    if not proxy or proxy_bypass(parts.hostname or ""):
        return ""
    return f" (proxy {safe_url(proxy if '://' in proxy else f'http://{proxy}')})"
