"""A site's list says which mirrors there are for a tag; -t chooses, and may name others."""

from __future__ import annotations

import json
import tracemalloc
from hashlib import sha256
from pathlib import Path

import pytest
from starlette.responses import Response

from cachetui.index.loading import Loading
from cachetui.sources.fetching import Fetching, Transfer
from cachetui.sources.open import open_source
from cachetui.sources.remote import fetcher
from support.in_process import call
from support.spack_builder import a_node, cached, database, listings, load
from support.web_servers import Files, serving

LIST = "/site/cache_spack_io_index.json"
MIRRORS = {
    "develop": "py-root",
    "develop/e4s": "hdf5",
    "v1.0.0": "zlib",
    "v0.20.3": "older",  # which is not listed
    "releases/v0.20": "branch",
}


def write_layout_2(mirror: Path, package: str) -> None:
    path = mirror / "build_cache"
    path.mkdir(parents=True)
    (path / "index.json").write_bytes(database(cached(a_node(package))))


def write_layout_3(mirror: Path, package: str) -> str:
    """Write a mirror; return the path of the blob with its index."""
    data = database(cached(a_node(package)))
    sum_ = sha256(data).hexdigest()
    path = mirror / "blobs" / "sha256" / sum_[:2] / sum_
    path.parent.mkdir(parents=True)
    path.write_bytes(data)
    blob = {"contentLength": len(data), "mediaType": "application/vnd.spack.db.v8+json"}
    blob |= {"checksumAlgorithm": "sha256", "checksum": sum_}
    manifests = mirror / "v3" / "manifests" / "index"
    manifests.mkdir(parents=True)
    manifest = json.dumps({"version": 3, "data": [blob]})
    (manifests / "index.manifest.json").write_text(manifest)
    return path.relative_to(mirror).as_posix()


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder with a site, whose mirrors have a spec each."""
    folder = tmp_path / "sites"
    for mirror, package in MIRRORS.items():
        write_layout_2(folder / "site" / mirror, package)
    blob = write_layout_3(folder / "site" / "develop" / "ml", "py-torch")
    inside = "s3://spack-binaries/develop/{}build_cache/index.json"
    listed = {
        "develop": [
            {"label": "root", "url": inside.format("")},
            {"label": "e4s", "url": inside.format("e4s/")},
            {"label": "ml", "url": f"s3://spack-binaries/develop/ml/{blob}"},
        ],
        "v1.0.0": [{"label": "root", "url": "s3://spack-binaries/v1.0.0/build_cache/index.json"}],
    }
    (folder / LIST[1:]).write_text(json.dumps(listed))
    return folder


def packages(url: str, *more: str) -> list[str]:
    done = call(url, "--print=json", *more)
    assert done.code == 0, done.err
    return sorted(json.loads(line)["package"] for line in done.out.splitlines())


@pytest.mark.parametrize(
    ("tags", "found"),
    [
        ((), ["hdf5", "py-root", "py-torch"]),
        (("develop",), ["hdf5", "py-root", "py-torch"]),
        (("v1.*",), ["zlib"]),
        (("*",), ["hdf5", "py-root", "py-torch", "zlib"]),
        (("v0.20.3",), ["older"]),
        (("v0.20.3", "v1.0.0"), ["older", "zlib"]),
    ],
)
def test_the_tags_that_are_asked_for_are_read(
    site: Path, tags: tuple[str, ...], found: list[str]
) -> None:
    with serving(Files(site)) as url:
        assert packages(f"{url}/site", *(f"-t{tag}" for tag in tags)) == found


def test_only_the_layout_that_is_listed_is_asked_for(site: Path) -> None:
    files = Files(site)
    with serving(files) as url:
        packages(f"{url}/site", "-t", "develop")
    assert [status for _, status in files.answered] == [200] * 5


def test_each_listing_has_its_tag_and_stack(site: Path) -> None:
    with serving(Files(site)) as url:
        found = listings(load(f"{url}/site"))
    assert [(one.configuration.package, one.tag, one.stacks) for one in found] == [
        ("hdf5", "develop", ("e4s",)),
        ("py-root", "develop", ("root",)),
        ("py-torch", "develop", ("ml",)),
    ]


def test_it_says_which_tags_there_are(site: Path) -> None:
    with serving(Files(site)) as url:
        done = call(f"{url}/site", "--print=hash")
        assert "lists 2 tags, and develop is read: -t chooses others: v1.0.0" in done.err
        assert "-t chooses" not in call(f"{url}/site", "--print=hash", "-tv1*").err


def test_a_stack_that_fails_costs_itself(site: Path) -> None:
    broken = {"/site/develop/ml/v3/manifests/index/index.manifest.json": Response("<html>")}
    with serving(Files(site, broken)) as url:
        assert packages(f"{url}/site") == ["hdf5", "py-root"]
        assert "develop/ml" in call(f"{url}/site", "--check").out


@pytest.mark.parametrize(("tag", "spelled"), [("v9.9.9", "v9.9.9"), ("\udcff/..", "%3F/..")])
def test_a_tag_that_nobody_has_is_one_sentence(site: Path, tag: str, spelled: str) -> None:
    with serving(Files(site)) as url:
        done = call(f"{url}/site", "--print=hash", "-t", tag)
    assert done.code == 2
    assert "404 in both layouts: http://127.0.0.1" in done.err
    assert f"/site/{spelled} is no mirror" in done.err


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (Response(b"{"), "is cut off"),
        (Response(b'{"develop": 1}'), "develop"),
        (Response(b"<html>"), "is a web page"),
        (Response(status_code=500), "the server fails"),
    ],
)
def test_a_list_that_cannot_be_read_is_one_sentence(
    site: Path, answer: Response, sentence: str
) -> None:
    with serving(Files(site, {LIST: answer})) as url:
        done = call(f"{url}/site", "--print=hash")
    assert done.code == 2
    assert "cache_spack_io_index.json" in done.err


def test_a_list_names_no_other_server(site: Path, tmp_path: Path) -> None:
    other = Files(tmp_path)
    with serving(other) as elsewhere:
        listed = {
            "develop": [{"label": "e4s", "url": f"{elsewhere}/develop/e4s/build_cache/index.json"}]
        }
        (site / LIST[1:]).write_text(json.dumps(listed))
        with serving(Files(site)) as url:
            assert packages(f"{url}/site") == ["hdf5"]
    assert not other.requests


@pytest.mark.parametrize(
    "place", ["s3://b/{}/build_cache/index.json", "{url}/{}/build_cache/index.json"]
)
def test_a_list_says_nothing_that_a_terminal_would_act_upon(site: Path, place: str) -> None:
    odd = "\x1b]52;c;aGk=\x07\n"
    with serving(Files(site)) as url:
        listed = {odd: [{"label": odd, "url": place.format(odd, url=url)}]}
        (site / LIST[1:]).write_text(json.dumps(listed))
        for arguments in (("--print=table",), ("--check",), ("-t*", "--print=json")):
            call(f"{url}/site", *arguments)  # which holds that all it writes is clean


@pytest.mark.parametrize(
    "url", ["", "http://[::1", "s3:///", "../../../etc", "http://127.0.0.1:x/"]
)
def test_a_listed_url_that_is_none_costs_itself(site: Path, url: str) -> None:
    listed = json.loads((site / LIST[1:]).read_text())
    listed["develop"].append({"label": "odd", "url": url})
    (site / LIST[1:]).write_text(json.dumps(listed))
    with serving(Files(site)) as at:
        assert packages(f"{at}/site") == ["hdf5", "py-root", "py-torch"]


def test_what_is_fetched_is_named_in_clean_words() -> None:
    transfer = Transfer()
    transfer.begin("\x1b[2J index")
    assert str(transfer) == r"asking \x1b[2J index"


@pytest.mark.parametrize(
    "bad", ["https://[bad/x", "https://h:99999999/x", "//", "\x00", "x" * 9999]
)
def test_what_is_no_url_in_the_list_costs_itself(site: Path, bad: str) -> None:
    listed = json.loads((site / LIST[1:]).read_text())
    listed["develop"].append({"label": "bad", "url": bad})
    (site / LIST[1:]).write_text(json.dumps(listed))
    with serving(Files(site)) as url:
        done = call(f"{url}/site", "--check")
        assert packages(f"{url}/site") == ["hdf5", "py-root", "py-torch"]
    assert done.code == 1
    assert len(done.out.splitlines()) == 1, done.out
    assert "404 in layout 3: " in done.out
    assert "is no mirror" in done.out


def test_where_nothing_is_kept_a_site_is_not_in_memory_whole(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    size, number = 4 << 20, 6
    entries = []
    for place in range(number):
        listed = f"s3://b/stack{place}/build_cache/index.json"
        entries.append({"label": f"s{place}", "url": listed})
        write_layout_2(site / "site" / f"stack{place}", f"p{place}")
        index = site / "site" / f"stack{place}" / "build_cache" / "index.json"
        index.write_bytes(index.read_bytes().ljust(size))
    (site / LIST[1:]).write_text(json.dumps({"develop": entries}))
    monkeypatch.setattr(fetcher, "IN_MEMORY", size // 2)
    with serving(Files(site)) as url:
        fetching = Fetching(keeps=False)
        loading = Loading([open_source(f"{url}/site", fetching)], fetching=fetching)
        tracemalloc.start()
        try:
            loading.run()
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert loading.index.listed_specs == number
    assert peak < 4 * size
