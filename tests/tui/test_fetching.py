"""The screen while a mirror is fetched: keys are answered, bytes are counted, r tries again."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from threading import Event

import pytest
from starlette.responses import Response, StreamingResponse

from support.pilot import Driver, piloted
from support.spack_builder import INDEXES
from support.web_servers import Files, answering, free_port, serving

INDEX = "/mirror/build_cache/index.json"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to serve with a mirror of layout 2 in it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr("cachetui.sources.remote.web.PAUSE", 0.0)
    shutil.copytree(INDEXES / "mirror", tmp_path / "served" / "mirror")
    shutil.rmtree(tmp_path / "served" / "mirror" / "v3")
    return tmp_path / "served"


def slowly(data: bytes, go_on: Event) -> Response:
    """Answer with half of *data*, and with the rest when *go_on* is set."""

    async def pieces() -> AsyncIterator[bytes]:
        yield data[: len(data) // 2]
        while not go_on.is_set():
            await asyncio.sleep(0.005)
        yield data[len(data) // 2 :]

    return StreamingResponse(pieces(), headers={"content-length": str(len(data))})


def packages(driver: Driver) -> int:
    return driver.screen.session.index.listed_packages


async def test_it_says_whom_it_waits_for(folder: Path) -> None:
    with answering(b"", then_waits=True) as url:
        async with piloted(f"{url}/mirror", waits=False) as driver:
            await driver.until(lambda: "asking mirror manifest" in driver.rows()[0])


async def test_bytes_are_counted_and_keys_answered_while_it_is_fetched(folder: Path) -> None:
    go_on = Event()
    data = (folder / INDEX[1:]).read_bytes().ljust(2_000_000)
    with serving(Files(folder, {INDEX: slowly(data, go_on)})) as url:
        async with piloted(f"{url}/mirror", waits=False) as driver:
            await driver.until(lambda: "fetching mirror index, 1.0 of 2.0 MB" in driver.rows()[0])
            assert "still reading: stacks, targets and tags follow" in driver.text()
            await driver.pilot.press(*"libelf")
            await driver.until(lambda: "libelf" in driver.rows()[1])
            assert "still reading: nothing of this so far" in driver.text()
            assert "enter on a line" not in driver.text()
            go_on.set()
            await driver.loaded()
            assert "fetching" not in driver.rows()[0]
            assert "still reading" not in driver.text()
            assert packages(driver) == 4
            assert "1 of 4" in driver.rows()[1]


async def test_a_mirror_that_fails_is_a_problem_and_r_tries_again(folder: Path) -> None:
    files = Files(folder)
    with serving(files) as url:
        async with piloted(f"{url}/mirror", size=(200, 30)) as driver:
            assert packages(driver) == 4
            files.answer(INDEX, Response(status_code=500))
            await driver.press("escape", "r")
            await driver.loaded()
            assert packages(driver) == 0
            assert "the problems (!) say why, r tries again" in driver.text()
            assert "1 problem (!)" in driver.rows()[0]
            await driver.press("exclamation_mark")
            assert "the server fails, r tries again" in driver.text()
            files.answers.clear()
            await driver.press("escape", "r")
            await driver.loaded()
            assert packages(driver) == 4


async def test_a_mirror_that_fails_leaves_the_others(folder: Path) -> None:
    gone = f"http://127.0.0.1:{free_port()}/gone"
    async with piloted(gone, str(folder / "mirror")) as driver:
        assert packages(driver) == 4
        assert "1 problem (!)" in driver.rows()[0]


async def test_offline_says_of_when_it_is(folder: Path) -> None:
    with serving(Files(folder)) as url:
        async with piloted(f"{url}/mirror"):
            pass
    async with piloted(f"{url}/mirror", offline=True) as driver:
        assert packages(driver) == 4
        assert "offline, of 20" in driver.rows()[0]


async def test_the_install_commands_have_the_mirrors_own_url(folder: Path) -> None:
    with serving(Files(folder)) as url:
        async with piloted(f"lab={url}/mirror", size=(120, 36)) as driver:
            await driver.type("gcc-runtime")
            await driver.press("enter", "i")
            assert f"spack mirror add lab {url}/mirror" in driver.text()
