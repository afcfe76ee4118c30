"""Whatever a server answers: one sentence that says what to do, exit 2, and nothing half kept."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from threading import Thread

import pytest
from starlette.responses import Response

from cachetui.sources.fetching import Fetching
from cachetui.sources.remote import body, faults, fetcher, web
from cachetui.sources.remote.spack_copies import SpackCopies
from cachetui.sources.remote.store import Store
from cachetui.sources.source import SourceError
from support.in_process import Done, call
from support.web_servers import SOON, Answer, Files, answering, free_port, serving, until

MIRROR = "/mirror"
INDEX = f"{MIRROR}/build_cache/index.json"
MANIFEST = f"{MIRROR}/v3/manifests/index/index.manifest.json"
BOMB = gzip.compress(b'{"database":{"installs":{' + b" " * (8 << 20))


def leads_to(location: str, status: int = 302) -> Response:
    return Response(status_code=status, headers={"location": location})


def printed(url: str, *more: str) -> Done:
    return call(url, "--print=hash", *more)


def refused(folder: Path, answers: Mapping[str, Answer]) -> str:
    """Return the sentence about a mirror in *folder* with these answers."""
    with serving(Files(folder, answers)) as url:
        done = printed(f"{url}{MIRROR}")
    assert done.code == 2
    assert done.out == ""
    assert done.err.count("\n") == 1
    return done.err


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (Response(status_code=404), "404 in both layouts: http://127.0.0.1"),
        (
            Response(status_code=401),
            "401 http://127.0.0.1:PORT/mirror/build_cache/index.json: needs",
        ),
        (
            Response(status_code=403),
            "403 http://127.0.0.1:PORT/mirror/build_cache/index.json: needs",
        ),
        (Response(status_code=500), "index.json: the server fails, r tries again"),
        (Response(status_code=418), "418 http://127.0.0.1:PORT/mirror/build_cache/index.json: no"),
        (leads_to(INDEX), "leads from one URL to another without an end"),
        (leads_to("file:///etc/passwd"), "leads to 'file:///etc/passwd', which is not on the web"),
        (leads_to("http://[::1"), "the answer is cut off or broken"),
        (
            Response("<!DOCTYPE html><p>Log in"),
            "is a web page, and neither an index nor a",
        ),
        (Response(""), "build_cache/index.json: is empty"),
        (Response("[]"), "is no index that Spack writes"),
        (Response("\x1b]52;c;aGk=\x07"), "is neither an index nor a manifest"),
        (Response("{}", headers={"content-encoding": "br"}), "sent as 'br', which was not asked"),
        (Response("{}", headers={"content-encoding": "gzip"}), "cannot be unpacked"),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "",
)
def test_an_answer_that_is_no_index_is_one_sentence(
    layout_2: Path, kept: Path, answer: Response, sentence: str
) -> None:
    said = refused(layout_2, {INDEX: answer})
    port = said.partition("127.0.0.1:")[2].partition("/")[0]
    assert sentence.replace("PORT", port) in said
    assert not [path for path in kept.rglob("*") if path.is_file()]


def test_a_server_that_fails_once_is_asked_again(layout_2: Path) -> None:
    whole = Response((layout_2 / INDEX[1:]).read_bytes())
    with serving(Files(layout_2, {INDEX: [Response(status_code=500), whole]})) as url:
        assert printed(f"{url}{MIRROR}").code == 0


def test_a_layout_that_fails_costs_itself(folder: Path) -> None:
    with serving(Files(folder, {MANIFEST: Response("<html>")})) as url:
        done = printed(f"{url}{MIRROR}")
        assert done.code == 0
        assert len(done.out.splitlines()) == 6
        assert "1 file could not be used" in done.err
        assert "is a web page" in call(f"{url}{MIRROR}", "--check").out


def test_a_redirect_is_followed(layout_2: Path) -> None:
    moved = {f"/moved{INDEX[len(MIRROR) :]}": leads_to(INDEX)}
    with serving(Files(layout_2, moved)) as url:
        assert len(printed(f"{url}/moved").out.splitlines()) == 6


BLOB = b'{"database":{"version":"8","installs":{}}}'


@pytest.mark.parametrize(
    ("length", "sentence"),
    [(None, "sha256 differs"), (len(BLOB) - 1, "42 of 41 bytes"), (99, "42 of 99 bytes")],
)
def test_a_blob_that_is_not_what_its_manifest_says_is_refused(
    layout_3: Path, kept: Path, length: int | None, sentence: str
) -> None:
    one = {
        "contentLength": len(BLOB) if length is None else length,
        "mediaType": "application/vnd.spack.db.v8+json",
        "compression": "none",
        "checksumAlgorithm": "sha256",
        "checksum": "ab" * 32,
    }
    path = f"{MIRROR}/blobs/sha256/ab/{'ab' * 32}"
    manifest = Response(json.dumps({"version": 3, "data": [one]}))
    said = refused(layout_3, {MANIFEST: manifest, path: Response(BLOB)})
    assert f"blob abababa…: {sentence}: half downloaded or being replaced, r tries again" in said
    assert not (kept / "blobs" / "ab").exists()


def test_a_blob_that_is_gone_is_no_missing_mirror(layout_3: Path) -> None:
    for path in (layout_3 / "mirror" / "blobs").rglob("*"):
        if path.is_file():
            path.unlink()
    said = refused(layout_3, {})
    assert "there is no such file" in said
    assert "/blobs/sha256/" in said


def test_a_gzip_bomb_is_bounded(layout_2: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cachetui.sources.remote.mirror.MAX_INDEX", 1 << 20)
    packed = Response(BOMB, headers={"content-encoding": "gzip"})
    assert "is larger than 1 MiB" in refused(layout_2, {INDEX: packed})


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n"
START = HEAD + b'\r\n{"database":{"installs":{'


@pytest.mark.parametrize(
    ("sent", "then_waits", "sentence"),
    [
        (START, False, "the answer is cut off or broken"),
        (b"", False, "the answer is cut off or broken"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", False, "the answer is cut off or broken"),
        (b"", True, "no answer from 127.0.0.1:PORT in 0.2 s"),
        (START, True, "no answer from 127.0.0.1:PORT in 0.2 s"),
    ],
    ids=["cut off", "closed at once", "another protocol", "silent", "stalls"],
)
def test_a_connection_that_breaks_or_waits_is_one_sentence(
    kept: Path, monkeypatch: pytest.MonkeyPatch, sent: bytes, then_waits: bool, sentence: str
) -> None:
    monkeypatch.setattr(faults, "TIMEOUT", 0.2)
    with answering(sent, then_waits=then_waits) as url:
        done = printed(f"{url}{MIRROR}")
    assert done.code == 2
    assert sentence.replace("PORT", url.rpartition(":")[2]) in done.err
    assert not [path for path in kept.rglob("*") if path.is_file()]


def test_a_body_that_trickles_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "PATIENCE", 0.0)
    monkeypatch.setattr(web, "SLOWEST", 1e12)
    with answering(START, then_waits=True) as url:
        assert "stalls after" in printed(f"{url}{MIRROR}").err


def test_a_server_that_is_not_there_is_one_sentence() -> None:
    done = printed(f"http://127.0.0.1:{free_port()}{MIRROR}")
    assert done.code == 2
    assert "no connection to 127.0.0.1:" in done.err


def test_a_host_without_an_address_is_one_sentence() -> None:
    done = printed("http://nowhere.invalid/mirror")
    assert done.code == 2
    assert "no connection to nowhere.invalid: " in done.err


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("http://", "is no URL: it names no host"),
        ("http://host:port/m", "is no URL"),
        ("http://[::1/m", "is no URL"),
        ("https://host/m?token=abc", "has a ? or # in it"),
        ("https://me:s3cret/word@host:1x/m", "is no URL"),
    ],
)
def test_what_is_no_url_is_one_sentence(url: str, sentence: str) -> None:
    done = printed(url)
    assert done.code == 2
    assert sentence in done.err
    assert "abc" not in done.err
    assert "s3cret" not in done.err
    assert "word" not in done.err


def test_one_source_that_cannot_be_read_costs_itself(folder: Path) -> None:
    gone = f"http://127.0.0.1:{free_port()}/gone"
    mirror = str(folder / "mirror")
    done = printed(gone, mirror)
    assert done.code == 0
    assert len(done.out.splitlines()) == 6
    assert "no connection to" in done.err
    assert printed(gone, mirror, "-q", "no-such-package").code == 2  # what is gone may have it
    done = call(gone, mirror, "--check")
    assert done.code == 2
    assert done.out.startswith(f"{gone}: no connection to")
    assert printed(gone, str(folder / "nothing")).code == 2


def test_a_reading_that_is_stopped_keeps_nothing(folder: Path, kept: Path) -> None:
    from cachetui.index.loading import Loading
    from cachetui.sources.open import open_source

    with serving(Files(folder)) as url:
        loading = Loading([open_source(f"{url}{MIRROR}")])
        loading.stop()
        source = open_source(f"{url}{MIRROR}", loading.fetching)
        with pytest.raises(Exception, match="the reading was ended"):
            list(source.entries(loading.wanted))
    assert not [path for path in kept.rglob("*") if path.is_file()]


@pytest.mark.parametrize("path", [MIRROR, ""], ids=["mirror", "site"])
def test_a_reading_that_is_stopped_tries_nothing_again(
    folder: Path, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cachetui.index.loading import Loading
    from cachetui.sources.open import open_source

    monkeypatch.setattr(web, "PAUSE", 3600.0)
    entries = [{"label": label, "url": "s3://x/mirror/build_cache/index.json"} for label in "ab"]
    (folder / "cache_spack_io_index.json").write_text(json.dumps({"develop": entries}))
    files = Files(folder, {MANIFEST: Response(status_code=500), INDEX: Response(status_code=500)})
    with serving(files) as url:
        fetching = Fetching()
        loading = Loading([open_source(f"{url}{path}", fetching)], fetching=fetching)
        thread = Thread(target=lambda: suppressed(loading.run), daemon=True)
        thread.start()
        until(lambda: bool(files.answered) and files.answered[-1][1] == 500)
        asked = len(files.requests)
        loading.stop()
        thread.join(SOON)
        assert not thread.is_alive()
        assert len(files.requests) == asked


def suppressed(run: Callable[[], None]) -> None:
    with suppress(SourceError):
        run()


def test_ctrl_c_leaves_nothing_half_written(
    folder: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        assert list((kept / "blobs").iterdir())  # it is on its way
        raise KeyboardInterrupt

    monkeypatch.setattr(body, "_judge", interrupted)
    with serving(Files(folder)) as url:
        from cachetui.cli.main import main

        assert main([f"{url}{MIRROR}", "--print=hash"]) == 130
    assert not [path for path in kept.rglob("*") if path.is_file()]


def test_only_bounds_that_are_reached_matter() -> None:
    assert fetcher.MAX_INDEX > 600_000_000  # the largest index that is known


@pytest.mark.parametrize("length", [-1, 10**15])
def test_a_blob_whose_stated_length_is_none_to_fetch_is_not_asked_for(
    layout_3: Path, length: int
) -> None:
    one = {
        "contentLength": length,
        "mediaType": "application/vnd.spack.db.v8+json",
        "compression": "none",
        "checksumAlgorithm": "sha256",
        "checksum": "ab" * 32,
    }
    files = Files(layout_3, {MANIFEST: Response(json.dumps({"version": 3, "data": [one]}))})
    with serving(files) as url:
        done = printed(f"{url}{MIRROR}")
    assert done.code == 2
    assert not [path for path in files.paths if "/blobs/" in path]


def test_no_small_thing_is_asked_for_once_the_reading_was_ended(tmp_path: Path) -> None:
    fetching, files = Fetching(), Files(tmp_path)
    fetching.stop()
    asking = fetcher.Fetcher(Store(tmp_path), fetching, SpackCopies(tmp_path))
    with serving(files) as url, pytest.raises(faults.FetchError, match="the reading was ended"):
        asking.small(f"{url}/token")
    assert not files.requests
