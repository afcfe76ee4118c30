"""What a query asks for, as plain data, and its one normal form.

Of a field that holds *items* (see `cachetui.spack.values`) one item must be met. All other
constraints must be met together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import astuple, replace

from cachetui.model import ARCHITECTURE
from cachetui.spack.compilers import LANGUAGES
from cachetui.spack.keys import EXTENSION_KEYS
from cachetui.spack.values import quoted, spelled
from cachetui.spack.variants import Flag, Variant

if TYPE_CHECKING:
    from cachetui.spack.versions import VersionList

Compatibility = Callable[[str, str, str], str]
"""Platform, os and target -> what ``runs=`` asks for: yes, maybe or no."""
ITEM_KEYS = (*ARCHITECTURE, *EXTENSION_KEYS)
"""The keys that take items."""

_ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*")
_NAMESPACE = re.compile(rf"{_ID.pattern}(?:\.{_ID.pattern})*")


class Query(Struct, frozen=True, eq=False):
    """What a listing must meet; a field that asks nothing is empty or None.

    ``str`` is the normal form, which parses back to an equal query. Notes do not count when
    queries are compared.
    """

    name: str = ""
    """A package's name, or a pattern with ``*``; in a fuzzy query, words that look for a name."""
    namespace: str = ""
    """The package repository; met also by listings whose input does not say theirs."""
    versions: VersionList | None = None
    variants: tuple[Variant, ...] = ()
    flags: tuple[Flag, ...] = ()
    platform: tuple[str, ...] = ()
    os: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    """Items that may be ranges too: ``x86_64_v3:``, ``:zen3``."""
    stack: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    compiler: tuple[str, ...] = ()
    """Items for the compiler as lists show it: ``gcc@11.4.0``, ``none``."""
    runs: tuple[str, ...] = ()
    """Items for the host's verdict: yes, maybe, no."""
    origin: tuple[str, ...] = ()
    """Items for what listed it: a mirror's name, ``pages``."""
    cached: tuple[str, ...] = ()
    """Items of yes and no: whether any origin of the spec says so. So are the four that follow."""
    installed: tuple[str, ...] = ()
    locked: tuple[str, ...] = ()
    explicit: tuple[str, ...] = ()
    external: tuple[str, ...] = ()
    hash: str = ""
    """What the hash begins with."""
    dependencies: tuple[Dependency, ...] = ()
    """Each ``%`` and ``^`` of the spec itself; those of a dependency are in its `node`."""
    notes: tuple[str, ...] = ()
    """Sentences for the user, on what was read otherwise than written."""
    page_notes: tuple[str, ...] = ()
    """Sentences on what pages cannot answer, for a cache that has some."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Query) and self._asked == other._asked

    def __ne__(self, other: object) -> bool:  # Struct has one, which would know no `__eq__`
        return not self == other

    def __hash__(self) -> int:
        return hash(self._asked)

    @property
    def _asked(self) -> tuple[Any, ...]:
        """All that is asked: every field but the notes, which are the last two."""
        return astuple(self)[:-2]

    @property
    def constrained(self) -> bool:
        """Whether anything but a name is asked."""
        return self.but(name="") != Query()

    @property
    def depends(self) -> bool:
        """Whether it asks what only a dependency can answer: a ``^``, or a ``%`` of a virtual."""
        return not all(one.is_compiler for one in self.dependencies)

    @property
    def compilers(self) -> tuple[Dependency, ...]:
        """The ``%`` that the one compiler of a listing without edges must meet.

        Of compilers for languages (``%c=gcc %fortran=flang``), only the first of c, cxx, fortran:
        that is the one such a listing names.
        """
        left_out = self.left_out
        return tuple(one for one in self.dependencies if one.is_compiler and one not in left_out)

    @property
    def left_out(self) -> tuple[Dependency, ...]:
        """The other compilers for languages, which a listing with one compiler cannot answer."""
        bound = [one for one in self.dependencies if one.is_compiler and one.virtuals]
        return tuple(sorted(bound, key=lambda one: min(map(LANGUAGES.index, one.virtuals)))[1:])

    def but(self, **changes: Any) -> Query:
        """Return this query with other values for some of its fields."""
        return replace(self, **changes)

    def __str__(self) -> str:
        return " ".join(filter(None, self._words()))

    @property
    def _namespace_before_name(self) -> str:
        """``builtin.`` where name and namespace can be written as one word, else empty."""
        both = _ID.fullmatch(self.name) and _NAMESPACE.fullmatch(self.namespace)
        return f"{self.namespace}." if both else ""

    def _words(self) -> Iterator[str]:
        """Yield the words of the normal form, some of them empty."""
        switches = [v for v in self.variants if isinstance(v.values, bool)]
        before = self._namespace_before_name
        yield before + self.name + self.version_text + "".join(map(str, switches))
        if self.namespace and not before:
            yield self.namespace_text
        yield from (str(v) for v in self.variants if not isinstance(v.values, bool))
        yield from map(str, self.flags)
        yield from (self.item_text(key) for key in ITEM_KEYS if getattr(self, key))
        yield self.hash_text
        yield from map(str, self.dependencies)

    @property
    def version_text(self) -> str:
        """The constraint on versions as it is written: ``@1.2:``."""
        return f"@{self.versions}" if self.versions else ""

    @property
    def hash_text(self) -> str:
        """The constraint on the hash as it is written: ``/2lwakq4``."""
        return f"/{self.hash}" if self.hash else ""

    @property
    def namespace_text(self) -> str:
        """The constraint on the namespace as it is written: ``namespace=builtin``."""
        return spelled("namespace", "=", (self.namespace,))

    def item_text(self, key: str) -> str:
        """Return the constraint on the field *key* as it is written: ``stack=e4s,ml``."""
        return spelled(key, "=", getattr(self, key))


class Dependency(Struct, frozen=True):
    """One ``%`` or ``^`` of a query: what some dependency of a spec must be.

    Spack: lib/spack/spack/spec.py, ``Spec._satisfies``. `cachetui.query.dependencies` lists its
    cases.
    """

    direct: bool
    """Whether it is a ``%``, which asks an edge of the spec itself, and no ``^``."""
    node: Query
    """What the dependency must meet; its name can be a virtual."""
    virtuals: tuple[str, ...] = ()
    """What the edge must carry: any of these for ``%``, each of these for ``^``."""
    types: tuple[str, ...] = ()
    """The types that the edge of a ``%`` must all have: build, link, run, test."""
    when: Query | None = None
    """What a spec must meet for this to be asked of it; None asks it of every spec."""

    @property
    def is_compiler(self) -> bool:
        """Whether it can ask for a compiler: a ``%`` with no virtuals but languages."""
        return self.direct and set(self.virtuals) <= set(LANGUAGES)

    def __str__(self) -> str:
        mark, node = "^%"[self.direct], str(self.node)
        if not self.node.name and not node.startswith("/"):
            node = f"*{node}" if node[:1] in "@+~" else f"* {node}".rstrip()
        edge = " ".join(self._edge())
        if not edge:
            keeps = self.direct and " " in node  # else what follows a compiler is the spec's
            return f"{mark}{' ' * keeps}{node}"
        if self.types or self.when or not self._is_short:
            return f"{mark}[{edge}] {node}"
        return f"{mark}{','.join(self.virtuals)}={node}"

    @property
    def _is_short(self) -> bool:
        """Whether it can be written short, its virtuals before the name: ``%c,cxx=gcc``."""
        reserved = {*ITEM_KEYS, "arch"}
        if not self.node.name or self.node.name.startswith("*"):  # ^x=* is a variant
            return False
        return all(_ID.fullmatch(name) and name not in reserved for name in self.virtuals)

    def _edge(self) -> Iterator[str]:
        """Yield what stands in the brackets of ``^[...]``."""
        if self.types:
            yield spelled("deptypes", "=", self.types)
        if self.when:
            yield f"when={quoted(str(self.when))}"
        if self.virtuals:
            yield spelled("virtuals", "=", self.virtuals)
