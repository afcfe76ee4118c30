"""The dependencies of many specs as columns.

An index has seven for each of its specs, so the form in which Spack writes them is cut apart as
text, and checked; only where anything in it is unusual, it is decoded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import chain, compress, count
from operator import sub
from typing import NamedTuple

from cachetui.model import HASH, Edges, Origin
from cachetui.sources.formats.batches import are_hashes
from cachetui.sources.formats.spack.dependencies import (
    WrittenEdge,
    decode_facts,
    dependencies_of,
)

Nodes = Sequence[tuple[str, bytes]]
"""Hashes of specs, each once, and the texts of their nodes."""

_KEY = b'"dependencies"'
_OPENING = b'"dependencies":['
_HASH = '","hash":"'
_SPEC_END = b"\n"
"""Stands between the edges of two specs."""
_FIRST = re.compile(r'\{"name":"([^"\\]*)')
_REST = re.compile(
    r'","(?:type":(\[[^][{}]*\])|parameters":(\{"deptypes":\[[^][{}]*\],"virtuals":\[[^][{}]*\]\}))\}'
    r'(?:([,\n])\{"name":"([^"\\]*))?'
)
"""The text between the hash of an edge, in shape 3 or 4, and that of the next edge."""


class _Unusual(Exception):  # noqa: N818 - no error, another way is taken
    """An edge is not written as Spack writes it."""


class _Rest(NamedTuple):
    """The facts in the text between the hash of an edge and that of the next one."""

    types: int
    virtuals: tuple[str, ...]
    is_last: bool
    """Whether it is the last edge of its spec."""
    following: str
    """The next edge's package."""


class _Rests(dict[str, _Rest]):
    """Text -> what it says; there are some thousands of them."""

    def __missing__(self, text: str) -> _Rest:
        found = _REST.fullmatch(text)
        if found is None:
            raise _Unusual
        facts = decode_facts((found[1] or found[2]).encode())
        rest = self[text] = _Rest(*facts, found[3] != ",", found[4] or "")
        return rest


class EdgeReader:
    """Reads the edges of one file's nodes."""

    def __init__(self, hash_of: Callable[[str], str] | None = None) -> None:
        """*hash_of* maps the file's own key of a spec to its hash, where that is another."""
        self._hash_of = hash_of
        self._rests = _Rests()

    def read(self, origin: Origin, nodes: Nodes) -> Edges:
        """Return the edges of *nodes*; those that name no hash are left out."""
        if self._hash_of is not None:
            return _decoded(origin, nodes, self._hash_of)
        try:
            return self._cut_apart(origin, nodes)
        except (_Unusual, UnicodeDecodeError):
            return _decoded(origin, nodes, str)

    def _cut_apart(self, origin: Origin, nodes: Nodes) -> Edges:
        """Return the edges of *nodes*; raises _Unusual or UnicodeDecodeError."""
        texts = {parent: found for parent, text in nodes if (found := _text_of_edges(text))}
        if not texts:
            return Edges(origin, *[()] * 6)
        before, *edges = _SPEC_END.join(texts.values()).decode().split(_HASH)
        first = _FIRST.fullmatch(before)
        children = [edge[:32] for edge in edges]
        if first is None or not edges or not are_hashes(children):
            raise _Unusual
        rests = [self._rests[edge[32:]] for edge in edges]
        types, virtuals, are_last, following = zip(*rests, strict=True)
        ends = list(compress(count(1), are_last))
        if len(ends) < len(texts):
            raise _Unusual
        return Edges(
            origin,
            parents=list(texts),
            counts=list(map(sub, ends, (0, *ends))),
            children=children,
            names=(first[1], *following[:-1]),
            types=types,
            virtuals=virtuals,
        )


def _text_of_edges(text: bytes) -> bytes:
    """Return the text of a node's edges, without brackets; raises _Unusual."""
    start = text.find(_OPENING)
    if start >= 0:
        return text[start + len(_OPENING) : text.rfind(b"]")]
    if _KEY in text:
        raise _Unusual
    return b""


def _decoded(origin: Origin, nodes: Nodes, hash_of: Callable[[str], str]) -> Edges:
    """Return the edges of *nodes*, whatever their shape."""

    def child(one: WrittenEdge) -> str:
        return hash_of(one.hash or one.build_hash)

    found = {
        parent: [one for one in dependencies_of(text) if HASH.fullmatch(child(one))]
        for parent, text in nodes
    }
    some = {parent: edges for parent, edges in found.items() if edges}
    every = list(chain.from_iterable(some.values()))
    facts = [decode_facts(bytes(one.parameters) or bytes(one.type)) for one in every]
    return Edges(
        origin,
        parents=list(some),
        counts=list(map(len, some.values())),
        children=list(map(child, every)),
        names=[one.name for one in every],
        types=[types for types, _ in facts],
        virtuals=[virtuals for _, virtuals in facts],
    )
