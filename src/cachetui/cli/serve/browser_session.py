"""One page in a browser, and the process whose screen it shows."""

from __future__ import annotations

import asyncio
import json
import sys
import zipfile
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from typing import Any

from aiohttp import WSMsgType, web
from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

from cachetui.settings.serving import ADDRESS, PageAddress

PATIENCE = 5.0
"""Seconds that a process has to end by itself."""
OF_THE_SERVER = ("TMUX", "STY", "SSH_CONNECTION", "COLUMNS", "LINES")
"""Variables that are about the terminal of the server, which no page is."""
LARGEST = 1000
"""Columns or lines that a page has at most."""
TEXT_LIMIT = 1 << 16
"""Characters that a page sends at once at most."""


def program() -> list[str]:
    """Return the command of this program, whether it was installed or is one file."""
    given = sys.argv[0]
    return (
        [sys.executable, given] if zipfile.is_zipfile(given) else [sys.executable, "-m", "cachetui"]
    )


class BrowserSession(AppService):
    """Runs the program for one page, and carries keys and drawings between the two."""

    def __init__(
        self, socket: web.WebSocketResponse, arguments: Sequence[str], address: PageAddress
    ) -> None:
        """Run the program with *arguments*, those of the server, for a page at *address*."""
        super().__init__(
            "cachetui",
            write_bytes=socket.send_bytes,
            write_str=socket.send_str,
            close=socket.close,  # type: ignore[arg-type]
            download_manager=DownloadManager(),
        )
        self._socket = socket
        self._arguments = arguments
        self._address = address

    async def serve(self, width: int, height: int) -> None:
        """Run until the page or the program is gone; both are, afterwards."""
        await self.start(within(width), within(height))
        try:
            async for message in self._socket:
                if message.type is WSMsgType.TEXT and len(message.data) <= TEXT_LIMIT:
                    await self._receive(message.data)
        finally:
            await self.stop()

    async def _receive(self, text: str) -> None:
        """Pass on what the page says, as textual-serve's page says it; leave out anything else."""
        try:
            kind, *rest = json.loads(text)
        except (ValueError, TypeError):
            return
        match kind, *rest:
            case "stdin", str(keys):
                await self.send_bytes(keys.encode(errors="replace"))
            case "resize", {"width": int(width), "height": int(height)}:
                await self.set_terminal_size(within(width), within(height))
            case "ping", time:
                await self._socket.send_json(["pong", time])
            case ("blur", *_):
                await self.blur()
            case ("focus", *_):
                await self.focus()

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        """Start the program for a page of *width* by *height* cells, with pipes to it."""
        environment = self._build_environment(width, height)
        for name in OF_THE_SERVER:
            environment.pop(name, None)
        environment |= {"COLUMNS": str(width), "ROWS": str(height), ADDRESS: str(self._address)}
        self._process = process = await asyncio.create_subprocess_exec(
            *program(), *self._arguments, stdin=PIPE, stdout=PIPE, stderr=PIPE, env=environment
        )
        self._stdin = process.stdin
        return process

    async def on_meta(self, data: bytes) -> None:
        """Have the page show its new address; leave all else to textual-serve."""
        told: dict[str, Any] = json.loads(data)
        if told["type"] == "address":
            await self.remote_write_str(json.dumps(["address", told["address"]]))
        else:
            await super().on_meta(data)

    async def stop(self) -> None:
        """Have the program end, by force if it does not."""
        try:
            await asyncio.wait_for(super().stop(), PATIENCE)
        except asyncio.TimeoutError:
            pass
        finally:
            self._task = None
            if self._process is not None and self._process.returncode is None:
                await self._end(self._process)

    async def _end(self, process: Process) -> None:
        try:
            await asyncio.wait_for(process.wait(), PATIENCE)
        except asyncio.TimeoutError:
            process.kill()
            await process.wait()


def within(number: int) -> int:
    """Return *number* as a number of columns or lines that can be drawn."""
    return max(1, min(number, LARGEST))
