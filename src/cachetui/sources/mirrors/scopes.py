"""Spack's configuration scopes: which files say something of mirrors, and in which order.

A scope is a folder with ``mirrors.yaml`` and ``include.yaml`` in it, or one file that has both as
sections; what it includes stands below it, the first one named on top. Spack: lib/spack/spack/
config.py (create, push_scope, include_path_scope), etc/spack/include.yaml since 1.1.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from cachetui.model import EntryError, Problem
from cachetui.safe_text import safe
from cachetui.sources.files import FileContent
from cachetui.sources.handles import open_named
from cachetui.sources.mirrors.conditions import ConditionError, holds
from cachetui.sources.mirrors.places import Places, system_config, user_config
from cachetui.sources.safe_yaml import YamlRefusedError, load_configuration
from cachetui.spack.operating_systems import this_platform

MOST_FILES = 500
"""Files of configuration that are read: includes could lead round for ever."""

Section = tuple[str, Mapping[str, Any]]
"""A file, and what it says under ``mirrors``, the key included: it may be ``mirrors::``."""


class Scopes(Struct):
    """What all scopes say of mirrors, the lowest first."""

    sections: list[Section] = field(default_factory=list)
    looked: list[str] = field(default_factory=list)
    """Every file that was looked for, in the same order."""
    problems: list[Problem] = field(default_factory=list)
    """Files and includes that could not be used."""


def read_scopes(places: Places) -> Scopes:
    """Read all scopes that a command of Spack's would; a broken file costs only itself."""
    reader = _Reader(places)
    for folder in _folders(places):
        reader.folder(folder)
    if places.environment:
        reader.file(str(Path(places.environment, "spack.yaml")), inside=("spack", "env"))
    return reader.found


def _folders(places: Places) -> Iterator[str]:
    """Yield the folders of the scopes, the lowest first; those included are not among them.

    Since Spack 1.1 the one in Spack itself includes those of the system and the user. Until 0.23
    each had a folder for the platform in it.
    """
    etc = f"{places.spack}/etc/spack"
    version = places.version()
    if version is not None and version >= (1, 1):
        yield from (f"{etc}/defaults", etc)
        return
    local = "SPACK_DISABLE_LOCAL_CONFIG" not in os.environ
    wanted = (
        (places.spack is not None, f"{etc}/defaults"),
        (local, system_config()),
        (places.spack is not None, etc),
        (local, user_config()),
    )
    for folder in (folder for is_wanted, folder in wanted if is_wanted):
        yield folder
        own = f"{folder}/{this_platform()}"
        if (version is None or version < (1, 0)) and Path(own).is_dir():
            yield own


class _Reader:
    """Reads scopes from the lowest up, and what they include before each."""

    def __init__(self, places: Places) -> None:
        self.found = Scopes()
        self._places = places
        self._inside: list[str] = []
        """The scopes that are being read, each included by the one before it."""
        self._read = 0

    def folder(self, path: str) -> None:
        """Read the scope in a folder, if it is there."""
        include = f"{path}/include.yaml"
        self._include(include, self._load(include), path)
        self._add(f"{path}/mirrors.yaml", self._load(f"{path}/mirrors.yaml", wanted=True))

    def file(self, path: str, inside: tuple[str, ...] = ()) -> None:
        """Read the scope in one file, if it is there; its sections may be *inside* of a key."""
        data = self._load(path, wanted=True)
        for key in inside:
            within = data.get(key)
            data = within if isinstance(within, Mapping) else data
        self._include(path, data, path)
        self._add(path, data)

    def _add(self, path: str, data: Mapping[str, Any]) -> None:
        for key in ("mirrors", "mirrors:"):
            section = data.get(key)
            if isinstance(section, Mapping):
                self.found.sections.append((path, {key: section}))
            elif section is not None:
                self._problem(path, "what it says under mirrors is no mapping of names")

    def _include(self, path: str, data: Mapping[str, Any], scope: str) -> None:
        """Read the scopes that a file at *path* includes in *scope*, the last one first."""
        entries = data.get("include", data.get("include:"))
        if entries is None:
            return
        if not isinstance(entries, list):
            self._problem(path, "what it says under include is no list")
            return
        self._inside.append(scope)
        for entry in reversed(entries):
            try:
                if (included := self._included(entry, os.path.dirname(path))) is not None:  # noqa: PTH120
                    self._scope(included)
            except (ConditionError, EntryError) as error:
                self._problem(path, f"an include {error}")
        self._inside.pop()

    def _scope(self, path: str) -> None:
        """Read the scope that was included from *path*."""
        if path in self._inside:
            raise EntryError("leads back to where it stands")
        (self.folder if Path(path).is_dir() else self.file)(path)

    def _included(self, entry: Any, folder: str) -> str | None:
        """Return the folder or file that *entry* names, None if it is not to be included.

        Raises ConditionError or EntryError where that cannot be told.
        """
        if isinstance(entry, str):
            entry = {"path": entry}
        if not isinstance(entry, Mapping) or not isinstance(entry.get("path"), str):
            raise EntryError("names no path here: what it means is not fetched")
        if isinstance(when := entry.get("when"), str) and not holds(when):
            return None
        written = os.environ.get(str(entry.get("path_override_env_var") or "")) or entry["path"]
        if "://" in written and not written.startswith("file://"):
            raise EntryError("is behind a URL: it is not fetched")
        path = absolute(self._places.expand(written), folder)
        if "\0" in path:
            raise EntryError("names no path that there could be")
        if not Path(path).exists() and isinstance(other := entry.get("fallback"), str):
            path = absolute(self._places.expand(other), folder)
        if not Path(path).exists() and str(entry.get("optional")).lower() != "true":
            raise EntryError(f"names '{safe(path)}', which is not there")
        return path

    def _load(self, path: str, *, wanted: bool = False) -> Mapping[str, Any]:
        """Return what the file at *path* says, nothing if it is not there or cannot be used."""
        if wanted:
            self.found.looked.append(path)
        self._read += 1
        try:
            if self._read > MOST_FILES:
                raise EntryError(f"is not read: includes lead to over {MOST_FILES} files")
            return _mapping(path)
        except (FileNotFoundError, NotADirectoryError):
            return {}
        except OSError as error:
            self._problem(path, f"cannot be read: {error.strerror}")
        except (EntryError, YamlRefusedError) as error:
            self._problem(path, str(error))
        return {}

    def _problem(self, path: str, text: str) -> None:
        problem = Problem(safe(path), text)
        if problem not in self.found.problems:
            self.found.problems.append(problem)


def _mapping(path: str) -> Mapping[str, Any]:
    """Return the mapping in a file; raises OSError, EntryError or YamlRefusedError."""
    with FileContent(open_named(path)) as content:
        data = content.read()
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise EntryError("is not UTF-8 text") from None
    loaded = load_configuration(text)
    if loaded is None:
        return {}
    if not isinstance(loaded, Mapping):
        raise EntryError("is no mapping of sections")
    return loaded


def absolute(path: str, folder: str) -> str:
    """Return the path, or ``file:`` URL, that stands in a file in *folder* as an absolute path."""
    from urllib.parse import unquote

    if path.startswith("file:"):
        rest = path.removeprefix("file:")
        authority, _, below = rest.removeprefix("//").partition("/")
        is_local = not rest.startswith("//") or authority in ("", "localhost")
        path = unquote((f"/{below}" if rest.startswith("//") else rest) if is_local else rest[2:])
    return os.path.normpath(Path(folder, path).absolute())
