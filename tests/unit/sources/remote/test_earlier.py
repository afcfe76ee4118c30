"""``--show new``: what mirrors had before they changed last, of what is kept."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from time import time

import pytest

from cachetui.sources.remote.kept import Kept
from cachetui.sources.remote.store import Before, Record, Store
from support.in_process import call
from support.spack_builder import a_node, cached, database
from support.web_servers import Files, serving


class Published:
    """A mirror that is published anew, in one layout, behind a web server."""

    def __init__(self, folder: Path, url: str, layout: int) -> None:
        self.folder = folder
        self.url = url
        self._layout = layout

    def publish(self, *names: str) -> None:
        """Replace the index by one that lists packages of these *names*."""
        data = database(cached(*map(a_node, names)))
        if self._layout == 2:
            self.write("build_cache/index.json", data)
            return
        digest = hashlib.sha256(data).hexdigest()
        blob = {
            "contentLength": len(data),
            "mediaType": "application/vnd.spack.db.v8+json",
            "compression": "none",
            "checksumAlgorithm": "sha256",
            "checksum": digest,
        }
        self.write(f"blobs/sha256/{digest[:2]}/{digest}", data)
        manifest = json.dumps({"version": 3, "data": [blob]}).encode()
        self.write("v3/manifests/index/index.manifest.json", manifest)

    def write(self, path: str, data: bytes) -> None:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)

    def changes(self, *arguments: str) -> list[tuple[str, str]]:
        """Return what is said to have become of which package."""
        done = call(self.url, "--print=json", "--show=new", *arguments)
        assert done.code == (0 if done.out else 1), done.err
        records = map(json.loads, done.out.splitlines())
        return [(record["change"], record["package"]) for record in records]


@pytest.fixture(params=[2, 3], ids=["layout 2", "layout 3"])
def published(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Published]:
    (tmp_path / "published").mkdir()
    with serving(Files(tmp_path / "published")) as url:
        yield Published(tmp_path / "published", url, request.param)


def test_what_came_and_went_is_told_until_the_next_change(published: Published) -> None:
    published.publish("aaa", "bbb")
    assert published.changes() == []
    published.publish("bbb", "ccc", "ddd")
    expected = [("new", "ccc"), ("new", "ddd"), ("gone", "aaa")]
    assert published.changes() == expected
    assert published.changes() == expected
    assert published.changes("--offline") == expected
    assert published.changes("-q", "a*", "-q", "ddd") == [("new", "ddd"), ("gone", "aaa")]
    published.publish("bbb", "ccc")
    assert published.changes() == [("gone", "ddd")]


def test_the_table_says_what_became_of_each_and_since_when(published: Published) -> None:
    published.publish("aaa")
    first = call(published.url, "--print=table", "--show=new")
    assert (first.code, first.out) == (1, "")
    assert "none of the mirrors has changed since it was fetched first" in first.err
    published.publish("bbb")
    done = call(published.url, "--print=table", "--show=new")
    assert [line.split()[:3:2] for line in done.out.splitlines()] == [
        ["change", "package"],
        ["new", "bbb"],
        ["gone", "aaa"],
    ]
    assert "compared with what was fetched 2" in done.err
    same = call(published.url, "--print=table", "--show=new", "-q", "bbb@9:")
    assert (same.code, same.out) == (1, "")
    assert "nothing of it came or went since 2" in same.err


def test_a_stack_that_a_site_lists_since_is_new_as_a_whole(tmp_path: Path) -> None:
    with serving(Files(tmp_path)) as url:
        stacks = {name: Published(tmp_path / "develop" / name, url, 3) for name in ("one", "two")}

        def publish_site(*names: str) -> None:
            index = "v3/manifests/index/index.manifest.json"
            tags = {"develop": [{"label": n, "url": f"{url}/develop/{n}/{index}"} for n in names]}
            (tmp_path / "cache_spack_io_index.json").write_text(json.dumps(tags))

        stacks["one"].publish("aaa", "bbb")
        stacks["two"].publish("ccc")
        publish_site("one")
        assert stacks["one"].changes() == []
        stacks["one"].publish("bbb")
        publish_site("one", "two")
        assert stacks["one"].changes() == [("new", "ccc"), ("gone", "aaa")]
        assert stacks["one"].changes("-q", "origin=develop/one") == [("gone", "aaa")]


def test_an_earlier_index_that_is_gone_is_no_news(published: Published, kept: Path) -> None:
    published.publish("aaa")
    published.changes()
    (only,) = [path for path in (kept / "blobs").rglob("*") if b"aaa" in contents(path)]
    published.publish("bbb")
    assert published.changes()
    only.unlink()
    assert published.changes() == []
    only.write_bytes(b"damaged")
    assert published.changes() == []


def contents(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


def test_a_mirror_that_cannot_be_read_has_not_lost_everything(published: Published) -> None:
    published.publish("aaa")
    published.changes()
    published.publish("bbb")
    published.changes()
    shutil.rmtree(published.folder)
    published.folder.mkdir()
    done = call(published.url, str(published.folder.parent), "--print=table", "--show=new")
    assert (done.code, done.out) == (2, "")
    assert "cannot be told while a mirror cannot be read" in done.err


def test_of_a_folder_nothing_earlier_is_kept(folder: Path) -> None:
    done = call(str(folder), "--print=table", "--show=new")
    assert (done.code, done.out) == (2, "")
    assert "is known of mirrors behind a URL only" in done.err


def put(store: Store, data: bytes) -> tuple[Path, str]:
    digest = hashlib.sha256(data).hexdigest()
    descriptor, unfinished = store.unfinished()
    os.close(descriptor)
    unfinished.write_bytes(data)
    return store.put(unfinished, digest), digest


def test_the_content_before_is_remembered_until_there_is_another(tmp_path: Path) -> None:
    store = Store(tmp_path)
    (one, sum_one), (other, sum_other) = (put(store, data) for data in (b"one", b"other"))
    first = store.remember("u", one, sum_one)
    assert first.before is None
    assert store.remember("u", other, sum_other).before == Before(sum_one, first.time)
    last = store.remember("u", other, sum_other)
    assert last.before == Before(sum_one, first.time)
    assert store.before(last) == Kept(one, sum_one, first.time)
    one.unlink()
    assert store.before(last) is None


def test_what_was_before_is_not_the_first_to_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cachetui.sources.remote.store.MAX_KEPT", 10)
    store = Store(tmp_path)
    stray, _ = put(store, b"stray")
    (one, sum_one), (other, sum_other) = (put(store, data) for data in (b"one", b"other"))
    store.remember("u", one, sum_one)
    store.remember("u", other, sum_other)
    store.trim(set())
    assert [path.exists() for path in (stray, one, other)] == [False, True, True]


@pytest.mark.parametrize("name", ["../../etc/passwd", "x" * 64, ""])
def test_a_damaged_record_leads_nowhere(tmp_path: Path, name: str) -> None:
    record = Record("u", "0" * 64, 1, 1, time(), before=Before(name, 0.0))
    assert Store(tmp_path).before(record) is None
