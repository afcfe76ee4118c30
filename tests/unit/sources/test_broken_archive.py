"""Broken and hostile archives: what is lost is told, and nothing worse happens."""

from __future__ import annotations

import gzip
import lzma
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cachetui.sources import unpacking
from cachetui.sources.archives import budget, members, stream
from cachetui.sources.archives import zip as zips
from cachetui.sources.source import SourceError
from support.archive_builder import KINDS, PAGES, every_kind, read, special, tar, write, zipped
from support.hostile_archives import HOSTILE, member, write_hostile
from support.spack_builder import load, names


@every_kind
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.99])
def test_an_archive_cut_off_in_the_middle_keeps_what_came_before(
    tmp_path: Path, name: str, share: float
) -> None:
    path = write(tmp_path, name, PAGES)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    if name == "c.zip":  # the list of members stands at its end
        with pytest.raises(SourceError, match=r"^cannot read '.*/c.zip': File is not a zip file$"):
            read(path)
        return
    try:
        files, problems = read(path)
    except SourceError:
        assert name != "c.tar"  # one packed block holds all
        return
    assert files.items() <= PAGES.items()
    if name != "c.tar" or files != PAGES:  # which ends in padding
        assert "the archive is cut off or broken after" in problems[-1]


def test_a_tar_archive_cut_between_two_members_is_told_from_a_whole_one(tmp_path: Path) -> None:
    path = write(tmp_path, "c.tar", PAGES)
    with tarfile.open(path) as archive:
        ends = [member.offset for member in archive.getmembers()[1:]]
    data = path.read_bytes()
    for number, end in enumerate(ends, 1):
        for cut in (end, end + 100):
            path.write_bytes(data[:cut])
            files, problems = read(path)
            assert list(files) == list(PAGES)[:number]
            (problem,) = problems
            assert f"cut off or broken after member {number}: " in problem


@every_kind
def test_what_is_no_archive_is_refused(tmp_path: Path, name: str) -> None:
    for data in (b"", b"\0" * 700, b"x" * 2000, b"\x1f\x8b" + b"x" * 99, b"PK\5\6" + b"x" * 9):
        path = tmp_path / name
        path.write_bytes(data)
        try:
            assert read(path) == ({}, [])
        except SourceError as error:
            assert str(error).startswith(f"cannot read '{path}': ")  # noqa: PT017
        else:
            assert data == b"\0" * 700  # to tar an archive of nothing
            assert name != "c.zip"


def test_a_damaged_member_costs_only_itself(tmp_path: Path) -> None:
    path = tmp_path / "c.zip"
    data = bytearray(zipped(PAGES, zipfile.ZIP_STORED))
    data[data.index(b"page 2")] ^= 1
    path.write_bytes(data)
    files, (problem,) = read(path)
    assert files.keys() == PAGES.keys() - {"_cache/v2/x2/specs.md"}
    assert "cannot be taken out of the archive: Bad CRC-32" in problem


def test_an_encrypted_member_costs_only_itself(tmp_path: Path) -> None:
    path = tmp_path / "c.zip"
    data = bytearray(zipped(PAGES))
    for signature, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        data[data.index(signature) + flags] |= 1
    path.write_bytes(data)
    files, (problem,) = read(path)
    assert len(files) == len(PAGES) - 1
    assert problem.endswith("specs.md: is encrypted")


def test_an_archive_with_too_many_members_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budget, "MAX_HEADERS", 2)
    for name in KINDS:
        files, (problem,) = read(write(tmp_path, name, PAGES))
        assert list(files) == list(PAGES)[:2]
        assert problem.endswith("the archive has over 2 members and headers, the rest is not read")


@pytest.mark.parametrize("name", ["c.tar.gz", "c.tar.xz", "c.zip"])
@pytest.mark.parametrize("member", ["bomb.bin", "specs.md"])
def test_a_bomb_is_left_before_it_unpacks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, member: str
) -> None:
    monkeypatch.setattr(budget, "ALWAYS", 100_000)
    monkeypatch.setattr(budget, "MOST_PACKED", 10)
    monkeypatch.setattr(stream, "CHUNK", 1 << 14)
    path = write(tmp_path, name, {"a/specs.md": b"a", member: b"\0" * 10_000_000, **PAGES})
    files, problems = read(path)
    if name == "c.zip" and member == "bomb.bin":  # which nobody asks for
        assert (files, problems) == ({"a/specs.md": b"a", **PAGES}, [])
        return
    assert files == {"a/specs.md": b"a"}
    assert problems[-1].endswith("unpacks to over 10 times its size, the rest is not read") or all(
        problem.endswith("unpacks to over 10 times its size") for problem in problems
    )


@every_kind
def test_an_archive_that_unpacks_to_too_much_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(budget, "MAX_TOTAL", 8_000)
    files, problems = read(write(tmp_path, name, {"a.md": b"a" * 2000, "b.md": b"b" * 9001}))
    assert files.keys() <= {"a.md"}
    assert "unpacks to over" in problems[0]


@every_kind
def test_a_member_larger_than_any_page_is_not_taken_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    path = write(tmp_path, name, {"a.md": b"a" * 3000, "b.md": b"b"})
    monkeypatch.setattr(members, "MAX_BYTES", 2999)
    files, (problem,) = read(path)
    assert (files, problem.split(":")[0]) == ({"b.md": b"b"}, "a.md")


def test_a_tar_header_that_wants_all_memory_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "c.tar"
    for kind in (tarfile.GNUTYPE_LONGNAME, tarfile.XHDTYPE, tarfile.XGLTYPE):
        huge = special(kind, "x")
        huge.size = 7 << 30
        first = tar({"a.md": b"a"})[: 2 * tarfile.BLOCKSIZE]
        path.write_bytes(first + huge.tobuf(tarfile.USTAR_FORMAT) + b"\0" * 1024)
        files, (problem,) = read(path)
        assert files == {"a.md": b"a"}
        assert problem.endswith("broken after member 1: the end is missing")


@pytest.mark.parametrize("kind", [tarfile.GNUTYPE_LONGNAME, tarfile.XHDTYPE, tarfile.XGLTYPE])
@pytest.mark.parametrize("data", [b"a" * 100_000, b"x" * 99, b"9 size=-1\n", b"12 size=a\n" * 999])
def test_a_tar_header_that_is_too_long_or_broken_costs_only_its_member(
    tmp_path: Path, kind: bytes, data: bytes
) -> None:
    broken = member("x", data, kind) + member("b.md", b"b")
    path = tmp_path / "c.tar"
    path.write_bytes(member("a.md", b"a") + broken + tar({"c.md": b"c"}))
    files, problems = read(path)
    assert {"a.md": b"a", "c.md": b"c"}.items() <= files.items()
    assert all(problem.endswith("header that is broken or too long") for problem in problems)
    assert len(files) + len(problems) == 3 or kind == tarfile.GNUTYPE_LONGNAME


SIZES = {"page.zip": 3 << 20, "overlapping.zip": 3 << 20, "sparse-map.tar.gz": 100_000}
"""A small size of each hostile archive; of those that are not named it is a thousandth."""


@pytest.mark.parametrize("name", HOSTILE)
def test_an_archive_cannot_make_more_work_than_it_is_worth(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """In full size each of them took a minute, gigabytes, or ended the run."""
    monkeypatch.setattr(budget, "ALWAYS", 1 << 20)
    monkeypatch.setattr(budget, "MAX_HEADERS", 900)
    monkeypatch.setattr(members, "MAX_BYTES", 1 << 20)
    monkeypatch.setattr(zips, "MAX_LIST", 50_000)
    monkeypatch.setattr(stream, "CHUNK", 1 << 16)
    monkeypatch.setattr(members, "AT_ONCE", 1 << 16)
    spent = spending(monkeypatch)
    small = SIZES.get(name, HOSTILE[name][1] // 1000)
    path = write_hostile(tmp_path, name, small)
    index = load(path)
    assert name == "empty-members.zip" or "good" in names(index)
    assert all(problem.path.startswith(str(path)) for problem in index.problems)
    assert spent.headers <= 901
    assert spent.unpacked <= max(1 << 20, unpacking.MOST_PACKED * path.stat().st_size) + (1 << 17)


def spending(monkeypatch: pytest.MonkeyPatch) -> budget.Budget:
    """Return the budget that all archives draw on from now on."""
    spent = budget.Budget()
    monkeypatch.setattr("cachetui.sources.archives.archive.Budget", lambda: spent)
    return spent


@cache
def packed(name: str) -> bytes:
    return KINDS[name](PAGES)


PACKED: dict[str, tuple[Callable[[bytes], bytes], Callable[[bytes], bytes]]] = {
    "c.tar.gz": (gzip.decompress, gzip.compress),
    "c.tar.xz": (lzma.decompress, lzma.compress),
}
CHANGES = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=5)


def mutants(name: str, changes: list[tuple[float, int]], cut: float) -> Iterator[bytes]:
    data = bytearray(packed(name))
    for place, byte in changes:
        data[min(int(place * len(data)), len(data) - 1)] = byte
    yield bytes(data)
    yield bytes(data[: int(cut * len(data))])
    unpack, pack = PACKED.get(name, (bytes, bytes))
    inner = bytearray(unpack(packed(name)))
    for place, byte in changes:
        inner[min(int(place * len(inner)), len(inner) - 1)] = byte
    yield pack(bytes(inner))


@every_kind
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(changes=CHANGES, cut=st.floats(0, 1))
def test_a_broken_archive_is_a_problem_in_clean_words_and_nothing_worse(
    tmp_path: Path, name: str, changes: list[tuple[float, int]], cut: float
) -> None:
    path = tmp_path / name
    for data in mutants(name, changes, cut):
        path.write_bytes(data)
        try:
            said = read(path)[1]
        except SourceError as error:
            said = [str(error)]
        assert "".join(said).isprintable()
