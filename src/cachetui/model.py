"""The words of the field as types: what a page lists, and what could not be used.

Everything here is plain data. A *spec* is one build, known by its hash; a *listing* is one row
of one page, a spec in a tag with the stacks that list it there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

HASH = re.compile(r"[a-z2-7]{32}")
"""A spec's hash: 160 bits in Spack's lower-case base 32."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the input that could not be used."""

    path: str
    """Where: the source as given plus the path in it; safe to show."""
    text: str
    """Why: one sentence without its full stop; safe to show."""

    def __str__(self) -> str:
        return f"{self.path}: {self.text}"


@dataclass(frozen=True, slots=True)
class Configuration:
    """What specs that look the same agree in: all that a page shows but hash and stacks."""

    package: str
    versions: tuple[str, ...]
    """As on the page: a list that holds one version."""
    compiler: str | None
    """``gcc@11.4.0``, the ``=`` of older pages dropped; None where no compiler was used."""
    platform: str
    os: str
    target: str
    variants: tuple[str, ...]
    """As on the page: ``+mpi``, ``~ipo``, ``build_system=cmake``, ``fabrics:=rxm,tcp``."""
    dependencies: str = ""
    """The ``^zlib@1.2.11 ...`` part of the oldest pages' spec strings, as written."""

    @property
    def version(self) -> str:
        """The version; a page that lists several means the first."""
        return self.versions[0] if self.versions else ""


@dataclass(frozen=True, slots=True)
class Listing:
    """One row of one page."""

    configuration: Configuration
    tag: str | None
    """The cache release, such as ``develop-2025-07-13``; None on the pages of 2021."""
    hash: str | None
    """32 characters of ``a-z2-7``; None on pages that carry spec strings only."""
    stacks: tuple[str, ...]
    size: int | float | None
    """Bytes of the tarball, where the page has them."""
    tarball: str | None
    page: str
    """The page it stands on: the source as given plus the path in it."""
