"""Every use of a private name of Textual, each with its reason.

No other module of the program uses one. A test checks each name in the Textual that is
installed, so that a new release which lacks one fails with a list rather than on the screen.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from rich.cells import cell_len
from rich.console import Console, RenderableType
from textual import events
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual._keyboard_protocol import FUNCTIONAL_KEYS
from textual._xterm_parser import XTermParser
from textual.app import App, ReturnType
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input

from cachetui.tui.terminal.pieces import Pasted, Piece, Sequence, Typed
from cachetui.tui.terminal.strip_part import color_system, sent_for


class PrivateName(NamedTuple):
    """A private name of Textual that is used here."""

    owner: str
    """The module, and after a colon the class, that has it."""
    name: str
    reason: str


PRIVATE_NAMES = (
    PrivateName("textual.app:App", "_exit", "public properties do not tell a run from its end"),
    PrivateName("textual.app:App", "_exception", "what ended the app is not returned by run()"),
    PrivateName("textual.app:App", "_driver", "only the driver writes to the terminal in order"),
    PrivateName("textual.app:App", "_fatal_error", "it prints a traceback of many pages"),
    PrivateName("textual.app:App", "_close_messages_no_wait", "what is left of _fatal_error"),
    PrivateName("textual.app:App", "_set_pointer_shape", "it writes a sequence that few know"),
    PrivateName("textual.app:App", "_display", "all that is drawn passes here"),
    PrivateName("textual", "_compositor", "its updates draw more than what has changed"),
    PrivateName("textual.screen:Screen", "_compositor", "what it composes can be sent later"),
    PrivateName("textual.screen:Screen", "_dirty_widgets", "what waits for its turn is sent too"),
    PrivateName("textual._compositor:Compositor", "_dirty_regions", "that is how it is told so"),
    PrivateName("textual.screen:Screen", "_compositor_refresh", "and how it is sent"),
    PrivateName("textual", "_xterm_parser", "it knows what keys there are in what was typed"),
    PrivateName("textual", "_ansi_sequences", "it takes sequences for keys that are not here"),
    PrivateName("textual", "_keyboard_protocol", "and not here"),
    PrivateName("textual.app:App", "_check_bindings", "a dialog would hide the keys of the app"),
    PrivateName("textual.screen:Screen", "_binding_chain", "the last of it are those keys"),
    PrivateName("textual.widgets:Input", "_on_key", "a key is inserted before the next is read"),
    PrivateName("textual.widgets:Input", "_on_paste", "and so is what is pasted"),
    PrivateName("textual.timer:Timer", "_skip", "a late timer would lose its only turn"),
    PrivateName("textual.driver:Driver", "_app", "a driver has to tell its app of a new size"),
    PrivateName(
        "textual.drivers.linux_driver:LinuxDriver",
        "_get_terminal_size",
        "the size is asked for within the loop, not while a signal is handled",
    ),
)


HIDE_CURSOR, SHOW_CURSOR = "\x1b[?25l", "\x1b[?25h"


class ExactUpdate(ChopsUpdate):
    """An update that draws the parts of lines that changed, and nothing before them.

    Textual's own draws from the left edge of the widget, for a digit at the end of a frame too.
    """

    shows_cursor = False

    def render_segments(self, console: Console) -> str:
        """Return what the terminal is sent; a cursor that it shows does not show on the way."""
        sent, colors = [HIDE_CURSOR] if self.shows_cursor else [], color_system(console)
        for y, left, right in self.spans:
            for end, (x, strip) in zip(self.chop_ends[y], self.chops[y].items(), strict=False):
                first, last = max(x, left), min(end, right)
                if strip is not None and first < last:
                    sent.append(f"\x1b[{y + 1};{first + 1}H")
                    sent.append(sent_for(strip, first - x, last - x, colors))
        return "".join([*sent, SHOW_CURSOR] if self.shows_cursor else sent)


class InternalsApp(App[ReturnType]):
    """Textual's app, with what it keeps to itself under public names."""

    _undrawn: frozenset[Region] = frozenset()
    """The parts of the screen that changed when the terminal had no room for a frame."""

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        """Draw *renderable*, of a change only what has changed; the cursor ends where keys act.

        While the terminal has no room, what changes is joined: it is drawn as it is in the end.
        """
        is_late = bool(self._undrawn) or not self.has_room()
        if is_late and isinstance(renderable, ChopsUpdate | LayoutUpdate):
            self._undrawn |= changed_regions(renderable)
            if self.has_room():
                self.draw_missed()
            return
        self.cursor_position = cursor_of(self.focused) or self.cursor_position
        if isinstance(renderable, ChopsUpdate):
            renderable = ExactUpdate(renderable.chops, renderable.spans, renderable.chop_ends)
            renderable.shows_cursor = self.shows_cursor
        super()._display(screen, renderable)

    def has_room(self) -> bool:
        """Return whether the terminal has room for a frame; `draw_missed` is called when it has."""
        has_room = getattr(self._driver, "has_room", None)
        return has_room is None or has_room()

    def draw_missed(self) -> None:
        """Draw, as it is now, what has changed while the terminal had no room."""
        undrawn, self._undrawn = self._undrawn, frozenset()
        if undrawn and not self.is_leaving:
            compositor = self.screen._compositor
            compositor.update_widgets(self.screen._dirty_widgets)  # a refresh forgets these
            whole = compositor.size.region
            compositor._dirty_regions.update(region.intersection(whole) for region in undrawn)
            self.screen._compositor_refresh()

    @property
    def is_leaving(self) -> bool:
        """Whether `exit` has been called."""
        return self._exit

    @property
    def internal_error(self) -> Exception | None:
        """The exception that ended the app, if one did."""
        return self._exception

    @property
    def shows_cursor(self) -> bool:
        """Whether the terminal's own cursor is on the screen."""
        return bool(getattr(self._driver, "shows_cursor", False))

    def write(self, text: str) -> None:
        """Write *text* to the terminal, in its order among what is drawn."""
        if self._driver is not None:
            self._driver.write(text)

    def tell_page(self, address: str) -> None:
        """Have the page that the screen is, if it is one, show *address*."""
        tell = getattr(self._driver, "tell_address", None)
        if tell is not None:
            tell(address)

    async def act_on(self, key: str) -> bool:
        """Run the action that *key* is bound to now; return whether there is one."""
        return await self._check_bindings(key)

    async def _check_bindings(self, key: str, priority: bool = False) -> bool:
        """Run the action of *key*; those of the app work everywhere, also over a dialog."""
        if await super()._check_bindings(key, priority):
            return True
        if priority or not self.screen.is_modal:
            return False
        _, bindings = self.screen._binding_chain[-1]
        for binding in bindings.key_to_bindings.get(key, ()):
            if await self.run_action(binding.action, self):
                return True
        return False

    def _fatal_error(self) -> None:
        """End without Textual's page of traceback: `internal_error` says what it was."""
        self._close_messages_no_wait()

    def _set_pointer_shape(self, shape: str) -> None:
        """Leave the mouse pointer as the terminal has it: few know the sequence."""


def changed_regions(update: ChopsUpdate | LayoutUpdate) -> frozenset[Region]:
    """Return the parts of the screen that *update* draws."""
    if isinstance(update, LayoutUpdate):
        return frozenset([update.region])
    return frozenset(Region(left, y, right - left, 1) for y, left, right in update.spans)


class KeyParser:
    """Textual's parser, which is given whole sequences, and no answers of the terminal."""

    def __init__(self) -> None:
        self._xterm = XTermParser()

    def messages(self, piece: Piece) -> list[Message]:
        """Return what *piece* stands for; a sequence that is not known stands for nothing."""
        if isinstance(piece, Pasted):
            return [events.Paste(piece.text)]
        parser = self._xterm if isinstance(piece, Sequence) else XTermParser()
        try:
            if isinstance(piece, Typed):
                return [*parser.feed(piece.text), *parser.feed("")]
            found = [] if _is_unknown(piece.text) else [*parser.feed(piece.text)]
        except Exception:  # a key that cannot be
            found = []
        self._xterm = parser if found else XTermParser()  # it would wait for what is to follow
        return found


LONGEST = 32
"""Characters of a sequence after which Textual types them."""
NUMBERED = re.compile(r"\x1b\[(\d*)([\d:;]*)([~A-HPQRSu])")
"""A sequence that Textual takes for a key whatever its number, unless it has other parts."""


def _is_unknown(sequence: str) -> bool:
    """Return whether *sequence* has the form of a key, but is none."""
    match, is_too_long = NUMBERED.fullmatch(sequence), len(sequence) > LONGEST
    if match is None or sequence in ANSI_SEQUENCES_KEYS or is_too_long:
        return is_too_long
    number, rest, end = match.groups()
    if (number and end == "u") or (number == "27" and rest and end == "~"):
        return False  # the number, or that at the end of the rest, is a character's
    return f"{number or 1}{end}" not in FUNCTIONAL_KEYS


def cursor_of(widget: Widget | None) -> Offset | None:
    """Return where on the screen the cursor of *widget* is, which a reader of screens follows.

    Textual's own answer for a field is a column too far right behind its last letter.
    """
    if isinstance(widget, Input):
        x, y, _, _ = widget.content_region
        typed = cell_len(widget.value[: widget.cursor_position])
        return Offset(x + typed - widget.scroll_offset.x, y)
    return getattr(widget, "cursor_place", None)


async def insert(field: Input, event: events.Key | events.Paste) -> None:
    """Insert into *field* what was typed or pasted, before anything else is handled."""
    if isinstance(event, events.Key):
        await field._on_key(event)
    else:
        field._on_paste(event)


def run_late(timer: Timer) -> None:
    """Have *timer* run also where its deadline has passed when it begins."""
    timer._skip = False


def app_of_driver(driver: Driver) -> App[object]:
    """Return the app that *driver* reads keys for."""
    return driver._app


def terminal_size(driver: LinuxDriver) -> Size:
    """Return the columns and lines of the terminal, as the kernel has them now."""
    return Size(*driver._get_terminal_size())
