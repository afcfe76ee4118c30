"""Folders of Spack's: what of them is read, and that nothing else is opened."""

from __future__ import annotations

from pathlib import Path

import pytest

from cachetui.sources.handles import FolderHandle, Kind
from cachetui.sources.open import default_source, open_source, split_name
from cachetui.sources.source import SourceError
from support.page_builder import Row, a_hash, page_2025
from support.spack_builder import (
    a_node,
    cached,
    database,
    installed,
    load,
    lockfile,
    names,
    spec_file,
)


def write(root: Path, path: str, data: bytes) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_bytes(data)


INSTALLED = database(installed(a_node("a"), a_node("b")))


STARTS = [
    *(".", "spack", "spack/opt", "spack/opt/spack", "spack/opt/spack/.spack-db"),
    "spack/opt/spack/.spack-db/index.json",
]


@pytest.mark.parametrize("start", STARTS)
def test_an_installation_is_found_from_every_folder_above_it(tmp_path: Path, start: str) -> None:
    write(tmp_path, "spack/opt/spack/.spack-db/index.json", INSTALLED)
    index = load(tmp_path / start)
    assert names(index) == ["a", "b"]
    assert [(one.name, one.kind) for one in index.origins.values] == [("spack", "installation")]


def test_in_an_installation_no_prefix_is_entered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "spack/.spack-db/index.json", INSTALLED)
    write(tmp_path, "spack/linux/zlib-1.0/.spack/spec.json", spec_file(a_node("z")))
    write(tmp_path, "spack/linux/zlib-1.0/share/doc/specs.md", b"")
    opened: list[str] = []
    found = FolderHandle.list

    def noting(folder: FolderHandle) -> list[tuple[str, Kind]]:
        opened.append(Path(folder.path).name)
        return found(folder)

    monkeypatch.setattr(FolderHandle, "list", noting)
    index = load(tmp_path / "spack")
    assert (names(index), index.problems) == (["a", "b"], [])
    assert opened == ["spack"]


def test_pages_and_spacks_own_files_may_stand_in_one_folder(tmp_path: Path) -> None:
    write(tmp_path, "_cache/v1/x/specs.md", page_2025("x", "v1", [Row(a_hash("x"))]).encode())
    write(tmp_path, "mirror/build_cache/index.json", database(cached(a_node("a"))))
    write(tmp_path, "env/spack.lock", lockfile(a_node("b")))
    write(tmp_path, "bare.json.gz", database(cached(a_node("c"))))
    write(tmp_path, "config.json", b'{"database": "postgres", "spec": {"template": {}}}')
    write(tmp_path, "k8s.json", b'{"kind": "Pod", "spec": {"containers": []}}')
    index = load(tmp_path)
    assert (names(index), index.problems) == (["a", "b", "c", "x"], [])
    assert {one.kind for one in index.origins.values} == {"pages", "mirror", "lockfile"}


@pytest.mark.parametrize(
    ("given", "name", "path"),
    [
        ("E4S=/data/x", "E4S", "/data/x"),
        ("my-cache.1=-", "my-cache.1", "-"),
        ("x=y=z", "x", "y=z"),
        ("./x=y", None, "./x=y"),
        ("=x", None, "=x"),
        ("x=", None, "x="),
        ("/a/b", None, "/a/b"),
    ],
)
def test_a_source_may_have_a_name(given: str, name: str | None, path: str) -> None:
    assert split_name(given) == (name, path)


def test_a_path_with_an_equals_sign_in_it_is_a_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a=b").mkdir()
    assert open_source("a=b").location == "a=b"
    with pytest.raises(SourceError, match="there is no file or folder 'c'"):
        open_source("b=c")


def test_without_a_source_it_is_what_is_here_or_spacks_copies_or_the_sample(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CACHETUI_SOURCE", raising=False)
    monkeypatch.setenv("SPACK_USER_CACHE_PATH", str(tmp_path / "user"))
    assert default_source().endswith("sample")
    write(tmp_path, "user/cache/indices/contents.json", b"{}")
    assert default_source() == str(tmp_path / "user/cache/indices")
    for path in ("spack.lock", "v3/manifests/x", "build_cache/index.json"):
        write(tmp_path, path, b"{}")
        assert default_source() == "."
        (tmp_path / path).unlink()
        if "/" in path:
            (tmp_path / path).parent.rmdir()
