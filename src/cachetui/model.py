"""The words of the field as types: what a page lists, and what could not be used.

Everything here is plain data. A *spec* is one build, known by its hash; a *listing* is one row
of one page, a spec in a tag with the stacks that list it there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from msgspec import Struct, field

ARCHITECTURE = ("platform", "os", "target")
"""The fields that ``arch=platform-os-target`` is made of."""
HASH = re.compile(r"[a-z2-7]{32}")
"""A spec's hash: 160 bits in Spack's lower-case base 32."""


class PageError(Exception):
    """A page cannot be used; the message is one sentence without its full stop."""


class Problem(Struct, frozen=True):
    """Something in the input that could not be used."""

    path: str
    """Where: the source as given plus the path in it; safe to show."""
    text: str
    """Why: one sentence without its full stop; safe to show."""

    def __str__(self) -> str:
        return f"{self.path}: {self.text}"


class Configuration(NamedTuple):
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
    namespace: str | None = None
    """The repository of its recipe, ``builtin``; None where the entry does not say it."""
    flags: tuple[str, ...] = ()
    """Compiler flags as Spack writes them: ``cflags="-O2 -g"``."""

    @property
    def version(self) -> str:
        """The version; a page that lists several means the first."""
        return self.versions[0] if self.versions else ""

    @property
    def architecture(self) -> tuple[str, str, str]:
        """Platform, os and target."""
        return self.platform, self.os, self.target


class Listing(Struct, frozen=True):
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


class Page(Struct):
    """What one page lists, a package in a tag: its sound rows as columns."""

    package: str
    tag: str | None
    configurations: list[Configuration]
    """The distinct ones, in today's spelling."""
    looks: list[int]
    """Row -> the place of its configuration."""
    hashes: Sequence[str | None]
    """Row -> its hash; None where the page's shape has none."""
    stacks: Sequence[tuple[str, ...]]
    """Row -> the stacks that list it."""
    sizes: Sequence[int | float | None] = ()
    """Row -> bytes of its tarball; empty where the page does not say any."""
    tarballs: Sequence[str | None] = ()
    """Row -> where its tarball is, likewise."""
    lost: list[str] = field(default_factory=list)
    """A sentence for each row that cannot be used, or for the first of very many."""
    skipped_rows: int = 0
    """How many those rows are."""
    note: str | None = None
    """Where the page disagrees with itself; costs nothing."""

    def __len__(self) -> int:
        return len(self.looks)


def split_architecture(text: str) -> tuple[str, str, str]:
    """Cut ``linux-ubuntu20.04-x86_64_v3`` at its first and last dash; else it is a target."""
    platform, _, rest = text.partition("-")
    os, _, target = rest.rpartition("-")
    return (platform, os, target) if os else ("None", "None", text)
