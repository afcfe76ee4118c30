"""A container registry for tests: Debian's docker-registry, open or with tokens of ours."""

from __future__ import annotations

import base64
import json
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import trustme
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.x509 import load_pem_x509_certificate
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from support.web_servers import free_port, until

PROGRAM = shutil.which("docker-registry")
IMAGE = "application/vnd.oci.image.manifest.v1+json"
SERVICE = "tests"


class Realm:
    """Gives tokens to whoever has the password; an app, which keeps what it was asked."""

    def __init__(self, folder: Path, user: str, password: str) -> None:
        self._authority = trustme.CA()
        made = self._authority.issue_cert("realm")
        self.bundle = folder / "authority.pem"
        self._authority.cert_pem.write_to_path(str(self.bundle))
        self._key: Any = serialization.load_pem_private_key(made.private_key_pem.bytes(), None)
        self._chain = [
            base64.b64encode(
                load_pem_x509_certificate(pem.bytes()).public_bytes(serialization.Encoding.DER)
            ).decode()
            for pem in made.cert_chain_pems
        ]
        login = base64.b64encode(f"{user}:{password}".encode()).decode()
        self._login = f"Basic {login}"
        self.asked: list[str] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        request = Request(scope)
        self.asked.append(request.headers.get("authorization", ""))
        response: Response = Response(status_code=401)
        if self.asked[-1] == self._login:
            response = JSONResponse({"token": self.token(request.query_params.get("scope", ""))})
        await response(scope, receive, send)

    def token(self, scope: str) -> str:
        """Return a signed token for what a *scope* asks for: ``repository:NAME:pull,push``."""
        kind, name, actions = scope.split(":")
        granted = [{"type": kind, "name": name, "actions": actions.split(",")}]
        now = int(time.time())
        claims: dict[str, Any] = {"iss": "tests", "sub": "me", "aud": SERVICE, "jti": "1"}
        claims |= {"access": granted, "iat": now, "nbf": now - 10, "exp": now + 300}
        head = {"typ": "JWT", "alg": "ES256", "x5c": self._chain}
        signed = ".".join(_url64(json.dumps(part).encode()) for part in (head, claims))
        r, s = utils.decode_dss_signature(
            self._key.sign(signed.encode(), ec.ECDSA(hashes.SHA256()))
        )
        return f"{signed}.{_url64(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


@contextmanager
def registry(folder: Path, realm: tuple[str, Path] | None = None) -> Iterator[str]:
    """Run a registry that keeps its images in *folder*; yield its URL.

    *realm* is the URL of who gives tokens, and the certificates that sign them.
    """
    port = free_port()
    config: dict[str, Any] = {
        "version": "0.1",
        "log": {"level": "error"},
        "storage": {"filesystem": {"rootdirectory": str(folder / "images")}},
        "http": {"addr": f"127.0.0.1:{port}"},
    }
    if realm is not None:
        url, bundle = realm
        token = {"realm": url, "service": SERVICE, "issuer": "tests", "rootcertbundle": str(bundle)}
        config["auth"] = {"token": token}
    path = folder / f"registry-{port}.json"  # JSON is YAML
    path.write_text(json.dumps(config))
    assert PROGRAM is not None
    quiet = subprocess.DEVNULL
    with subprocess.Popen([PROGRAM, "serve", str(path)], stdout=quiet, stderr=quiet) as process:
        try:
            until(lambda: _listens(port))
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()


def push_index(url: str, name: str, data: bytes, token: str = "") -> None:
    """Put an index where Spack does: into a blob of the image ``index.spack``."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    with httpx.Client(base_url=url, headers=headers) as client:
        layer, config = _push(client, name, data), _push(client, name, b"{}")
        manifest = {
            "schemaVersion": 2,
            "mediaType": IMAGE,
            "config": {"mediaType": "application/vnd.oci.image.config.v1+json"} | config,
            "layers": [{"mediaType": "application/vnd.oci.image.layer.v1.tar+gzip"} | layer],
        }
        answer = client.put(
            f"/v2/{name}/manifests/index.spack",
            content=json.dumps(manifest),
            headers={"Content-Type": IMAGE},
        )
        answer.raise_for_status()


def _push(client: httpx.Client, name: str, data: bytes) -> dict[str, Any]:
    digest = f"sha256:{sha256(data).hexdigest()}"
    begun = client.post(f"/v2/{name}/blobs/uploads/")
    begun.raise_for_status()
    there = httpx.URL(begun.headers["location"]).copy_merge_params({"digest": digest})
    client.put(there, content=data).raise_for_status()
    return {"digest": digest, "size": len(data)}


def _listens(port: int) -> bool:
    with socket.socket() as connection:
        return connection.connect_ex(("127.0.0.1", port)) == 0


def _url64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
