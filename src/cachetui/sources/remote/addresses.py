"""URLs: which are mirrors, what of them may be shown, and who they belong to."""

from __future__ import annotations

import base64
import ipaddress
import os
import re
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit

from cachetui.safe_text import safe_url
from cachetui.sources.access import Access
from cachetui.sources.source import SourceError

INDEX_TAG = "index.spack"
"""The tag of the image that is the index of a mirror in a registry."""
HUB, HUB_SERVER = "docker.io", "registry-1.docker.io"
DEFAULT_PORTS = {"http": 80, "https": 443}

_UNSAFE = re.compile(r"[^!-~]")


class Address(NamedTuple):
    """A URL apart from the user and the password in it."""

    url: str
    """Without them, and without a slash at its end."""
    access: Access | None
    """The user and the password."""

    @property
    def scheme(self) -> str:
        """``https``, ``s3``, ``oci``, ..."""
        return self.url.partition(":")[0]


def address_of(given: str) -> Address:
    """Return the address *given*; raises SourceError, which shows no password, if it is none."""
    try:
        parts = urlsplit(quoted(given))
        _ = parts.port
    except ValueError:  # what it says may quote the password
        raise SourceError(f"'{safe_url(given)}' is no URL") from None
    if not parts.hostname:
        raise SourceError(f"'{safe_url(given)}' is no URL: it names no host")
    if parts.query or parts.fragment:
        raise SourceError(f"'{safe_url(given)}' has a ? or # in it, which no mirror's URL has")
    if "@" in parts.path:
        how = "write / in a password as %2F, and @ in a path as %40"
        raise SourceError(f"'{safe_url(given)}' has an @ behind its host: {how}")
    access = None
    if parts.username is not None:
        access = Access(unquote(parts.username), unquote(parts.password or ""))
    host = parts.netloc.rpartition("@")[2]
    bare = parts._replace(scheme=parts.scheme.lower(), netloc=host)
    return Address(bare.geturl().rstrip("/"), access)


def quoted(url: str) -> str:
    """Return *url* in printable ASCII, all else in it as ``%XX``."""
    return _UNSAFE.sub(lambda found: quote(found[0], errors="replace"), url)


def origin_of(url: str) -> tuple[str, str, int | None]:
    """Return scheme, host and port: who gets credentials that are for *url*."""
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or DEFAULT_PORTS.get(parts.scheme)


def has_user(url: str) -> bool:
    """Return whether *url* has a user, and perhaps a password, before its host."""
    return "@" in urlsplit(url).netloc


def may_carry_secrets(url: str) -> bool:
    """Return whether nobody on the way can read what is sent: by https, or on this machine."""
    parts = urlsplit(url)
    return parts.scheme == "https" or is_this_machine(parts.hostname or "")


def host_of(url: str) -> str:
    """Return the host of *url*, without its port; empty if there is none, or its port is none."""
    try:
        parts = urlsplit(url)
        _ = parts.port
        return parts.hostname or ""
    except ValueError:
        return ""


def is_this_machine(host: str) -> bool:
    """Return whether *host* is a name or an address of the loopback device."""
    return host == "localhost" or (is_address(host) and ipaddress.ip_address(host).is_loopback)


def is_address(host: str) -> bool:
    """Return whether *host* is an IP address and no name."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def basic(user: str, password: str) -> str:
    """Return the value of a header ``Authorization`` with that name and password."""
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def bucket_url(location: str, access: Access, region: str | None) -> str:
    """Return the URL at which the files of ``s3://BUCKET/PREFIX`` are.

    They are at the server that *access* or ``$S3_ENDPOINT_URL`` names, else at Amazon's for the
    *region*; a bucket with a dot in its name fits no certificate as a part of the host's. Raises
    SourceError where the server named is none, or has a password in it.
    """
    parts = urlsplit(location)
    bucket, prefix = parts.netloc, parts.path.rstrip("/")
    if endpoint := access.endpoint_url or os.environ.get("S3_ENDPOINT_URL"):
        return f"{_server(endpoint)}/{bucket}{prefix}"
    host = f"s3.{region}.amazonaws.com" if region else "s3.amazonaws.com"
    return (
        f"https://{host}/{bucket}{prefix}" if "." in bucket else f"https://{bucket}.{host}{prefix}"
    )


def _server(endpoint: str) -> str:
    """Return the URL of an *endpoint*; raises SourceError where it has a user or a password."""
    address = address_of(endpoint if "://" in endpoint else f"https://{endpoint}")
    if address.access is not None:
        why = (
            "has a user or a password in it, which are not sent: the mirror's access_pair has them"
        )
        raise SourceError(f"the endpoint {address.url} {why}")
    return address.url


def image_of(location: str) -> tuple[str, str]:
    """Return the URL of the server and the name of the image in ``oci://HOST/NAME``.

    What has no dot, no port and is not this machine is no host, but a part of a name in the
    registry that is usual. Spack: lib/spack/spack/oci/image.py, ImageReference.from_string.
    """
    parts = urlsplit(location)
    scheme = "http" if parts.scheme == "oci+http" else "https"
    host, name = parts.netloc, re.sub(r":[\w.-]+$", "", parts.path.strip("/"))
    if not ("." in host or ":" in host or host == "localhost"):
        host, name = HUB, f"{host}/{name}" if name else f"library/{host}"
    return f"{scheme}://{HUB_SERVER if host == HUB else host}", name


def image_url(server: str, image: str, kind: str, name: str) -> str:
    """Return where a *server* has what is called *name* of an *image*: ``manifests``, ``blobs``."""
    return f"{server}/v2/{quote(image)}/{kind}/{name}"
