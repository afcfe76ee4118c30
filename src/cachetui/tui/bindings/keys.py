"""Every action that has keys: which at first, where it works, what footer and help call it."""

from __future__ import annotations

from msgspec import Struct
from textual.binding import Binding

from cachetui.tui.presenter.state import Pane

EVERYWHERE = frozenset(Pane)
LISTS = frozenset({Pane.PACKAGES, Pane.SPECS, Pane.DETAIL})
SPECS = frozenset({Pane.SPECS, Pane.DETAIL})


class Key(Struct, frozen=True):
    """An action and the keys that it has at first."""

    id: str
    """What the configuration file calls it; the method of the screen is `action`."""
    keys: str
    """Textual's names of the keys, with commas between."""
    action: str
    """The action as Textual calls it, with its arguments."""
    title: str
    """A few words for the help and the palette."""
    short: str = ""
    """A word for the footer; none keeps it out of there."""
    panes: frozenset[Pane] = LISTS
    """Where it works."""
    private: bool = False
    """Whether it is left out of ``--read-only``: it reaches beyond the screen."""

    @property
    def binding(self) -> Binding:
        """The key as Textual binds it."""
        return Binding(self.keys, self.action, self.title, id=self.id, show=bool(self.short))


KEYS = (
    Key("search", "slash", "search", "Go to the search line", "search"),
    Key("up", "up,k", "step(-1)", "Up", panes=EVERYWHERE),
    Key("down", "down,j", "step(1)", "Down", panes=EVERYWHERE),
    Key("page-up", "pageup", "page(-1)", "A page up", panes=EVERYWHERE),
    Key("page-down", "pagedown", "page(1)", "A page down", panes=EVERYWHERE),
    Key("first", "home,g", "edge(-1)", "To the first line"),
    Key("last", "end,G", "edge(1)", "To the last line"),
    Key("open", "enter", "enter", "Into the specs; open or close; show a spec", "open", EVERYWHERE),
    Key("right", "right,l", "right", "Open; into what is open"),
    Key("left", "left,h", "left", "Close; out to what it is in"),
    Key("open-all", "o", "turn_all(True)", "Open all groups", panes=SPECS),
    Key("close-all", "O", "turn_all(False)", "Close all groups", panes=SPECS),
    Key("mark", "space", "mark", "Mark a spec, or take the mark away", panes=SPECS),
    Key("copy-hash", "y", "copy('hash')", "Copy /hash of the spec", "copy", SPECS, private=True),
    Key("copy-spec", "Y", "copy('spec')", "Copy the spec line", "", SPECS, private=True),
    Key(
        "copy-command",
        "C",
        "copy('command')",
        "Copy the command that prints what is shown",
        private=True,
    ),
    Key("install", "i", "install", "The commands that install the spec", "install", SPECS),
    Key("facets", "f", "facets", "Facets: narrow the search by values", "facets"),
    Key("matrix", "m", "matrix", "Matrix of stacks and targets", "matrix"),
    Key("tags", "t", "tags", "Tags: since when, what changed", "tags"),
    Key("compare", "equals_sign", "compare", "Compare what is marked", panes=SPECS),
    Key("runs-here", "full_stop", "runs_here", "Only what may run on the host", "runs"),
    Key("group", "b", "group", "Group by the next pair of levels", "group"),
    Key("columns", "c", "columns", "Show what all share in every line, or once on top"),
    Key("earlier", "ctrl+r", "earlier", "Searches of this run", "", EVERYWHERE),
    Key("problems", "exclamation_mark", "problems", "Problems: what was skipped, and why"),
    Key("reload", "r", "reload", "Read the source again"),
    Key("pane-packages", "1", "pane('packages')", "Go to the packages"),
    Key("pane-specs", "2", "pane('specs')", "Go to the specs"),
    Key("pane-detail", "3", "pane('detail')", "Go to the detail"),
    Key("zoom", "z", "zoom", "Give the pane the whole screen, or take it back"),
    Key("next-pane", "tab", "next_pane(1)", "Complete the word; to the next pane", "", EVERYWHERE),
    Key("previous-pane", "shift+tab", "next_pane(-1)", "To the pane before", "", EVERYWHERE),
    Key("back", "escape", "escape", "One step outwards", "", EVERYWHERE),
    Key("help", "question_mark", "app.help", "Help"),
    Key("quit", "q", "quit", "Quit", "quit"),
)
"""The keys of the browsing screen."""

APP_KEYS = (
    Key("help-anywhere", "f1", "app.help", "Help", "help", EVERYWHERE),
    Key("palette", "ctrl+p", "app.command_palette", "Every action by name", "", EVERYWHERE),
    Key("suspend", "ctrl+z", "app.suspend", "Back to the shell for a while", "", EVERYWHERE, True),
    Key("leave", "ctrl+c,ctrl+q", "app.leave", "Quit", "", EVERYWHERE),
)
"""The keys that also work while a dialog is open."""

DIALOG_KEYS = (Key("all-tags", "a", "all", "All tags, in the list of tags", "", frozenset()),)
"""The keys of dialogs that have no meaning on the browsing screen; the others mean the same."""

ALL_KEYS = (*KEYS, *APP_KEYS, *DIALOG_KEYS)
_BY_ID = {key.id: key for key in ALL_KEYS}


def bound(id: str, action: str, title: str) -> Binding:  # noqa: A002 - Textual's own name
    """Bind the keys of the action called *id* to what it does in a dialog."""
    return Binding(_BY_ID[id].keys, action, title, id=id)
