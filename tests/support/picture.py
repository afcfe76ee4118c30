"""Draws the README's picture with the program itself: ``python tests/support/picture.py``."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # for `support`

from cachetui.sources.open import SAMPLE
from support.paths import ROOT
from support.pilot import driving

PICTURE = ROOT / ".github" / "screen.svg"


async def draw() -> None:
    """Show the specs of a package with the detail of one, and keep the picture."""
    os.chdir(SAMPLE.parent)  # so that no path of this machine is on the picture
    async with driving(SAMPLE.name, size=(112, 32)) as driver:
        await driver.type("mldt")
        await driver.press("enter", "right", "right", "down")
        picture = driver.app.export_screenshot(title="cachetui")
        PICTURE.write_text(_without_fonts(picture), encoding="utf-8")


def _without_fonts(picture: str) -> str:
    """Leave out the fonts that would be fetched from elsewhere; any monospaced one will do."""
    return re.sub(r"@font-face \{.*?\}\s*", "", picture, flags=re.DOTALL)


if __name__ == "__main__":
    asyncio.run(draw())
