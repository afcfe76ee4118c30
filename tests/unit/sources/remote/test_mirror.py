"""A mirror behind a URL lists what the same folder does, and costs little the second time."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import httpx
import pytest
from starlette.responses import Response

from cachetui.sources.remote import store
from support.in_process import call
from support.spack_builder import a_node, cached, database, listings, load
from support.web_servers import Files, serving

MIRROR = "/mirror"
INDEX = f"{MIRROR}/build_cache/index.json"
MANIFEST = f"{MIRROR}/v3/manifests/index/index.manifest.json"


def hashes(*arguments: str) -> list[str]:
    done = call(*arguments, "--print=hash")
    assert done.code == 0, done.err
    return done.out.splitlines()


@pytest.mark.parametrize("gone", [(), ("v3",), ("build_cache",)], ids=["both", "2", "3"])
def test_a_url_gives_what_the_folder_gives(folder: Path, gone: tuple[str, ...]) -> None:
    for name in gone:
        shutil.rmtree(folder / "mirror" / name)
    with serving(Files(folder)) as url:
        there = load(f"{url}{MIRROR}")
    here = load(folder / "mirror")
    assert [one.hash for one in listings(there)] == [one.hash for one in listings(here)] != []
    assert len(there.edges) == len(here.edges)
    assert not there.problems


def test_both_layouts_are_merged(folder: Path) -> None:
    older = folder / "mirror" / "build_cache" / "index.json"
    older.write_bytes(database(cached(a_node("only-in-2"))))
    with serving(Files(folder)) as url:
        found = hashes(f"{url}{MIRROR}")
    assert len(found) == 7


def test_the_tag_and_the_stack_are_in_the_url(folder: Path) -> None:
    shutil.move(folder / "mirror", folder / "develop" / "e4s")
    with serving(Files(folder)) as url:
        [*_, one] = listings(load(f"{url}/develop/e4s"))
        assert (one.tag, one.stacks, one.origin) == ("develop", ("e4s",), "develop/e4s")
        assert hashes(f"{url}/develop/e4s", "-t", "dev*") == hashes(f"{url}/develop/e4s")
        assert hashes(f"lab={url}/develop/e4s", "-q", "origin=lab")


def test_the_second_run_costs_a_manifest(layout_3: Path) -> None:
    files = Files(layout_3)
    with serving(files) as url:
        first = hashes(f"{url}{MIRROR}")
        files.requests.clear()
        assert hashes(f"{url}{MIRROR}") == first
    assert [status for _, status in files.answered] == [304, 404]  # layout 2 may have come


def test_the_second_run_costs_one_304_where_there_is_an_etag(layout_2: Path) -> None:
    files = Files(layout_2)
    with serving(files) as url:
        first = hashes(f"{url}{MIRROR}")
        files.requests.clear()
        assert hashes(f"{url}{MIRROR}") == first
    assert files.answered == [("index.manifest.json", 404), ("index.json", 304)]


def test_the_second_run_costs_the_sum_where_there_is_no_etag(layout_2: Path) -> None:
    data = (layout_2 / INDEX[1:]).read_bytes()
    files = Files(layout_2, {INDEX: Response(data)})
    with serving(files) as url:
        first = hashes(f"{url}{MIRROR}")
        files.requests.clear()
        assert hashes(f"{url}{MIRROR}") == first
        assert files.answered == [("index.manifest.json", 404), ("index.json.hash", 200)]
        newer = database(cached(a_node("newer")))
        files.answer(INDEX, Response(newer))
        (layout_2 / f"{INDEX[1:]}.hash").write_text(f"{'0' * 64}\n")
        assert hashes(f"{url}{MIRROR}") != first


def test_what_has_changed_is_fetched(layout_2: Path) -> None:
    with serving(Files(layout_2)) as url:
        assert len(hashes(f"{url}{MIRROR}")) == 6
        (layout_2 / INDEX[1:]).write_bytes(database(cached(a_node("newer"))))
        assert len(hashes(f"{url}{MIRROR}")) == 1


@pytest.mark.parametrize("layout", ["layout_2", "layout_3"])
def test_offline_gives_the_same_once_the_server_is_gone(
    layout: str, request: pytest.FixtureRequest
) -> None:
    folder: Path = request.getfixturevalue(layout)
    with serving(Files(folder)) as url:
        first = hashes(f"{url}{MIRROR}")
    done = call(f"{url}{MIRROR}", "--print=hash", "--offline")
    assert done.code == 0
    assert done.out.splitlines() == first
    assert "offline: what was fetched 20" in done.err
    done = call(f"{url}{MIRROR}", "--print=hash")
    assert done.code == 2
    assert "no connection to 127.0.0.1" in done.err
    assert "--offline shows the copy of 20" in done.err


def test_offline_says_what_was_never_fetched() -> None:
    done = call("https://mirror.invalid/m", "--print=hash", "--offline")
    assert done.code == 2
    assert "offline, and https://mirror.invalid/m/build_cache/index.json was never" in done.err


def test_refresh_has_the_server_itself_answer(served: tuple[Files, str]) -> None:
    files, url = served
    hashes(url)
    hashes(url, "--refresh")
    assert "cache-control" not in files.requests[0].headers
    assert files.requests[-1].headers["cache-control"] == "no-cache"


def test_a_packed_answer_is_unpacked(layout_2: Path) -> None:
    import gzip

    data = gzip.compress((layout_2 / INDEX[1:]).read_bytes())
    packed = Response(data, headers={"content-encoding": "gzip"})
    with serving(Files(layout_2, {INDEX: packed})) as url:
        assert len(hashes(f"{url}{MIRROR}")) == 6


def test_an_index_that_is_packed_itself_is_read(layout_2: Path) -> None:
    import gzip

    index = layout_2 / INDEX[1:]
    index.write_bytes(gzip.compress(index.read_bytes()))
    with serving(Files(layout_2)) as url:
        assert len(hashes(f"{url}{MIRROR}")) == 6


def test_an_index_replaced_between_manifest_and_blob_is_found(layout_3: Path) -> None:
    path = layout_3 / MANIFEST[1:]
    newer = path.read_bytes()
    manifest = json.loads(newer)
    for one in manifest["data"]:
        one["checksum"] = "0" * 64  # that blob has gone by now
    files = Files(layout_3, {MANIFEST: [Response(json.dumps(manifest)), Response(newer)]})
    with serving(files) as url:
        assert len(hashes(f"{url}{MIRROR}")) == 6
    assert files.paths.count(MANIFEST) == 2


def copied_by_spack(spack: Path, key: str, index: Path, etag: str | None = None) -> None:
    """Write what Spack does where it keeps its copies."""
    folder = spack / "cache" / "indices"
    folder.mkdir(parents=True)
    shutil.copy(index, folder / "a_b.json")
    listed = {"index_hash": store.sha256_of(index), "index_path": "a_b.json"}
    listed |= {"etag": etag} if etag else {}
    (folder / "contents.json").write_text(json.dumps({key: listed}))


def test_spacks_own_copy_is_used_where_it_is_as_good(
    layout_3: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = Files(layout_3)
    [blob] = json.loads((layout_3 / MANIFEST[1:]).read_text())["data"]
    index = layout_3 / "mirror" / "blobs" / "sha256" / blob["checksum"][:2] / blob["checksum"]
    monkeypatch.setenv("SPACK_USER_CACHE_PATH", str(tmp_path / "spack"))
    with serving(files) as url:
        copied_by_spack(tmp_path / "spack", f"{url}{MIRROR}__v3", index)
        assert len(hashes(f"{url}{MIRROR}", "--offline")) == 6
        assert not files.requests
        assert len(hashes(f"{url}{MIRROR}")) == 6
    assert not [path for path in files.paths if "/blobs/" in path]


@pytest.mark.parametrize("layout", ["", "__v2"])
def test_spacks_own_copy_is_used_if_the_server_says_that_it_is_right(
    layout_2: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, layout: str
) -> None:
    files = Files(layout_2)
    index = layout_2 / INDEX[1:]
    monkeypatch.setenv("SPACK_USER_CACHE_PATH", str(tmp_path / "spack"))
    with serving(files) as url:
        etag = httpx.get(f"{url}{INDEX}").headers["etag"]
        files.requests.clear()
        copied_by_spack(tmp_path / "spack", f"{url}{MIRROR}{layout}", index, etag.strip('"'))
        assert len(hashes(f"{url}{MIRROR}")) == 6
        assert files.answered[-1] == ("index.json", 304)
        index.write_bytes(database(cached(a_node("newer"))))
        assert len(hashes(f"{url}{MIRROR}")) == 1


def test_a_copy_of_spacks_that_was_changed_is_not_used(
    layout_2: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPACK_USER_CACHE_PATH", str(tmp_path / "spack"))
    with serving(Files(layout_2)) as url:
        copied_by_spack(tmp_path / "spack", f"{url}{MIRROR}", layout_2 / INDEX[1:])
        (tmp_path / "spack" / "cache" / "indices" / "a_b.json").write_bytes(b"{}")
        assert call(f"{url}{MIRROR}", "--print=hash", "--offline").code == 2
        assert len(hashes(f"{url}{MIRROR}")) == 6


def test_what_is_kept_is_whole_and_for_its_owner_alone(
    served: tuple[Files, str], kept: Path
) -> None:
    hashes(served[1])
    files = [path for path in kept.rglob("*") if path.is_file()]
    assert len(files) == 6
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    assert {path.stat().st_mode & 0o077 for path in kept.rglob("*") if path.is_dir()} == {0}
    for path in (kept / "blobs").rglob("*"):
        if path.is_file():
            assert store.sha256_of(path) == path.name


def test_the_oldest_go_where_there_is_too_much(
    folder: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = folder / "other" / "build_cache"
    other.mkdir(parents=True)
    (other / "index.json").write_bytes(database(cached(a_node("other"))))
    with serving(Files(folder)) as url:
        hashes(f"{url}/mirror")
        monkeypatch.setattr(store, "MAX_KEPT", 1_000)
        hashes(f"{url}/other")
        assert [path.name for path in (kept / "blobs").rglob("*") if path.is_file()] == [
            store.sha256_of(other / "index.json")
        ]
        assert len(hashes(f"{url}/mirror")) == 6  # fetched again


def test_a_run_that_can_keep_nothing_asks_once_for_what_it_reads_again(
    served: tuple[Files, str],
) -> None:
    files, url = served
    call("--print=hash", "--read-only", "-q", "no-such-name", url)
    assert len(files.paths) == len(set(files.paths))


def test_nothing_is_written_under_read_only(served: tuple[Files, str], kept: Path) -> None:
    assert len(hashes(served[1], "--read-only")) == 6
    assert not kept.exists()
