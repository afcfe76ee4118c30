"""The list over the screen that most dialogs are, and what they are opened with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from itertools import islice
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen, Screen

from cachetui.tui import dialogs
from cachetui.tui.bindings.keys import bound
from cachetui.tui.presenter.frame import Frame
from cachetui.tui.presenter.lines import Line, Lines, line, rows, width_of, width_of_spans
from cachetui.tui.widgets.dialog_list import DialogList
from cachetui.tui.widgets.line_list import Heading, LineList
from cachetui.tui.widgets.viewer import with_keys

if TYPE_CHECKING:
    from cachetui.query.query import Query
    from cachetui.tui.browse_screen import BrowseScreen

END = 1 << 30
"""More lines than any list has."""
AROUND = 4
"""Columns of a line beside its texts: the cursor's sign, and a gap before what is on the right."""
SIGNS = 2
"""Columns before the texts of a line: the cursor's sign, the mark's."""
MEASURED = 1_000
"""Lines of which the longest is looked for: they are made for that."""
FRAME = 2
"""Lines of a dialog that are its frame's, and columns."""
NARROWEST = 40
"""Columns of a dialog at least, or as many as `MOST_OF` the screen are, if they are fewer."""
MOST_OF = 92
"""Percent of the screen's columns that a dialog takes at most."""
WIDEST = 110
"""Columns of a dialog of which it is not known how many it needs."""
AROUND_TEXT = 6
"""Columns of the upper and the lower line of a frame beside their texts."""
PLACE = " 1,000 of 1,000 "
"""What stands in the upper line beside the title."""


class ListDialog(ModalScreen[list[int] | None]):
    """A titled list with a cursor; Enter gives the number of its line, Escape nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("back", "dismiss(None)", "Close"),
        bound("quit", "dismiss(None)", "Close"),
        bound("open", "choose", "Choose"),
        bound("up", "move(-1)", "Up"),
        bound("down", "move(1)", "Down"),
        bound("page-up", "page(-1)", "A page up"),
        bound("page-down", "page(1)", "A page down"),
        bound("first", f"move(-{END})", "To the first line"),
        bound("last", f"move({END})", "To the last line"),
    ]

    is_wide: ClassVar[bool] = False
    """Whether the dialog is wide whatever its lines need: for those that cost a lot to make."""

    lines_each: ClassVar[int] = 1
    """Lines of each thing that is listed: the place of the cursor counts things."""

    def __init__(self, title: str, lines: Lines, foot: str = "", *, empty: str = "") -> None:
        """List *lines*; where there are none, *empty* is the sentence that says why."""
        super().__init__()
        self.lines = lines
        self.cursor = 0
        self.list = self.make_list("dialog-list")
        self.reach: int | None = None
        self.heading: Heading | None = None
        self.last: int | None = None
        self.place = ""
        self._title = title
        self._foot = foot
        self._said = ""
        self._widest = NARROWEST
        self.empty = empty
        """The sentence that says why there are no lines."""

    def make_list(self, id: str) -> LineList:  # noqa: A002 - Textual's own name
        """Return the list; for a subclass that has another."""
        return DialogList(id)

    def compose(self) -> ComposeResult:
        """Lay out the list, whose frame has all else."""
        yield self.list

    def on_mount(self) -> None:
        """Fill the list."""
        self._said = self._foot_line()
        self.list.focus()
        self.draw()

    def on_resize(self) -> None:
        """Take as much room as the lines need, or as there is."""
        self.lay_out()
        needed = (len(self.lines) or len(self._empty_lines)) + len(self.heads) + FRAME
        self.list.styles.height = min(needed, max(self.size.height - 2, FRAME + 1))
        self._widest = max(self._widest, self._needed_width())
        self.list.styles.width = min(self._widest, self.size.width * MOST_OF // 100)

    def lay_out(self) -> None:
        """Make the lines for the width of the screen; for a subclass whose lines depend on it."""

    def _needed_width(self) -> int:
        """Return the columns that lines and frame need now; what narrows leaves the dialog wide."""
        every = (self.lines[number] for number in range(len(self.lines)))
        reach = None if self.is_wide else self.reach or reach_of(every)
        lines = WIDEST if reach is None else reach + FRAME + 1
        texts = f"{self._title}{PLACE}", self._said, self.empty
        return max(lines, *(width_of(text) + AROUND_TEXT for text in texts))

    @property
    def heads(self) -> tuple[Line, ...]:
        """The lines that stay over the list; for the subclass."""
        return ()

    def draw(self) -> None:
        """Draw the list with its cursor."""
        title = line(("accent", self._title))
        if self.lines_each > 1 and len(self.lines):
            number, every = self.cursor // self.lines_each + 1, len(self.lines) // self.lines_each
            self.place = f"{number:,} of {every:,}"
        frame = Frame(title, self.heads, tuple(map(line, _forms(self._said))), place=self.place)
        if len(self.lines):
            reach, heading, last = self.reach, self.heading, self.last
            self.list.show(
                self.lines, self.cursor, frame=frame, reach=reach, heading=heading, last=last
            )
        else:
            self.list.show(self._empty_lines, None, frame=frame)

    @property
    def _empty_lines(self) -> list[Line]:
        """The sentence that says why there are no lines, in as many as it needs."""
        room = self.app.size.width * MOST_OF // 100 - FRAME - SIGNS
        return [line(row) for row in rows(self.empty, room)]

    def draw_title(self, title: str, foot: str | None = None) -> None:
        """Draw another title over the list, and other keys under it if *foot* names them."""
        self._title = title
        if foot is not None:
            self._foot = foot
            self._said = self._foot_line()
        self.on_resize()
        self.draw()

    def _foot_line(self) -> str:
        return with_keys(self, f"{self._foot}  {{back}} close".strip())

    def say(self, words: str) -> None:
        """Show a sentence under the list."""
        self._said = words
        self.on_resize()
        self.draw()

    def action_move(self, by: int) -> None:
        """Move the cursor."""
        self.cursor = max(min(self.cursor + by, len(self.lines) - 1), 0)
        self.draw()

    def action_page(self, by: int) -> None:
        """Move the cursor by a page."""
        self.action_move(by * max(self.list.rows - 1, 1))

    def action_choose(self) -> None:
        """Close, and give the number of the line."""
        self.dismiss([self.cursor] if len(self.lines) else None)

    def on_line_list_clicked(self, event: LineList.Clicked) -> None:
        """Move the cursor to the line that was clicked."""
        self.cursor = event.number
        self.draw()

    def on_line_list_wheeled(self, event: LineList.Wheeled) -> None:
        """Move with the wheel."""
        self.action_move(event.step)


def _forms(said: str) -> list[str]:
    """Return *said* with fewer and fewer keys: the last of them, which closes, is in each form."""
    *first, last = said.split("  ")
    return ["  ".join([*first[:number], last]) for number in range(len(first), -1, -1)]


def reach_of(lines: Iterable[Line]) -> int | None:
    """Return the columns that the longest of *lines* needs, what is on its right included.

    None where there are too many of them to look at.
    """
    widths = [width_of_spans((*shown.left, *shown.right)) for shown in islice(lines, MEASURED + 1)]
    return max(widths, default=0) + AROUND if len(widths) <= MEASURED else None


def ask(screen: Screen[None], dialog: ListDialog, then: Callable[[list[int]], None]) -> None:
    """Open *dialog* over *screen*; *then* gets the numbers of the lines that were chosen."""

    def answered(numbers: list[int] | None) -> None:
        if numbers is not None:
            then(numbers)

    screen.app.push_screen(dialog, answered)


def put_query(screen: BrowseScreen, query: Query) -> None:
    """Write *query* into the search line, unless there stands what would be lost by it."""
    search = screen.state.search
    if search.understood:
        screen.search_for(str(query))
    else:
        screen.say(f"finish {search.left_out} first, or take it away: it would be lost")


def bound_actions() -> Iterator[list[str]]:
    """Yield the ids of the actions that each dialog binds; imports every dialog."""
    for found in iter_modules(dialogs.__path__):
        module = import_module(f"{dialogs.__name__}.{found.name}")
        for kind in vars(module).values():
            if isinstance(kind, type) and issubclass(kind, Screen) and "BINDINGS" in vars(kind):
                yield list(dict.fromkeys(_ids_of(kind)))


def _ids_of(kind: type[Screen[Any]]) -> Iterator[str]:
    for base in kind.__mro__:
        for binding in vars(base).get("BINDINGS", ()):
            if isinstance(binding, Binding) and binding.id:
                yield binding.id


def is_open(screen: Screen[None], kind: type[Screen[Any]]) -> bool:
    """Return whether a dialog of this kind is open over *screen*, also under another."""
    return any(isinstance(shown, kind) for shown in screen.app.screen_stack)
