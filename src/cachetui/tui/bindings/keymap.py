"""The keys as this run has them: those that actions have at first, or the user's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cachetui.settings.config import Config
from cachetui.tui.bindings.key_names import KEY_NAMES, MODIFIERS, key_of
from cachetui.tui.bindings.keys import ALL_KEYS

SPELLINGS = {
    "slash": "/",
    "question_mark": "?",
    "exclamation_mark": "!",
    "full_stop": ".",
    "colon": ":",
    "equals_sign": "=",
    "escape": "esc",
    "pageup": "pgup",
    "pagedown": "pgdn",
}
"""Textual's name of a key -> its name for people, where that is another."""
ALIASES = {
    **{spelling: key for key, spelling in SPELLINGS.items()},
    **{"return": "enter", "ctrl+m": "enter", "ctrl+i": "tab"},
}
"""Other names of keys, and what a terminal sends the same for."""


class KeymapError(ValueError):
    """Keys cannot be given as the user wants; the message is a clause about which, and why."""


class Keymap:
    """Maps each action to its keys."""

    def __init__(self, changed: Mapping[str, str] | None = None) -> None:
        """Give the actions named in *changed* other keys, with commas between.

        Raises KeymapError for an action or a key that there is not.
        """
        self.changed = {action: _normal(action, keys) for action, keys in (changed or {}).items()}
        """The actions with other keys than their first, as Textual's own keymap takes them."""
        self._keys = {key.id: key.keys for key in ALL_KEYS} | self.changed
        self.first = {action: self.spelled(action).split(" ")[0] for action in self._keys}
        """The first key of each action, written for people."""

    def spelled(self, action: str) -> str:
        """Return the keys of *action* as people write them: ``/``, ``up k``."""
        return " ".join(SPELLINGS.get(key, key) for key in self.keys(action))

    def keys(self, action: str) -> list[str]:
        """Return the keys of *action*, as Textual names them."""
        return self._keys[action].split(",")


def _normal(action: str, keys: str) -> str:
    """Return *keys* as Textual names them; raises KeymapError."""
    known = [key.id for key in ALL_KEYS]
    if action not in known:
        from cachetui.spack.near import near

        raise KeymapError(f"no action is called '{action}'" + _did_you_mean(near(action, known)))
    return ",".join(dict.fromkeys(_key(action, key.strip()) for key in keys.split(",")))


def _did_you_mean(near: Iterable[str]) -> str:
    return f", did you mean {' or '.join(near)}?" if near else ", the help (F1) names them all"


def _key(action: str, key: str) -> str:
    """Return Textual's name of *key*, as the settings spell it; raises KeymapError."""
    if len(key) == 1 and key.isprintable():
        return key_of(key)
    key = ALIASES.get(key, key)
    *modifiers, base = key.split("+")
    is_known = base in KEY_NAMES or (len(base) == 1 and base.isalnum())
    if not (is_known and MODIFIERS.issuperset(modifiers)):
        raise KeymapError(f"'{action}' cannot have the key '{key}': no key is called that")
    return key


def keymap_of(config: Config) -> Keymap:
    """Return the keys that the user's settings want; raises SettingError."""
    try:
        return Keymap(config.keys)
    except KeymapError as error:
        raise config.fault(str(error)) from None
