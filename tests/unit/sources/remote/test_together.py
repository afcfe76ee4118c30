"""Several mirrors are asked at the same time, and listed in the order in which they were given."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Barrier, BrokenBarrierError, Event
from typing import Any

import pytest

from cachetui.index.loading import Loading
from cachetui.sources.fetching import Fetching
from cachetui.sources.filter import Filter
from cachetui.sources.open import open_sources
from cachetui.sources.remote import store
from cachetui.sources.remote.site import LIST
from cachetui.sources.together import together
from support.in_process import call
from support.spack_builder import a_node, cached, database, listings
from support.web_servers import SOON, Files, free_port, serving

MANY = 4


class Meeting:
    """An app that serves an index only while as many servers are asked as *barrier* waits for."""

    def __init__(self, folder: Path, barrier: Barrier) -> None:
        self._files = Files(folder)
        self._barrier = barrier

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["path"].endswith("/index.json"):
            self._barrier.wait()  # each server has a thread of its own
        await self._files(scope, receive, send)


@contextmanager
def mirrors(folder: Path, barrier: Barrier, number: int = MANY) -> Iterator[list[str]]:
    """Serve mirrors of a package each, each by a server; yield their URLs."""
    with ExitStack() as stack:
        urls = []
        for place in range(number):
            path = folder / f"m{place}" / "build_cache"
            path.mkdir(parents=True)
            (path / "index.json").write_bytes(database(cached(a_node(f"p{place}"))))
            url = stack.enter_context(serving(Meeting(folder, barrier)))
            urls.append(f"{url}/m{place}")
        yield urls


def read(urls: list[str], **options: Any) -> Loading:
    fetching = Fetching(**options)
    loading = Loading(open_sources(urls, fetching), fetching=fetching)
    loading.run()
    return loading


def test_they_are_asked_at_the_same_time(tmp_path: Path) -> None:
    with mirrors(tmp_path, Barrier(MANY, timeout=SOON)) as urls:
        index = read(urls).index
    assert [one.configuration.package for one in listings(index)] == ["p0", "p1", "p2", "p3"]
    assert index.dictionaries["origin"].values == ["m0", "m1", "m2", "m3"]
    assert not index.problems


def test_one_that_fails_costs_itself_in_its_place(tmp_path: Path) -> None:
    gone = f"http://127.0.0.1:{free_port()}/gone"
    with mirrors(tmp_path, Barrier(2, timeout=SOON), 2) as (first, last):
        done = call(first, gone, last, "--print=hash")
        assert done.code == 0
        assert len(done.out.splitlines()) == 2
        assert done.err.count("no connection to") == 1
        loading = read([first, gone, last])
    assert [str(error.args[0])[:20] for error in loading.unreadable] == ["no connection to 127"]
    assert loading.index.dictionaries["origin"].values == ["m0", "m1"]


def test_where_nothing_is_kept_one_waits_for_the_other(tmp_path: Path) -> None:
    barrier = Barrier(2, timeout=0.2)
    with mirrors(tmp_path, barrier, 2) as urls, pytest.raises(Exception, match="the server fails"):
        read(urls, keeps=False)
    with pytest.raises(BrokenBarrierError):
        barrier.wait()


def test_what_waits_to_be_read_is_not_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "MAX_KEPT", 1)
    with mirrors(tmp_path, Barrier(MANY, timeout=SOON)) as urls:
        assert len(listings(read(urls).index)) == MANY


class Watched(Fetching):
    """Says when somebody waits."""

    def __init__(self) -> None:
        super().__init__()
        self.waits = Event()

    def wait(self, seconds: float) -> bool:
        self.waits.set()
        return super().wait(seconds)


def test_what_cannot_be_kept_is_fetched_when_it_is_wanted(tmp_path: Path, kept: Path) -> None:
    for name in ("a", "b", "c", "d"):
        path = tmp_path / "develop" / name / "build_cache"
        path.mkdir(parents=True)
        (path / "index.json").write_bytes(database(cached(a_node(name))))
    urls = {name: f"https://x/develop/{name}/build_cache/index.json" for name in "abcd"}
    listed = {"develop": [{"label": name, "url": url} for name, url in urls.items()]}
    (tmp_path / LIST).write_text(json.dumps(listed))
    kept.mkdir(parents=True)
    (kept / "blobs").write_text("in the way")
    fetching = Watched()
    files = Files(tmp_path)
    with serving(files) as url:
        sources = open_sources([url, f"{url}/develop/a"], fetching)
        first, _ = together(sources, sources, Filter(), fetching)
        assert fetching.waits.wait(SOON)
        assert not any("develop/d" in path for path in files.paths)
        found = [entry.path.removeprefix(url) for entry in first.entries(Filter())]
        fetching.stop()  # the other waits, too
    assert found == [f"/develop/{name}/build_cache/index.json" for name in "abcd"]
