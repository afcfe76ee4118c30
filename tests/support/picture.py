"""Draws the README's pictures with the program itself: ``python tests/support/picture.py``."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # for `support`

from cachetui.sources.open import SAMPLE
from support.animation import animated
from support.paths import ROOT
from support.pilot import Driver, piloted

PICTURE = ROOT / ".github" / "screen.svg"
WALK = ROOT / ".github" / "walk.svg"
STEPS = (
    ("", (), "start"),
    ("gpyt", (), "type a few letters"),
    ("", ("enter", "right", "right"), "enter, right, right: a hash and its install command"),
    ("", ("slash", *" target=zen3"), "/ and a target that nobody built for: why nothing is found"),
    ("", ("enter", "enter"), "enter on a reason: what runs on zen3"),
    ("", ("escape", "escape", "m"), "m: where is it built at all?"),
    ("", ("escape", "f"), "f: facets, each value with what it would leave"),
)
"""What is typed, what is pressed, and what the window's title says of it."""
SECONDS = 3.0
"""How long each step is looked at."""


async def draw() -> None:
    """Draw the picture and the walk."""
    os.chdir(SAMPLE.parent)  # so that no path of this machine is on the picture
    async with piloted(SAMPLE.name, size=(112, 32)) as driver:
        await driver.type("mldt")
        await driver.press("enter", "right", "right", "down")
        PICTURE.write_text(_picture(driver, "cachetui"), encoding="utf-8")
    WALK.write_text(await walk(), encoding="utf-8")


async def walk() -> str:
    """Return the walk through the sample, in the current folder, as one animated picture."""
    pictures = []
    async with piloted(SAMPLE.name, size=(100, 26)) as driver:
        for typed, keys, title in STEPS:
            await driver.press(*typed, *(_KEYS.get(key, key) for key in keys))
            pictures.append(_picture(driver, title))
    return animated(pictures, SECONDS, still=2)


_KEYS = {" ": "space", "=": "equals_sign"}
"""Characters by the names of their keys."""


def _picture(driver: Driver, title: str) -> str:
    """Return what is on the screen, without the fonts that would be fetched from elsewhere."""
    picture = driver.app.export_screenshot(title=title)
    return re.sub(r"@font-face \{.*?\}\s*", "", picture, flags=re.DOTALL)


if __name__ == "__main__":
    asyncio.run(draw())
