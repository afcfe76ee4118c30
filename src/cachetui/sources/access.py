"""What a transport needs beside a URL to be let in: the credentials of one mirror."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Access:
    """How one mirror is to be asked, as Spack's configuration says it; nothing of it is required.

    The values are those to be sent: variables have been looked up. They are for the mirror's own
    host alone, and must not appear in a message, an error, a log or a file; therefore they are
    left out of its ``repr``. A dataclass, because a msgspec Struct would show them there.
    Spack: lib/spack/spack/mirrors/mirror.py, Mirror.get_credentials.
    """

    id: str | None = field(default=None, repr=False)
    """The user's name (http, oci), or the id of the access key (s3)."""
    secret: str | None = field(default=None, repr=False)
    """The password that goes with `id`."""
    token: str | None = field(default=None, repr=False)
    """A bearer's token (http, oci), or the token of an s3 session."""
    profile: str | None = None
    """The profile in the user's AWS configuration (s3)."""
    endpoint_url: str | None = field(default=None, repr=False)
    """The server to ask in place of Amazon's (s3)."""
