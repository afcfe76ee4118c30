"""Requests for private buckets, signed by botocore: the extra ``s3``."""

from __future__ import annotations

from collections.abc import Mapping

from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import BotoCoreError
from botocore.session import Session

from cachetui.safe_text import safe, safe_url
from cachetui.sources.access import Access
from cachetui.sources.remote.web import Login
from cachetui.sources.source import SourceError


def signed_login(url: str, access: Access, region: str) -> Login:
    """Return what signs requests for the server of *url* in a *region*.

    It signs with the key of *access*, or with what its profile or the environment has. Raises
    SourceError where there is none.
    """
    credentials = _credentials(url, access)

    def sign(asked: str) -> Mapping[str, str]:
        """Return the headers that a request for the URL *asked* has when it is signed."""
        request = AWSRequest("GET", asked)
        S3SigV4Auth(credentials.get_frozen_credentials(), "s3", region).add_auth(request)
        return dict(request.headers.items())

    return Login(url, sign)


def _credentials(url: str, access: Access) -> Credentials:
    """Return the key of *access*, of its profile or of the environment; raises SourceError."""
    if access.id:
        return Credentials(access.id, access.secret or "", access.token)
    try:
        found: Credentials | None = Session(profile=access.profile).get_credentials()
    except BotoCoreError as error:
        raise SourceError(f"{safe_url(url)}: no credentials: {safe(str(error))}") from None
    if found is None:
        raise SourceError(f"{safe_url(url)}: needs credentials, and the environment has none")
    return found
