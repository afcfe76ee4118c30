"""The status of a spec, and its prefix, as its record states them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from cachetui.model import Status
from cachetui.sources.formats.spack.records import InstallRecord

_NO_PREFIX = ("", "None")
"""Paths that stand for none; Spack wrote ``"None"`` until 0.15."""


class MirrorStatus(Struct, frozen=True):
    """The status of records of a mirror."""

    says_cached: bool
    """Whether records say if they are cached; before Spack 0.17 none did, and all were."""
    kind: Literal["mirror"] = "mirror"

    def said(self, records: Sequence[InstallRecord]) -> list[object]:
        """Return of each of *records* all that its status depends on."""
        return [record.in_buildcache for record in records]

    def of(self, record: InstallRecord, *, is_external: bool) -> int:
        """Return the bits of `Status` that *record* has."""
        is_cached = record.in_buildcache or not self.says_cached
        return Status.CACHED * is_cached | Status.EXTERNAL * is_external


class InstallationStatus(Struct, frozen=True):
    """The status of records of an installation."""

    kind: Literal["installation"] = "installation"

    def said(self, records: Sequence[InstallRecord]) -> list[object]:
        """Return of each of *records* all that its status depends on."""
        return [(record.installed, record.explicit) for record in records]

    def of(self, record: InstallRecord, *, is_external: bool) -> int:
        """Return the bits of `Status` that *record* has."""
        return (
            Status.INSTALLED * bool(record.installed)
            | Status.EXPLICIT * bool(record.explicit)
            | Status.EXTERNAL * is_external
        )


StatusReader = MirrorStatus | InstallationStatus


def status_reader(record: InstallRecord) -> StatusReader:
    """Return what reads the status in a database whose first record is *record*.

    Spack: lib/spack/spack/database.py, DEFAULT_INSTALL_RECORD_FIELDS; binary_distribution.py,
    BuildCacheDatabase.record_fields.
    """
    if record.in_buildcache is None and record.installed is not None:
        return InstallationStatus()
    return MirrorStatus(says_cached=record.in_buildcache is not None)


def prefix_of(path: str | None) -> str | None:
    """Return where a spec is installed, None if *path* says nothing."""
    return None if path in _NO_PREFIX else path
