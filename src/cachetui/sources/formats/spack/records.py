"""Pieces of an index -> its records, decoded all at once, or one by one where some are broken."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec
from msgspec import Raw, Struct
from msgspec.structs import replace

from cachetui.sources.formats.batches import RowError
from cachetui.sources.formats.spack.cutting import split_records
from cachetui.sources.formats.spack.nodes import decode
from cachetui.sources.formats.spack.rows import SHOWN, Losses
from cachetui.sources.formats.type_errors import BROKEN

TWICE = "stands twice and says two things: the first counts"


class InstallRecord(Struct, gc=False):
    """A record of a mirror or an installation. Spack: database.py, InstallRecord."""

    spec: Raw
    """Its node, of any shape."""
    ref_count: int | None = None
    in_buildcache: bool | None = None
    """Of a mirror, since Spack 0.17."""
    installed: bool | None = None
    """Of an installation, as what follows."""
    explicit: bool | None = None
    installation_time: float | None = None
    path: str | None = None

    def detached(self) -> InstallRecord:
        """Return the same record without hold on the piece that it was read from."""
        return replace(self, spec=Raw(bytes(self.spec)))


Records = dict[str, InstallRecord]
_FRAME = len('"":{"spec":,"ref_count":,"in_buildcache":true},')
"""Characters of a mirror's record beside its key, its node and its number."""

_RECORDS = msgspec.json.Decoder(Records)
_RECORD = msgspec.json.Decoder(InstallRecord)
_RAW = msgspec.json.Decoder(dict[str, Raw])
_KEY = re.compile(rb'\s*"((?:[^"\\]|\\.){0,100})')


def decode_records(piece: bytes, losses: Losses) -> Records:
    """Return the records of a *piece*; those that cannot be read are added to *losses*."""
    try:
        records = _RECORDS.decode(piece)
    except BROKEN:
        return _one_by_one(piece, losses)
    # a key that stands twice is one in a dict
    if _fills(piece, records) or len(records) == _count(piece):
        return records
    return _one_by_one(piece, losses)


def _fills(piece: bytes, records: Records) -> bool:
    """Return whether *records* as Spack writes them take so much that nothing else is in *piece*.

    That is soon added up; counting them in the text takes twice as long.
    """
    every = records.values()
    counts = "".join([str(record.ref_count) for record in every])
    cached = [record.in_buildcache for record in every]
    if not counts.isdigit() or None in cached:
        return False
    sizes = sum(map(len, records)) + sum([len(record.spec) for record in every])
    return len(piece) == 1 + len(records) * _FRAME + sizes + len(counts) + cached.count(False)


def _count(piece: bytes) -> int:
    """Return the number of records in *piece*, or another if something in it is unusual."""
    return piece.count(b'":{"spec":{"') or piece.count(b'"spec"')


def _one_by_one(piece: bytes, losses: Losses) -> Records:
    """Return the records that can be read by themselves."""
    records: Records = {}
    for text in split_records(piece[1:-1]):
        for key, raw in _items(text, losses):
            try:
                record: InstallRecord = decode(_RECORD, raw)
            except RowError as error:
                losses.add_record(key, str(error))
                continue
            if key not in records:
                records[key] = record
            elif msgspec.json.encode(record) != msgspec.json.encode(records[key]):
                losses.add_record(key, TWICE)
    return records


def _items(text: bytes, losses: Losses) -> Iterable[tuple[str, bytes]]:
    """Return the keys and records in *text*, as a rule one; none where it is broken."""
    try:
        found = _RAW.decode(b"{%b}" % text)
    except BROKEN:
        losses.add_record(_name_of(text), "is broken JSON")
        return ()
    return [(key, bytes(raw)) for key, raw in found.items()]


def _name_of(text: bytes) -> str:
    key = _KEY.match(text)
    return (key[1] if key else text[:SHOWN]).decode("utf-8", "replace")
