"""What a query asks for, as plain data, and its one normal form.

Of *items* (see `cachetui.spack.values`) any one must be met; of everything else all must.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from cachetui.model import ARCHITECTURE
from cachetui.spack.compilers import LANGUAGES
from cachetui.spack.tokens import EXTENSION_KEYS
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


@dataclass(frozen=True, slots=True)
class Query:
    """What a listing must meet; empty where nothing is asked.

    Its text is the normal form, which parses back to an equal query; notes make no difference.
    """

    name: str = ""
    """A package's name, in a fuzzy query the words that look for one; ``*`` makes it a pattern."""
    namespace: str = ""
    """Asked of listings that have one."""
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
    """Items of yes and no, as in the four that follow: of the spec, over all its origins."""
    installed: tuple[str, ...] = ()
    locked: tuple[str, ...] = ()
    explicit: tuple[str, ...] = ()
    external: tuple[str, ...] = ()
    hash: str = ""
    """What the hash begins with."""
    dependencies: tuple[Dependency, ...] = ()
    """Every ``%`` and ``^``; those of a dependency are in its own node."""
    notes: tuple[str, ...] = field(default=(), compare=False)
    """Sentences for the user, on what was read otherwise than written."""
    page_notes: tuple[str, ...] = field(default=(), compare=False)
    """Sentences on what pages cannot answer, for a cache that has some."""

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
        """What is asked of the one compiler that a listing without edges has.

        Of compilers that are bound to languages, only the one that such a listing names.
        """
        left_out = self.left_out
        return tuple(one for one in self.dependencies if one.is_compiler and one not in left_out)

    @property
    def left_out(self) -> tuple[Dependency, ...]:
        """The compilers of languages that a listing with one compiler does not name."""
        bound = [one for one in self.dependencies if one.is_compiler and one.virtuals]
        return tuple(sorted(bound, key=lambda one: min(map(LANGUAGES.index, one.virtuals)))[1:])

    def but(self, **changes: Any) -> Query:
        """Return this query with other values for some of its fields."""
        return replace(self, **changes)

    def __str__(self) -> str:
        return " ".join(filter(None, self._words()))

    @property
    def _namespace_before_name(self) -> str:
        """``builtin.`` where name and namespace can be one word."""
        both = _ID.fullmatch(self.name) and _NAMESPACE.fullmatch(self.namespace)
        return f"{self.namespace}." if both else ""

    def _words(self) -> Iterator[str]:
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
        """The constraint on the namespace as a pair."""
        return spelled("namespace", "=", (self.namespace,))

    def item_text(self, key: str) -> str:
        """Return the constraint on the field *key* as it is written: ``stack=e4s,ml``."""
        return spelled(key, "=", getattr(self, key))


@dataclass(frozen=True, slots=True)
class Dependency:
    """One ``%`` or ``^`` of a query: what some dependency of a spec must be.

    Spack: lib/spack/spack/spec.py, ``Spec._satisfies``; its cases are told in
    `cachetui.query.dependencies`.
    """

    direct: bool
    """Whether it is a ``%``: an edge of the spec itself."""
    node: Query
    """What the dependency must meet; its name can be a virtual."""
    virtuals: tuple[str, ...] = ()
    """What the edge must carry: any of these for ``%``, each of these for ``^``."""
    types: tuple[str, ...] = ()
    """What the edge of a ``%`` must be at least: build, link, run, test."""
    when: Query | None = None
    """What a spec must meet for this to be asked of it; None is always."""

    @property
    def is_compiler(self) -> bool:
        """Whether it may ask for the compiler: a ``%`` of no other virtual than a language."""
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
        """Whether ``%c,cxx=gcc`` says it all."""
        reserved = {*ITEM_KEYS, "arch"}
        if not self.node.name or self.node.name.startswith("*"):  # ^x=* is a variant
            return False
        return all(_ID.fullmatch(name) and name not in reserved for name in self.virtuals)

    def _edge(self) -> Iterator[str]:
        if self.types:
            yield spelled("deptypes", "=", self.types)
        if self.when:
            yield f"when={quoted(str(self.when))}"
        if self.virtuals:
            yield spelled("virtuals", "=", self.virtuals)
