"""The mirrors that Spack's configuration names, and the one that is asked for by its name."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from cachetui.model import Problem
from cachetui.safe_text import clip, safe, safe_url
from cachetui.sources.mirrors.merge import name_of, overlaid
from cachetui.sources.mirrors.mirror import ConfiguredMirror, located
from cachetui.sources.mirrors.places import Places
from cachetui.sources.mirrors.scopes import Scopes, read_scopes
from cachetui.sources.source import SourceError
from cachetui.spack.near import near

SHOWN = 80
"""Characters of a name that is not known, in a sentence."""


class Configured(Struct, frozen=True):
    """All mirrors, as all scopes together have them."""

    mirrors: Mapping[str, ConfiguredMirror]
    """Name -> mirror, in the order in which Spack asks them."""
    files: Sequence[str]
    """The files that name mirrors, else all that could: the highest first."""
    problems: Sequence[Problem]
    """Files and includes that could not be used: what they say is missing here."""

    def named(self, name: str) -> ConfiguredMirror:
        """Return the mirror of that name.

        Raises SourceError where there is none, or nothing can be read of it.
        """
        found = self.mirrors.get(name)
        if found is None:
            raise SourceError(self._unknown(name))
        if not found.is_binary:
            raise SourceError(f"mirror {safe(name)} is source only")
        if found.fault:
            raise SourceError(f"{found.file}: mirror {safe(name)} {found.fault}")
        return found

    def at(self, place: str) -> ConfiguredMirror | None:
        """Return the first mirror that is read from that path or URL; None if there is none."""
        wanted, every = safe_url(place).rstrip("/"), self.mirrors.values()
        return next((m for m in every if wanted in (m.path, safe_url(m.url).rstrip("/"))), None)

    def _unknown(self, name: str) -> str:
        """Return the sentence for a *name* that no mirror has, with those that are like it."""
        if not name:
            return f"mirror: needs a name behind it; {self._names()}"
        files = ", ".join(map(safe, self.files))
        alike = ", ".join(map(safe, near(name, list(self.mirrors))))
        told = f"did you mean {alike}? {self._names()}" if alike else self._names()
        broken = "".join(f"; {problem}" for problem in self.problems)
        return f"no mirror {clip(safe(name), SHOWN)} in {files}; {told}{broken}"

    def _names(self) -> str:
        names = ", ".join(map(safe, self.mirrors))
        return f"there are {names}" if names else "none is configured"


def configured() -> Configured:
    """Read all mirrors that Spack's configuration names for this user, machine and shell."""
    places = Places.find()
    scopes = read_scopes(places)
    merged: dict[str, Any] = {}
    files: dict[str, str] = {}
    for file, section in scopes.sections:
        found = _section(section, places, os.path.dirname(file))  # noqa: PTH120
        merged = overlaid(merged, found)
        for names in found.values():
            files |= {name_of(name): file for name in names}
    names = merged.get("mirrors") or {}
    mirrors = {
        name: ConfiguredMirror(name, entry, files[name]) for name, entry in names.items() if name
    }
    return Configured(mirrors, _files(scopes), scopes.problems)


def _section(section: Mapping[str, Any], places: Places, folder: str) -> Mapping[str, Any]:
    return {
        key: {name: located(entry, places, folder) for name, entry in names.items()}
        for key, names in section.items()
    }


def _files(scopes: Scopes) -> list[str]:
    naming = [file for file, _ in scopes.sections] or scopes.looked
    return list(dict.fromkeys(reversed(naming)))
