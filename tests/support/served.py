"""The program as a server, and what speaks to it as a page does."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, NamedTuple

from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType

from cachetui.sources.open import SAMPLE

PATIENCE = 20.0
"""Seconds after which what was waited for will not come."""


class Served(NamedTuple):
    """A server that runs."""

    process: subprocess.Popen[str]
    url: str
    said: str
    """What it said of itself."""

    def sessions(self) -> list[int]:
        """Return the processes that it has started and that run."""
        listed = subprocess.run(
            ["ps", "-A", "-o", "ppid=,pid=,stat="], capture_output=True, text=True, check=True
        )
        rows = [line.split() for line in listed.stdout.splitlines()]
        return [
            int(pid)
            for parent, pid, state in rows
            if int(parent) == self.process.pid and not state.startswith("Z")
        ]


@contextmanager
def serving(*arguments: str, source: str = str(SAMPLE)) -> Iterator[Served]:
    """Serve on a free port of loopback, on the host zen3, until the block ends."""
    words = ["--serve", "0", "--host", "linux-ubuntu24.04-zen3", *arguments, source]
    environment = {key: text for key, text in os.environ.items() if key != "SSH_CONNECTION"}
    process = subprocess.Popen(
        [sys.executable, "-m", "cachetui", *words],
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    said = process.stderr.readline()
    found = re.search(r"http://\S+", said)
    try:
        assert found, said + process.stderr.read()
        yield Served(process, found[0], said)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)
        process.stderr.close()


def until(holds: Callable[[], bool], what: str) -> None:
    """Wait until *holds* says so."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, f"{what} did not come"
        time.sleep(0.02)


class Page:
    """A page's side of the socket: what it was drawn and told, and what it sends."""

    def __init__(self, socket: ClientWebSocketResponse[Any]) -> None:
        self._socket = socket
        self.drawn = ""
        self.told: list[list[str]] = []

    async def send(self, kind: str, *facts: object) -> None:
        """Send a message as textual-serve's page does."""
        await self._socket.send_str(json.dumps([kind, *facts]))

    async def until(self, holds: Callable[[Page], bool]) -> None:
        """Read on until *holds* of what has come."""
        deadline = time.monotonic() + PATIENCE
        while not holds(self):
            message = await self._socket.receive(timeout=max(deadline - time.monotonic(), 0.01))
            if message.type is WSMsgType.BINARY:
                self.drawn += message.data.decode(errors="replace")
            elif message.type is WSMsgType.TEXT:
                self.told.append(json.loads(message.data))
            else:
                assert holds(self), f"the socket ended ({message.type}), told {self.told}"
                return

    @property
    def is_closed(self) -> bool:
        """Whether the socket was closed by the server."""
        return self._socket.closed

    async def close(self) -> None:
        """Go away, as a tab that is closed."""
        await self._socket.close()


@asynccontextmanager
async def a_page(served: Served, address: str = "", **headers: str) -> AsyncIterator[Page]:
    """Open the socket of a page at *address*, the part behind ``?`` with its signs escaped."""
    url = f"{served.url}socket/{address}?width=100&height=30"
    async with ClientSession() as client, client.ws_connect(url, headers=headers) as socket:
        yield Page(socket)
