"""Spack's versions: their total order, and the ranges and lists that hold them.

A version is cut into runs of digits and runs of letters; what stands between them does not
count. A bound of a range takes in everything that begins with it, so ``1.2:1.4`` holds 1.4.2.
Spack: lib/spack/spack/version/version_types.py, lib/spack/spack/version/common.py.
"""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct

Component = tuple[int, int | str]
"""A rank (letters 0, number 1, infinity 2) and what orders within it."""
VersionKey = tuple[tuple[Component, ...], tuple[int, ...], str]
"""Components; the pre-release, ``(3,)`` for a final one; the git ref, if there is one."""

_RUN = re.compile(r"([0-9]+)|([A-Za-z]+)")
_VERSION = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?")
_GIT = re.compile(r"git\.[A-Za-z0-9_][A-Za-z0-9_./-]*|[A-Fa-f0-9]{40}")
_INFINITIES = ("stable", "nightly", "trunk", "head", "master", "main", "develop")
_PRE_RELEASES = {"alpha": 0, "beta": 1, "rc": 2, "final": 3}
_FINAL = (3,)
_LETTERS, _NUMBER, _INFINITY, _REF = range(4)
_TOP: VersionKey = ((_REF, "~"),), (), ""
_LONGEST_DECIMAL = 640  # what int() accepts under every setting of Python's own limit


class VersionError(ValueError):
    """A version, range or list that cannot be read."""

    def __init__(self, message: str, column: int):
        super().__init__(message)
        self.message = message
        """One sentence without its full stop."""
        self.column = column
        """Where in the text it is wrong, from 0."""


@lru_cache(maxsize=65536)
def key(version: str) -> VersionKey:
    """Return what *version* sorts by: keys of any two strings compare.

    Equal keys are one version to Spack (``2.0`` and ``2_0``, ``10.1`` and ``10.0001``). Infinities
    (develop > main > master > head > trunk > nightly > stable) stand above numbers, numbers above
    other letters, and a version above what it begins with: 1.2 < 1.2.0 < 1.2.0a. A trailing alpha,
    beta or rc, with or without a number, stands below its release: 6.0rc1 < 6.0. A version given
    to a git ref (``git.main=1.2``) stands just above that version, a bare ref above everything.
    """
    ref, version = _split_ref(version)
    if ref and not version:
        return ((_REF, ""),), _FINAL, ref
    runs = _RUN.findall(version)
    components = [_component(digits, letters) for digits, letters in runs]
    pre = _pre_release(components)
    return tuple(components[: len(components) - len(pre)]), pre or _FINAL, ref


def _split_ref(version: str) -> tuple[str, str]:
    """Return the git ref and the version that ``git.ref=version`` gives to it; both may be ''."""
    ref, _, given = version.partition("=")
    if _GIT.fullmatch(ref):
        return ref.removeprefix("git."), given
    return "", version


def _component(digits: str, letters: str) -> Component:
    if digits:
        return _NUMBER, _number(digits)
    if letters in _INFINITIES:
        return _INFINITY, _INFINITIES.index(letters)
    return _LETTERS, letters


def _number(digits: str) -> int:
    """Read *digits*; too many of them for a decimal are read as hexadecimal: the same order."""
    digits = digits.lstrip("0") or "0"
    return int(digits, 10 if len(digits) <= _LONGEST_DECIMAL else 16)


def _pre_release(components: list[Component]) -> tuple[int, ...]:
    """Return the pre-release at the end, as many numbers as it has components."""
    for size in (2, 1):
        if len(components) > size:
            rank, word = components[-size]
            number = components[-1] if size == 2 else (_NUMBER, 0)
            if rank == _LETTERS and word in _PRE_RELEASES and number[0] == _NUMBER:
                return (_PRE_RELEASES[str(word)], int(number[1]))[:size]
    return ()


class VersionRange(Struct, frozen=True):
    """All versions from *lo* up to whatever begins with *hi*; an empty bound is open."""

    lo: str
    hi: str

    def holds(self, version: str) -> bool:
        """Return whether *version* lies within.

        As in Spack a range ends where its next sibling begins: ``:1.4`` goes up to 1.5, and so
        takes in 1.4.2, but also 1.5rc1. A bare git ref is in the ranges that are open above.
        """
        place = key(version)
        return self.start <= place < self.end

    @property
    def start(self) -> VersionKey:
        """The lowest key within."""
        return key(self.lo) if self.lo else ((), (), "")

    @property
    def end(self) -> VersionKey:
        """The lowest key above."""
        return _after(self.hi) if self.hi else _TOP

    def __str__(self) -> str:
        return self.lo if self.lo == self.hi and self.lo else f"{self.lo}:{self.hi}"


class ExactVersion(Struct, frozen=True):
    """One version and no other: ``=1.2``, or a git ref as in ``git.main=1.2``."""

    version: str

    def holds(self, version: str) -> bool:
        """Return whether *version* is this one; a bare git ref is met by its ref alone."""
        ref, given = _split_ref(self.version)
        if ref and not given:
            return _split_ref(version)[0] == ref
        return key(version) == key(self.version)

    @property
    def start(self) -> VersionKey:
        """Its own key."""
        return key(self.version)

    @property
    def ref(self) -> str:
        """The git ref that it asks for, if it does."""
        return _split_ref(self.version)[0]

    def __str__(self) -> str:
        return self.version if self.ref else f"={self.version}"


class VersionList(Struct, frozen=True):
    """Any of several: in order, nothing in it twice. What ``@`` is followed by."""

    items: tuple[VersionRange | ExactVersion, ...]

    @classmethod
    def parse(cls, text: str) -> VersionList:
        """Read ``1.6,1.2:1.4``; white space may stand round the commas.

        Raises VersionError where an item is no version or range, or a range is empty.
        """
        column, items = 0, []
        for part in text.split(","):
            items.append(_item(part.strip(), column + len(part) - len(part.lstrip())))
            column += len(part) + 1
        return cls(_merged(items))

    def holds(self, version: str) -> bool:
        """Return whether any of its items holds *version*."""
        return any(item.holds(version) for item in self.items)

    @property
    def unbounded(self) -> bool:
        """Whether it holds every version there is."""
        return self.items == (VersionRange("", ""),)

    def __str__(self) -> str:
        return ",".join(map(str, self.items))


def _item(text: str, column: int) -> VersionRange | ExactVersion:
    """Return the range or version that *text*, at *column*, means; raises VersionError."""
    exact = text.removeprefix("=")
    ref, given = _split_ref(exact)
    if ref and (not given or _VERSION.fullmatch(given)):
        return ExactVersion(exact)
    if exact != text:
        return ExactVersion(_checked(exact, column + 1))
    lo, colon, hi = text.partition(":")
    if not colon:
        return VersionRange(_checked(lo, column), lo)
    lo = lo and _checked(lo, column)
    hi = hi and _checked(hi, column + len(lo) + 1)
    if lo and hi and key(lo) >= _after(hi):
        raise VersionError(f"{text} is an empty range", column)
    return VersionRange(lo, hi)


def _checked(version: str, column: int) -> str:
    """Return *version*; raise VersionError at its first character that no version has."""
    match = _VERSION.match(version)
    size = match.end() if match else 0
    if not version or size < len(version):
        raise VersionError("a version is expected here", column + size)
    return version


@lru_cache(maxsize=4096)
def _after(version: str) -> VersionKey:
    """Return the lowest key above everything that begins with *version*."""
    components, pre, ref = key(version)
    if ref:
        return components, pre, ref + "\0"
    if pre[0] != _FINAL[0]:
        return components, (*pre[:1], pre[1] + 1 if len(pre) > 1 else 0), ""
    *head, (rank, last) = components or ((_LETTERS, ""),)
    after = last + 1 if isinstance(last, int) else _letters_after(last)
    return (*head, (rank, after)), pre, ""


def _letters_after(letters: str) -> str:
    """Return the letters that follow *letters* where each one counts from A to z."""
    if letters[-1:] in ("", "z"):
        return letters + "A"
    return letters[:-1] + ("a" if letters[-1] == "Z" else chr(ord(letters[-1]) + 1))


def _merged(items: list[VersionRange | ExactVersion]) -> tuple[VersionRange | ExactVersion, ...]:
    """Return *items* in order, joining those that overlap or touch: ``1:2,3:4`` is ``1:4``."""
    merged: list[VersionRange | ExactVersion] = []
    for item in sorted(items, key=lambda item: (item.start, isinstance(item, VersionRange))):
        while merged and (joined := _joined(merged[-1], item)):
            merged.pop()
            item = joined
        merged.append(item)
    return tuple(merged)


def _joined(
    last: VersionRange | ExactVersion, item: VersionRange | ExactVersion
) -> VersionRange | ExactVersion | None:
    """Return the one item that holds what both hold, where there is one; *last* starts first."""
    if isinstance(last, ExactVersion):
        return item if _covers(item, last) else None
    if isinstance(item, ExactVersion):
        return last if _covers(last, item) else None
    if item.start > last.end:
        return None
    return VersionRange(last.lo, max(last, item, key=lambda range_: range_.end).hi)


def _covers(item: VersionRange | ExactVersion, exact: ExactVersion) -> bool:
    """Return whether *item* holds all that *exact* holds: of a bare ref that is any version."""
    ref, given = _split_ref(exact.version)
    if ref and not given and item != VersionRange("", ""):
        return item == exact
    return item.holds(exact.version)
