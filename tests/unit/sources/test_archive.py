"""Archives: the same files as in the folder they were made of."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path

import pytest

from cachetui.model import EntryError
from cachetui.sources.archives import budget
from cachetui.sources.archives.members import MemberEntry
from cachetui.sources.filter import Filter
from cachetui.sources.open import open_source
from cachetui.sources.source import HEAD, Expectation
from support.archive_builder import KINDS, PAGES, every_kind, read, special, tar, write
from support.spack_builder import (
    INDEXES,
    a_node,
    cached,
    database,
    installed,
    listings,
    load,
    lockfile,
    names,
    spec_file,
    told,
)


@every_kind
def test_its_files_are_read_in_its_order(tmp_path: Path, name: str) -> None:
    path = write(tmp_path, name, {**PAGES, "README.md": b"", "b.txt": b"b", "data.bin": b"{}"})
    files, problems = read(path)
    assert list(files.items()) == [*PAGES.items(), ("README.md", b""), ("b.txt", b"b")]
    assert problems == []


@every_kind
def test_names_promise_pages_as_in_a_folder(tmp_path: Path, name: str) -> None:
    path = write(tmp_path, name, {"specs.md": b"", "a/index.md": b"", "README.md": b""})
    found = open_source(str(path)).entries(Filter())
    promises = [file.expectation for file in found if isinstance(file, MemberEntry)]
    assert promises == [Expectation.LIKELY, Expectation.LIKELY, Expectation.MAYBE]


@every_kind
@pytest.mark.parametrize("size", [0, 1, HEAD - 1, HEAD, HEAD + 1, 256_000])
def test_a_member_has_a_head_and_comes_whole_or_in_chunks(
    tmp_path: Path, name: str, size: int
) -> None:
    data = (bytes(range(256)) * 1000)[:size]
    path = str(write(tmp_path, name, {"a.md": data, "b.md": data}))
    whole, chunked = b"", []
    for found in open_source(path).entries(Filter()):
        assert isinstance(found, MemberEntry)
        with found.open() as content:
            assert content.head == data[:HEAD]
            if found.name == "a.md":
                whole = content.read()
            else:
                chunked = list(content.chunks(100_000))
    assert whole == b"".join(chunked) == data
    assert len(chunked) == -(-size // 100_000)


@every_kind
def test_what_has_passed_in_a_stream_is_not_read_as_something_else(
    tmp_path: Path, name: str
) -> None:
    path = str(write(tmp_path, name, {"a.md": b"a" * 1000, "b.md": b"b" * 1000}))
    first, last = open_source(path).entries(Filter())
    assert isinstance(first, MemberEntry)
    assert isinstance(last, MemberEntry)
    if name == "c.zip":
        with first.open() as content:
            assert content.read() == b"a" * 1000
        return
    for entry in (first, last):
        with pytest.raises(EntryError, match="has passed"), entry.open():
            pass


@every_kind
def test_hidden_folders_and_other_tags_are_passed_over(tmp_path: Path, name: str) -> None:
    members = {"./.git/x.md": b"", "a/.b/specs.md": b"", "./c/.d.md": b"", **PAGES}
    path = write(tmp_path, name, members)
    assert list(read(path, Filter(tags=("v1", "v3")))[0]) == [
        "_cache/v1/x1/specs.md",
        "_cache/v3/x3/specs.md",
    ]


@every_kind
def test_paths_that_lead_out_are_only_names(tmp_path: Path, name: str) -> None:
    path = write(tmp_path, name, {"../../specs.md": b"a", "/etc/specs.md": b"b"})
    assert list(read(path)[0].values()) == [b"a", b"b"]
    assert sorted(tmp_path.iterdir()) == [path]


def test_a_packed_archive_may_have_any_ending_of_tars(tmp_path: Path) -> None:
    path = tmp_path / "c.tar"
    path.write_bytes(tar(PAGES, "w:xz"))
    assert read(path) == (PAGES, [])


def test_of_links_and_devices_in_a_tar_archive_nothing_is_read(tmp_path: Path) -> None:
    path = tmp_path / "c.tar"
    with tarfile.open(path, "w") as archive:
        archive.addfile(special(tarfile.SYMTYPE, "a/specs.md", "/etc/hostname"))
        archive.addfile(special(tarfile.LNKTYPE, "b/specs.md", "a/specs.md"))
        archive.addfile(special(tarfile.SYMTYPE, "latest", "a"))
        archive.addfile(special(tarfile.FIFOTYPE, "c/specs.md"))
        archive.addfile(special(tarfile.CHRTYPE, "d/specs.md"))
        archive.addfile(special(tarfile.DIRTYPE, "e.md"))
    files, problems = read(path)
    assert files == {}
    reason = "is a link, and in an archive links are not followed"
    assert problems == [f"a/specs.md: {reason}", f"b/specs.md: {reason}"]


def test_a_link_that_says_the_size_of_what_it_leads_to_has_no_bytes(tmp_path: Path) -> None:
    path = tmp_path / "c.tar"
    linked = special(tarfile.LNKTYPE, "link", "a.md")
    linked.size = 100
    path.write_bytes(linked.tobuf(tarfile.GNU_FORMAT) + tar({"a.md": b"a"}))
    assert read(path) == ({"a.md": b"a"}, [])


def test_long_names_are_read(tmp_path: Path) -> None:
    name = "/".join(["x" * 90] * 30) + "/specs.md"
    for kind in KINDS:
        assert read(write(tmp_path, kind, {name: b"a"})) == ({name: b"a"}, [])


def test_names_with_control_characters_are_clean_in_problems(tmp_path: Path) -> None:
    path = tmp_path / "c.tar"
    with tarfile.open(path, "w") as archive:
        archive.addfile(special(tarfile.SYMTYPE, "\x1b[2J/specs.md", "x"))
    (problem,) = read(path)[1]
    assert problem.startswith(r"\x1b[2J/specs.md: ") or r"\x1b[2J/specs.md" in problem


@every_kind
def test_what_spack_writes_is_found_in_an_archive_too(tmp_path: Path, name: str) -> None:
    members = {
        "mine/build_cache/index.json": database(cached(a_node("a"))),
        "opt/spack/.spack-db/index.json": database(installed(a_node("b"))),
        "env/spack.lock": lockfile(a_node("c")),
        "zlib/.spack/spec.json": spec_file(a_node("d")),
        "x/v3/manifests/spec/z/z.spec.manifest.json": b"{}",
    }
    index = load(write(tmp_path, name, members))
    assert (names(index), index.problems) == (["a", "b", "c", "d"], [])
    assert [origin.name for origin in index.origins.values] == ["mine", "spack", "env", "zlib"]


@every_kind
@pytest.mark.parametrize("folder", ["", "x/"], ids=["outermost", "in a folder"])
def test_a_mirror_of_layout_3_is_read(tmp_path: Path, name: str, folder: str) -> None:
    mirror = INDEXES / "mirror"
    members = {
        folder + path.relative_to(mirror).as_posix(): path.read_bytes()
        for path in sorted(mirror.rglob("*"), reverse=True)  # manifests before their blobs
        if path.is_file() and "build_cache" not in path.parts and "myview" not in path.parts
    }
    index = load(write(tmp_path, name, members))
    assert index.problems == []
    assert {one.hash for one in listings(index)} == {one.hash for one in listings(load(mirror))}


def naming_a_blob(checksum: str = "0" * 64) -> bytes:
    blob = {"contentLength": 1, "mediaType": "application/vnd.spack.db.v8+json"}
    blob |= {"checksumAlgorithm": "sha256", "checksum": checksum}
    return json.dumps({"version": 3, "data": [blob]}).encode()


@every_kind
@pytest.mark.parametrize("relative", ["", "../"], ids=["missing", "outside"])
def test_a_blob_that_is_not_in_the_archive_is_a_problem(
    tmp_path: Path, name: str, relative: str
) -> None:
    path = f"{relative}v3/manifests/index/index.manifest.json"
    members = {path: naming_a_blob(), "zlib/.spack/spec.json": spec_file(a_node())}
    index = load(write(tmp_path, name, members))
    assert len(index.listings) == 1
    assert "which is not in the archive" in told(index)[0]


@every_kind
def test_all_passes_through_an_archive_together_are_bounded(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budget, "MAX_HEADERS", 70)
    manifests = [f"v3/manifests/index/{n}/index.manifest.json" for n in range(50)]
    index = load(write(tmp_path, name, dict.fromkeys(manifests, naming_a_blob())))
    assert told(index).count("has over 70 members and headers") == 49
