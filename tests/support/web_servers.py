"""Real servers on this machine for tests: of files, and of answers byte by byte."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import uvicorn
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

SOON = 20.0
"""Seconds that something which happens at once may take on a busy machine."""

Answer = Response | Callable[[Mapping[str, str]], Response]
"""A response, or what makes one of the headers of the request."""


class Request(NamedTuple):
    """A request that a server had, and what it answered."""

    path: str
    headers: dict[str, str]
    status: int


class Files:
    """An app that serves a folder with ETags; some paths have answers of their own.

    A list of answers is given one after the other, the last of them for ever.
    """

    def __init__(
        self, folder: Path, answers: Mapping[str, Answer | Sequence[Answer]] | None = None
    ) -> None:
        self._files = StaticFiles(directory=folder)
        self.answers: dict[str, list[Answer]] = {}
        self.requests: list[Request] = []
        for path, answer in (answers or {}).items():
            self.answer(path, *(answer if isinstance(answer, Sequence) else [answer]))

    def answer(self, path: str, *answers: Answer) -> None:
        """Give these answers for *path* from now on."""
        self.answers[path] = list(answers)

    @property
    def paths(self) -> list[str]:
        """The paths that were asked for."""
        return [request.path for request in self.requests]

    @property
    def answered(self) -> list[tuple[str, int]]:
        """The last part of each path that was asked for, and the status."""
        return [(one.path.rpartition("/")[2], one.status) for one in self.requests]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        headers = {key.decode(): value.decode() for key, value in scope["headers"]}

        async def recorded(message: Any) -> None:
            if message["type"] == "http.response.start":
                self.requests.append(Request(scope["path"], headers, message["status"]))
            await send(message)

        if "://" in scope["path"]:  # this is a proxy
            scope = {**scope, "path": urlsplit(scope["path"]).path}
        answers = self.answers.get(scope["path"])
        if answers is None:
            await _without_errors(self._files, scope, receive, recorded)
            return
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        response = answer if isinstance(answer, Response) else answer(headers)
        await response(scope, receive, recorded)


async def _without_errors(files: StaticFiles, scope: Any, receive: Any, send: Any) -> None:
    """Serve a file, or 404 where there is none."""
    try:
        response = await files.get_response(files.get_path(scope), scope)
    except Exception:
        response = Response("nothing here", 404)
    await response(scope, receive, send)


@contextmanager
def serving(app: Any, **options: Any) -> Iterator[str]:
    """Serve *app* on this machine; yield the URL. *options* are uvicorn's, for TLS."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_level="critical", lifespan="off", **options)
    server = uvicorn.Server(config)
    thread = Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    until(lambda: server.started)
    scheme = "https" if options else "http"
    try:
        yield f"{scheme}://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = server.force_exit = True
        thread.join(SOON)


@contextmanager
def answering(answer: bytes, *, then_waits: bool = False) -> Iterator[str]:
    """Answer every request with these bytes; then close, or wait for the client to do so."""
    listening = socket.create_server(("127.0.0.1", 0))

    def run() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with connection:
                _take_request(connection)
                connection.sendall(answer)
                while then_waits and connection.recv(1 << 16):
                    pass

    thread = Thread(target=run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()


def _take_request(connection: socket.socket) -> None:
    received = b""
    while b"\r\n\r\n" not in received and (more := connection.recv(1 << 16)):
        received += more


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds; raises AssertionError where it does not come to."""
    end = time.monotonic() + SOON
    while not holds():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.002)
