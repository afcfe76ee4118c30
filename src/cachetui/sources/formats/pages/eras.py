"""The front matter of a page of any era since 2021 -> its package, tag and sound rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

from msgspec import DecodeError
from msgspec.structs import astuple

from cachetui.model import Batch, EntryError
from cachetui.sources.formats.batches import (
    MAX_LOST,
    RowError,
    are_hashes,
    check_hash,
)
from cachetui.sources.formats.pages.distinct import Distinct, RawRow, RawRows
from cachetui.sources.formats.pages.meta import Meta, disagreement
from cachetui.sources.formats.pages.normalize import ORIGIN, configuration

if TYPE_CHECKING:
    from cachetui.sources.formats.pages.rows import Row

MAX_SIZE = 1 << 60
"""Bytes: a tarball said to be larger, or infinite, has no size worth showing."""


R = TypeVar("R")
V = TypeVar("V")


def page_of(metadata: dict[str, Any], path: str, distinct: Distinct) -> Batch:
    """Return the page at *path*, of any era, by its front matter as `read_front_matter` gives it.

    *distinct* is what it may have in common with other pages. Raises EntryError where it has no
    title or no list of specs.
    """
    package = metadata.get("title")
    if not package:
        raise EntryError("has no title")
    if "spec_details" in metadata:
        page = _page_of_rows(package, metadata["spec_details"], distinct)
    else:
        from cachetui.sources.formats.pages.spec_strings import (
            from_strings,  # it needs the spec syntax, which costs the start
        )

        page = _sound(package, _spec_strings(metadata), distinct, from_strings)
    categories = metadata.get("categories", [])
    page.path = path
    page.tag = categories[1] if len(categories) > 1 else None
    page.note = _note(page, metadata.get("meta"))
    return page


def _spec_strings(metadata: dict[str, Any]) -> list[str]:
    """Return the spec strings of 2021 and 2022; in 2021 they were the keys of ``spec_files``."""
    strings: list[str] | None = metadata.get("spec_names", metadata.get("spec_files"))
    if strings is None:
        raise EntryError("lists no specs: it has neither spec_details nor spec_names")
    return strings


def _note(page: Batch, meta: Meta | str | None) -> str | None:
    if meta is None or page.lost:
        return None
    return f"its meta {meta}" if isinstance(meta, str) else disagreement(meta, page)


def _sound(
    package: str,
    rows: Sequence[R],
    distinct: Distinct,
    read: Callable[[str, Sequence[R], Distinct], Batch],
) -> Batch:
    """Return a page of all *rows*, read at once; if one is faulty, of those that are sound."""
    try:
        return read(package, rows, distinct)
    except RowError:
        sound, lost = [], []
    for number, row in enumerate(rows, 1):
        try:
            read(package, [row], distinct)
        except RowError as error:
            lost.append(f"row {number:,}: {error}")
        else:
            sound.append(row)
    page = read(package, sound, distinct)
    page.lost, page.skipped_rows = lost, len(lost)
    if len(lost) > MAX_LOST:
        page.lost[MAX_LOST:] = [f"{len(lost) - MAX_LOST:,} more rows cannot be used"]
    return page


def _page_of_rows(package: str, found: RawRows | Sequence[Row | str], distinct: Distinct) -> Batch:
    """Return a page of ``spec_details``; if a row is faulty, each is looked at."""
    if isinstance(found, RawRows):
        try:
            return _from_raw_rows(package, found.rows, distinct)
        except (RowError, DecodeError):
            found = _each_row(found.text)
    return _sound(package, found, distinct, _from_rows)


def _each_row(text: str) -> list[Row | str]:
    """Return each row of *text*, or why it is none; raises EntryError where it is no list."""
    # few pages need these, and the first screen waits for what it imports
    from cachetui.sources.formats.pages.rows import decode_rows
    from cachetui.sources.safe_yaml import YamlRefusedError

    try:
        return decode_rows(text)
    except YamlRefusedError as error:
        raise EntryError(f"its entry spec_details {error}") from None


class _Columns(NamedTuple):
    """The rows of a page by their fields, which `Row` and `RawRow` have in this order."""

    hashes: Sequence[str | None]
    versions: Sequence[Any]
    compilers: Sequence[str | None]
    platforms: Sequence[str | None]
    oses: Sequence[str | None]
    targets: Sequence[str | None]
    variants: Sequence[Any]
    stacks: Sequence[Any]
    sizes: Sequence[int | float | str | None]
    tarballs: Sequence[str | None]
    architectures: Sequence[str | None]

    @classmethod
    def of(cls, rows: Sequence[Row] | Sequence[RawRow]) -> _Columns:
        """Return *rows* as columns."""
        columns: Iterable[Any] = zip(*map(astuple, rows), strict=True)
        return cls(*columns) if rows else cls(*[()] * len(cls._fields))


def _from_raw_rows(package: str, rows: Sequence[RawRow], distinct: Distinct) -> Batch:
    """Return a page of *rows*; raises RowError or DecodeError if one cannot be used."""
    columns = _Columns.of(rows)
    wheres = zip(
        columns.compilers,
        columns.platforms,
        columns.oses,
        columns.targets,
        columns.architectures,
        strict=True,
    )
    keys = zip(map(bytes, columns.versions), map(bytes, columns.variants), wheres, strict=True)
    places = list(map(distinct.places(package).__getitem__, keys))
    stacks = list(map(distinct.lists.__getitem__, map(bytes, columns.stacks)))
    return _page(package, columns, places, stacks, distinct)


def _from_rows(package: str, found: Sequence[Row | str], distinct: Distinct) -> Batch:
    rows = _readable(found)
    configurations = (configuration(package, *_FIELDS(row)) for row in rows)
    places = list(map(distinct.configurations.place, configurations))
    columns = _Columns.of(rows)
    return _page(package, columns, places, list(columns.stacks), distinct)


_FIELDS = attrgetter("versions", "compiler", "platform", "os", "target", "variants", "architecture")


def _page(
    package: str,
    columns: _Columns,
    places: list[int],
    stacks: Sequence[tuple[str, ...]],
    distinct: Distinct,
) -> Batch:
    """Return a page of rows as *columns*; raises RowError if a hash is none."""
    return Batch(
        ORIGIN,
        path="",
        packages=[(package, len(places))],
        tag=None,
        configurations=distinct.configurations,
        configuration_of=places,
        hashes=_hashes(columns.hashes),
        stacks=stacks,
        sizes=_sizes(columns.sizes),
        tarballs=_if_any(columns.tarballs),
    )


def _readable(found: Sequence[Row | str]) -> Sequence[Row]:
    if str in set(map(type, found)):
        raise RowError(next(row for row in found if isinstance(row, str)))
    return cast("Sequence[Row]", found)


def _hashes(found: Sequence[str | None]) -> Sequence[str]:
    """Return *found*, which are all hashes; raises RowError unless they are."""
    if None not in found and are_hashes(hashes := cast(Sequence[str], found)):
        return hashes
    return list(map(check_hash, found))


def _if_any(values: Sequence[V | None]) -> Sequence[V | None]:
    return values if values.count(None) < len(values) else ()


def _sizes(sizes: Sequence[int | float | str | None]) -> Sequence[int | float | None]:
    """Return sizes in bytes; nothing where no row says any, as on all pages since 2023."""
    unknown = sizes.count("-") + sizes.count(None)
    return () if unknown == len(sizes) else _if_any(list(map(_size, sizes)))


def _size(size: int | float | str | None) -> int | float | None:
    """Return a size in bytes, None for what is no number of bytes."""
    if isinstance(size, str):
        size = int(size) if size.isascii() and size.isdecimal() and len(size) < 20 else None
    return size if size is not None and 0 <= size <= MAX_SIZE else None
