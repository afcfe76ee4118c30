"""The names of the themes, for settings to be checked without a screen."""

from __future__ import annotations

from cachetui.safe_text import safe
from cachetui.settings.config import SettingError

THEMES = (
    *("ansi-dark", "ansi-light", "atom-one-dark", "atom-one-light", "catppuccin-frappe"),
    *("catppuccin-latte", "catppuccin-macchiato", "catppuccin-mocha", "dracula", "flexoki"),
    *("gruvbox", "high-contrast", "monokai", "nord", "rose-pine", "rose-pine-dawn"),
    *("rose-pine-moon", "solarized-dark", "solarized-light", "textual-dark", "textual-light"),
    "tokyo-night",
)
"""Textual's and our own; a test compares them with those that there are."""
SOME = ("ansi-dark", "ansi-light", "nord", "gruvbox", "solarized-light", "high-contrast")
"""Themes that a sentence names."""


def check_theme(name: str) -> None:
    """Raise SettingError unless a theme is called *name*."""
    if name not in THEMES:
        raise SettingError(f"no theme is called '{safe(name)}', but {', '.join(SOME)} and others")
