"""Standard input: a file of any kind, by what it holds, as it has no name."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from cachetui.index.index import Index
from cachetui.sources.archives import budget
from cachetui.sources.archives import zip as zip_archive
from cachetui.sources.source import SourceError
from cachetui.sources.stdin import _read
from support.archive_builder import every_kind, write
from support.page_builder import Row, a_hash, page_2025
from support.spack_builder import a_node, database, installed, load, lockfile, names, told

PAGE = page_2025("hdf5", "v1", [Row(a_hash("a"))]).encode()
OTHER = page_2025("zlib", "v1", [Row(a_hash("b"))]).encode()


class Piped:
    """Standard input that is a pipe."""

    def __init__(self, data: bytes) -> None:
        self.buffer = io.BytesIO(data)

    def isatty(self) -> bool:
        return False


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    _read.cache_clear()
    yield
    _read.cache_clear()


def piped(monkeypatch: pytest.MonkeyPatch, data: bytes) -> Index:
    """Return what *data* on standard input comes to."""
    monkeypatch.setattr("sys.stdin", Piped(data))
    return load("NAME=-")


NODES = a_node("a"), a_node("b")
OF_SPACK = [database(installed(*NODES)), lockfile(*NODES)]


@pytest.mark.parametrize("data", [*OF_SPACK, *map(gzip.compress, OF_SPACK)])
def test_it_is_a_file_of_spacks(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    index = piped(monkeypatch, data)
    for found in (index, load("NAME=-")):  # a reload reads what was piped in again
        assert names(found) == ["a", "b"]
        assert [one.name for one in found.origins.values] == ["NAME"]


@pytest.mark.parametrize("page", [PAGE, PAGE.replace(b"\n", b"\r\n", 1)])
def test_it_is_a_page(monkeypatch: pytest.MonkeyPatch, page: bytes) -> None:
    index = piped(monkeypatch, page)
    assert (names(index), index.hashes) == (["hdf5"], [a_hash("a")])
    assert index.problems == []


@every_kind
def test_it_is_an_archive(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    members = {"v1/hdf5/specs.md": PAGE, "v1/zlib/specs.md": OTHER}
    data = write(tmp_path, name, members).read_bytes()
    assert names(piped(monkeypatch, data)) == ["hdf5", "zlib"]
    assert names(load("-")) == ["hdf5", "zlib"]


@every_kind
def test_a_cut_off_archive_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    rows = [Row(a_hash(str(number))) for number in range(200)]
    page = page_2025("hdf5", "v1", rows).encode()
    whole = write(tmp_path, name, {f"v1/p{n}/specs.md": page for n in range(3)}).read_bytes()
    data = whole[: len(whole) // 2]
    if name.endswith(".zip"):  # its list is at its end
        with pytest.raises(SourceError, match="cannot read '-'"):
            piped(monkeypatch, data)
        return
    text, said = "cut off or broken", told(piped(monkeypatch, data))
    assert any(text in one for one in said), said


def test_an_archive_may_unpack_to_many_times_what_was_piped_in(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(budget, "ALWAYS", 0)
    data = write(tmp_path, "c.tar.gz", {"v1/hdf5/specs.md": PAGE}).read_bytes()
    assert names(piped(monkeypatch, data)) == ["hdf5"]


def test_a_list_of_too_many_members_is_not_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(zip_archive, "MAX_LIST", 40)
    data = write(tmp_path, "c.zip", {"v1/hdf5/specs.md": PAGE}).read_bytes()
    assert any("lists its members in over" in one for one in told(piped(monkeypatch, data)))


@pytest.mark.parametrize("data", [b"", b"garbage\n", gzip.compress(b"garbage"), b"\x1f\x8b\0"])
def test_what_is_none_of_them_is_counted(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    index = piped(monkeypatch, data)
    assert not len(index.listings)
    assert index.skipped.total() == 1


@pytest.mark.parametrize("stdin", [None, io.TextIOWrapper(io.BytesIO())])
def test_where_nothing_is_piped_in_it_is_refused(
    monkeypatch: pytest.MonkeyPatch, stdin: io.TextIOWrapper | None
) -> None:
    monkeypatch.setattr("sys.stdin", stdin)
    if stdin is not None:
        monkeypatch.setattr(stdin, "isatty", lambda: True, raising=False)
    with pytest.raises(SourceError, match="nothing is piped into it"):
        load("-")
