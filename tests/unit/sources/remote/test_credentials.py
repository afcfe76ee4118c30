"""Credentials reach the server that they are for, and nobody and nothing else."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme
from starlette.responses import Response

from cachetui.index.loading import Loading
from cachetui.sources.access import Access
from cachetui.sources.fetching import Fetching
from cachetui.sources.remote import open as remote
from cachetui.sources.source import SourceError
from support.in_process import call
from support.web_servers import Files, answering, free_port, serving

MIRROR = "/mirror"
INDEX = f"{MIRROR}/build_cache/index.json"
SECRET = "hunter2"
ACCESS = Access("me", SECRET)
BASIC = "Basic " + base64.b64encode(f"me:{SECRET}".encode()).decode()


def with_password(url: str) -> str:
    return url.replace("://", f"://me:{SECRET}@")


def sent(files: Files) -> list[str | None]:
    """Return what each request had as its credentials."""
    return [request.headers.get("authorization") for request in files.requests]


def load(url: str, access: Access) -> tuple[int, Fetching]:
    """Read a mirror with configured credentials; return how many specs it has."""
    fetching = Fetching()
    loading = Loading([remote.open_url(url, "lab", fetching, access)])
    loading.run()
    return loading.index.listed_specs, fetching


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> trustme.CA:
    """An authority whose certificates this user trusts."""
    made = trustme.CA()
    made.cert_pem.write_to_path(str(tmp_path / "trusted.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "trusted.pem"))
    return made


def certified(authority: trustme.CA, tmp_path: Path) -> dict[str, str]:
    """Return uvicorn's options for a server with a certificate of *authority*."""
    path = str(tmp_path / "server.pem")
    authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(path)
    return {"ssl_certfile": path}


def test_a_password_in_the_url_is_sent_and_never_shown(layout_2: Path, kept: Path) -> None:
    files = Files(layout_2)
    with serving(files) as url:
        done = call(with_password(f"{url}{MIRROR}"), "--print=json")
    assert done.code == 0
    assert sent(files) == [BASIC, BASIC]
    assert SECRET not in done.out + done.err
    held = [path.read_bytes() for path in kept.rglob("*") if path.is_file()]
    assert held
    assert not [data for data in held if SECRET.encode() in data or BASIC[6:].encode() in data]


@pytest.mark.parametrize("status", [401, 403, 404, 500])
def test_no_error_shows_a_password(layout_2: Path, status: int) -> None:
    with serving(Files(layout_2, {INDEX: Response(status_code=status)})) as url:
        done = call(with_password(f"{url}{MIRROR}"), "--print=hash")
    assert done.code == 2
    assert SECRET not in done.err
    assert status not in (401, 403) or "the credentials are refused" in done.err


@pytest.mark.parametrize("scheme", ["http", "https", "s3", "oci", "oci+http"])
def test_no_error_about_a_server_that_is_not_there_shows_a_password(scheme: str) -> None:
    url = f"{scheme}://me:{SECRET}@127.0.0.1:{free_port()}/lab/mirror"
    for more in ((), ("--offline",)):
        done = call(url, "--print=hash", *more)
        assert done.code == 2
        assert SECRET not in done.err


def test_the_screen_does_not_show_a_password(layout_2: Path) -> None:
    from cachetui.settings.options import Options
    from cachetui.tui.session import Session

    with serving(Files(layout_2)) as url:
        session = Session(Options(sources=(with_password(f"{url}{MIRROR}"),)))
        assert SECRET not in session.source_name
        assert session.source_name.endswith(MIRROR)
        command = session.command(session.view(session.first_state))
    assert command is not None
    assert SECRET not in command


def test_credentials_do_not_follow_to_another_server(layout_2: Path, tmp_path: Path) -> None:
    other = Files(layout_2)
    with serving(other) as elsewhere:
        leads = Response(status_code=307, headers={"location": f"{elsewhere}{INDEX}"})
        own = Files(tmp_path, {INDEX: leads})
        with serving(own) as url:
            assert load(f"{url}{MIRROR}", ACCESS)[0] == 6
    assert set(sent(own)) == {BASIC}
    assert sent(other) == [None]


def test_configured_credentials_are_not_sent_over_http(
    layout_2: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "may_carry_secrets", lambda url: False)  # as if it were elsewhere
    files = Files(layout_2)
    with serving(files) as url:
        specs, fetching = load(f"{url}{MIRROR}", ACCESS)
    assert specs == 6
    assert set(sent(files)) == {None}
    assert fetching.said == [f"{url}{MIRROR}: its credentials are not sent over http"]


@pytest.mark.parametrize(
    ("access", "header"),
    [
        (ACCESS, BASIC),
        (Access(token=SECRET), f"Bearer {SECRET}"),
        (Access(profile="only-for-s3"), None),
    ],
    ids=["password", "token", "profile"],
)
def test_they_are_sent_over_https(
    layout_2: Path, tmp_path: Path, authority: trustme.CA, access: Access, header: str | None
) -> None:
    files = Files(layout_2)
    with serving(files, **certified(authority, tmp_path)) as url:
        assert load(f"{url}{MIRROR}", access)[0] == 6
    assert set(sent(files)) == {header}


def test_a_certificate_that_nobody_here_trusts_is_refused(layout_2: Path, tmp_path: Path) -> None:
    with serving(Files(layout_2), **certified(trustme.CA(), tmp_path)) as url:
        done = call(f"{url}{MIRROR}", "--print=hash")
    assert done.code == 2
    assert f"the certificate of {url.partition('://')[2]} is not trusted: " in done.err
    assert "SSL_CERT_FILE" in done.err


def test_https_does_not_lead_to_http(layout_2: Path, tmp_path: Path, authority: trustme.CA) -> None:
    plain = Files(layout_2)
    with serving(plain) as elsewhere:
        leads = Response(status_code=302, headers={"location": f"{elsewhere}{INDEX}"})
        files = Files(tmp_path, {INDEX: leads})
        with serving(files, **certified(authority, tmp_path)) as url:
            done = call(f"{url}{MIRROR}", "--print=hash")
    assert done.code == 2
    assert f"leads from https to {elsewhere}{INDEX}, which is not safe" in done.err
    assert not plain.requests


@pytest.fixture
def proxy(layout_2: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Files]:
    """A proxy that answers for every host."""
    files = Files(layout_2)
    with serving(files) as url:
        monkeypatch.setenv("http_proxy", with_password(url))
        yield files


def test_a_proxy_of_the_environment_is_used(proxy: Files) -> None:
    assert call(f"http://mirror.invalid{MIRROR}", "--print=hash").code == 0
    assert {request.headers["host"] for request in proxy.requests} == {"mirror.invalid"}


def test_a_proxy_is_not_asked_for_what_no_proxy_names(
    proxy: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("no_proxy", "mirror.invalid")
    assert (
        "no connection to mirror.invalid: "
        in call(f"http://mirror.invalid{MIRROR}", "--print=hash").err
    )
    assert not proxy.requests


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_refuses_is_named_without_its_password(
    scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with answering(b"HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n") as url:
        monkeypatch.setenv(f"{scheme}_proxy", with_password(url))
        done = call(f"{scheme}://mirror.invalid{MIRROR}", "--print=hash")
    assert done.code == 2
    assert f"the proxy (proxy {url}) refuses" in done.err
    assert SECRET not in done.err


def test_a_proxy_that_cannot_be_used_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("all_proxy", "ftp://127.0.0.1:1")
    done = call(f"https://mirror.invalid{MIRROR}", "--print=hash")
    assert done.code == 2
    assert "the environment's proxy cannot be used" in done.err


def test_what_could_be_had_without_them_needs_none() -> None:
    with pytest.raises(SourceError, match="names no host"):
        remote.open_url("s3:///no-bucket", None, Fetching(), ACCESS)


def test_no_password_is_sent_that_a_server_leads_to(layout_2: Path, tmp_path: Path) -> None:
    other = Files(layout_2)
    with serving(other) as elsewhere:
        leads = Response(
            status_code=307, headers={"location": with_password(f"{elsewhere}{INDEX}")}
        )
        with serving(Files(tmp_path, {INDEX: leads})) as url:
            done = call(f"{url}{MIRROR}", "--print=hash")
    assert done.code == 2
    assert "a user or a password is in its URL" in done.err
    assert SECRET not in done.err
    assert not other.requests


@pytest.mark.parametrize("endpoint", ["me:hunter2@minio.lab", "http://me:hunter2@minio.lab:9000/"])
def test_a_buckets_server_with_a_password_in_its_url_is_refused(
    monkeypatch: pytest.MonkeyPatch, endpoint: str
) -> None:
    refused = r"the endpoint https?://minio\.lab\S* has a user"
    with pytest.raises(SourceError, match=refused) as configured:
        load("s3://b/p", Access(endpoint_url=endpoint))
    monkeypatch.setenv("S3_ENDPOINT_URL", endpoint)
    with pytest.raises(SourceError, match=refused) as named:
        load("s3://b/p", Access())
    assert SECRET not in f"{configured.value}{named.value}{Access(endpoint_url=endpoint)!r}"


def test_a_buckets_server_whose_url_is_none_is_one_sentence() -> None:
    with pytest.raises(SourceError, match="is no URL"):
        load("s3://b/p", Access(endpoint_url="https://[bad"))
