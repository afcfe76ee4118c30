"""The few signs beyond ASCII, and what stands for them where the terminal takes no others."""

from __future__ import annotations

from msgspec import Struct


class Glyphs(Struct, frozen=True):
    """The signs that lines are drawn with."""

    open: str
    """Before a group that is open."""
    closed: str
    """Before a group that can be opened."""
    bar: str
    """What bars are made of."""


UNICODE = Glyphs("▾", "▸", "█")
ASCII = Glyphs("v", "+", "#")


def glyphs_for(encoding: str) -> Glyphs:
    """Return the signs that a terminal of *encoding* can show."""
    return UNICODE if encoding.lower().replace("-", "") == "utf8" else ASCII
