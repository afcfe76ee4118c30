"""``--print`` and ``--check`` say on a terminal what is being fetched, and leave nothing of it."""

from __future__ import annotations

import asyncio
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from starlette.responses import Response, StreamingResponse

from support.pty_terminal import Terminal
from support.spack_builder import INDEXES
from support.web_servers import Files, serving

INDEX = "/mirror/build_cache/index.json"
PROGRESS = "fetching mirror index, 1.0 of 2.0 MB"


class Slow:
    """A mirror whose index comes half, and goes on when it is to."""

    def __init__(self, folder: Path, url: str, go_on: Event) -> None:
        self.url = f"{url}/mirror"
        self._env = {"HOME": str(folder), "XDG_CACHE_HOME": str(folder / "cache")}
        self._go_on = go_on

    def go_on(self) -> None:
        self._go_on.set()

    def run(self, *arguments: str, **streams: Any) -> Terminal:
        """Run the program on it in a terminal."""
        argv = [sys.executable, "-m", "cachetui", self.url, *arguments]
        return Terminal(argv, env=self._env, **streams)


@pytest.fixture
def slow(tmp_path: Path) -> Iterator[Slow]:
    shutil.copytree(INDEXES / "mirror", tmp_path / "mirror")
    shutil.rmtree(tmp_path / "mirror" / "v3")
    data = (tmp_path / INDEX[1:]).read_bytes().ljust(2_000_000)
    go_on = Event()

    async def pieces() -> AsyncIterator[bytes]:
        yield data[: len(data) // 2]
        while not go_on.is_set():
            await asyncio.sleep(0.005)
        yield data[len(data) // 2 :]

    def answer(_: object) -> Response:
        return StreamingResponse(pieces(), headers={"content-length": str(len(data))})

    with serving(Files(tmp_path, {INDEX: answer})) as url:
        yield Slow(tmp_path, url, go_on)
        go_on.set()


def test_the_line_is_erased_before_anything_else_is_written(slow: Slow) -> None:
    with slow.run("--check") as terminal:
        terminal.wait_for(PROGRESS)
        slow.go_on()
        assert terminal.wait() == 0
        assert [row for row in terminal.rows() if row] == [
            "cachetui: 4 packages, 6 specs, 0 problems"
        ]


def test_stdout_is_data_alone(slow: Slow) -> None:
    with slow.run("--print=hash", stdout="pipe", cols=30) as terminal:
        terminal.wait_for("fetching mirror index, 1.0 o")
        slow.go_on()
        assert terminal.wait() == 0
        assert terminal.text().strip() == ""
        assert len(terminal.stdout.splitlines()) == 6


def test_nothing_is_shown_where_stderr_is_no_terminal(slow: Slow) -> None:
    slow.go_on()
    with slow.run("--print=hash", stdout="pipe", stderr="pipe") as terminal:
        assert terminal.wait() == 0
        assert not terminal.stderr
        assert not terminal.output


def test_ctrl_c_erases_it_too(slow: Slow) -> None:
    with slow.run("--print=hash") as terminal:
        terminal.wait_for(PROGRESS)
        terminal.kill(signal.SIGINT)
        assert terminal.wait() == 130
        assert terminal.text().strip() == ""
