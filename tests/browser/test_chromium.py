"""``--serve`` in a real browser: Chromium without a window, driven by playwright."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pyte
import pytest

from support.served import Served, serving, until

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page

pytest.importorskip(
    "playwright.async_api", reason="playwright is not installed: pip install '.[browser]'"
)
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium to open a page in")
SWITCHES = (
    *("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)
SIZES = ((1200, 700), (620, 400))


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with serving() as server:
        yield server


class Tab:
    """A tab with the page in it, and what its terminal was sent, as a terminal shows it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._screen = pyte.Screen(250, 80)
        self._stream = pyte.ByteStream(self._screen)
        self.faults: list[str] = []
        page.on("websocket", lambda socket: socket.on("framereceived", self._take))
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("requestfailed", lambda request: self.faults.append(request.url))

    def _take(self, frame: bytes | str) -> None:
        if isinstance(frame, bytes):
            self._stream.feed(frame)

    @property
    def text(self) -> str:
        """What its terminal shows."""
        return "\n".join(self._screen.display)

    async def until(self, holds: Callable[[Tab], bool], what: str) -> None:
        """Wait until *holds* of the tab."""
        for _ in range(400):
            if holds(self):
                return
            await self.page.wait_for_timeout(50)
        raise AssertionError(f"{what} did not come:\n{self.text}")


@asynccontextmanager
async def a_browser() -> AsyncIterator[Browser]:
    from playwright.async_api import async_playwright

    switches = [*SWITCHES, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=CHROMIUM, args=switches)
        yield browser
        await browser.close()


async def a_tab(browser: Browser, url: str) -> Tab:
    page = await browser.new_page(viewport={"width": SIZES[0][0], "height": SIZES[0][1]})
    tab = Tab(page)
    await page.goto(url)
    return tab


async def test_a_page_is_typed_into_opened_resized_and_closed(served: Served) -> None:
    async with a_browser() as browser:
        tab = await a_tab(browser, served.url)
        await tab.until(lambda tab: "py-ml-dtypes" in tab.text, "the first screen")
        before = await tab.page.screenshot()
        await tab.page.keyboard.type("mldt")
        await tab.until(lambda tab: "q=mldt" in tab.page.url, "the address")
        assert await tab.page.screenshot() != before
        await tab.page.keyboard.press("Enter")
        await tab.page.keyboard.press("m")
        await tab.until(lambda tab: "specs by stack and target" in tab.text, "the matrix")
        await tab.page.keyboard.press("Escape")

        other = await a_tab(browser, f"{served.url}?q=affine")
        await other.until(lambda tab: "py-affine" in tab.text, "the other page")
        assert len(served.sessions()) == 2
        width, height = SIZES[1]
        await other.page.set_viewport_size({"width": width, "height": height})
        await other.until(
            lambda tab: "1 of 5" in tab.text.split("\n")[1][: width // 8], "the new size"
        )
        await other.page.close()
        until(lambda: len(served.sessions()) == 1, "the end of the closed tab's process")

        await tab.page.reload()
        await tab.until(lambda tab: "mldt" in tab.text, "the same search after a reload")
        assert tab.faults + other.faults == []
    until(lambda: not served.sessions(), "the end of all sessions")
