"""The shapes that pages have had since 2021, made one: a page's package, tag and sound rows."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import Any, TypeVar, cast

from cachetui.meta import Meta, disagreement
from cachetui.model import HASH, Configuration, Page, PageError
from cachetui.rows import Row
from cachetui.syntax import SpecString, SpecSyntaxError, spec_string, split_architecture
from cachetui.text import clip, safe

SHOWN = 60
"""Characters of a faulty value that a problem quotes."""
MAX_LOST = 20
"""Faulty rows of a page that get a sentence of their own."""

MAX_SIZE = 1 << 60
"""Bytes: a tarball said to be larger, or infinite, has no size worth showing."""

_DIGITS = b"abcdefghijklmnopqrstuvwxyz234567"

T = TypeVar("T", bound=Hashable)
R = TypeVar("R")
V = TypeVar("V")


class RowError(ValueError):
    """A row cannot be used; the message says why, and is safe to show."""


def page_of(metadata: dict[str, Any]) -> Page:
    """Read a page of any era from its front matter (as `reader.read_front_matter` gives it).

    Raises PageError where it has no title or no list of specs.
    """
    package = metadata.get("title")
    if not package:
        raise PageError("has no title")
    if "spec_details" in metadata:
        page = _sound(package, metadata["spec_details"], _from_rows)
    else:
        page = _sound(package, _spec_strings(metadata), _from_strings)
    categories = metadata.get("categories", [])
    page.tag = categories[1] if len(categories) > 1 else None
    page.note = _note(page, metadata.get("meta"))
    return page


def _spec_strings(metadata: dict[str, Any]) -> list[str]:
    """Find the spec strings of 2021 and 2022: at first they were the keys of ``spec_files``."""
    strings: list[str] | None = metadata.get("spec_names", metadata.get("spec_files"))
    if strings is None:
        raise PageError("lists no specs: it has neither spec_details nor spec_names")
    return strings


def _note(page: Page, meta: Meta | str | None) -> str | None:
    if meta is None or page.lost:
        return None
    return f"its meta {meta}" if isinstance(meta, str) else disagreement(meta, page)


def _sound(package: str, rows: Sequence[R], read: Callable[[str, Sequence[R]], Page]) -> Page:
    """Read all rows at once; if one is faulty, those that can be read by themselves."""
    try:
        return read(package, rows)
    except RowError:
        sound, lost = [], []
    for number, row in enumerate(rows, 1):
        try:
            read(package, [row])
        except RowError as error:
            lost.append(f"row {number:,}: {error}")
        else:
            sound.append(row)
    page = read(package, sound)
    page.lost, page.lost_rows = lost, len(lost)
    if len(lost) > MAX_LOST:
        page.lost[MAX_LOST:] = [f"{len(lost) - MAX_LOST:,} more rows cannot be used"]
    return page


_says = attrgetter("versions", "compiler", "platform", "os", "target", "variants", "architecture")


def _from_rows(package: str, found: Sequence[Row | str]) -> Page:
    """Read the rows of ``spec_details``; raises RowError if one of them cannot be used."""
    rows = _readable(found)
    said, looks = _numbered(map(_says, rows))
    return Page(
        package,
        tag=None,
        configurations=[_configuration(package, *fields) for fields in said],
        looks=looks,
        hashes=_hashes(rows),
        stacks=[row.stacks for row in rows],
        sizes=_if_any([None if row.size == "-" else _size(row.size) for row in rows]),
        tarballs=_if_any([row.tarball for row in rows]),
    )


def _readable(found: Sequence[Row | str]) -> Sequence[Row]:
    if str in set(map(type, found)):
        raise RowError(next(row for row in found if isinstance(row, str)))
    return cast(Sequence[Row], found)


def _from_strings(package: str, strings: Sequence[str]) -> Page:
    """Read spec strings, which have neither hash nor stacks; raises RowError likewise."""
    specs, looks = _numbered(_from_string(package, text) for text in strings)
    count = len(strings)
    return Page(package, None, specs, looks, hashes=[None] * count, stacks=[()] * count)


def _from_string(package: str, text: str) -> Configuration:
    spec, dependencies = _parsed(text)
    if spec.name != package:
        raise RowError(f"is a spec of '{clip(safe(spec.name), SHOWN)}'")
    compiler = _modern(spec.compiler)
    where = (spec.platform, spec.os, spec.target)
    return Configuration(package, (spec.version,), compiler, *where, spec.variants, dependencies)


def _parsed(text: str) -> tuple[SpecString, str]:
    """Take apart a spec string into the spec and its dependencies; raises RowError."""
    spec, mark, dependencies = text.partition(" ^")
    try:
        return _spec_string(spec), f"{mark}{dependencies}".lstrip()
    except SpecSyntaxError as error:
        raise RowError(f"{safe(str(error))} in '{clip(safe(text), SHOWN)}'") from None


_spec_string = lru_cache(maxsize=1000)(spec_string)  # most strings differ in dependencies only


def _numbered(values: Iterable[T]) -> tuple[list[T], list[int]]:
    """Return the distinct values, and for each value its place among them."""
    places: defaultdict[T, int] = defaultdict(itertools.count().__next__)
    numbers = list(map(places.__getitem__, values))
    return list(places), numbers


def _hashes(rows: Iterable[Row]) -> list[str]:
    """Give the rows' hashes; raises RowError unless all are: they end up on command lines."""
    hashes = [row.hash or "" for row in rows]
    if not _are_hashes(hashes):
        wrong = next(text for text in hashes if not HASH.fullmatch(text))
        shown = clip(safe(wrong), SHOWN)
        raise RowError(f"'{shown}' is no hash of 32 characters a-z2-7" if wrong else "has no hash")
    return hashes


def _are_hashes(texts: list[str]) -> bool:
    """Tell what `HASH` would tell of each of *texts*, for all of them in a third of its time."""
    joined = "".join(texts)
    right = joined.isascii() and not joined.encode().translate(None, _DIGITS)
    return right and {len(text) for text in texts} <= {32}


def _configuration(
    package: str,
    versions: tuple[str, ...],
    compiler: str | None,
    platform: str | None,
    os: str | None,
    target: str | None,
    variants: tuple[str, ...],
    architecture: str | None,
) -> Configuration:
    """Say in today's spelling what a row says; raises RowError if that is too little."""
    if architecture is not None and target is None:
        # early 2023's one string; a part that is not there comes back as "None"
        parts = split_architecture(architecture)
        platform, os, target = ("" if part == "None" else part for part in parts)
    if not versions or not all(versions):
        raise RowError("has no version")
    if not platform or not os or not target:
        raise RowError("does not say its platform, os and target")
    return Configuration(package, versions, _modern(compiler), platform, os, target, variants)


def _modern(compiler: str | None) -> str | None:
    """Spell *compiler* as pages do since 2025: ``gcc@=11.4.0`` loses its ``=``, none is None."""
    if compiler is None or compiler in ("none", ""):
        return None
    return compiler.replace("@=", "@")


def _if_any(values: list[V | None]) -> list[V | None]:
    return values if values.count(None) < len(values) else []


def _size(size: int | float | str | None) -> int | float | None:
    """Read a size in bytes; what is no number of bytes is None."""
    if isinstance(size, str):
        size = int(size) if size.isascii() and size.isdecimal() and len(size) < 20 else None
    return size if size is not None and 0 <= size <= MAX_SIZE else None
