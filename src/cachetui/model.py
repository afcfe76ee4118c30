"""The words of the field as types: what a page or an index lists, and what could not be used.

Everything here is plain data. A *spec* is one build, known by its hash; a *listing* is one row
of one page or one record of an index: a spec, with where it is listed and what is known of it.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import IntFlag
from itertools import repeat
from typing import Literal, NamedTuple, TypeVar, overload

from msgspec import Struct, field

ARCHITECTURE = ("platform", "os", "target")
"""The fields that ``arch=platform-os-target`` is made of."""
HASH = re.compile(r"[a-z2-7]{32}")
"""A spec's hash: 160 bits in Spack's lower-case base 32."""
HASH_DIGITS = b"abcdefghijklmnopqrstuvwxyz234567"
CODE = "I"
"""The type of an array of codes: 32 bits."""

T = TypeVar("T", covariant=True)


class EntryError(Exception):
    """An entry cannot be used; the message is one sentence without its full stop."""


class Problem(Struct, frozen=True):
    """Something in the input that could not be used."""

    path: str
    """Where: the source as given plus the path in it; safe to show."""
    text: str
    """Why: one sentence without its full stop; safe to show."""

    def __str__(self) -> str:
        return f"{self.path}: {self.text}"


class Note(Problem, frozen=True):
    """Something odd about the input that costs nothing."""


class Origin(Struct, frozen=True):
    """The source of a listing."""

    name: str
    """``pages``, or what the mirror, installation or lockfile is called."""
    kind: Literal["pages", "mirror", "installation", "lockfile", "spec"]

    @property
    def row_noun(self) -> str:
        """The noun for one of its listings: a row of a page, else a record."""
        return "row" if self.kind == "pages" else "record"


class Status(IntFlag):
    """Facts that an origin states of a spec, as bits."""

    CACHED = 1
    """A binary of it is on offer."""
    INSTALLED = 2
    LOCKED = 4
    """A lockfile wants it."""
    EXPLICIT = 8
    """It was installed because somebody asked for it."""
    EXTERNAL = 16
    """It comes from outside of Spack."""
    ROOT = 32
    """A lockfile asks for it by name, or a spec file is about it."""


_WANTED = int(Status.LOCKED | Status.ROOT)  # plain numbers are joined in a hundredth of the time
_USABLE, _EXTERNAL = int(Status.CACHED | Status.INSTALLED), int(Status.EXTERNAL)


def is_on_offer(status: int) -> bool:
    """Return whether a listing of that *status* is shown: it is wanted, or there to be used."""
    return bool(status & _WANTED or (status & _USABLE and not status & _EXTERNAL))


class DepType(IntFlag):
    """Phases that need a dependency, as bits."""

    BUILD = 1
    LINK = 2
    RUN = 4
    TEST = 8


DEP_TYPES = {str(kind.name).lower(): kind for kind in DepType}
"""The name of each, as Spack writes it -> its bit."""


class Coded(Sequence[T]):
    """A sequence of values, kept as codes: places in a shared table, which only grows."""

    __slots__ = ("codes", "table")

    def __init__(self, table: Sequence[T], codes: array[int] | bytes) -> None:
        self.table = table
        """Code -> its value."""
        self.codes = codes
        """Place -> the code of its value; as bytes if they are many, and all below 256."""

    def __len__(self) -> int:
        return len(self.codes)

    def packed(self) -> bytes:
        """Return the codes as a file has them, each in 32 bits."""
        return array(CODE, iter(self.codes)).tobytes()

    def __iter__(self) -> Iterator[T]:
        return map(self.table.__getitem__, self.codes)

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> Coded[T]: ...
    def __getitem__(self, place: int | slice) -> T | Coded[T]:
        if isinstance(place, slice):
            return Coded(self.table, self.codes[place])
        return self.table[self.codes[place]]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]


def recoded(codes: array[int] | bytes, own: Mapping[int, int]) -> Iterable[int]:
    """Return *codes* translated by *own*, old code -> new code, in their order."""
    if isinstance(codes, bytes) and max(own.values(), default=0) < 256:
        return codes.translate(bytes(map(own.get, range(256), repeat(0))))
    return map(own.__getitem__, codes)


class Configuration(NamedTuple):
    """Everything that is listed of a spec but its hash and stacks; look-alikes share one."""

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
    """The package repository: ``builtin``; None where the input does not say it."""
    flags: tuple[str, ...] = ()
    """Compiler flags, as Spack writes them: ``cflags="-O2 -g"``."""

    @property
    def version(self) -> str:
        """The version; a page that lists several means the first."""
        return self.versions[0] if self.versions else ""

    @property
    def architecture(self) -> tuple[str, str, str]:
        """Platform, os and target."""
        return self.platform, self.os, self.target


class Listing(Struct, frozen=True):
    """One row of one page, or one record."""

    configuration: Configuration
    tag: str | None
    """The cache release, such as ``develop-2025-07-13``; None on the pages of 2021."""
    hash: str | None
    """32 characters of ``a-z2-7``; None on pages that carry spec strings only."""
    stacks: tuple[str, ...]
    size: int | float | None
    """Bytes of the tarball, where the input has them."""
    tarball: str | None
    page: str
    """The page or file it stands in: the source as given plus the path in it."""
    origin: str = "pages"
    """The name of what listed it."""
    status: int = Status.CACHED
    """The bits of `Status` that its origin states."""
    time: float | None = None
    """When it was installed, in Unix seconds."""
    prefix: str | None = None
    """Where it is installed."""


class Batch(Struct):
    """A piece of one entry, a page or a chunk of an index: its sound rows as columns.

    Rows of one package stand side by side.
    """

    origin: Origin
    path: str
    """The entry: the source as given plus the path in it."""
    packages: list[tuple[str, int]]
    """A package's name and the number of its rows, in the order of the rows."""
    tag: str | None
    configurations: Sequence[Configuration]
    """Those of its rows, in today's spelling, and others: many batches share one growing list."""
    configuration_of: Sequence[int]
    """Row -> the place of its configuration in that list."""
    hashes: Sequence[str | None]
    """Row -> its hash; None where the page's shape has none."""
    stacks: Sequence[tuple[str, ...]]
    """Row -> the stacks that list it."""
    sizes: Sequence[int | float | None] = ()
    """Row -> bytes of its tarball; empty where the entry does not say any."""
    tarballs: Sequence[str | None] = ()
    """Row -> where its tarball is, likewise."""
    status: Sequence[int] = ()
    """Row -> bits of `Status`; empty where every row is `Status.CACHED`."""
    times: Sequence[float | None] = ()
    """Row -> Unix seconds of its installation; empty where the entry does not say any."""
    prefixes: Sequence[str | None] = ()
    """Row -> where it is installed, likewise."""
    lost: list[str] = field(default_factory=list)
    """A sentence for each row that cannot be used, or for the first of very many."""
    skipped_rows: int = 0
    """How many those rows are."""
    note: str | None = None
    """Where the entry disagrees with itself; costs nothing."""

    def __len__(self) -> int:
        return len(self.configuration_of)


class Edges(Struct):
    """Dependencies of some specs of one entry, as columns; they come after its rows."""

    origin: Origin
    parents: Sequence[str]
    """Hashes of specs, each of them once."""
    counts: Sequence[int]
    """Parent -> number of its edges."""
    children: Sequence[str]
    """Edge -> hash of the dependency."""
    names: Sequence[str]
    """Edge -> the dependency's package."""
    types: Sequence[int]
    """Edge -> bits of `DepType`."""
    virtuals: Sequence[tuple[str, ...]]
    """Edge -> the virtual packages that it provides: ``("mpi",)``."""


def split_architecture(text: str) -> tuple[str, str, str]:
    """Return platform, os and target of ``linux-ubuntu20.04-x86_64_v3``; else it is a target."""
    platform, _, rest = text.partition("-")
    os, _, target = rest.rpartition("-")
    return (platform, os, target) if os else ("None", "None", text)
