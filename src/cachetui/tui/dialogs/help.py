"""The help: the keys that there really are, and what the settings call each action."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cachetui.tui.bindings.keymap import Keymap
from cachetui.tui.bindings.keys import ALL_KEYS, Key
from cachetui.tui.dialogs.base import ListDialog, is_open
from cachetui.tui.presenter.lines import Line, line

if TYPE_CHECKING:
    from cachetui.tui.browse_screen import BrowseScreen

WIDTH = 22
"""Columns of the keys of an action."""
VERDICTS = line(("dim", "y n ?".ljust(WIDTH)), " ", "Behind a spec: it runs here, does not, may")
"""The meaning of the letters that are no keys."""


class HelpDialog(ListDialog):
    """Lists keys and the titles of their actions."""

    def __init__(self, keys: Iterable[Key], keymap: Keymap) -> None:
        lines = [_help_line(key, keymap.spelled(key.id)) for key in keys]
        super().__init__("Keys", [*lines, VERDICTS])


def open_on(screen: BrowseScreen) -> None:
    """List the keys, over whatever is open, once."""
    session = screen.session
    if not is_open(screen, HelpDialog):
        keys = [key for key in ALL_KEYS if not (key.private and session.options.read_only)]
        screen.app.push_screen(HelpDialog(keys, session.keymap))


def _help_line(key: Key, spelled: str) -> Line:
    return line(("head", spelled.ljust(WIDTH)), " ", key.title, right=[("dim", key.id)])
