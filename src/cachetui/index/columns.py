"""The parts of the index: tables of distinct values, and columns of codes.

A value's code is its place in its table. Text is made safe once, as it enters a table.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Hashable, Sequence
from itertools import repeat
from typing import Generic, TypeVar, cast

from msgspec.structs import replace

from cachetui.model import Origin
from cachetui.safe_text import is_plain, safe

T = TypeVar("T", bound=Hashable)
V = TypeVar("V")
CODE = "I"
MANY = 300
"""Hashes from which on it pays to look at all of them together; few pages have so many."""
NONE = 0xFFFFFFFF
"""Stands for no code in a column."""
"""The type of a column's items: 32 bits."""


class _Codes(dict[T, int]):
    """Value -> its code; a value that has none yet is entered, and gets the next one."""

    def __init__(self, values: list[T], shown: list[T]) -> None:
        self._values = values
        self._shown = shown

    def __missing__(self, value: T) -> int:
        code = self[value] = len(self._values)
        self._values.append(value)
        self._shown.append(_shown(value))
        return code


class Dictionary(Generic[T]):
    """The distinct values of a field; a value's code is its place."""

    def __init__(self) -> None:
        self.values: list[T] = []
        """Code -> the value, exactly as the page has it."""
        self.shown: list[T] = []
        """Code -> the same value made safe to show."""
        codes = _Codes(self.values, self.shown)
        self.code: Callable[[T], int] = codes.__getitem__
        """Value -> its code, a new one if it has none yet."""
        self.find: Callable[[T], int | None] = codes.get
        """Value -> its code, None if no page has it."""

    def __len__(self) -> int:
        return len(self.values)


def _shown(value: T) -> T:
    """Return a text or a tuple of texts made safe; what is clean stays the same object."""
    if isinstance(value, str):
        return cast(T, safe(value))
    if isinstance(value, Origin):
        return cast(T, replace(value, name=safe(value.name)))
    if isinstance(value, tuple) and not is_plain("".join(value)):
        return cast(T, tuple(map(safe, value)))
    return value


def _column() -> array[int]:
    return array(CODE)


class Configurations:
    """A column of codes for each field that the specs of a configuration agree in."""

    def __init__(self) -> None:
        self.package = _column()
        self.versions = _column()
        self.compiler = _column()
        self.platform = _column()
        self.os = _column()
        self.target = _column()
        self.variants = _column()
        self.dependencies = _column()
        self.namespace = _column()
        self.flags = _column()

    def __len__(self) -> int:
        return len(self.package)

    def append(self, codes: tuple[int, ...]) -> None:
        """Add the codes of a configuration's fields, in their order."""
        for column, code in zip(vars(self).values(), codes, strict=True):
            column.append(code)


class Listings:
    """A column of codes for each field of a listing."""

    def __init__(self) -> None:
        self.configuration = _column()
        self.tag = _column()
        self.stacks = _column()
        self.spec = _column()
        self.page = _column()
        self.origin = _column()
        self.status = bytearray()
        """Listing -> bits of `Status`, as they are."""

    def __len__(self) -> int:
        return len(self.configuration)


def extend_firsts(firsts: array[int], specs: array[int], codes: array[int]) -> list[int]:
    """Add to *firsts*, spec -> code, what the first listing of each new spec says.

    The listings' *specs* stand beside their *codes*. A spec that is not listed has `NONE`; those
    that had it before are returned.
    """
    first = dict(zip(reversed(specs), reversed(codes), strict=True))
    known = range(len(firsts))
    late = [spec for spec in first if spec in known and firsts[spec] == NONE]
    firsts.extend(map(first.get, range(len(firsts), max(specs, default=-1) + 1), repeat(NONE)))
    for spec in late:
        firsts[spec] = first[spec]
    return late


class Sparse(Generic[V]):
    """A field that few inputs have: a run of values for each batch that has some."""

    def __init__(self) -> None:
        self._starts = _column()
        self._runs: list[Sequence[V | None]] = []

    def extend(self, first: int, values: Sequence[V | None]) -> None:
        """Add the *values* of the listings from *first* on, the highest so far."""
        if values:
            self._starts.append(first)
            self._runs.append(values)

    def get(self, listing: int) -> V | None:
        """Return the value of *listing*, None where its batch has none."""
        run = bisect_right(self._starts, listing) - 1
        if run < 0:
            return None
        place = listing - self._starts[run]
        return self._runs[run][place] if place < len(self._runs[run]) else None


class Specs(dict[str, int]):
    """Hash -> the code of its spec; a new hash gets the next code."""

    def __init__(self, hashes: list[str | None]) -> None:
        self._hashes = hashes
        """Code -> the spec's hash."""

    def __missing__(self, name: str) -> int:
        code = self[name] = len(self._hashes)
        self._hashes.append(name)
        return code

    def codes(self, names: Sequence[str]) -> Sequence[int]:
        """Return the codes of the specs with the hashes *names*.

        Of very many, those that are new are entered at once. Most edges have a child in common
        with others, so each is looked up once: in so large a table that is slow.
        """
        if len(names) < MANY:
            return list(map(self.__getitem__, names))
        distinct = dict.fromkeys(names)
        if len(distinct) < len(names):
            codes = dict(zip(distinct, map(self.__getitem__, distinct), strict=True))
            return list(map(codes.__getitem__, names))
        if not self.keys().isdisjoint(distinct):
            return list(map(self.__getitem__, names))
        new = range(len(self._hashes), len(self._hashes) + len(names))
        self.update(zip(names, new, strict=True))
        self._hashes.extend(names)
        return new

    def without_hash(self) -> int:
        """Return the next code, for a spec that no hash tells from others."""
        self._hashes.append(None)
        return len(self._hashes) - 1
