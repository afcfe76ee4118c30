"""The kinds of JSON that Spack writes, told apart by their keys, wherever those stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum, auto
from functools import lru_cache

from cachetui.sources.formats.spack.unwrap import unwrap_head


class Kind(Enum):
    """A kind of JSON file."""

    DATABASE = auto()
    """The index of a mirror, or the database of an installation."""
    LOCKFILE = auto()
    SPEC = auto()
    MANIFEST = auto()
    """Layout 3: names the blob that holds an index or a spec."""
    COPIES = auto()
    """``contents.json`` beside Spack's own copies of indexes."""


@lru_cache(maxsize=1)  # each format asks in turn
def kind_of(head: bytes) -> Kind | None:
    """Return the kind of a file that begins with *head*; None if Spack writes no such file."""
    text = unwrap_head(head)
    if not text.lstrip().startswith(b"{"):
        return None
    outer: set[bytes] = set()
    parent = b""
    for depth, key in _keys(text):
        if depth == 1:
            outer.add(key)
            parent = key
        elif kind := _BY_INNER_KEY.get((parent, key)):
            return kind
        if depth == 2 and key == b"index_path":
            return Kind.COPIES
        if b"concrete_specs" in outer:
            return Kind.LOCKFILE
    if {b"version", b"data"} <= outer:
        return Kind.MANIFEST
    return Kind.LOCKFILE if b"spack-lockfile" in text else None


_BY_INNER_KEY = {
    (b"database", b"installs"): Kind.DATABASE,
    (b"database", b"version"): Kind.DATABASE,
    (b"spec", b"nodes"): Kind.SPEC,
    (b"spec", b"_meta"): Kind.SPEC,
    (b"spec", b"arch"): Kind.SPEC,  # in version 1 the nodes stand in a list
}
_TOKEN = re.compile(rb'"((?:[^"\\]|\\.)*)"\s*(:)?|[{}\[\]]', re.DOTALL)


def _keys(text: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the keys of the JSON that *text* begins with, and how deep each of them stands."""
    depth = 0
    for token in _TOKEN.finditer(text):
        if token[0] in (b"{", b"["):
            depth += 1
        elif token[0] in (b"}", b"]"):
            depth -= 1
        elif token[2]:
            yield depth, token[1]
