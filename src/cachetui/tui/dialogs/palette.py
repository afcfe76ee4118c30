"""Every action by name: a list that narrows to what is typed, and does what is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cachetui.tui.bindings.keymap import Keymap
from cachetui.tui.bindings.keys import KEYS, Key
from cachetui.tui.dialogs.base import ask, is_open
from cachetui.tui.dialogs.typed import TypingDialog
from cachetui.tui.presenter.lines import Line, line
from cachetui.tui.widgets.viewer import app_of

if TYPE_CHECKING:
    from cachetui.tui.browse_screen import BrowseScreen


def open_on(screen: BrowseScreen) -> None:
    """List the actions, over whatever is open, once; all that is open closes for what is chosen."""
    if is_open(screen, PaletteDialog):
        return
    session = screen.session
    keys = [key for key in KEYS if not (key.private and session.options.read_only)]
    dialog = PaletteDialog(keys, session.keymap)

    def act(numbers: list[int]) -> None:
        app_of(screen).close_dialogs()
        screen.call_later(screen.run_action, dialog.found[numbers[0]].action)

    ask(screen, dialog, act)


class PaletteDialog(TypingDialog):
    """Lists actions with their keys, and narrows the list to those with all the words typed."""

    PROMPT = "some letters of an action"

    def __init__(self, keys: Sequence[Key], keymap: Keymap) -> None:
        self._keys = keys
        self._keymap = keymap
        self.found = list(keys)
        """What is listed now."""
        super().__init__("Actions", [self._line(key) for key in keys], "{open} do it")

    def narrow(self) -> None:
        """List the actions that have what was typed, those first that begin with it."""
        typed = self.text.lower()
        words = typed.split()
        some = (key for key in self._keys if all(word in key.title.lower() for word in words))
        self.found = sorted(some, key=lambda key: not key.title.lower().startswith(typed))
        self.lines = [self._line(key) for key in self.found]

    def _line(self, key: Key) -> Line:
        return line(key.title, right=[("dim", self._keymap.spelled(key.id))])
