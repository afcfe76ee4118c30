"""The themes: the style of each role of text, in Spack's own colours.

They are variables of the theme and looked up here once, rather than component classes of every
widget: Textual works those out node by node, which took longer than everything else at the start.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from rich.style import Style
from textual.color import Color

from cachetui.settings.theme_names import check_theme
from cachetui.tui.presenter.lines import Role
from cachetui.tui.terminal.platform import is_page

if TYPE_CHECKING:
    from textual.theme import Theme

DEFAULT = "ansi-dark"
"""The terminal's own palette and background: the fewest bytes, and at home on every terminal."""

PAGE_DEFAULT = "textual-dark"
"""A palette of its own for a page, whose terminal has none that anybody chose."""
LIGHT_DEFAULT = "ansi-light"
"""The same on a light background."""

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
"""The terminal's own colours, whatever its user made of them."""
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

_BOLD = frozenset(("match", "head", "problem", "shade-4", "accent"))
_DIM = frozenset(("dim", "frame"))
"""The roles that are dim in the terminal's own colours; no text to be copied is among them."""
CURSOR = Style(reverse=True)
"""The line that keys act on."""


def every_theme() -> dict[str, Theme]:
    """Return the themes there are, by name."""
    from textual.theme import BUILTIN_THEMES

    from cachetui.tui.widgets.palettes import HIGH_CONTRAST

    return {**BUILTIN_THEMES, HIGH_CONTRAST.name: HIGH_CONTRAST}


def chosen(name: str | None, environ: Mapping[str, str]) -> str:
    """Return *name* if a theme is called that; raises SettingError.

    For None return the default, for a light background where the terminal says in *environ* that
    it has one. It is not asked: an answer may never come.
    """
    if name is None and is_page(environ):
        return PAGE_DEFAULT
    if name is None:
        return LIGHT_DEFAULT if _is_light(environ.get("COLORFGBG", "")) else DEFAULT
    check_theme(name)
    return name


def _is_light(colours: str) -> bool:
    """Return whether ``15;0``, foreground and background by number, means a light background."""
    background = colours.rpartition(";")[2]
    return background.isdecimal() and int(background) not in (*range(7), 8)


def colours(theme: Theme) -> dict[str, str]:
    """Return the colours of the roles in *theme*."""
    if theme.ansi:
        return COLOURS if theme.dark else COLOURS | LIGHT
    from cachetui.tui.widgets.palettes import ON_DARK, ON_LIGHT, PALETTES

    return PALETTES.get(theme.name, ON_DARK if theme.dark else ON_LIGHT).colours()


def style_of(role: Role, variables: Mapping[str, str]) -> Style:
    """Return what *role* adds to the style of its widget, by the *variables* of the theme."""
    return _style_of(role, variables.get(f"cachetui-{role}"))


@lru_cache(maxsize=256)
def _style_of(role: Role, colour: str | None) -> Style:
    return Style(
        color=Color.parse(colour).rich_color if colour else None,
        bold=role in _BOLD or None,
        dim=(role in _DIM and colour is None) or None,
    )
