"""Every action that has keys: its first keys, where it works, its words in footer and help.

An action is ``move('name')``, a movement of `presenter.transitions`; ``app.open('name')``, a
module of `tui.dialogs`; or a method of the browsing screen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from cachetui.tui.presenter.state import Pane

if TYPE_CHECKING:
    from textual.binding import Binding

EVERYWHERE = frozenset(Pane)
LISTS = frozenset({Pane.PACKAGES, Pane.SPECS, Pane.DETAIL})
SPECS = frozenset({Pane.SPECS, Pane.DETAIL})


class Key(Struct, frozen=True):
    """An action and the keys that it has at first."""

    id: str
    """Its name in the configuration file."""
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
        from textual.binding import Binding  # settings are checked without it

        return Binding(self.keys, self.action, self.title, id=self.id, show=bool(self.short))


KEYS = (
    Key("search", "slash", "move('search')", "Go to the search line", "search"),
    Key("up", "up,k,ctrl+p,ctrl+k", "move('up')", "Up", panes=EVERYWHERE),
    Key("down", "down,j,ctrl+n,ctrl+j", "move('down')", "Down", panes=EVERYWHERE),
    Key("page-up", "pageup,ctrl+u,ctrl+b", "move('page-up')", "A page up", panes=EVERYWHERE),
    Key(
        "page-down", "pagedown,ctrl+d,ctrl+f", "move('page-down')", "A page down", panes=EVERYWHERE
    ),
    Key("first", "home,g", "move('first')", "To the first line"),
    Key("last", "end,G", "move('last')", "To the last line"),
    Key("open", "enter", "enter", "Into the specs; open or close; show a spec", "open", EVERYWHERE),
    Key("right", "right,l", "move('right')", "Open; into what is open"),
    Key("left", "left,h", "move('left')", "Close; out to what it is in"),
    Key("open-all", "o", "move('expand-all')", "Open all groups", panes=SPECS),
    Key("close-all", "O", "move('collapse-all')", "Close all groups", panes=SPECS),
    Key("mark", "space", "move('mark')", "Mark a spec or unmark it, and go on", panes=SPECS),
    Key(
        "copy-hash",
        "y",
        "app.open('copy', 'hash')",
        "Copy /hash of the spec",
        "copy",
        SPECS,
        private=True,
    ),
    Key(
        "copy-spec", "Y", "app.open('copy', 'spec')", "Copy the spec line", "", SPECS, private=True
    ),
    Key(
        "copy-command",
        "C",
        "app.open('copy', 'command')",
        "Copy the command that prints what is shown",
        private=True,
    ),
    Key(
        "install",
        "i",
        "app.open('install')",
        "The commands that install the spec",
        "install",
        SPECS,
    ),
    Key("facets", "f", "app.open('facets')", "Facets: narrow the search by values", "facets"),
    Key("matrix", "m", "app.open('matrix')", "Matrix of stacks and targets", "matrix"),
    Key("tags", "t", "app.open('tags')", "Tags: since when, what changed", "tags"),
    Key("compare", "equals_sign", "app.open('compare')", "Compare what is marked", panes=SPECS),
    Key(
        "dependencies",
        "d",
        "app.open('dependencies')",
        "Dependencies of the spec, as a tree",
        "dependencies",
        SPECS,
    ),
    Key("needed-by", "D", "app.open('needed_by')", "What of the cache needs the spec", "", SPECS),
    Key("coverage", "v", "app.open('coverage')", "Coverage: what of a lockfile is missing"),
    Key(
        "runs-here",
        "full_stop",
        "app.open('runs_here')",
        "Only what may run on the host",
        "runs",
        EVERYWHERE,
    ),
    Key("host", "H", "app.open('host')", "The machine that is judged what runs on"),
    Key("group", "b", "move('group')", "Group by the next pair of levels", "group"),
    Key("columns", "c", "move('columns')", "Show what all share in every line, or once on top"),
    Key("earlier", "ctrl+r", "app.open('earlier')", "Searches of this run", "", EVERYWHERE),
    Key(
        "problems",
        "exclamation_mark",
        "app.open('problems')",
        "Problems: what was skipped, and why",
    ),
    Key("reload", "r", "reload", "Read the source again"),
    Key("pane-packages", "1", "move('packages')", "Go to the packages"),
    Key("pane-specs", "2", "move('specs')", "Go to the specs"),
    Key("pane-detail", "3", "move('detail')", "Go to the detail"),
    Key("zoom", "z", "move('zoom')", "Give the pane the whole screen, or take it back"),
    Key("next-pane", "tab", "complete", "Complete the word; to the next pane", "", EVERYWHERE),
    Key(
        "previous-pane", "shift+tab", "move('previous-pane')", "To the pane before", "", EVERYWHERE
    ),
    Key("back", "escape", "escape", "One step outwards", "", EVERYWHERE),
    Key("help", "question_mark", "app.open('help')", "Help"),
    Key("quit", "q", "app.open('leave')", "Quit", "quit"),
)
"""The keys of the browsing screen."""

APP_KEYS = (
    Key("help-anywhere", "f1", "app.open('help')", "Help", "help", EVERYWHERE),
    Key("palette", "colon", "app.open('palette')", "Every action by name"),
    Key("redraw", "ctrl+l", "app.redraw", "Draw the whole screen anew", "", EVERYWHERE),
    Key("suspend", "ctrl+z", "app.suspend", "Back to the shell for a while", "", EVERYWHERE, True),
    Key("leave", "ctrl+c,ctrl+q", "app.open('leave')", "Quit", "", EVERYWHERE),
)
"""The keys that also work while a dialog is open."""

DIALOG_KEYS = (
    Key("all-tags", "a", "all", "All tags, in the list of tags", "", frozenset()),
    Key(
        "build-dependencies",
        "b",
        "build",
        "Build dependencies too, in lists of dependencies",
        "",
        frozenset(),
    ),
    Key("next-missing", "n", "missing(1)", "The next that is missing", "", frozenset()),
    Key("previous-missing", "N", "missing(-1)", "The missing one before", "", frozenset()),
)
"""The keys of dialogs that have no meaning on the browsing screen; the others mean the same."""

ALL_KEYS = (*KEYS, *APP_KEYS, *DIALOG_KEYS)
_BY_ID = {key.id: key for key in ALL_KEYS}


def bound(id: str, action: str, title: str) -> Binding:  # noqa: A002 - Textual's own name
    """Return a binding of the keys of the action called *id* to what it does in a dialog."""
    from textual.binding import Binding

    return Binding(_BY_ID[id].keys, action, title, id=id)
