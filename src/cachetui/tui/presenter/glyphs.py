"""The few signs beyond ASCII, and what stands for them where the terminal takes no others."""

from __future__ import annotations

from msgspec import Struct

from cachetui.safe_text import DOTS, PLAIN_DOTS


class Box(Struct, frozen=True):
    """The signs of a frame."""

    top_left: str
    top_right: str
    bottom_left: str
    bottom_right: str
    across: str
    down: str


class Glyphs(Struct, frozen=True):
    """The signs that lines are drawn with; each takes one column, but `dots`."""

    open: str
    """Before a group that is open."""
    closed: str
    """Before a group that can be opened."""
    bar: str
    """What bars are made of."""
    dots: str
    """At the end of what was cut; no ``~``, which means "off" in Spack."""
    above: str
    """Where there is more above what is in view."""
    below: str
    """Where there is more below what is in view."""
    levels: str
    """Columns of a small chart, from the lowest to the highest."""
    shades: str
    """Fillings that are told apart without colours, from the lightest to the densest."""
    box: Box
    """The frame of a pane."""
    heavy: Box
    """The frame of the pane that has the keys, which is seen without colours too."""


UNICODE = Glyphs("▾", "▸", "█", DOTS, "▴", "▾", "▁▂▃▄▅▆▇█", "░▒▓█", Box(*"┌┐└┘─│"), Box(*"┏┓┗┛━┃"))
ASCII = Glyphs(
    "v", "+", "#", PLAIN_DOTS, "^", "v", "._-=+*%#", ".+*#", Box(*"++++-|"), Box(*"++++=|")
)


def glyphs_for(encoding: str) -> Glyphs:
    """Return the signs that a terminal of *encoding* can show."""
    return UNICODE if encoding.lower().replace("-", "") == "utf8" else ASCII
