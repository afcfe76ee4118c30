"""The dependencies of many specs as columns.

An index has seven for each of its specs. As Spack writes them they are decoded many specs at a
time, and checked; only where anything in them is unusual, each spec is looked at by itself.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import chain, compress
from operator import attrgetter
from typing import Annotated

import msgspec
from msgspec import Meta, Raw, Struct

from cachetui.model import CODE, HASH, Coded, Edges, Origin, recoded
from cachetui.sources.formats.batches import have_hash_digits
from cachetui.sources.formats.spack.dependencies import (
    WrittenEdge,
    decode_facts,
    dependencies_of,
)
from cachetui.sources.formats.type_errors import BROKEN

_KEY = b'"dependencies"'
_OPENINGS = (b'"dependencies":[', b'"dependencies": [')
"""How a list of edges begins as Spack writes it, and as other programs do."""


class _Unusual(Exception):  # noqa: N818 - no error, another way is taken
    """An edge is not written as Spack writes it."""


class _Edge(Struct, gc=False):
    """An edge in shape 3 or 4."""

    name: str
    hash: Annotated[str, Meta(min_length=32, max_length=32)]
    type: Raw = Raw()
    parameters: Raw = Raw()


_LIST = msgspec.json.Decoder(list[_Edge])
_PARAMETERS = attrgetter("parameters")


class _Kinds(dict[bytes, int]):
    """What an edge says of itself, as text -> its code; there are some dozens of them."""

    def __init__(self) -> None:
        self.types: list[int] = []
        """Code -> the bits of `DepType`."""
        self.virtuals: list[tuple[str, ...]] = []
        """Code -> the virtual packages."""

    def __missing__(self, text: bytes) -> int:
        types, virtuals = decode_facts(text)
        code = self[text] = len(self.types)
        self.types.append(types)
        self.virtuals.append(virtuals)
        return code

    def columns(self, texts: list[bytes]) -> tuple[Sequence[int], Coded[tuple[str, ...]]]:
        """Return types and virtuals of the edges that say *texts*."""
        try:
            codes: bytes | array[int] = bytes(map(self.__getitem__, texts))
        except ValueError:  # there are more of them than a byte has values
            codes = array(CODE, map(self.__getitem__, texts))
        return bytes(recoded(codes, dict(enumerate(self.types)))), Coded(self.virtuals, codes)


class EdgeReader:
    """Reads the edges of one file's nodes."""

    def __init__(self, hash_of: Callable[[str], str] | None = None) -> None:
        """*hash_of* maps the file's own key of a spec to its hash, where that is another."""
        self._hash_of = hash_of
        self._kinds = _Kinds()

    def read(
        self, origin: Origin, parents: Sequence[str], texts: Sequence[bytes], before: bytes = b""
    ) -> Edges:
        """Return the edges of *parents*, which are hashes, and of which *texts* are the nodes.

        All of these lack *before*, which has no edges. An edge that names no hash is left out.
        """
        for opening in _OPENINGS if self._hash_of is None else ():
            with suppress(*BROKEN, _Unusual):
                return self._together(origin, parents, texts, opening)
        texts = [before + text for text in texts] if before else texts
        return self._one_by_one(origin, parents, texts, self._hash_of or str)

    def _together(
        self, origin: Origin, parents: Sequence[str], texts: Sequence[bytes], opening: bytes
    ) -> Edges:
        """Do the same where all is as usual; raises _Unusual or what is in `BROKEN`.

        Of a node that has edges their list begins with *opening*.
        """
        starts = [text.find(opening) for text in texts]
        if -1 in starts:
            have = [start >= 0 for start in starts]
            if any(_KEY in text for text, has in zip(texts, have, strict=True) if not has):
                raise _Unusual
            parents, texts = list(compress(parents, have)), list(compress(texts, have))
            starts = list(compress(starts, have))
        lists = [
            _LIST.decode(text[start + len(opening) - 1 : text.rfind(b"]") + 1])
            for text, start in zip(texts, starts, strict=True)
        ]
        edges = list(chain.from_iterable(lists))
        children = [edge.hash for edge in edges]
        if not all(lists) or not have_hash_digits(children):
            raise _Unusual
        kinds = list(map(bytes, map(_PARAMETERS, edges)))
        if not all(kinds):
            kinds = [kind or bytes(edge.type) for kind, edge in zip(kinds, edges, strict=True)]
        names = [edge.name for edge in edges]
        counts = list(map(len, lists))
        return Edges(origin, parents, counts, children, names, *self._kinds.columns(kinds))

    def _one_by_one(
        self,
        origin: Origin,
        parents: Sequence[str],
        texts: Sequence[bytes],
        hash_of: Callable[[str], str],
    ) -> Edges:
        """Do the same for edges of any shape."""

        def child(one: WrittenEdge) -> str:
            return hash_of(one.hash or one.build_hash)

        found = {
            parent: [one for one in dependencies_of(text) if HASH.fullmatch(child(one))]
            for parent, text in zip(parents, texts, strict=True)
        }
        some = {parent: edges for parent, edges in found.items() if edges}
        every = list(chain.from_iterable(some.values()))
        kinds = [bytes(one.parameters) or bytes(one.type) for one in every]
        return Edges(
            origin,
            list(some),
            list(map(len, some.values())),
            list(map(child, every)),
            [one.name for one in every],
            *self._kinds.columns(kinds),
        )
