"""The themes: the style of each role of text, in Spack's own colours.

They are variables of the theme and looked up here once, rather than component classes of every
widget: Textual works those out node by node, which took longer than everything else at the start.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from rich.style import Style
from textual.color import Color

from cachetui.safe_text import safe
from cachetui.settings.config import SettingError
from cachetui.tui.presenter.lines import Role

DEFAULT = "ansi-dark"
"""The terminal's own palette and background: the fewest bytes, and at home on every terminal."""

COLOURS = {
    "cachetui-version": "ansi_cyan",
    "cachetui-compiler": "ansi_green",
    "cachetui-arch": "ansi_magenta",
    "cachetui-variant": "ansi_bright_blue",
    "cachetui-match": "ansi_yellow",
    "cachetui-problem": "ansi_red",
    "cachetui-yes": "ansi_green",
    "cachetui-maybe": "ansi_yellow",
    "cachetui-no": "ansi_red",
    "cachetui-accent": "ansi_cyan",
    "cachetui-shade-1": "ansi_bright_blue",
    "cachetui-shade-2": "ansi_cyan",
    "cachetui-shade-3": "ansi_green",
    "cachetui-shade-4": "ansi_yellow",
}
"""The terminal's own colours, whatever its user made of them; a theme can have others."""
LIGHT = {
    "cachetui-variant": "ansi_blue",
    "cachetui-match": "ansi_red",
    "cachetui-maybe": "ansi_magenta",
    "cachetui-accent": "ansi_blue",
    "cachetui-shade-1": "ansi_cyan",
    "cachetui-shade-2": "ansi_blue",
    "cachetui-shade-3": "ansi_magenta",
    "cachetui-shade-4": "ansi_red",
}
"""Other colours for a light background, on which nobody can read yellow."""
SOME = ("ansi-dark", "ansi-light", "textual-dark", "textual-light")
"""Themes to name to somebody who asked for one that there is not."""

_BOLD = frozenset(("match", "head", "problem", "shade-4", "accent"))
_DIM = frozenset(("hash", "dim", "frame"))
CURSOR = Style(reverse=True)
"""The line that keys act on."""


def chosen(name: str | None) -> str:
    """Return *name* if a theme is called that, the default for None; raises SettingError."""
    from textual.theme import BUILTIN_THEMES

    if name is not None and name not in BUILTIN_THEMES:
        raise SettingError(f"no theme is called '{safe(name)}', but {', '.join(SOME)} and others")
    return name or DEFAULT


def colours(*, is_dark: bool) -> dict[str, str]:
    """Return the colours of the roles on a dark or a light background."""
    return COLOURS if is_dark else COLOURS | LIGHT


def style_of(role: Role, variables: Mapping[str, str]) -> Style:
    """Return what *role* adds to the style of its widget, by the *variables* of the theme."""
    return _style_of(role, variables.get(f"cachetui-{role}"))


@lru_cache(maxsize=256)
def _style_of(role: Role, colour: str | None) -> Style:
    return Style(
        color=Color.parse(colour).rich_color if colour else None,
        bold=role in _BOLD or None,
        dim=role in _DIM or None,
    )
