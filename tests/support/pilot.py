"""Drives the screen in tests: starts it, presses keys, waits for a state, reads the text."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from textual.pilot import Pilot

from cachetui.settings.options import Options
from cachetui.spack.compatibility import Host
from cachetui.tui.app import CacheApp
from cachetui.tui.browse_screen import BrowseScreen
from cachetui.tui.presenter.glyphs import UNICODE, Glyphs
from cachetui.tui.session import Session
from support.paths import GOLDEN
from support.textual_internals import all_is_drawn, quick_to_see_that_all_is_done, rows_on_screen

HOST = Host.parse("linux-ubuntu24.04-zen3")
"""The machine that all these tests run on."""
PATIENCE = 20.0
"""Seconds after which a state that was waited for will not come."""


class Driver:
    """One running screen."""

    def __init__(self, app: CacheApp, pilot: Pilot[list[int]]) -> None:
        self.app = app
        self.pilot = pilot
        self.copied: list[str] = []
        app.send_to_clipboard = self.copied.append  # type: ignore[assignment,method-assign]

    @property
    def screen(self) -> BrowseScreen:
        """The browsing screen, also while a dialog is over it."""
        return next(s for s in self.app.screen_stack if isinstance(s, BrowseScreen))

    async def until(self, holds: Callable[[], bool], what: str = "the awaited state") -> None:
        """Wait until *holds* says so."""
        deadline = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < deadline, f"{what} did not come:\n{self.text()}"
            await asyncio.sleep(0.005)

    async def loaded(self) -> None:
        """Wait until everything has been read and drawn."""
        session = self.screen.session
        await self.until(
            lambda: session.loading.progress.done and not session.has_unread(), "the end of reading"
        )
        await self.drawn()

    async def drawn(self) -> None:
        """Wait until the detail has followed the cursor, behind a dialog too.

        A pilot's own pause ends early on a busy machine, where a program that waits for its turn
        looks idle, and never minds the screen behind.
        """
        await self.pilot.pause()
        await self.until(lambda: self.screen.rest.is_over, "the detail")
        await self.pilot.pause()
        await self.until(lambda: all_is_drawn(self.app), "the end of drawing")

    async def press(self, *keys: str) -> None:
        """Press keys, and wait until the screen shows what became of them."""
        await self.pilot.press(*keys)
        await self.drawn()

    async def press_each(self, *keys: str) -> None:
        """Press keys, each drawn: the room of the detail is that of the longest so far."""
        for key in keys:
            await self.press(key)

    async def type(self, text: str) -> None:
        """Type *text* as it stands."""
        await self.press(*text)

    def text(self) -> str:
        """What is on the screen."""
        return "\n".join(map(str.rstrip, rows_on_screen(self.app))).rstrip() + "\n"

    def rows(self) -> list[str]:
        """The lines on the screen."""
        return self.text().splitlines()


@asynccontextmanager
async def piloted(
    *sources: str,
    size: tuple[int, int] = (80, 24),
    host: Host = HOST,
    glyphs: Glyphs = UNICODE,
    waits: bool = True,
    **options: object,
) -> AsyncIterator[Driver]:
    """Start the screen over *sources*, and wait until everything is read unless not *waits*."""
    given = Options(sources=sources, host=host, **options)  # type: ignore[arg-type]
    session = Session(given, glyphs)
    app = CacheApp(session)
    with quick_to_see_that_all_is_done():
        async with app.run_test(size=size) as pilot:
            driver = Driver(app, pilot)
            await driver.until(lambda: bool(app.screen_stack), "the screen")
            if waits:
                await driver.loaded()
            yield driver


def matches_golden(name: str, text: str) -> None:
    """Compare *text* with the golden file; ``GOLDEN=write`` in the environment writes it anew."""
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")
