"""The colours: Spack's own for the parts of a spec, in every theme of Textual's."""

from __future__ import annotations

COLOURS = {
    "cachetui-version": "ansi_cyan",
    "cachetui-compiler": "ansi_green",
    "cachetui-arch": "ansi_magenta",
    "cachetui-variant": "ansi_bright_blue",
    "cachetui-count": "ansi_default",
    "cachetui-match": "ansi_yellow",
    "cachetui-problem": "ansi_red",
    "cachetui-shade-1": "ansi_blue",
    "cachetui-shade-2": "ansi_cyan",
    "cachetui-shade-3": "ansi_green",
    "cachetui-shade-4": "ansi_yellow",
}
"""The terminal's own colours, whatever the user made of them."""

DEFAULT = "ansi-dark"
"""The terminal's own palette and background: the fewest bytes, and at home on every terminal."""
