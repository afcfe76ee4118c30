"""The help: the keys that there really are, the query language, and the signs of the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType

from cachetui.tui.bindings.keymap import Keymap
from cachetui.tui.bindings.keys import ALL_KEYS, APP_KEYS, KEYS, Key, bound
from cachetui.tui.dialogs.base import is_open
from cachetui.tui.dialogs.narrowing import DialogEntry, NarrowingDialog, Section
from cachetui.tui.presenter.examples import QUERY, TITLE
from cachetui.tui.presenter.layout import NARROW
from cachetui.tui.presenter.lines import Role, Span, line, width_of

if TYPE_CHECKING:
    from cachetui.tui.browse_screen import BrowseScreen
    from cachetui.tui.presenter.glyphs import Glyphs

LEFT, LEFT_OF_NARROW = 22, 12
"""Columns of the keys and of what else is explained; on a narrow screen most are pushed aside."""
SECTIONS = {
    "Moving": ("up down page-up page-down first last open right left open-all close-all")
    + " next-pane previous-pane pane-packages pane-specs pane-detail back",
    "Searching": "search facets runs-here host earlier all-tags",
    "Copying": "copy-hash copy-spec copy-command install",
    "Leaving": "quit leave suspend reload help help-anywhere palette",
}
"""The sections of the help, and the actions in them; all others are for looking."""
LOOKING = "Looking"
WIDE = 100
"""Columns of a screen from which on the names of actions have room."""
ORDER = ("Moving", "Searching", LOOKING, "Copying", "Leaving")


class HelpDialog(NarrowingDialog):
    """Lists keys and the titles of their actions; Enter gives the action under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("next-pane", "section(1)", "To the next section"),
        bound("previous-pane", "section(-1)", "To the section before"),
    ]

    def __init__(
        self,
        keys: Iterable[Key],
        keymap: Keymap,
        glyphs: Glyphs,
        act: Callable[[str], object],
    ) -> None:
        """List *keys*, as *keymap* has them; *act* does an action once the help has closed."""
        foot = "{open} do it  {next-pane} next section"
        super().__init__("Help", foot, empty="")
        self._keys = list(keys)
        self._keymap = keymap
        self._signs = glyphs
        self._act = act
        self._room: tuple[int, bool] | None = None

    def on_mount(self) -> None:
        """List what there is before it is drawn."""
        self.lay_out()

    def lay_out(self) -> None:
        """Give keys and names the room that there is on a screen of this width.

        The names are those that the settings know the actions by.
        """
        width = self.app.size.width
        room = LEFT_OF_NARROW if width < NARROW else LEFT, width >= WIDE
        if room == self._room:
            return
        self._room, (left, has_names) = room, room
        entries: dict[str, list[DialogEntry]] = {title: [] for title in ORDER}
        for key in self._keys:
            one = _key_entry(key, self._keymap, left, has_names=has_names)
            entries[_section_of(key)].append(one)
        sections = [Section(title, some) for title, some in entries.items()]
        query = [_entry(example, meaning, "variant", left) for example, meaning in QUERY]
        self.gather([*sections, Section(TITLE, query), _signs(self._signs, left)])
        self.draw()

    def action_choose(self) -> None:
        """Close, and do what the key under the cursor does."""
        entry = self.entry
        self.dismiss(None)
        if entry is not None and isinstance(entry.value, str):
            self._act(entry.value)


def open_on(screen: BrowseScreen) -> None:
    """List the keys, over whatever is open, once."""
    session = screen.session
    if not is_open(screen, HelpDialog):
        keys = [key for key in ALL_KEYS if not (key.private and session.options.read_only)]
        dialog = HelpDialog(
            keys,
            session.keymap,
            session.glyphs,
            lambda action: screen.call_later(screen.run_action, action),
        )
        screen.app.push_screen(dialog)


def _section_of(key: Key) -> str:
    titles = (title for title, ids in SECTIONS.items() if key.id in ids.split())
    return next(titles, LOOKING)


def _key_entry(key: Key, keymap: Keymap, left: int, *, has_names: bool) -> DialogEntry:
    """Return the line of a key, which is done on Enter if it can be done here."""
    spelled = keymap.spelled(key.id)
    name: list[Span] = [("dim", key.id)] if has_names else []
    shown = line(("head", _padded(spelled, left)), key.title, right=name)
    can_be_done = key in KEYS or key in APP_KEYS
    return DialogEntry(
        shown, f"{spelled} {key.title} {key.id}", key.action if can_be_done else None
    )


def _entry(text: str, meaning: str, role: Role, left: int) -> DialogEntry:
    return DialogEntry(line((role, _padded(text, left)), meaning), f"{text} {meaning}")


def _padded(text: str, left: int) -> str:
    return "  " + text + " " * max(left - width_of(text), 1)


def _signs(glyphs: Glyphs, left: int) -> Section:
    """Return the meaning of the signs that are no keys."""
    signs: tuple[tuple[str, str, Role], ...] = (
        ("y", "it runs on this host", "yes"),
        ("?", "it may run: something about it or the host is not known", "maybe"),
        ("n", "it does not run: another system or family, or newer instructions", "no"),
        ("x14", "14 specs that look the same: open the line to see their hashes", "count"),
        (f"{glyphs.closed} {glyphs.open}", "more can be opened; it is open", ""),
        (f"{glyphs.above} {glyphs.below}", "there is more above, below", "accent"),
        ("> *", "the cursor; a mark", "accent"),
        (glyphs.dots, "something was cut here", ""),
    )
    return Section("Signs", [_entry(sign, meaning, role, left) for sign, meaning, role in signs])
