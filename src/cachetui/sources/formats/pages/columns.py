"""The rows of a page as columns, from typed JSON in one call, which is the way of all real pages.

Most lists in them, of variants, stacks and versions, stand in many rows and on many pages. A list
is kept as text, and each distinct text is read once: equal lists are then the same object, whose
texts need not be made, hashed and compared again.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

import msgspec
from msgspec import Raw, Struct

from cachetui.sources.formats.pages.rows import AT_ONCE, Row

Fields = tuple[Any, ...]
"""Versions, compiler, platform, os, target, variants and architecture of a row."""

KEPT = 1 << 14
"""Lists that are remembered: a cache has some thousands."""
LONGEST = 1 << 12
"""Characters of a list that is remembered."""


class Columns(Struct):
    """The rows of a page, each as the page has it."""

    hashes: list[str | None]
    fields: list[Fields]
    stacks: list[tuple[str, ...]]
    sizes: list[int | float | str | None]
    tarballs: list[str | None]
    text: str = ""
    """What they were read from; empty if row by row."""

    @classmethod
    def of(cls, rows: Sequence[Row]) -> Columns:
        """Return *rows* as columns."""
        return cls(
            [row.hash for row in rows],
            list(map(_FIELDS, rows)),
            [row.stacks for row in rows],
            [row.size for row in rows],
            [row.tarball for row in rows],
        )


_FIELDS = attrgetter("versions", "compiler", "platform", "os", "target", "variants", "architecture")


class _Row(Struct, gc=False):
    """A `Row` whose lists are still text."""

    hash: str | None = None
    versions: Raw = Raw()
    compiler: str | None = None
    platform: str | None = None
    os: str | None = None
    target: str | None = None
    variants: Raw = Raw()
    stacks: Raw = Raw()
    size: int | float | str | None = None
    tarball: str | None = None
    architecture: str | None = None


_ROWS = msgspec.json.Decoder(list[_Row])
_LIST = msgspec.json.Decoder(tuple[str, ...])


class _Lists(dict[bytes, tuple[str, ...]]):
    """The text of a list -> the list."""

    def __missing__(self, text: bytes) -> tuple[str, ...]:
        """Raise DecodeError if it is not a list of texts; no text is an empty one."""
        found = _LIST.decode(text or b"[]")
        if len(self) >= KEPT:
            self.clear()
        if len(text) <= LONGEST:
            self[text] = found
        return found


_LISTS = _Lists()


def decode_columns(text: str) -> Columns | None:
    """Return the rows in *text*; None where `rows.decode_rows` has to look at each of them."""
    if len(text) > AT_ONCE:
        return None
    try:
        return _columns(_ROWS.decode(text), text)
    except (msgspec.DecodeError, RecursionError):
        return None


def _columns(rows: list[_Row], text: str) -> Columns:
    lists = _LISTS
    return Columns(
        [row.hash for row in rows],
        [
            (
                lists[bytes(row.versions)],
                row.compiler,
                row.platform,
                row.os,
                row.target,
                lists[bytes(row.variants)],
                row.architecture,
            )
            for row in rows
        ],
        [lists[bytes(row.stacks)] for row in rows],
        [row.size for row in rows],
        [row.tarball for row in rows],
        text,
    )
