"""Lockfiles and spec files: what they want, and what they are about."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from cachetui.model import Origin, Status
from cachetui.sources.filter import Filter
from support.page_builder import a_hash
from support.spack_builder import (
    INDEXES,
    a_node,
    edges,
    listings,
    load,
    lockfile,
    names,
    needed,
    nested,
    read,
    spec_file,
    told,
)

EXTERNAL: dict[str, Any] = {"path": "/usr", "module": None, "extra_attributes": {}}


def statuses(index: Any) -> dict[str, int]:
    return {one.configuration.package: one.status for one in listings(index)}


def test_a_lockfile_wants_all_of_its_specs_externals_too(tmp_path: Path) -> None:
    nodes = a_node("a", needed("b")), a_node("b", needed("c")), a_node("c", external=EXTERNAL)
    index = read(tmp_path, lockfile(*nodes, roots=["a"]), "env/spack.lock")
    assert statuses(index) == {
        "a": Status.LOCKED | Status.ROOT,
        "b": Status.LOCKED,
        "c": Status.LOCKED | Status.EXTERNAL,
    }
    assert index.origins.values == [Origin("env", "lockfile")]


def test_a_lockfile_is_found_in_a_folder_and_named_by_its_own(tmp_path: Path) -> None:
    for name in ("env/spack.lock", "other/of-mine.lock"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_bytes(lockfile(a_node("a")))
    (tmp_path / "package-lock.json").write_text('{"name": "x", "dependencies": {}}')
    (tmp_path / "Cargo.lock").write_text("[[package]]")
    index = load(tmp_path)
    assert [one.name for one in index.origins.values] == ["env", "of-mine"]
    assert index.problems == []


def test_the_environments_that_it_includes_are_wanted_too(tmp_path: Path) -> None:
    included = {
        "/envs/one": {
            "roots": [{"hash": a_hash("x"), "spec": "x"}],
            "concrete_specs": {node["hash"]: node for node in (a_node("x"), a_node("y"))},
        }
    }
    data = lockfile(a_node("a"), roots=["a"], include_concrete=included)
    assert statuses(read(tmp_path, data, "spack.lock")) == {
        "a": Status.LOCKED | Status.ROOT,
        "x": Status.LOCKED | Status.ROOT,
        "y": Status.LOCKED,
    }


def test_the_keys_of_old_lockfiles_are_other_hashes(tmp_path: Path) -> None:
    """Until version 3 they, the roots and the dependencies are build hashes."""
    a, b = a_node("a", needed("b")), a_node("b")
    a["dependencies"][0]["hash"] = a_hash("build of b")
    data = lockfile(
        version=2,
        concrete_specs={
            a_hash("build of a"): nested(a),
            a_hash("other build of a"): nested(a),
            a_hash("build of b"): nested(b),
        },
    )
    data = data.replace(b'"roots": []', f'"roots": [{{"hash": "{a_hash("build of a")}"}}]'.encode())
    index = read(tmp_path, data, "spack.lock", wanted=Filter(edges=True))
    assert names(index) == ["a", "a", "b"]
    assert index.hashes == [a_hash("a"), a_hash("b")]
    assert edges(index) == {"a": {"b": (2, ())}}


def test_in_the_first_lockfiles_the_key_is_the_only_hash(tmp_path: Path) -> None:
    node = nested(a_node("a") | {"hash": None})
    del node["a"]["hash"]
    index = read(tmp_path, lockfile(concrete_specs={a_hash("a"): node}, version=1), "spack.lock")
    assert index.hashes == [a_hash("a")]


def test_the_deciding_key_may_stand_last(tmp_path: Path) -> None:
    content = lockfile(*[a_node(f"p{n}") for n in range(200)], roots=["p1"])
    head, _, tail = content.partition(b', "roots"')
    meta = head.removeprefix(b"{")
    data = b'{"roots"' + tail[:-1] + b", " + meta + b"}"
    assert len(data) > 1 << 16
    assert len(read(tmp_path, data, "spack.lock").listings) == 200


def test_a_bad_spec_of_a_lockfile_costs_only_itself(tmp_path: Path) -> None:
    bad = a_node("bad", version=None)
    index = read(tmp_path, lockfile(a_node("a"), bad, a_node("c")), "spack.lock")
    assert names(index) == ["a", "c"]
    assert told(index) == [f"record {a_hash('bad')}: has no version"]
    assert index.skipped_rows == {"record": 1}


@pytest.mark.parametrize(
    ("more", "name", "status"),
    [
        ({}, "x.spec.json", Status.ROOT),
        ({"buildcache_layout_version": 2}, "x.spec.json", Status.ROOT | Status.CACHED),
        ({"binary_cache_checksum": {}}, "x.spec.json", Status.ROOT | Status.CACHED),
        ({}, "zlib/.spack/spec.json", Status.ROOT | Status.INSTALLED),
    ],
)
def test_a_spec_file_is_about_its_first_spec(
    tmp_path: Path, more: dict[str, Any], name: str, status: int
) -> None:
    data = spec_file(a_node("a", needed("b")), a_node("b"), **more)
    index = read(tmp_path, data, name, wanted=Filter(edges=True))
    assert statuses(index) == {"a": status}
    assert edges(index) == {"a": {"b": (2, ())}}
    assert index.origins.values[0].kind == "spec"
    everything = read(tmp_path, data, name, everything=True)
    assert statuses(everything) == {"a": status, "b": 0}


def test_a_prefix_is_known_by_its_spec_file(tmp_path: Path) -> None:
    prefix = tmp_path / "zlib-1.0"
    (prefix / ".spack").mkdir(parents=True)
    (prefix / ".spack/spec.json").write_bytes(spec_file(a_node("zlib")))
    (listing,) = listings(load(prefix))
    assert listing.prefix == str(prefix)
    assert listing.origin == "zlib-1.0"


@pytest.mark.parametrize("cut", ["-----BEGIN PGP SIGNATURE-----", '"name":"gcc-runtime"'])
def test_a_signed_file_without_its_end_is_refused(tmp_path: Path, cut: str) -> None:
    data = (INDEXES / "spec-5.json.sig").read_bytes()
    index = read(tmp_path, data[: data.index(cut.encode())], "x.spec.json.sig")
    assert told(index) == ["is signed and has no signature at its end: it is cut off"]
    assert index.skipped == {"spec file": 1}


def test_dashes_that_a_signature_escapes_are_as_they_were(tmp_path: Path) -> None:
    text = spec_file(a_node("a", parameters={"x": "- y"})).decode()
    text = text.replace('"- y"', '\n"-x"')
    signed = f"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n{text}\n- \n".replace(
        '\n"-x"', '\n- "-x"'
    )
    data = f"{signed}-----BEGIN PGP SIGNATURE-----\n\nxyz\n-----END PGP SIGNATURE-----\n"
    (listing,) = listings(read(tmp_path, data.encode(), "x.spec.json.sig"))
    assert listing.configuration.variants == ("x=-x",)


def test_real_files_of_one_spec_are_read_wherever_they_lie(tmp_path: Path) -> None:
    for name in ("spec-1.json.gz", "spec-4.json", "spec-5.json.sig"):
        shutil.copy(INDEXES / name, tmp_path / "anything")
        assert len(load(tmp_path / "anything").listings) == 1
