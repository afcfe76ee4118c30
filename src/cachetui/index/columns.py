"""What the index is made of: dictionaries of distinct values, and columns of codes.

A value's code is its place in its dictionary. Text is made safe once, as it enters a dictionary.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable, Sequence
from operator import is_
from sys import intern
from typing import Any, Generic, TypeVar, cast

from cachetui.index.fields import FIELDS
from cachetui.model import CODE, Configuration
from cachetui.safe_text import is_plain, safe

T = TypeVar("T", bound=Hashable)
V = TypeVar("V")


class _Codes(dict[T, int]):
    """Value -> its code; a value that has none yet is entered, and gets the next one."""

    def __init__(self, values: list[T], shown: list[T]) -> None:
        self._values = values
        self._shown = shown

    def __missing__(self, value: T) -> int:
        value = _interned(value)
        code = self[value] = len(self._values)
        self._values.append(value)
        self._shown.append(shown(value))
        return code


def _interned(value: T) -> T:
    """Return the same value, the texts of a tuple interned: other tuples have most of them too.

    A tuple of which all are interned is the same object.
    """
    if type(value) is tuple:
        texts: Any = value
        interned = tuple(map(intern, texts))
        return value if all(map(is_, interned, texts)) else cast(T, interned)
    return value


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


def shown(value: T) -> T:
    """Return a text or a tuple of texts made safe to show; a safe one is the same object."""
    if isinstance(value, str):
        return cast(T, safe(value))
    if isinstance(value, tuple) and not is_plain("".join(value)):
        return cast(T, tuple(map(safe, value)))
    return value


class Columns:
    """Columns of codes, one for each field, all of the same length."""

    def __init__(self, names: Iterable[str]) -> None:
        vars(self).update((name, array(CODE)) for name in names)

    def __getitem__(self, name: str) -> array[int]:
        column: array[int] = vars(self)[name]
        return column


class Configurations(Columns):
    """A column for each field that the specs of a configuration agree in."""

    package: array[int]
    versions: array[int]
    compiler: array[int]
    target: array[int]
    variants: array[int]

    def __init__(self) -> None:
        super().__init__(Configuration._fields)
        self._columns = [self[name] for name in Configuration._fields]

    def __len__(self) -> int:
        return len(self.package)

    def extend(self, codes: Iterable[tuple[int, ...]]) -> None:
        """Append configurations: of each the codes of its fields, in their order."""
        for column, new in zip(self._columns, zip(*codes, strict=True), strict=False):
            column.extend(new)


class Listings(Columns):
    """A column for each field of a listing, for its configuration and for its spec."""

    configuration: array[int]
    spec: array[int]
    tag: array[int]
    stacks: array[int]
    page: array[int]
    origin: array[int]

    def __init__(self) -> None:
        super().__init__(
            ("configuration", "spec", *(f.name for f in FIELDS if f.owner == "listing"))
        )

    def __len__(self) -> int:
        return len(self.configuration)


class Sparse(Generic[V]):
    """Listing -> its value of a field that few pages have, kept for those pages only.

    The listings of a page stand side by side, so it has one run of values.
    """

    def __init__(self) -> None:
        self._starts = array(CODE)
        self._runs: list[Sequence[V | None]] = []

    def extend(self, first: int, values: Sequence[V | None]) -> None:
        """Append the *values* of the listings from *first* on, behind all that have some."""
        self._starts.append(first)
        self._runs.append(values)

    def get(self, listing: int) -> V | None:
        """Return the value of *listing*; None where it, or its page, has none."""
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
        self._is_forgotten = False

    def __missing__(self, name: str) -> int:
        code = self[name] = len(self._hashes)
        self._hashes.append(name)
        return code

    def codes(self, names: Sequence[str]) -> Iterable[int]:
        """Return the codes of the specs with the hashes *names*; new ones are entered at once.

        Each is looked up once: in so large a table that is what takes the time.
        """
        first = len(self._hashes)
        if self.keys().isdisjoint(names) and len(set(names)) == len(names):
            self._hashes.extend(names)
            codes = range(first, len(self._hashes))
            self.update(zip(names, codes, strict=True))
            return codes
        return map(self.__getitem__, names)

    def find(self, name: str) -> int | None:
        """Return the code of the spec with the hash *name*, None if there is none."""
        if self._is_forgotten:
            self._is_forgotten = False
            self.update((one, code) for code, one in enumerate(self._hashes) if one is not None)
        return self.get(name)

    def forget(self) -> None:
        """Free the memory of a table that nothing is added to any more.

        It can be made again of the hashes, and is by the next `find`.
        """
        self.clear()
        self._is_forgotten = True

    def without_hash(self) -> int:
        """Return the next code, for a spec without a hash."""
        self._hashes.append(None)
        return len(self._hashes) - 1
