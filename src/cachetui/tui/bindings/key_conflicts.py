"""Whether the user's keys are in each other's way, on the screen or in a dialog."""

from __future__ import annotations

from collections.abc import Iterator

from cachetui.tui.bindings.keymap import SPELLINGS, Keymap, KeymapError
from cachetui.tui.bindings.keys import APP_KEYS, KEYS
from cachetui.tui.dialogs.facets import FacetDialog
from cachetui.tui.dialogs.matrix import MatrixDialog
from cachetui.tui.dialogs.tags import TagDialog
from cachetui.tui.dialogs.text import TextDialog


def refuse_clashes(keymap: Keymap) -> None:
    """Raise KeymapError where two actions that are within reach have one key."""
    for actions in _contexts():
        taken: dict[str, str] = {}
        for action in actions:
            for key in keymap.keys(action):
                other = taken.setdefault(key, action)
                if other != action:
                    name = SPELLINGS.get(key, key)
                    raise KeymapError(f"'{other}' and '{action}' would both be on {name}")


def _contexts() -> Iterator[list[str]]:
    """Yield the actions that are within reach at the same time: of the screen, of each dialog."""
    everywhere = [key.id for key in APP_KEYS]
    yield [*(key.id for key in KEYS), *everywhere]
    for dialog in (FacetDialog, MatrixDialog, TagDialog, TextDialog):
        bindings = [one for base in dialog.__mro__ for one in vars(base).get("BINDINGS", ())]
        yield [*dict.fromkeys(one.id for one in bindings if one.id), *everywhere]
