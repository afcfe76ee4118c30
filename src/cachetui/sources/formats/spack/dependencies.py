"""The dependencies of nodes: every shape of them -> edges, and the compiler that they imply."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

import msgspec
from msgspec import Raw, Struct

from cachetui.model import DEP_TYPES
from cachetui.sources.formats.batches import RowError
from cachetui.sources.formats.spack.nodes import node_of
from cachetui.sources.formats.type_errors import BROKEN
from cachetui.spack.compilers import LANGUAGES


class WrittenEdge(Struct, gc=False):
    """An edge as a file has it; what many edges share is kept as text, and read once."""

    name: str = ""
    hash: str = ""
    build_hash: str = ""
    """The child's build hash, in lockfiles 3 and spec files 2."""
    type: Raw = Raw()
    """Types, until node shape 3."""
    parameters: Raw = Raw()
    """Types and virtuals, since node shape 4."""


class _Parameters(Struct):
    deptypes: tuple[str, ...] = ()
    virtuals: tuple[str, ...] = ()


EdgeFacts = tuple[int, tuple[str, ...]]
"""Bits of `DepType`, and the virtuals that an edge provides."""
Dependencies = list[WrittenEdge] | dict[str, WrittenEdge] | None
"""Since node shape 2 a list; before it name -> edge."""

_KEY = b'"dependencies"'
_OPENING = b'"dependencies":['
_LIST = msgspec.json.Decoder(list[WrittenEdge])
_DEPENDENCIES = msgspec.json.Decoder(Dependencies)
_TYPE_LIST = msgspec.json.Decoder(tuple[str, ...])
_PARAMETERS = msgspec.json.Decoder(_Parameters)


def dependencies_of(text: bytes) -> list[WrittenEdge]:
    """Return the edges of the node in *text*; none where they cannot be read.

    As a rule they are cut out: decoding all of the node would take three times as long.
    """
    start = text.find(_OPENING)
    try:
        if start >= 0:
            with suppress(*BROKEN):
                return _LIST.decode(text[start + len(_OPENING) - 1 : text.rfind(b"]") + 1])
        elif _KEY not in text:
            return []
        return named(_DEPENDENCIES.decode(bytes(node_of(text).dependencies) or b"null"))
    except (*BROKEN, RowError):
        return []


def named(found: Dependencies) -> list[WrittenEdge]:
    """Return edges of any shape as a list, with their names."""
    if not isinstance(found, dict):
        return found or []
    for name, dependency in found.items():
        dependency.name = name
    return list(found.values())


def decode_facts(text: bytes) -> EdgeFacts:
    """Return what an edge's ``parameters`` or ``type`` says; nothing if it is broken."""
    try:
        if text.startswith(b"{"):
            parameters = _PARAMETERS.decode(text)
            return _bits(parameters.deptypes), parameters.virtuals
        return _bits(_TYPE_LIST.decode(text)) if text else 0, ()
    except BROKEN:
        return 0, ()


def _bits(types: Iterable[str]) -> int:
    return sum(DEP_TYPES.get(kind, 0) for kind in set(types))


def compiler_edge(text: bytes) -> WrittenEdge | None:
    """Return the edge to the compiler of the node in *text*, None if it has none."""
    found: dict[str, WrittenEdge] = {}
    for edge in dependencies_of(text):
        for virtual in decode_facts(bytes(edge.parameters))[1]:
            found.setdefault(virtual, edge)
    return next((found[language] for language in LANGUAGES if language in found), None)
