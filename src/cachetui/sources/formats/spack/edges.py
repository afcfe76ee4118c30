"""The dependencies of many specs as columns.

An index has seven for each of its specs, so the form in which Spack writes them is cut apart as
text, and checked; only where anything in it is unusual, it is decoded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import chain

from cachetui.model import HASH, Edges, Origin
from cachetui.sources.formats.batches import are_hashes
from cachetui.sources.formats.spack.dependencies import (
    Dependency,
    decode_facts,
    dependencies_of,
)

Nodes = Sequence[tuple[str, bytes]]
"""Hashes of specs, each once, and the texts of their nodes."""

_KEY = b'"dependencies"'
_OPENING = b'"dependencies":['
_FIRST = '{"name":"'
_HASH = '","hash":"'
_SPEC_END = b"\n"
"""Stands between the edges of two specs."""
_REST = re.compile(
    r'","(?:type":(\[[^][{}]*\])|parameters":(\{"deptypes":\[[^][{}]*\],"virtuals":\[[^][{}]*\]\}))\}'
    r'(?:[,\n]\{"name":"([^"\\]*))?'
)
"""What follows the hash of an edge, in shape 3 or 4, up to the name of the next edge."""


class _Unusual(Exception):  # noqa: N818 - no error, another way is taken
    """An edge is not written as Spack writes it."""


class _FactsByRest(dict[str, tuple[int, tuple[str, ...], str]]):
    """What follows the hash of an edge -> its types and virtuals, and the name of the next."""

    def __missing__(self, text: str) -> tuple[int, tuple[str, ...], str]:
        found = _REST.fullmatch(text)
        if found is None:
            raise _Unusual
        types, virtuals = decode_facts((found[1] or found[2]).encode())
        facts = self[text] = types, virtuals, found[3] or ""
        return facts


class EdgeReader:
    """Reads the edges of one file's nodes."""

    def __init__(self, hash_of: Callable[[str], str] | None = None) -> None:
        """Take what returns the hash of what the file calls a spec, where that is another."""
        self._hash_of = hash_of
        self._facts = _FactsByRest()

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
        first, *edges = _SPEC_END.join(texts.values()).decode().split(_HASH)
        children = [edge[:32] for edge in edges]
        facts = [self._facts[edge[32:]] for edge in edges]
        types, virtuals, names = zip(*facts, strict=True) if facts else ((), (), ("x",))
        if not are_hashes(children) or not first.startswith(_FIRST) or names[-1]:
            raise _Unusual
        hash_mark = _HASH.encode()
        return Edges(
            origin,
            parents=list(texts),
            counts=[text.count(hash_mark) for text in texts.values()],
            children=children,
            names=(first.removeprefix(_FIRST), *names[:-1]),
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

    def child(one: Dependency) -> str:
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
