"""What a record says of a spec beyond its configuration."""

from __future__ import annotations

from typing import Literal

from cachetui.model import Status
from cachetui.sources.formats.spack.records import Record

_NO_PREFIX = ("", "None")
"""Paths that stand for none; Spack wrote ``"None"`` until 0.15."""

_CACHED, _EXTERNAL = Status.CACHED.value, Status.EXTERNAL.value


class MirrorStatus:
    """The status of records of a mirror."""

    kind: Literal["mirror"] = "mirror"

    def __init__(self) -> None:
        self._knows_cached = False
        """Whether a record says if it is cached; before Spack 0.17 none did, and all were."""

    def of(self, record: Record, *, is_external: bool) -> int:
        """Return the bits of `Status` that *record* has."""
        cached = record.in_buildcache
        if cached is None:
            cached = not self._knows_cached
        else:
            self._knows_cached = True
        status = _CACHED if cached else 0
        return status | _EXTERNAL if is_external else status


class InstallationStatus:
    """The status of records of an installation."""

    kind: Literal["installation"] = "installation"

    def of(self, record: Record, *, is_external: bool) -> int:
        """Return the bits of `Status` that *record* has."""
        status = 0
        if record.installed:
            status |= Status.INSTALLED
        if record.explicit:
            status |= Status.EXPLICIT
        if is_external:
            status |= _EXTERNAL
        return status


StatusReader = MirrorStatus | InstallationStatus


def status_reader(record: Record) -> StatusReader:
    """Return what reads the status of a database that has *record*.

    Spack: lib/spack/spack/database.py, DEFAULT_INSTALL_RECORD_FIELDS; binary_distribution.py,
    BuildCacheDatabase.record_fields.
    """
    is_installation = record.in_buildcache is None and record.installed is not None
    return InstallationStatus() if is_installation else MirrorStatus()


def prefix_of(path: str | None) -> str | None:
    """Return where a spec is installed, None if *path* says nothing."""
    return None if path in _NO_PREFIX else path
