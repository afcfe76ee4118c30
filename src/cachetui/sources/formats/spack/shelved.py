"""An index by way of the columns that are kept of it: its JSON is read once for each content."""

from __future__ import annotations

from contextlib import suppress
from itertools import chain, repeat
from typing import BinaryIO

import msgspec
from msgspec.structs import replace

from cachetui.model import Batch, EntryError
from cachetui.sources.filter import Filter
from cachetui.sources.formats.format import Parts
from cachetui.sources.formats.spack.column_writer import ColumnWriter
from cachetui.sources.formats.spack.columns import ColumnsError, are_sound, read_columns
from cachetui.sources.formats.spack.database import DatabaseReader
from cachetui.sources.formats.spack.merge import Merge, merge_of
from cachetui.sources.formats.spack.origins import Provenance, place_of_entry
from cachetui.sources.formats.spack.rows import SharedConfigurations, batch_of
from cachetui.sources.shelf import Draft, Shelf
from cachetui.sources.source import Content, Entry

SHELF = "shelf"
"""The note with the `Shelf` for what was fetched of a mirror."""
DAMAGED = "was kept as columns that are damaged: what follows is missing, and read the next time"
UNWRITABLE = (OSError, ValueError, OverflowError, msgspec.MsgspecError)
"""What keeps a part from being written; it is read all the same."""


def read_index(entry: Entry, content: Content, wanted: Filter) -> Parts:
    """Yield what the index in *content* lists, which *entry* is or names.

    It comes of its columns if they are kept; else they are from then on. Of a mirror's second
    index they are not: what that adds depends on the first. Raises OSError or EntryError.
    """
    merge, place = merge_of(entry), place_of_entry(entry)
    shelf: Shelf | None = entry.shared.get(SHELF)
    sha256 = content.checksum
    if shelf is None or sha256 is None or merge.is_begun:
        yield from DatabaseReader(entry.path, place, wanted, merge).read(content)
        return
    if (file := _sound(shelf, sha256)) is not None:
        try:
            with file:
                yield from _from_columns(file, entry.path, place, wanted, merge)
            return
        except ColumnsError:
            shelf.forget(sha256)
            if merge.batches:
                raise EntryError(DAMAGED) from None
    reader = DatabaseReader(entry.path, place, wanted, merge)
    draft = shelf.begin(sha256) if wanted.edges else None  # else it is read in part
    yield from _to_columns(reader, content, draft) if draft else reader.read(content)


def _sound(shelf: Shelf, sha256: str) -> BinaryIO | None:
    """Return the file with the columns of a content, None if there is none that can be used."""
    file = shelf.open(sha256)
    if file is None:
        return None
    try:
        if are_sound(file):
            return file
    except OSError:
        pass
    file.close()
    return None


def _from_columns(
    file: BinaryIO, path: str, place: Provenance, wanted: Filter, merge: Merge
) -> Parts:
    """Yield the parts in *file* that are *wanted*, and note its batches for *merge*.

    Raises ColumnsError and OSError.
    """
    narrows = not wanted.edges and wanted.is_narrow
    shared = SharedConfigurations()
    for part in read_columns(file, path, place, edges=wanted.edges):
        if not isinstance(part, Batch):
            yield part
            continue
        if not wanted.allows_tag(part.tag):
            return
        merge.batches.append(part)
        batch = _narrowed(part, wanted, shared) if narrows else part
        if len(batch) or batch.skipped_rows or batch.lost:
            yield batch


def _narrowed(batch: Batch, wanted: Filter, shared: SharedConfigurations) -> Batch:
    """Return the rows of *batch* that are *wanted*, and what is lost of it."""
    columns = zip(
        chain.from_iterable(repeat(name, number) for name, number in batch.packages),
        batch.hashes,
        map(batch.configurations.__getitem__, batch.configuration_of),
        batch.status,
        batch.times or repeat(None),
        batch.prefixes or repeat(None),
        repeat(None),
        strict=False,
    )
    rows = [
        (package, name, *rest) for package, name, *rest in columns if wanted.allows(package, name)
    ]
    place = Provenance(batch.origin.name, batch.tag, batch.stacks[0] if len(batch) else ())
    kept = batch_of(batch.origin, batch.path, place, rows, shared)
    return replace(kept, lost=batch.lost, skipped_rows=batch.skipped_rows)


def _to_columns(reader: DatabaseReader, content: Content, draft: Draft) -> Parts:
    """Yield what *reader* reads of *content*, and write it; what was ended early is not kept."""
    writer: ColumnWriter | None = ColumnWriter(draft.file)
    try:
        for part in reader.read(content):
            if writer is not None:
                try:
                    writer.add(part)
                except UNWRITABLE:
                    writer = None
            yield part
        if writer is not None and reader.is_whole:
            with suppress(OSError):
                writer.finish()
                draft.keep()
    finally:
        draft.drop()
