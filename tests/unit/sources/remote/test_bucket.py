"""A mirror in a bucket lists what the folder does: anonymously, and with signed requests."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from starlette.responses import Response

from cachetui.sources.access import Access
from cachetui.sources.fetching import Fetching
from cachetui.sources.remote import addresses, bucket
from cachetui.sources.remote.open import open_url
from cachetui.sources.source import SourceError
from support.in_process import call
from support.spack_builder import INDEXES, listings, load
from support.spack_machine import known_copy
from support.web_servers import Files, serving

pytest.importorskip("botocore", reason="the extra s3 is not installed")
moto = pytest.importorskip("moto.server", reason="moto is not installed: the extra servers")

KEY, SECRET = "AKIDEXAMPLE", "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """An S3 server that checks who asks."""
    running = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


@pytest.fixture(scope="module")
def filled(server: str) -> str:
    """Two buckets with the mirror below ``prefix``, of which anybody may read one."""
    from botocore.session import Session

    session = Session()
    session.set_credentials(KEY, SECRET)
    client = session.create_client("s3", region_name="us-east-1", endpoint_url=server)
    for name, acl in (("open", "public-read"), ("closed", "private")):
        client.create_bucket(Bucket=name, ACL=acl)
        for path in (INDEXES / "mirror").rglob("*"):
            if path.is_file():
                key = f"prefix/{path.relative_to(INDEXES / 'mirror')}"
                client.put_object(Bucket=name, Key=key, Body=path.read_bytes(), ACL=acl)
    return server


@pytest.fixture
def buckets(filled: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The server with the buckets, which the environment names."""
    monkeypatch.setenv("S3_ENDPOINT_URL", filled)
    return filled


def hashes(location: str, access: Access | None = None) -> list[str | None]:
    from cachetui.index.loading import Loading

    loading = Loading([open_url(location, None, Fetching(), access)])
    loading.run()
    return [one.hash for one in listings(loading.index)]


def test_an_open_bucket_gives_what_the_folder_gives(buckets: str, folder: Path) -> None:
    done = call("s3://open/prefix", "--print=hash")
    assert done.code == 0
    assert done.out == call(str(folder / "mirror"), "--print=hash").out
    assert call("s3://open/prefix", "--print=hash", "--offline").out == done.out


def test_its_copy_is_told_among_the_mirrors(buckets: str) -> None:
    assert known_copy("s3://open/prefix") == ([], False)
    call("s3://open/prefix", "--print=hash")
    assert known_copy("s3://open/prefix") == ([3, 2], True)
    assert known_copy("s3://closed/prefix") == ([], False)


def test_a_closed_one_says_that_it_needs_credentials(buckets: str) -> None:
    done = call("s3://closed/prefix", "--print=hash")
    assert done.code == 2
    assert "403 " in done.err
    assert "needs credentials" in done.err


@pytest.mark.parametrize("access", [Access(KEY, SECRET), Access(profile="lab")])
def test_a_closed_one_is_read_with_what_is_configured(
    buckets: str, folder: Path, monkeypatch: pytest.MonkeyPatch, access: Access
) -> None:
    (folder / "credentials").write_text(
        f"[lab]\naws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n"
    )
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(folder / "credentials"))
    monkeypatch.delenv("S3_ENDPOINT_URL")
    made = Access(access.id, access.secret, profile=access.profile, endpoint_url=buckets)
    expected = [one.hash for one in listings(load(folder / "mirror"))]
    assert hashes("s3://closed/prefix", made) == expected != []


def test_a_closed_one_is_read_with_what_the_environment_has(
    buckets: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    done = call("s3://closed/prefix", "--print=hash")
    assert done.code == 0
    assert SECRET not in done.out + done.err


def test_what_is_not_there_is_one_sentence(buckets: str) -> None:
    done = call("s3://open/elsewhere", "--print=hash")
    assert done.code == 2
    assert "s3://open/elsewhere is no mirror" in done.err


def test_without_botocore_it_says_what_to_install(
    buckets: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "cachetui.sources.remote.signing", None)
    with pytest.raises(SourceError, match=r"pip install 'cachetui\[s3\]'"):
        hashes("s3://closed/prefix", Access(KEY, SECRET))


def test_a_session_token_is_not_sent_over_http(
    buckets: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bucket, "may_carry_secrets", lambda url: False)
    with pytest.raises(SourceError, match="its token is not sent over http"):
        hashes("s3://closed/prefix", Access(KEY, SECRET, token="of a session"))


@pytest.mark.parametrize(
    ("location", "region", "url"),
    [
        ("s3://b/p/q", None, "https://b.s3.amazonaws.com/p/q"),
        ("s3://b", "eu-west-1", "https://b.s3.eu-west-1.amazonaws.com"),
        ("s3://b.c/p", None, "https://s3.amazonaws.com/b.c/p"),
    ],
)
def test_amazons_servers_are_asked_by_the_buckets_name(
    location: str, region: str | None, url: str
) -> None:
    assert addresses.bucket_url(location, Access(), region) == url


@pytest.mark.parametrize("endpoint", ["minio.lab:9000", "https://minio.lab:9000/"])
def test_another_server_is_asked_by_path(endpoint: str) -> None:
    url = addresses.bucket_url("s3://b/p", Access(endpoint_url=endpoint), None)
    assert url == "https://minio.lab:9000/b/p"


def moved(region: str) -> Response:
    return Response(status_code=301, headers={"x-amz-bucket-region": region})


@pytest.mark.parametrize("regions", [["eu-west-1"], ["us-west-2", "eu-west-1"]])
def test_a_bucket_is_asked_for_in_its_own_region(
    layout_2: Path, monkeypatch: pytest.MonkeyPatch, regions: list[str]
) -> None:
    (layout_2 / "mirror").rename(layout_2 / "eu-west-1")
    asked = ["None", *regions]
    answers = {
        f"/{here}/{file}": moved(there)
        for here, there in pairwise(asked)
        for file in ("v3/manifests/index/index.manifest.json", "build_cache/index.json")
    }
    with serving(Files(layout_2, answers)) as url:
        monkeypatch.setattr(bucket, "bucket_url", lambda *given: f"{url}/{given[2]}")
        assert len(hashes("s3://elsewhere")) == 6


@pytest.mark.parametrize("region", ["evil.org/", "a@b", "", "no-end"])
def test_a_region_that_is_none_leads_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, region: str
) -> None:
    paths = ("v3/manifests/index/index.manifest.json", "build_cache/index.json")
    files = Files(tmp_path, {f"/{path}": moved(region) for path in paths})
    given: list[object] = []
    with serving(files) as url:

        def bucket_url(location: str, access: Access, asked: str | None) -> str:
            given.append(asked)
            return url

        monkeypatch.setattr(bucket, "bucket_url", bucket_url)
        with pytest.raises(SourceError, match="301"):
            hashes("s3://elsewhere")
    assert set(given) <= {None, "no-end"}
