"""The generated indexes: that they are what they say, and can be read."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path

import pytest

from cachetui.sources.filter import Filter
from support.cache_generator import indexes
from support.cache_generator.indexes import index_records, write_index, write_lockfile
from support.spack_builder import load


def test_an_index_has_the_proportions_of_a_real_one(tmp_path: Path) -> None:
    path = tmp_path / "index.json"
    write_index(path, 3000)
    index = load(path, Filter(edges=True), everything=True)
    assert (len(index.listings), index.problems) == (3000, [])
    assert 1000 < path.stat().st_size / 3000 < 1700
    assert 5 < len(index.edges) / 3000 < 8
    assert index.nodes.names == {}
    assert 0 < len(load(path).listings) < 3000


def test_beyond_the_base_records_come_again_with_other_hashes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(indexes, "BASE", 50)
    records = [json.loads(f"{{{text}}}") for text in index_records(120)]
    hashes = [key for record in records for key in record]
    assert len(set(hashes)) == 120
    known: set[str] = set()
    for record in records:
        ((key, value),) = record.items()
        assert value["spec"]["hash"] == key
        assert {one["hash"] for one in value["spec"].get("dependencies", ())} <= known
        known.add(key)


def test_the_same_seed_gives_the_same_records() -> None:
    first, again, other = (list(islice(index_records(20, seed), 20)) for seed in (1, 1, 2))
    assert first == again != other


def test_a_lockfile_can_be_read(tmp_path: Path) -> None:
    write_lockfile(tmp_path / "spack.lock", 100)
    index = load(tmp_path)
    assert (len(index.listings), index.problems) == (100, [])
