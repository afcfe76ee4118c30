"""The check that no two actions within reach of each other have the same key."""

from __future__ import annotations

from collections.abc import Iterable

from cachetui.tui.bindings.keymap import SPELLINGS, Keymap, KeymapError
from cachetui.tui.bindings.keys import APP_KEYS, KEYS


def refuse_clashes(keymap: Keymap, dialogs: Iterable[Iterable[str]]) -> None:
    """Raise KeymapError where two actions that are within reach have one key.

    Within reach of each other are those of the browsing screen, and those of each of *dialogs*;
    the keys of the app are within reach of both.
    """
    everywhere = [key.id for key in APP_KEYS]
    for actions in ([key.id for key in KEYS], *dialogs):
        taken: dict[str, str] = {}
        for action in (*actions, *everywhere):
            for key in keymap.keys(action):
                other = taken.setdefault(key, action)
                if other != action:
                    name = SPELLINGS.get(key, key)
                    raise KeymapError(f"'{other}' and '{action}' would both be on {name}")
