"""The front matter of a page of any era since 2021 -> its package, tag and sound rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar, cast

from cachetui.model import Batch, EntryError
from cachetui.sources.formats.batches import (
    MAX_LOST,
    RowError,
    are_hashes,
    check_hash,
    numbered,
)
from cachetui.sources.formats.pages.columns import Columns
from cachetui.sources.formats.pages.meta import Meta, disagreement
from cachetui.sources.formats.pages.normalize import ORIGIN, configuration
from cachetui.sources.formats.pages.rows import Row, decode_rows

MAX_SIZE = 1 << 60
"""Bytes: a tarball said to be larger, or infinite, has no size worth showing."""


R = TypeVar("R")
V = TypeVar("V")


def page_of(metadata: dict[str, Any], path: str) -> Batch:
    """Return the page at *path*, of any era, by its front matter as `read_front_matter` gives it.

    Raises EntryError where it has no title or no list of specs.
    """
    package = metadata.get("title")
    if not package:
        raise EntryError("has no title")
    if "spec_details" in metadata:
        page = _page_of_rows(package, metadata["spec_details"])
    else:
        from cachetui.sources.formats.pages.spec_strings import (
            from_strings,  # it needs the spec syntax, which costs the start
        )

        page = _sound(package, _spec_strings(metadata), from_strings)
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


def _sound(package: str, rows: Sequence[R], read: Callable[[str, Sequence[R]], Batch]) -> Batch:
    """Return a page of all *rows*, read at once; if one is faulty, of those that are sound."""
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
    page.lost, page.skipped_rows = lost, len(lost)
    if len(lost) > MAX_LOST:
        page.lost[MAX_LOST:] = [f"{len(lost) - MAX_LOST:,} more rows cannot be used"]
    return page


def _page_of_rows(package: str, found: Columns | Sequence[Row | str]) -> Batch:
    """Return a page of ``spec_details``; if a row is faulty, each is looked at."""
    if isinstance(found, Columns):
        try:
            return _from_columns(package, found)
        except RowError:
            found = decode_rows(found.text)
    return _sound(package, found, _from_rows)


def _from_rows(package: str, found: Sequence[Row | str]) -> Batch:
    return _from_columns(package, Columns.of(_readable(found)))


def _from_columns(package: str, rows: Columns) -> Batch:
    """Return a page of all *rows*; raises RowError if one cannot be used."""
    distinct, configuration_of = numbered(rows.fields)
    return Batch(
        ORIGIN,
        path="",
        packages=[(package, len(configuration_of))],
        tag=None,
        configurations=[configuration(package, *fields) for fields in distinct],
        configuration_of=configuration_of,
        hashes=_hashes(rows.hashes),
        stacks=rows.stacks,
        sizes=_sizes(rows.sizes),
        tarballs=_if_any(rows.tarballs),
    )


def _readable(found: Sequence[Row | str]) -> Sequence[Row]:
    if str in set(map(type, found)):
        raise RowError(next(row for row in found if isinstance(row, str)))
    return cast(Sequence[Row], found)


def _hashes(found: Sequence[str | None]) -> Sequence[str]:
    """Return *found*, which are all hashes; raises RowError unless they are."""
    if None not in found and are_hashes(hashes := cast(Sequence[str], found)):
        return hashes
    return list(map(check_hash, found))


def _if_any(values: list[V | None]) -> list[V | None]:
    return values if values.count(None) < len(values) else []


def _sizes(sizes: list[int | float | str | None]) -> list[int | float | None]:
    """Return sizes in bytes; nothing where no row says any, as on all pages since 2023."""
    unknown = sizes.count("-") + sizes.count(None)
    return [] if unknown == len(sizes) else _if_any(list(map(_size, sizes)))


def _size(size: int | float | str | None) -> int | float | None:
    """Return a size in bytes, None for what is no number of bytes."""
    if isinstance(size, str):
        size = int(size) if size.isascii() and size.isdecimal() and len(size) < 20 else None
    return size if size is not None and 0 <= size <= MAX_SIZE else None
