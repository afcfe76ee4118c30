"""A mirror in a bucket (``s3://``): anonymous over https, or with requests that botocore signs.

Spack: lib/spack/spack/util/s3.py, get_s3_session and s3_client_cache.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import closing

from cachetui.model import Problem
from cachetui.safe_text import safe_url
from cachetui.sources.access import Access
from cachetui.sources.filter import Filter
from cachetui.sources.formats.spack.origins import Provenance
from cachetui.sources.remote.addresses import bucket_url, may_carry_secrets
from cachetui.sources.remote.faults import REFUSED
from cachetui.sources.remote.fetcher import Fetcher
from cachetui.sources.remote.kept import KeptEntry
from cachetui.sources.remote.mirror import Mirror, MirrorError
from cachetui.sources.remote.web import Login
from cachetui.sources.source import SourceError

REGION_HEADER = "x-amz-bucket-region"
DEFAULT_REGION = "us-east-1"
MOVED = (301, 400)
"""Statuses of a server that has the bucket in another region."""
CREDENTIALS = (
    "AWS_ACCESS_KEY_ID",
    "AWS_PROFILE",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
)
"""Variables any of which says that the environment has credentials."""

_REGION = re.compile(r"[a-z0-9-]{1,40}")


class Bucket:
    """A mirror in a bucket.

    Credentials that are configured for it are used at once; those that the environment has are
    used where it cannot be read without.
    """

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

    def entries(self, wanted: Filter) -> Iterator[KeptEntry | Problem]:
        """Yield the index of each layout that it has; raises SourceError if there is none."""
        with closing(self._fetcher):
            yield from self._entries(wanted)

    def _entries(self, wanted: Filter) -> Iterator[KeptEntry | Problem]:
        """Yield the entries; asks again in the bucket's own region, or signed, if it must be."""
        region, is_signed = _region(), bool(self._access.id or self._access.profile)
        for tries in (2, 1, 0):  # plain, in the bucket's own region, signed
            try:
                yield from self._mirror(region, is_signed=is_signed).entries(wanted)
                return
            except MirrorError as error:
                refused = any(fault.status in REFUSED for fault in error.faults)
                if not tries:
                    raise
                if own := _region_of(error):
                    region = own
                elif refused and not is_signed and has_credentials():
                    is_signed = True
                else:
                    raise

    def _mirror(self, region: str | None, *, is_signed: bool) -> Mirror:
        url = bucket_url(self.location, self._access, region)
        login = self._login(url, region) if is_signed else None
        return Mirror(
            url, self._place, self._fetcher, location=self.location, login=login, name=self.name
        )

    def _login(self, url: str, region: str | None) -> Login:
        """Return what signs requests for *url*; raises SourceError where that cannot be done."""
        try:
            from cachetui.sources.remote.signing import signed_login
        except ImportError:
            how = "to sign requests, install cachetui with its extra s3: pip install 'cachetui[s3]'"
            raise SourceError(f"{self.location} needs credentials: {how}") from None
        if self._access.token and not may_carry_secrets(url):
            raise SourceError(f"{self.location}: its token is not sent over http: {safe_url(url)}")
        return signed_login(url, self._access, region or DEFAULT_REGION)


def has_credentials() -> bool:
    """Return whether the environment seems to have credentials, as far as a look can tell."""
    if any(os.environ.get(name) for name in CREDENTIALS):
        return True
    named = os.environ.get("AWS_SHARED_CREDENTIALS_FILE") or "~/.aws/credentials"
    return os.path.exists(os.path.expanduser(named))  # noqa: PTH110, PTH111 - these never fail


def _region() -> str | None:
    return os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or None


def _region_of(error: MirrorError) -> str | None:
    """Return the region of the bucket, where servers say that it is another than was asked."""
    for fault in error.faults:
        region = fault.headers.get(REGION_HEADER, "")
        if fault.status in MOVED and _REGION.fullmatch(region):  # it becomes a part of a host
            return region
    return None
