"""What a query asks for, as plain data, and its one normal form.

Of *items* (see `cachetui.values`) any one must be met; of everything else all must.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from cachetui.spack.values import literal, spelled, unquoted

if TYPE_CHECKING:
    from cachetui.spack.versions import VersionList

ARCHITECTURE = ("platform", "os", "target")
"""What ``arch=platform-os-target`` is made of; keys of their own too."""
OUR_KEYS = ("stack", "tag", "compiler", "runs")
"""Keys that Spack does not have: what a page knows beyond a spec."""
Judge = Callable[[str, str, str], str]
"""Platform, os and target -> what ``runs=`` asks for: yes, maybe or no."""
FIELDS = (*ARCHITECTURE, *OUR_KEYS)
"""The keys that take items."""


class Variant(Struct, frozen=True):
    """A variant as asked for: ``+mpi``, ``languages=c,c++``, ``fabrics:=rxm``, ``foo=*``."""

    name: str
    values: bool | tuple[str, ...]
    """On or off, or the texts that it must have; none of them is any value at all."""
    exact: bool = False
    """``:=``: no other values beside these."""
    propagated: bool = False
    """``++x``, ``x==a``: a spec without the variant will do."""

    def __str__(self) -> str:
        if isinstance(self.values, bool):
            return "+~"[not self.values] * (1 + self.propagated) + self.name
        operator = ":" * self.exact + "=" * (1 + self.propagated)
        return spelled(self.name, operator, map(literal, self.values) if self.values else ("*",))

    @classmethod
    def listed(cls, text: str) -> Variant:
        """Read a variant as pages list it: ``+mpi``, ``api=v18``, ``languages:=c,c++``."""
        if text[:1] in ("+", "~"):
            return cls(text.lstrip("+~"), text[0] == "+")
        key, _, value = text.partition("=")
        value = value.removeprefix("=")
        if value[:1] in ("'", '"') and value[:1] == value[-1:]:
            value = unquoted(value)
        name, exact = key.removesuffix(":"), key.endswith(":")
        if value.upper() in ("TRUE", "FALSE"):
            return cls(name, value.upper() == "TRUE")
        return cls(name, tuple(sorted(set(value.split(",")))), exact)


class Compiler(Struct, frozen=True):
    """A compiler as asked for: ``%gcc@12:``; ``none`` is the lack of one, ``*`` is any."""

    name: str
    versions: VersionList | None = None

    def __str__(self) -> str:
        return f"%{self.name}@{self.versions}" if self.versions else f"%{self.name}"


@dataclass(frozen=True, slots=True)
class Query:
    """What a listing must meet; empty where nothing is asked.

    Its text is the normal form, which parses back to an equal query; notes make no difference.
    """

    name: str = ""
    """A package's name, in a fuzzy query the words that look for one; ``*`` makes it a pattern."""
    versions: VersionList | None = None
    variants: tuple[Variant, ...] = ()
    platform: tuple[str, ...] = ()
    os: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    """Items that may be ranges too: ``x86_64_v3:``, ``:zen3``."""
    stack: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    compiler: tuple[str, ...] = ()
    """Items for the compiler as pages write it: ``gcc@11.4.0``, ``none``."""
    runs: tuple[str, ...] = ()
    """Items for the host's verdict: yes, maybe, no."""
    hash: str = ""
    """What the hash begins with."""
    compilers: tuple[Compiler, ...] = ()
    dependencies: str = ""
    """The ``^`` part, which pages cannot answer."""
    notes: tuple[str, ...] = field(default=(), compare=False)
    """Sentences for the user, on what was read otherwise than written."""

    @property
    def constrained(self) -> bool:
        """Whether anything but a name is asked that pages can answer."""
        return self.but(name="", dependencies="") != Query()

    def but(self, **changes: Any) -> Query:
        """Return this query with other values for some of its fields."""
        return replace(self, **changes)

    def __str__(self) -> str:
        return " ".join(filter(None, self._words()))

    def _words(self) -> Iterator[str]:
        switches = [v for v in self.variants if isinstance(v.values, bool)]
        versions = f"@{self.versions}" if self.versions else ""
        yield self.name + versions + "".join(map(str, switches))
        yield from (str(v) for v in self.variants if not isinstance(v.values, bool))
        yield from (spelled(key, "=", getattr(self, key)) for key in FIELDS if getattr(self, key))
        yield f"/{self.hash}" if self.hash else ""
        yield from map(str, self.compilers)
        yield self.dependencies
