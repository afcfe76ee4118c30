"""``--serve``, as a page speaks to it: by HTTP and its socket, without a browser."""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import suppress
from subprocess import DEVNULL, PIPE, Popen

import pytest
from aiohttp import ClientSession, WSServerHandshakeError

from cachetui.cli.main import main
from cachetui.settings.serving import ADDRESS, PageAddress, Place, ServeError
from cachetui.sources.open import SAMPLE
from support.served import Served, a_page, serving, until


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with serving("--sessions", "2") as server:
        yield server


def test_it_says_where_and_that_it_is_read_only(served: Served) -> None:
    assert served.said.startswith("cachetui: serving at http://127.0.0.1:")
    assert "read-only, at most 2 sessions" in served.said


async def test_the_page_loads_nothing_from_elsewhere(served: Served) -> None:
    async with ClientSession() as client:
        async with client.get(served.url) as answer:
            text = await answer.text()
            assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
        assert "http:" not in text
        assert "https:" not in text
        for path in ("page.js", "static/js/textual.js", "static/css/xterm.css"):
            assert path in text
            async with client.get(served.url + path) as answer:
                assert answer.status == 200


async def test_a_page_shows_what_its_address_says_and_says_what_it_shows(served: Served) -> None:
    async with a_page(served, "q%3Dgpyt%26t%3Ddev%2A") as page:
        await page.until(lambda page: "py-gpytorch" in page.drawn and "dev*" in page.drawn)
        await page.until(lambda page: ["address", "q=gpyt&t=dev%2A"] in page.told)
        await page.send("stdin", " os=sequoia")
        await page.until(lambda page: ["address", "q=gpyt+os%3Dsequoia&t=dev%2A"] in page.told)


async def test_a_page_is_drawn_anew_in_its_new_size_and_survives_nonsense(served: Served) -> None:
    async with a_page(served) as page:
        await page.until(lambda page: "py-affine" in page.drawn)
        await page.send("nonsense")
        await page.send("resize", {"width": "wide"})
        await page.send("stdin", "\ud800")
        await page.send("resize", {"width": 30, "height": 5})
        await page.until(lambda page: "too small" in page.drawn)


async def test_two_pages_are_two_processes_and_one_that_is_closed_ends(served: Served) -> None:
    async with a_page(served) as first, a_page(served, "q%3Daffine") as second:
        await first.until(lambda page: "py-opt-einsum" in page.drawn)
        await second.until(lambda page: ["address", "q=affine"] in page.told)
        assert len(served.sessions()) == 2
        async with a_page(served) as third:
            await third.until(lambda page: bool(page.told))
            assert third.told[0][0] == "notice"
            assert "2 sessions are open" in third.told[0][1]
        await first.close()
        until(lambda: len(served.sessions()) == 1, "the end of the first")
        await second.send("stdin", " os=")
        await second.until(lambda page: ["address", "q=affine+os%3D"] in page.told)
    until(lambda: not served.sessions(), "the end of the other")


@pytest.mark.parametrize(
    "headers", [{"Origin": "http://example.org"}, {"Host": "example.org"}, {"Origin": "null"}]
)
async def test_no_page_from_elsewhere_can_look(served: Served, headers: dict[str, str]) -> None:
    with pytest.raises(WSServerHandshakeError) as refused:
        async with a_page(served, **headers):
            pass
    assert refused.value.status == 403


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
async def test_the_sessions_end_with_the_server(number: signal.Signals) -> None:
    with serving() as server:
        async with a_page(server) as page:
            await page.until(lambda page: "py-affine" in page.drawn)
            sessions = server.sessions()
            assert len(sessions) == 1
            server.process.send_signal(number)
            code = server.process.wait(20)
            assert code == (128 + number if number == signal.SIGTERM else -number)
        until(lambda: not any(map(runs, sessions)), "the end of the session")


def runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_place_that_is_taken_is_told_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(SystemExit) as leaving:
        main(["--serve", str(taken.getsockname()[1])])
    err = capsys.readouterr().err
    assert (leaving.value.code, err.count("\n")) == (2, 1)
    assert "cannot serve at http://127.0.0.1:" in err


def test_what_can_be_read_only_once_is_not_served(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--serve", "0", "-"])
    assert "standard input can be read once only" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "place", "is_loopback"),
    [
        ("8000", Place("127.0.0.1", 8000), True),
        ("localhost:80", Place("localhost", 80), True),
        ("[::1]:8000", Place("::1", 8000), True),
        ("0.0.0.0:8000", Place("0.0.0.0", 8000), False),
        ("login1.example.org:0", Place("login1.example.org", 0), False),
    ],
)
def test_a_place_is_a_port_on_loopback_unless_a_host_is_named(
    text: str, place: Place, is_loopback: bool
) -> None:
    assert Place.parse(text) == place
    assert place.is_loopback == is_loopback


@pytest.mark.parametrize("text", ["", "http", ":8000", "70000", "a b:80", "::1:80", "-1"])
def test_what_is_no_place_is_refused(text: str) -> None:
    with pytest.raises(ServeError):
        Place.parse(text)


@pytest.mark.parametrize(
    "address",
    [PageAddress(), PageAddress("hdf5+mpi %gcc@12:", ("v0.2*", "a&b=c")), PageAddress("ü", ("t",))],
)
def test_an_address_reads_back_to_itself(address: PageAddress) -> None:
    assert PageAddress.parse(str(address)) == address


def test_what_an_address_says_is_safe_to_show() -> None:
    assert PageAddress.parse("q=%1b%5b2J&x=y") == PageAddress("\\x1b[2J")


def test_a_session_that_nobody_reads_from_any_more_ends() -> None:
    driver = {"TEXTUAL_DRIVER": "textual.drivers.web_driver:WebDriver"}  # as textual-serve has it
    size = {"COLUMNS": "80", "ROWS": "24"}
    environment = os.environ | driver | size | {ADDRESS: "q=affine"}
    command = [sys.executable, "-m", "cachetui", "--serve", "0", str(SAMPLE)]
    with Popen(command, 0, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env=environment) as session:
        assert session.stdin
        assert session.stdout
        assert session.stdout.read(10) == b"__GANGLION"
        session.stdout.close()
        with suppress(BrokenPipeError):
            session.stdin.write(b"D" + (1).to_bytes(4, "big") + b"x")  # and would draw again
            session.stdin.flush()
        try:
            session.wait(20)
        finally:
            session.kill()
