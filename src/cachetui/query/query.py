"""What a query asks for, as plain data, and its one normal form.

Of *items* (see `cachetui.spack.values`) any one must be met; of everything else all must.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from cachetui.model import ARCHITECTURE
from cachetui.spack.tokens import EXTENSION_KEYS
from cachetui.spack.values import spelled
from cachetui.spack.variants import Compiler, Variant

if TYPE_CHECKING:
    from cachetui.spack.versions import VersionList

Compatibility = Callable[[str, str, str], str]
"""Returns what ``runs=`` asks for, yes, maybe or no, for a platform, an os and a target."""
ITEM_KEYS = (*ARCHITECTURE, *EXTENSION_KEYS)
"""The keys that take items."""


@dataclass(frozen=True, slots=True)
class Query:
    """What a listing must meet; empty where nothing is asked.

    Its text is the normal form, which parses back to an equal query; notes make no difference.
    """

    name: str = ""
    """A package's name, in a fuzzy query the words of a search; ``*`` makes it a pattern."""
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
        yield self.name + self.version_text + "".join(map(str, switches))
        yield from (str(v) for v in self.variants if not isinstance(v.values, bool))
        yield from (self.item_text(key) for key in ITEM_KEYS if getattr(self, key))
        yield self.hash_text
        yield from map(str, self.compilers)
        yield self.dependencies

    @property
    def version_text(self) -> str:
        """The constraint on versions as it is written: ``@1.2:``."""
        return f"@{self.versions}" if self.versions else ""

    @property
    def hash_text(self) -> str:
        """The constraint on the hash as it is written: ``/2lwakq4``."""
        return f"/{self.hash}" if self.hash else ""

    def item_text(self, key: str) -> str:
        """Return the constraint on the field *key* as it is written: ``stack=e4s,ml``."""
        return spelled(key, "=", getattr(self, key))
