"""A mirror in a registry lists what the folder does: an open one, and one that wants a token."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.responses import Response

from cachetui.index.loading import Loading
from cachetui.sources.access import Access
from cachetui.sources.fetching import Fetching
from cachetui.sources.remote import addresses
from cachetui.sources.remote import registry as remote
from cachetui.sources.remote.open import open_url
from cachetui.sources.source import SourceError
from support import registry as program
from support.in_process import call
from support.registry import Realm, push_index, registry
from support.spack_machine import known_copy
from support.web_servers import Files, serving

INDEX = "/v2/lab/cache/manifests/index.spack"
SECRET = "hunter2"

needs_registry = pytest.mark.skipif(
    program.PROGRAM is None, reason="docker-registry is not installed"
)


def mirror(url: str) -> str:
    return f"{url.replace('http://', 'oci+http://')}/lab/cache"


@pytest.fixture
def index(folder: Path) -> bytes:
    return (folder / "mirror" / "build_cache" / "index.json").read_bytes()


def specs(url: str, access: Access | None = None) -> int:
    loading = Loading([open_url(mirror(url), None, Fetching(), access)])
    loading.run()
    return loading.index.listed_specs


@needs_registry
def test_an_open_registry_gives_what_the_folder_gives(
    folder: Path, tmp_path: Path, index: bytes
) -> None:
    with registry(tmp_path) as url:
        push_index(url, "lab/cache", index)
        done = call(mirror(url), "--print=hash")
        missing = call(mirror(url).replace("lab", "other"), "--print=hash")
    assert done.code == 0
    assert done.out == call(str(folder / "mirror"), "--print=hash").out
    assert call(mirror(url), "--print=hash", "--offline").out == done.out
    assert known_copy(mirror(url)) == ([], True)
    assert known_copy(mirror(url).replace("lab", "other")) == ([], False)
    assert missing.code == 2
    assert "has no index; `spack buildcache update-index` makes one" in missing.err


@needs_registry
def test_a_registry_that_wants_a_token_gets_one(tmp_path: Path, index: bytes) -> None:
    realm = Realm(tmp_path, "me", SECRET)
    with serving(realm) as at, registry(tmp_path, (f"{at}/token", realm.bundle)) as url:
        push_index(url, "lab/cache", index, realm.token("repository:lab/cache:pull,push"))
        assert specs(url, Access("me", SECRET)) == 6
        assert len(realm.asked) == 1
        with pytest.raises(SourceError, match="the credentials are refused"):
            specs(url, Access("me", "wrong"))
        with pytest.raises(SourceError, match="needs credentials"):
            specs(url)
        assert specs(url, Access(token=realm.token("repository:lab/cache:pull"))) == 6


@pytest.fixture
def basic(tmp_path: Path, index: bytes) -> Iterator[tuple[Files, str]]:
    """A registry that wants a name and a password; its blobs are on another server."""
    from hashlib import sha256

    digest = sha256(index).hexdigest()
    (tmp_path / "blobs").mkdir()
    (tmp_path / "blobs" / digest).write_bytes(index)
    image = {"layers": [{"digest": f"sha256:{digest}", "size": len(index)}]}
    challenge = Response(status_code=401, headers={"www-authenticate": 'Basic realm="lab"'})
    elsewhere = Files(tmp_path / "blobs")
    with serving(elsewhere) as other:
        leads = Response(status_code=307, headers={"location": f"{other}/{digest}"})
        files = Files(
            tmp_path,
            {
                INDEX: lambda headers: (
                    Response(json.dumps(image)) if "authorization" in headers else challenge
                ),
                f"/v2/lab/cache/blobs/sha256:{digest}": leads,
            },
        )
        with serving(files) as url:
            yield elsewhere, url


def test_a_password_is_sent_and_does_not_follow_to_where_the_blobs_are(
    basic: tuple[Files, str],
) -> None:
    elsewhere, url = basic
    assert specs(url, Access("me", SECRET)) == 6
    assert [request.headers.get("authorization") for request in elsewhere.requests] == [None]


def test_no_password_is_sent_over_http(
    basic: tuple[Files, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "may_carry_secrets", lambda url: False)
    with pytest.raises(SourceError, match="no login is sent over http"):
        specs(basic[1], Access("me", SECRET))


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (Response(status_code=404), "has no index"),
        (Response(status_code=401), "needs credentials"),
        (Response("<html>"), "is a web page"),
        (Response("{}"), "has no layers"),
        (Response('{"layers":[]}'), "has no layer"),
        (Response('{"layers":[{"digest":"md5:1","size":1}]}'), "names no sha256"),
        (
            Response(status_code=401, headers={"www-authenticate": "Negotiate"}),
            "wants a login of a kind that is not known",
        ),
        (
            Response(status_code=401, headers={"www-authenticate": 'Bearer realm="http://[::1"'}),
            "wants a login of a kind that is not known",
        ),
        (
            Response(status_code=401, headers={"www-authenticate": 'Bearer realm="http://x.org/"'}),
            "no login is sent over http: http://x.org/",
        ),
    ],
)
def test_a_registry_that_has_no_index_to_give_is_one_sentence(
    tmp_path: Path, answer: Response, sentence: str
) -> None:
    with serving(Files(tmp_path, {INDEX: answer})) as url:
        done = call(mirror(url), "--print=hash")
    assert done.code == 2
    assert sentence in done.err


@pytest.mark.parametrize(
    ("location", "server", "image"),
    [
        ("oci://ghcr.io/owner/cache", "https://ghcr.io", "owner/cache"),
        ("oci+http://localhost:5000/cache:tag", "http://localhost:5000", "cache"),
        ("oci://alice/cache", "https://registry-1.docker.io", "alice/cache"),
        ("oci://docker.io/alice/cache", "https://registry-1.docker.io", "alice/cache"),
        ("oci://cache", "https://registry-1.docker.io", "library/cache"),
    ],
)
def test_the_server_and_the_image_are_those_of_spack(
    location: str, server: str, image: str
) -> None:
    assert addresses.image_of(location) == (server, image)


@pytest.mark.parametrize(
    ("server", "realm", "near"),
    [
        ("https://ghcr.io", "https://ghcr.io/token", True),
        ("https://registry-1.docker.io", "https://auth.docker.io/token", True),
        ("https://registry.gitlab.com", "https://gitlab.com/jwt/auth", True),
        ("https://lab.org:5000", "https://auth.lab.org/token", True),
        ("https://lab.org", "https://other.org/token", False),
        ("https://registry.lab.org", "https://lab.org.evil.net/token", False),
        ("https://registry.lab.org", "https://notlab.org/token", False),
        ("https://10.0.0.1", "https://10.0.0.2/token", False),
        ("https://registry.lab.org", "https://[::1", False),
    ],
)
def test_a_login_goes_to_the_registrys_own_domain(server: str, realm: str, near: bool) -> None:
    assert remote.is_near(server, realm) is near


def test_a_login_is_not_sent_to_where_a_registry_points(tmp_path: Path) -> None:
    challenge = {"www-authenticate": 'Bearer realm="https://elsewhere.invalid/token"'}
    files = Files(tmp_path, {INDEX: Response(status_code=401, headers=challenge)})
    refused = pytest.raises(SourceError, match=r"not sent to another host: https://elsewhere")
    with serving(files) as url, refused:
        specs(url, Access("me", SECRET))


def test_no_token_is_sent_over_http(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "may_carry_secrets", lambda url: False)
    files = Files(tmp_path)
    with serving(files) as url, pytest.raises(SourceError, match="no login is sent over http"):
        specs(url, Access(token=SECRET))
    assert not files.requests


def test_a_token_that_was_given_is_not_sent_over_http(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = Response(json.dumps({"token": SECRET}))
    realm = Files(tmp_path, {"/token": token})
    with serving(realm) as at:
        challenge = {"www-authenticate": f'Bearer realm="{at}/token"'}
        files = Files(tmp_path, {INDEX: Response(status_code=401, headers=challenge)})
        monkeypatch.setattr(remote, "may_carry_secrets", lambda url: url.startswith(at))
        with serving(files) as url, pytest.raises(SourceError, match="no login is sent over http"):
            specs(url)
    assert [one.headers.get("authorization") for one in files.requests] == [None]
    assert not realm.requests


def test_a_realm_whose_port_is_none_is_one_sentence(tmp_path: Path) -> None:
    challenge = {"www-authenticate": 'Bearer realm="https://127.0.0.1:none/token"'}
    files = Files(tmp_path, {INDEX: Response(status_code=401, headers=challenge)})
    refused = pytest.raises(SourceError, match="wants a login of a kind that is not known")
    with serving(files) as url, refused:
        specs(url, Access("me", SECRET))
