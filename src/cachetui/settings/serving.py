"""Where the screen is served to browsers, and what of it stands in the address of a page."""

from __future__ import annotations

import re
from typing import NamedTuple

from cachetui.safe_text import safe

LOOPBACK = "127.0.0.1"
ADDRESS = "CACHETUI_ADDRESS"
"""The variable in which a served session finds the query part of its page's address."""

_PLACE = re.compile(r"(?:(?P<host>[\w.-]+|\[[0-9a-fA-F:.]+\]):)?(?P<port>\d{1,5})")


class ServeError(Exception):
    """The screen cannot be served; the message is one sentence."""


class Place(NamedTuple):
    """Where to listen."""

    host: str
    """A name or an address."""
    port: int
    """0 lets the system choose."""

    @classmethod
    def parse(cls, text: str) -> Place:
        """Return the place that ``[HOST:]PORT`` names; raises ServeError."""
        match = _PLACE.fullmatch(text)
        if match is None or int(match["port"]) > 0xFFFF:
            example = "8000, 0.0.0.0:8000 or [::1]:8000"
            raise ServeError(f"'{safe(text)}' is no place to serve at, as {example} are")
        return cls((match["host"] or LOOPBACK).strip("[]"), int(match["port"]))

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine reaches it."""
        from ipaddress import ip_address

        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    @property
    def url(self) -> str:
        """The address of its page."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}/"


class PageAddress(NamedTuple):
    """What the query part of a page's address says: ``q=hdf5%2Bmpi&t=develop``."""

    query: str = ""
    tags: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str) -> PageAddress:
        """Return what *text* says, safe to show; what it does not say is empty."""
        from urllib.parse import parse_qs

        try:
            fields = parse_qs(text, max_num_fields=100)
        except ValueError:
            return cls()
        return cls(safe(fields.get("q", [""])[0]), tuple(map(safe, fields.get("t", []))))

    def __str__(self) -> str:
        from urllib.parse import urlencode

        fields = [("q", self.query)] if self.query else []
        return urlencode([*fields, *(("t", tag) for tag in self.tags)])
