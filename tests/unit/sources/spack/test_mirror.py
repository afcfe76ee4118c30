"""Folders of mirrors, of both layouts: their indexes, or else their spec files one by one."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from cachetui.model import Status
from cachetui.sources.filter import Filter
from support.page_builder import a_hash
from support.spack_builder import (
    INDEXES,
    a_node,
    cached,
    database,
    edges,
    listings,
    load,
    names,
    needed,
    spec_file,
    told,
)

DB = "application/vnd.spack.db.v8+json"
SPEC = "application/vnd.spack.spec.v5+json"
TARBALL = "application/vnd.spack.install.v2.tar+gzip"


def blob(mirror: Path, data: bytes, media_type: str, **other: Any) -> dict[str, Any]:
    """Write a blob; return what a manifest says of it."""
    checksum = hashlib.sha256(data).hexdigest()
    path = mirror / "blobs/sha256" / checksum[:2] / checksum
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return {
        "contentLength": len(data),
        "mediaType": media_type,
        "compression": "none",
        "checksumAlgorithm": "sha256",
        "checksum": checksum,
    } | other


def manifest(mirror: Path, path: str, *blobs: dict[str, Any]) -> Path:
    file = mirror / "v3/manifests" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"version": 3, "data": blobs}))
    return file


def layout_3(mirror: Path, data: bytes, view: str = "", **other: Any) -> Path:
    """Make a mirror with *data* as its index."""
    return manifest(mirror, f"index/{view}index.manifest.json", blob(mirror, data, DB, **other))


def layout_2(mirror: Path, data: bytes, name: str = "index.json") -> None:
    (mirror / "build_cache").mkdir(parents=True, exist_ok=True)
    (mirror / "build_cache" / name).write_bytes(data)


A, B, C = (database(cached(a_node(name))) for name in "abc")
BOTH = database(cached(a_node("a"), a_node("b")))


def test_both_layouts_and_all_views_are_read_and_each_spec_counts_once(tmp_path: Path) -> None:
    mirror = tmp_path / "mine"
    layout_3(mirror, A)
    layout_3(mirror, BOTH, view="myview/")
    layout_2(mirror, database(cached(a_node("b"), a_node("c"))))
    index = load(mirror)
    assert names(index) == ["a", "b", "c"]
    assert [(one.name, one.kind) for one in index.origins.values] == [("mine", "mirror")]
    assert index.problems == []


def test_a_hole_of_one_layout_can_be_cached_in_the_other(tmp_path: Path) -> None:
    hole = database(cached(a_node("a"), in_buildcache=False))
    layout_3(tmp_path / "x", hole)
    layout_2(tmp_path / "x", A)
    layout_3(tmp_path / "y", A)
    layout_2(tmp_path / "y", hole)
    for mirror in ("x", "y"):
        index = load(tmp_path / mirror, everything=True)
        assert index.nodes.status[0] == Status.CACHED
        assert names(load(tmp_path / mirror)) == ["a"]


def test_the_real_mirror_says_the_same_as_spack(tmp_path: Path) -> None:
    index = load(INDEXES / "mirror", Filter(edges=True))
    assert names(index) == [
        *("compiler-wrapper", "gcc-runtime", "libdwarf", "libdwarf", "libelf", "libelf"),
    ]
    assert edges(index)["libdwarf"].keys() >= {"libelf"}
    assert index.problems == []


def test_mirrors_below_a_folder_are_found_with_their_tags_and_stacks(tmp_path: Path) -> None:
    layout_3(tmp_path / "develop", A)
    layout_3(tmp_path / "develop/e4s", A)
    layout_2(tmp_path / "v0.21.0/ml", C)
    found = [(one.tag, one.stacks) for one in listings(load(tmp_path))]
    assert found == [("develop", ()), ("develop", ("e4s",)), ("v0.21.0", ("ml",))]


def test_the_index_of_a_mirror_may_be_named_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = layout_3(tmp_path / "mine", A)
    monkeypatch.chdir(path.parent)
    assert names(load(path.name)) == ["a"]
    layout_2(tmp_path / "mine", C)
    assert names(load(path)) == ["a"]
    assert names(load(tmp_path / "mine/build_cache/index.json")) == ["c"]
    assert names(load(tmp_path / "mine/build_cache")) == ["c"]


def test_a_gzipped_index_is_read_by_its_content(tmp_path: Path) -> None:
    packed = gzip.compress(A)
    layout_3(tmp_path / "x", packed, compression="gzip")
    layout_2(tmp_path / "y", packed, "index.json.gz")
    assert names(load(tmp_path / "x")) == names(load(tmp_path / "y")) == ["a"]


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "its size": ({"contentLength": 6487}, r"of 6,487 bytes: half downloaded"),
    "its sum": ({"checksum": "0" * 64}, "cannot be read: No such file or directory"),
    "another algorithm": ({"checksumAlgorithm": "md5"}, "names a blob by 'md5', and only sha256"),
    "a path": ({"checksum": "../../../../etc/passwd"}, "which is no sum"),
    "a path as algorithm": ({"checksumAlgorithm": "../../etc"}, "names a blob by '../../etc'"),
    "another type": ({"mediaType": "text/plain"}, "names neither an index nor a spec"),
    "no number": ({"contentLength": "x"}, "has text where a number belongs"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_manifest_that_lies_costs_only_its_layout(tmp_path: Path, case: str) -> None:
    other, reason = BAD[case]
    layout_3(tmp_path, A, **other)
    layout_2(tmp_path, C)
    index = load(tmp_path)
    assert names(index) == ["c"]
    (sentence,) = told(index)
    assert reason in sentence


def test_a_blob_of_other_bytes_is_not_read(tmp_path: Path) -> None:
    layout_3(tmp_path, A)
    (path,) = tmp_path.glob("blobs/sha256/*/*")
    path.write_bytes(A.replace(b'"1.0"', b'"6.6"'))
    index = load(tmp_path)
    assert names(index) == []
    assert told(index) == [
        f"blob {path.name[:7]}…: sha256 differs: half downloaded or being replaced, r tries again"
    ]


def test_no_link_leads_out_of_a_mirror(tmp_path: Path) -> None:
    outside, mirror = tmp_path / "outside", tmp_path / "mirror"
    layout_3(outside, A)
    layout_3(mirror, A)
    shutil.rmtree(mirror / "blobs")
    (mirror / "blobs").symlink_to(outside / "blobs")
    assert "names a file outside of the source, it is not opened" in told(load(mirror))
    secret = tmp_path / "secret.json"
    secret.write_bytes(C)
    (mirror / "build_cache").mkdir()
    (mirror / "build_cache/index.json").symlink_to(secret)
    index = load(mirror)
    assert "is a link that leaves the source, it is not followed" in told(index)
    assert names(index) == []


def specs(mirror: Path) -> None:
    """Fill a mirror of layout 3 with specs of which the second needs the first."""
    for node, others in ((a_node("a"), []), (a_node("b", needed("a")), [a_node("a")])):
        manifest(
            mirror,
            f"spec/{node['name']}/{node['name']}-1.0-{node['hash']}.spec.manifest.json",
            blob(mirror, b"tar" * len(node["name"]), TARBALL),
            blob(mirror, gzip.compress(spec_file(node, *others)), SPEC, compression="gzip"),
        )


def test_a_mirror_without_an_index_is_read_spec_by_spec(tmp_path: Path) -> None:
    mirror = tmp_path / "mine"
    specs(mirror)
    index = load(mirror, Filter(edges=True))
    assert [(o.configuration.package, o.size, o.status) for o in listings(index)] == [
        ("a", 3, Status.CACHED),
        ("b", 3, Status.CACHED),
    ]
    assert edges(index)["b"].keys() == {"a"}
    assert index.origins.values[0].kind == "mirror"
    assert told(index) == [
        f"has 2 specs but no index: reading them singly; "
        f"`spack buildcache update-index {mirror}` makes one"
    ]
    assert not index.skipped


def test_spec_files_of_layout_2_are_read_singly_too_signed_or_not(tmp_path: Path) -> None:
    layout_2(tmp_path, spec_file(a_node("a"), buildcache_layout_version=2), "a.spec.json")
    shutil.copy(INDEXES / "spec-5.json.sig", tmp_path / "build_cache/b.spec.json.sig")
    index = load(tmp_path)
    assert names(index) == ["a", "libelf"]
    assert told(index)[0].startswith("has 2 specs but no index")


def test_without_indexes_a_spec_that_both_layouts_have_is_listed_once(tmp_path: Path) -> None:
    specs(tmp_path)
    for name in ("b", "c"):
        data = spec_file(a_node(name), buildcache_layout_version=2)
        layout_2(tmp_path, data, f"linux-{name}-1.0-{a_hash(name)}.spec.json")
    index = load(tmp_path, Filter(edges=True))
    assert names(index) == ["a", "b", "c"]
    assert edges(index)["b"].keys() == {"a"}
    (note,) = told(index)
    assert note.startswith("has 3 specs but no index")


def test_where_there_is_an_index_spec_files_are_not_looked_at(tmp_path: Path) -> None:
    specs(tmp_path)
    layout_3(tmp_path, C)
    index = load(tmp_path)
    assert (names(index), index.problems) == (["c"], [])


def test_an_index_that_is_replaced_meanwhile_is_read_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    layout_2(tmp_path, BOTH)
    path, new = tmp_path / "build_cache/index.json", tmp_path / "new"
    new.write_bytes(C)
    pread = os.pread

    def meanwhile(descriptor: int, size: int, offset: int) -> bytes:
        if new.exists():
            new.replace(path)
        return pread(descriptor, size, offset)

    monkeypatch.setattr(os, "pread", meanwhile)
    assert names(load(tmp_path)) == ["a", "b"]
    assert names(load(tmp_path)) == ["c"]


def test_an_index_that_is_written_over_meanwhile_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cachetui.sources.formats.spack.database.CHUNK", 1000)
    layout_2(tmp_path, database(cached(*[a_node(f"p{n}") for n in range(20)])))
    path = tmp_path / "build_cache/index.json"
    pread = os.pread

    def meanwhile(descriptor: int, size: int, offset: int) -> bytes:
        data = pread(descriptor, size, offset)
        path.write_bytes(b"")
        return data

    monkeypatch.setattr(os, "pread", meanwhile)
    index = load(tmp_path)
    assert len(index.listings) > 0
    (sentence,) = told(index)
    assert sentence == "the index was changed while it was read: what follows is missing"


def test_copies_of_indexes_are_read_by_what_contents_says(tmp_path: Path) -> None:
    index = load(INDEXES / "copies")
    assert names(index) == names(load(INDEXES / "mirror"))
    assert [one.name for one in index.origins.values] == ["mirror2"]
    assert names(load(INDEXES / "copies/indices")) == names(index)


def copies(folder: Path, **contents: bytes) -> dict[str, dict[str, Any]]:
    """Write copies and their ``contents.json``: URL -> bytes."""
    folder.mkdir(parents=True)
    told_by = {}
    for number, (url, data) in enumerate(contents.items()):
        name = f"{number:010}_{number:010}.json"
        (folder / name).write_bytes(data)
        checksum = hashlib.sha256(data).hexdigest()
        told_by[url] = {"index_hash": checksum, "index_path": name, "etag": None}
    (folder / "contents.json").write_text(json.dumps(told_by))
    return told_by


def test_a_copy_is_called_as_its_mirror_and_has_its_tag_and_stack(tmp_path: Path) -> None:
    copies(
        tmp_path / "indices",
        **{
            "https://binaries.spack.io/develop/e4s__v3": A,
            "https://binaries.spack.io/v0.23.1": C,
            "s3://bucket/mine__v2": BOTH,
        },
    )
    found = [
        (one.configuration.package, one.origin, one.tag, one.stacks)
        for one in listings(load(tmp_path))
    ]
    assert sorted(found, key=str) == [
        ("a", "develop/e4s", "develop", ("e4s",)),
        ("a", "mine", None, ()),
        ("b", "mine", None, ()),
        ("c", "v0.23.1", "v0.23.1", ()),
    ]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"index_path": "../secret.json"}, "'../secret.json' is no file beside it"),
        ({"index_path": "/etc/passwd"}, "'/etc/passwd' is no file beside it"),
        ({"index_path": "gone.json"}, "cannot be read: No such file or directory"),
        ({"index_hash": "0" * 64}, "sha256 differs"),
    ],
)
def test_a_bad_copy_costs_only_itself(tmp_path: Path, changed: dict[str, str], reason: str) -> None:
    contents = copies(tmp_path / "indices", first=A, second=C)
    contents["first"] |= changed
    (tmp_path / "indices/contents.json").write_text(json.dumps(contents))
    (tmp_path / "secret.json").write_bytes(BOTH)
    index = load(tmp_path / "indices")
    assert names(index) == ["c"]
    (sentence,) = told(index)
    assert sentence.startswith("the copy of first: ")
    assert reason in sentence


def test_a_hash_is_found_again_in_every_layout(tmp_path: Path) -> None:
    layout_3(tmp_path, BOTH)
    assert names(load(tmp_path, Filter(hashes=(a_hash("b")[:5],)))) == ["b"]
