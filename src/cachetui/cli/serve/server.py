"""The server: a page, the files of its terminal, and a socket for each session."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import textual_serve
from aiohttp import web

from cachetui.cli.serve.browser_session import BrowserSession
from cachetui.output import streams
from cachetui.safe_text import counted, safe
from cachetui.settings.options import Options
from cachetui.settings.serving import PageAddress, Place, ServeError
from cachetui.sources.open import STDIN, open_source, split_name

PAGE = Path(__file__).with_name("page.html")
SCRIPT = Path(__file__).with_name("page.js")
TERMINAL = Path(textual_serve.__file__).with_name("static")
"""The terminal in the browser: xterm.js with its style and font, as textual-serve has it."""
HEARTBEAT = 15.0
"""Seconds between two questions whether a page is still there."""
WAIT = 1.0
"""Seconds that a page waits for a place: one that is loaded again has just given up its own."""
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
}
"""Nothing is loaded from elsewhere, and no other page shows this one."""
LOCAL = ("localhost", "127.0.0.1", "::1")
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def serve(options: Options, place: Place, arguments: Sequence[str]) -> int:
    """Serve the screen of *options* at *place* until a signal ends it; return the exit code.

    Each page runs the program anew with *arguments*. Raises ServeError where nothing can listen
    there, SourceError where a source cannot be read.
    """
    if any(split_name(given)[1] == STDIN for given in options.sources):
        raise ServeError("standard input can be read once only: name a file or a folder to serve")
    for given in options.sources:
        open_source(given)  # what is wrong is told now, and not to whoever opens a page
    with redirect_stdout(sys.stderr):  # textual-serve prints there what a process says at its end
        return asyncio.run(Server(options, place, arguments).run())


class Server:
    """Serves pages, and as many sessions as are allowed at a time."""

    def __init__(self, options: Options, place: Place, arguments: Sequence[str]) -> None:
        self._options = options
        self._place = place
        self._arguments = arguments
        self._sessions: set[BrowserSession] = set()
        self._places = asyncio.Semaphore(options.sessions)
        self._ended: asyncio.Future[int]

    async def run(self) -> int:
        """Serve until a signal comes; return the exit code."""
        loop = asyncio.get_running_loop()
        self._ended = loop.create_future()
        for number in SIGNALS:
            loop.add_signal_handler(number, self._end, 128 + number)
        runner = web.AppRunner(self.app(), access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        try:
            await self._listen(runner)
            return await self._ended
        finally:
            await asyncio.gather(*(one.stop() for one in set(self._sessions)))
            await runner.cleanup()

    def _end(self, code: int) -> None:
        if not self._ended.done():
            self._ended.set_result(code)

    async def _listen(self, runner: web.AppRunner) -> None:
        """Listen, and say where; raises ServeError."""
        place = self._place
        try:
            await web.TCPSite(runner, place.host, place.port).start()
        except OSError as error:
            reason = error.strerror or str(error)
            raise ServeError(f"cannot serve at {safe(place.url)}: {reason}") from None
        place = place._replace(port=runner.addresses[0][1])
        rights = "read-only" if self._options.read_only else "not read-only"
        most = counted(self._options.sessions, "session")
        streams.say(f"serving at {place.url} ({rights}, at most {most}); ctrl+c ends it")
        if not place.is_loopback:
            streams.say(f"whoever reaches {safe(place.host)} can look at it")

    def app(self) -> web.Application:
        """Return the pages and the socket there are."""
        app = web.Application(middlewares=[self._guard])
        app.add_routes(
            [
                web.get("/", self._file(PAGE)),
                web.get("/page.js", self._file(SCRIPT)),
                web.get("/socket/", self._socket),
                web.get("/socket/{address}", self._socket),
                web.static("/static", TERMINAL),
            ]
        )
        return app

    def _file(self, path: Path) -> Handler:
        async def answer(_: web.Request) -> web.StreamResponse:
            return web.FileResponse(path)

        return answer

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Answer only who asks for this server by its name, and only its own pages.

        On loopback a page from elsewhere could else have a name of its own lead here, or open the
        socket, and read along.
        """
        name = urlsplit(f"//{request.host}").hostname
        if self._place.is_loopback and name not in (*LOCAL, self._place.host):
            raise web.HTTPForbidden(text=f"this server answers to {LOCAL[0]} only\n")
        origin = request.headers.get("Origin")
        if origin is not None and urlsplit(origin).netloc != request.host:
            raise web.HTTPForbidden(text="only a page of this server can use it\n")
        answer = await handler(request)
        if not answer.prepared:
            answer.headers.update(HEADERS)
        return answer

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        """Run a session for as long as its page is there."""
        socket = web.WebSocketResponse(heartbeat=HEARTBEAT, max_msg_size=1 << 20)
        await socket.prepare(request)
        try:
            await asyncio.wait_for(self._places.acquire(), WAIT)
        except asyncio.TimeoutError:
            most = counted(self._options.sessions, "session")
            await socket.send_json(
                ["notice", f"{most} are open, which is the most. Try again later."]
            )
            await socket.close()
            return socket
        address = PageAddress.parse(request.match_info.get("address", ""))
        session = BrowserSession(socket, self._arguments, address)
        self._sessions.add(session)
        try:
            await session.serve(_number(request, "width", 80), _number(request, "height", 24))
        finally:
            self._sessions.discard(session)
            self._places.release()
        return socket


def _number(request: web.Request, name: str, default: int) -> int:
    given: Any = request.query.get(name, "")
    return int(given) if given.isdecimal() and len(given) < 5 else default
