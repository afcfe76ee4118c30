"""The names that Textual has for keys, for settings to be checked without it.

Textual: src/textual/keys.py, Keys and `_character_to_key`. A test compares both.
"""

from __future__ import annotations

import unicodedata

_OTHERS = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}
"""Unicode's name of a character -> Textual's."""


def key_of(character: str) -> str:
    """Return Textual's name of the key that types *character*, which is printable."""
    if character.isalnum():
        return character
    name = unicodedata.name(character, character).lower().replace("-", "_").replace(" ", "_")
    return _OTHERS.get(name, name)


KEY_NAMES = frozenset(
    [
        *("up", "down", "left", "right", "home", "end", "pageup", "pagedown", "insert", "delete"),
        *("escape", "enter", "tab", "space", "backspace"),
        *(f"f{number}" for number in range(1, 25)),
        *(key_of(chr(code)) for code in range(0x20, 0x7F)),
    ]
)
"""The names of all keys that a terminal sends, without what is held with them."""
MODIFIERS = frozenset({"ctrl", "shift", "alt", "super"})
"""Keys that are held with others; what else Textual can name, no keyboard has."""
