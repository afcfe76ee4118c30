"""The palettes of the themes: the colours of Spack's roles on each theme's own ground.

Each is the theme's own, made lighter or darker where it would have had less contrast than 4.5 to
1: a test measures all of them. A theme of Textual's without a palette gets a general one.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from textual.theme import Theme


class Palette(Struct, frozen=True):
    """The colours that roles are made of."""

    cyan: str
    green: str
    magenta: str
    blue: str
    muted: str
    """Hashes and labels: less than the rest, yet legible."""
    yellow: str
    red: str
    accent: str
    """The frame and the title of the pane that has the keys."""
    frame: str
    """The other frames, which are no text."""

    def colours(self) -> dict[str, str]:
        """Return the variables of the style sheets: role -> colour."""
        return {f"cachetui-{role}": colour for role, colour in self._roles()}

    def _roles(self) -> Iterator[tuple[str, str]]:
        """Yield the roles of text, each with its colour."""
        yield from (("version", self.cyan), ("compiler", self.green), ("arch", self.magenta))
        yield from (("variant", self.blue), ("hash", self.muted), ("dim", self.muted))
        yield from (("match", self.yellow), ("problem", self.red), ("accent", self.accent))
        yield from (("yes", self.green), ("maybe", self.yellow), ("no", self.red))
        shades = (self.blue, self.cyan, self.green, self.yellow)
        yield from ((f"shade-{number}", colour) for number, colour in enumerate(shades, 1))
        yield "frame", self.frame


ON_DARK = Palette(
    cyan="#5fd7d7",
    green="#87d787",
    magenta="#d787d7",
    blue="#87afff",
    muted="#a8a8a8",
    yellow="#ffd75f",
    red="#ff8787",
    accent="#ffaf5f",
    frame="#808080",
)
ON_LIGHT = Palette(
    cyan="#006e6e",
    green="#1d701d",
    magenta="#9a2fa0",
    blue="#2050c0",
    muted="#606060",
    yellow="#875800",
    red="#c01818",
    accent="#2050c0",
    frame="#7d7d7d",
)
PALETTES = {
    "nord": Palette(
        cyan="#88c0d0",
        green="#a3be8c",
        magenta="#b793b0",
        blue="#81a1c1",
        muted="#95a0b4",
        yellow="#ebcb8b",
        red="#d18d94",
        accent="#8fbcbb",
        frame="#747f96",
    ),
    "gruvbox": Palette(
        cyan="#8ec07c",
        green="#b8bb26",
        magenta="#d3869b",
        blue="#83a598",
        muted="#a89984",
        yellow="#fabd2f",
        red="#fb5844",
        accent="#fe8019",
        frame="#928374",
    ),
    "catppuccin-mocha": Palette(
        cyan="#94e2d5",
        green="#a6e3a1",
        magenta="#cba6f7",
        blue="#89b4fa",
        muted="#9399b2",
        yellow="#f9e2af",
        red="#f38ba8",
        accent="#f5c2e7",
        frame="#6c7086",
    ),
    "catppuccin-latte": Palette(
        cyan="#13787d",
        green="#317a21",
        magenta="#8839ef",
        blue="#1d62eb",
        muted="#686b80",
        yellow="#935e13",
        red="#d20f39",
        accent="#8839ef",
        frame="#86899b",
    ),
    "solarized-dark": Palette(
        cyan="#2aa198",
        green="#859900",
        magenta="#de66a0",
        blue="#3c97d6",
        muted="#839496",
        yellow="#b58900",
        red="#e56765",
        accent="#868bcf",
        frame="#5f747b",
    ),
    "solarized-light": Palette(
        cyan="#207a74",
        green="#687700",
        magenta="#c6337a",
        blue="#1f72ac",
        muted="#5d7179",
        yellow="#8a6800",
        red="#d3302d",
        accent="#6368b4",
        frame="#818e8e",
    ),
    "dracula": Palette(
        cyan="#8be9fd",
        green="#50fa7b",
        magenta="#ff79c6",
        blue="#bd93f9",
        muted="#9aa5ce",
        yellow="#f1fa8c",
        red="#ff5858",
        accent="#bd93f9",
        frame="#6575a6",
    ),
    "high-contrast": Palette(
        cyan="#00ffff",
        green="#00ff00",
        magenta="#ff80ff",
        blue="#80c0ff",
        muted="#d0d0d0",
        yellow="#ffff00",
        red="#ff8080",
        accent="#ffff00",
        frame="#ffffff",
    ),
}
"""Theme -> its palette."""
HIGH_CONTRAST = Theme(
    name="high-contrast",
    primary="#ffff00",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#000000",
)
"""A theme of our own, with at least 7 to 1."""
