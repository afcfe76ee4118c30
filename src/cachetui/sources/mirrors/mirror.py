"""One mirror of Spack's configuration: where it is, what it is for, and how one is let in.

Spack: lib/spack/spack/mirrors/mirror.py; lib/spack/spack/schema/mirrors.py has the shapes.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeGuard
from urllib.parse import unquote

from cachetui.safe_text import safe
from cachetui.sources.access import Access
from cachetui.sources.mirrors.places import UNKNOWN, Places
from cachetui.sources.mirrors.scopes import absolute
from cachetui.sources.source import SourceError

Direction = Literal["fetch", "push"]

_REMOTE = re.compile(r"(https?|s?ftp|s3|gs|oci(\+http)?|ssh|scp):", re.IGNORECASE)
_VARIABLE = re.compile(r"[A-Za-z_]\w*")


@dataclass(frozen=True)
class Credential:
    """Something that lets one in, named and never shown."""

    key: str
    """The key that says it: ``access_pair``, ``access_token``, ``profile``."""
    variables: tuple[str, ...] = ()
    """The variables that hold it; none where the file itself does."""

    @property
    def unset(self) -> list[str]:
        """Those of the variables that are not set."""
        return [name for name in self.variables if not os.environ.get(name)]


@dataclass(frozen=True)
class ConfiguredMirror:
    """What all scopes together say of one mirror."""

    name: str
    entry: Any = field(repr=False)
    """A URL, or a mapping; it may hold secrets."""
    file: str
    """The highest file that says something of it."""

    @property
    def url(self) -> str:
        """The URL that is read, ``file:`` for a folder; empty if it has none."""
        return self._url("fetch")

    @property
    def push_url(self) -> str:
        """The URL that is written to."""
        return self._url("push")

    @property
    def path(self) -> str | None:
        """The folder, if it is one on this machine."""
        return unquote(self.url.removeprefix("file://")) if self.url.startswith("file:") else None

    @property
    def endpoint(self) -> str | None:
        """The server that has its bucket, where it is another than Amazon's."""
        return _text(self._value("endpoint_url"))

    @property
    def is_binary(self) -> bool:
        """Whether it has binaries."""
        return self._flag("binary", usual=True)

    @property
    def is_source(self) -> bool:
        """Whether it has sources."""
        return self._flag("source", usual=True)

    @property
    def is_signed(self) -> bool:
        """Whether Spack asks for signatures; no image of a container has one."""
        return self._flag("signed", usual=True) and not self.url.lower().startswith("oci")

    @property
    def is_autopush(self) -> bool:
        """Whether what is installed is pushed to it."""
        return self._flag("autopush", usual=False)

    @property
    def fault(self) -> str | None:
        """Why it cannot be used: half a sentence behind its name; None if it can."""
        if not isinstance(self.entry, str | Mapping):
            return "is neither a URL nor a mapping"
        if not self.url:
            return "has no url"
        if not self.url.isprintable():
            return "has a url that no URL can be"
        if not _REMOTE.match(self.url) and (unknown := UNKNOWN.search(self.url)):
            return f"has {unknown[0]} in its url, which is not known here"
        return None

    def credentials(self, direction: Direction = "fetch") -> Iterator[Credential]:
        """Yield what is there to be let in with."""
        pair = self._value("access_pair", direction)
        if isinstance(pair, Mapping):
            names = [pair.get(key) for key in ("id_variable", "secret_variable")]
            yield Credential("access_pair", tuple(filter(_is_variable, names)))
        elif isinstance(pair, list) and any(pair):
            yield Credential("access_pair")
        if variable := self._value("access_token_variable", direction):
            yield Credential("access_token", tuple(filter(_is_variable, [variable])))
        elif self._value("access_token", direction):
            yield Credential("access_token")
        if self._value("profile", direction):
            yield Credential("profile")

    def access(self) -> Access | None:
        """Return how its URL is to be asked; None if nothing is said of that.

        Raises SourceError where a variable is not set.
        """
        identity, secret = self._pair()
        token = _text(self._value("access_token"))
        if variable := self._value("access_token_variable"):
            token = self._secret(variable, "access_token_variable")
        profile = _text(self._value("profile"))
        found = Access(identity, secret, token, profile, self.endpoint)
        return None if found == Access() else found

    def _pair(self) -> tuple[str | None, str | None]:
        """Return id and secret, both or neither."""
        pair = self._value("access_pair")
        if isinstance(pair, Mapping):
            identity = _text(pair.get("id"))
            if variable := pair.get("id_variable"):
                identity = self._secret(variable, "id_variable")
            return identity, self._secret(pair.get("secret_variable"), "secret_variable")
        if isinstance(pair, list) and len(pair) == 2 and all(map(_text, pair)):
            return pair[0], pair[1]
        return None, None

    def _secret(self, variable: Any, key: str) -> str:
        """Return the value of the *variable* that *key* names; raises SourceError."""
        name = safe(self.name)
        if not _is_variable(variable):
            raise SourceError(f"mirror {name}: its {key} names no variable")
        if not (value := os.environ.get(variable)):
            raise SourceError(f"${variable} is not set ({key} of mirror {name})")
        return value

    def _url(self, direction: Direction) -> str:
        if isinstance(self.entry, str):
            return self.entry
        return _text(self._value("url", direction)) or ""

    def _flag(self, key: str, *, usual: bool) -> bool:
        value = self.entry.get(key) if isinstance(self.entry, Mapping) else None
        return usual if not isinstance(value, str) else value.lower() in ("true", "yes", "on")

    def _value(self, key: str, direction: Direction = "fetch") -> Any:
        """Return what is said for one direction, else what is said for both."""
        if not isinstance(self.entry, Mapping):
            return None
        own = self.entry.get(direction)
        if isinstance(own, Mapping) and key in own:
            return own[key]
        return own if isinstance(own, str) and key == "url" else self.entry.get(key)


def located(entry: Any, places: Places, folder: str) -> Any:
    """Return an *entry* as it stands in a file in *folder*, with every place in it a URL."""
    if isinstance(entry, str):
        return _as_url(entry, places, folder)
    if not isinstance(entry, Mapping):
        return entry
    return {
        key: located(value, places, folder)
        if str(key).rstrip(":") in ("url", "fetch", "push")
        else value
        for key, value in entry.items()
    }


def _as_url(written: str, places: Places, folder: str) -> str:
    """Return a URL as it is, and a path or a ``file:`` URL, with its variables, as the latter."""
    if _REMOTE.match(written):
        return written
    path = places.expand(written)
    if UNKNOWN.search(path) or not path.isprintable():
        return path
    return Path(absolute(path, folder)).as_uri()


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _is_variable(name: Any) -> TypeGuard[str]:
    return isinstance(name, str) and bool(_VARIABLE.fullmatch(name))
