"""Columns of codes give back the parts of the index that they were made of."""

from __future__ import annotations

import io
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from msgspec.structs import asdict

from cachetui.model import Batch, Edges, EntryError, Problem
from cachetui.sources.filter import Filter
from cachetui.sources.formats.spack.column_writer import ColumnWriter
from cachetui.sources.formats.spack.columns import are_sound, read_columns
from cachetui.sources.formats.spack.database import DatabaseReader
from cachetui.sources.formats.spack.origins import Provenance
from cachetui.sources.memory import MemoryContent
from support.corrupt_records import RECORDS, Changed, changed_files
from support.spack_builder import a_node, cached, database, installed, needed

Part = Batch | Edges | Problem
PATH = "m/build_cache/index.json"
PLACE = Provenance("develop/e4s", "develop", ("e4s",))
NODES = (
    a_node("app", needed("zlib", "build", "link", virtuals=["zlib-api"]), needed("gone")),
    a_node("zlib", external={"path": "/usr"}),
    a_node("clang", needed("app", "build", virtuals=["c"]), compiler=None),
)


def _of_rows(part: Part) -> dict[str, Any]:
    """Return the configurations of the rows, whatever else is in the list that batches share."""
    if not isinstance(part, Batch):
        return {}
    rows = [part.configurations[place] for place in part.configuration_of]
    return {"configurations": rows, "configuration_of": []}


def facts(parts: Iterable[Part]) -> list[dict[str, Any]]:
    """Return what *parts* say, whatever the types of their columns."""
    return [
        {
            name: list(value) if hasattr(value, "__len__") and not isinstance(value, str) else value
            for name, value in asdict(part).items()
        }
        | _of_rows(part)
        | {"type": type(part)}
        for part in parts
    ]


def from_json(data: bytes) -> list[Part]:
    reader = DatabaseReader(PATH, PLACE, Filter(edges=True))
    return list(reader.read(MemoryContent(bytearray(data))))


def written(parts: Iterable[Part]) -> io.BytesIO:
    file = io.BytesIO()
    writer = ColumnWriter(file)
    for part in parts:
        writer.add(part)
    writer.finish()
    return file


def check(data: bytes) -> None:
    parts = from_json(data)
    before = facts(parts)
    file = written(parts)
    assert facts(parts) == before
    assert are_sound(file)
    assert facts(read_columns(file, PATH, PLACE, edges=True)) == before


@pytest.mark.parametrize(
    "data",
    [
        database(cached(*NODES)),
        database(installed(*NODES), "8"),
        database(cached(*NODES), "99"),
        database({}),
        database(cached(a_node("ünï", parameters={"x": "\u2028'\""}), a_node("bad", version=3))),
    ],
    ids=["mirror", "installation", "version", "nothing", "odd"],
)
def test_what_comes_back_is_what_was_read(data: bytes) -> None:
    check(data)


@given(changed_files().filter(lambda changed: changed.path in RECORDS))
@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
def test_it_is_whatever_the_index_says(changed: Changed) -> None:
    with suppress(EntryError):  # nothing is kept of what ends in one
        check(changed.files[changed.path])


def test_several_pieces_share_what_they_have_in_common(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cachetui.sources.formats.spack.database.CHUNK", 1 << 11)
    monkeypatch.setattr("cachetui.sources.formats.spack.cutting.WINDOWS", (1 << 8,))
    many = [a_node(f"p{number}", needed("p0")) for number in range(40)]
    data = database(cached(*many))
    assert len(from_json(data)) > 4
    check(data)


def test_the_place_is_that_of_the_reading() -> None:
    file = written(from_json(database(cached(*NODES))))
    batch, *_ = read_columns(file, "elsewhere", Provenance("lab"), edges=True)
    assert isinstance(batch, Batch)
    assert (batch.path, batch.origin.name, batch.tag, set(batch.stacks)) == (
        "elsewhere",
        "lab",
        None,
        {()},
    )


def test_a_file_that_was_changed_is_not_sound() -> None:
    data = written(from_json(database(cached(*NODES)))).getvalue()
    for place in range(0, len(data), 7):
        changed = bytearray(data)
        changed[place] ^= 1
        assert not are_sound(io.BytesIO(changed))
    for size in (0, 10, len(data) // 2, len(data) - 1):
        assert not are_sound(io.BytesIO(data[:size]))
    assert not are_sound(io.BytesIO(data + b"\0"))
