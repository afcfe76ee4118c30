"""The platform: the screen runs on whatever it is given, and draws with the signs it can show."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from textual._compositor import ChopsUpdate
from textual.app import App
from textual.drivers.headless_driver import HeadlessDriver

from cachetui.settings.options import Options
from cachetui.sources.open import SAMPLE
from cachetui.tui.app import run
from cachetui.tui.presenter.glyphs import ASCII, UNICODE, Glyphs, glyphs_for
from cachetui.tui.presenter.lines import line
from cachetui.tui.terminal.platform import Platform
from cachetui.tui.terminal.textual_internals import app_of_driver
from support.pilot import HOST, piloted


def test_the_screen_runs_on_the_platform_that_it_is_given() -> None:
    seen: list[str] = []

    class LeavesAtOnce(HeadlessDriver):
        def start_application_mode(self) -> None:
            seen.append("drawn")
            app = app_of_driver(self)
            app.call_later(app.exit, return_code=7)
            super().start_application_mode()

    @contextmanager
    def held() -> Iterator[None]:
        seen.append("held")
        yield
        seen.append("released")

    options = Options(sources=(str(SAMPLE),), host=HOST)
    assert run(options, Platform(LeavesAtOnce, held, "utf-8")) == 7
    assert seen == ["held", "drawn", "released"]


@pytest.mark.parametrize(
    ("encoding", "glyphs"),
    [("utf-8", UNICODE), ("UTF8", UNICODE), ("ascii", ASCII), ("iso-8859-1", ASCII)],
)
def test_an_encoding_without_them_gets_signs_of_ascii(encoding: str, glyphs: Glyphs) -> None:
    assert glyphs_for(encoding) is glyphs


@pytest.mark.parametrize(("glyphs", "other"), [(UNICODE, ASCII), (ASCII, UNICODE)])
async def test_lines_and_dialogs_are_drawn_with_the_signs_of_the_run(
    glyphs: Glyphs, other: Glyphs
) -> None:
    async with piloted(str(SAMPLE), glyphs=glyphs, size=(120, 36)) as driver:
        assert glyphs.bar * 3 in driver.text()  # of the overview
        assert other.bar * 3 not in driver.text()
        await driver.type("mldt")
        await driver.press("enter")
        assert f"{glyphs.open} e4s" in driver.text()
        await driver.press("O")
        assert f"{glyphs.closed} e4s" in driver.text()
        await driver.press("f")
        assert driver.text().isascii() == (glyphs is ASCII)


async def test_what_waits_for_its_turn_is_drawn_with_what_was_missed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawn: list[object] = []
    async with piloted(str(SAMPLE)) as driver:
        bar, app = driver.screen.footer, driver.app
        await driver.press("x")
        monkeypatch.setattr(app, "has_room", lambda: False)
        driver.screen.top.show(line("another source"))
        await driver.drawn()
        monkeypatch.setattr(app, "has_room", lambda: True)
        monkeypatch.setattr(App, "_display", lambda *given: drawn.append(given[-1]))
        bar.show(line("a sentence"))
        while bar not in driver.screen._dirty_widgets:  # it waits for the next frame then
            await asyncio.sleep(0)
        app.draw_missed()
        await driver.drawn()
        rows = {y for one in drawn if isinstance(one, ChopsUpdate) for y, _, _ in one.spans}
        assert bar.region.y in rows
