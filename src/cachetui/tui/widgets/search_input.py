"""The search line: a text field that answers in the same step in which its value changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.strip import Strip
from textual.widgets import Input

from cachetui.tui.presenter.lines import width_of
from cachetui.tui.terminal.textual_internals import insert
from cachetui.tui.widgets.viewer import app_of

if TYPE_CHECKING:
    from typing_extensions import Self


SIGNS = frozenset(".?!=:")
"""The characters that no query begins with: in an empty line they do what they do elsewhere."""


class SearchLine(Input, inherit_bindings=False):
    """Textual's input, without what a browser has no use for, and without the key that moves up.

    What a key changes is worked out in the value's own watcher: by way of an `Input.Changed`
    handler it would be drawn two frames later.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        binding
        for binding in Input.BINDINGS
        if isinstance(binding, Binding) and binding.key != "ctrl+k"
    ]

    def __init__(self, changed: Callable[[str, int], None]) -> None:
        placeholder = "a name, @1.2:  +mpi  target=  stack=  /hash"
        super().__init__(id="search", placeholder=placeholder, select_on_focus=False)
        self._changed = changed
        self._is_editing = False  # between a new text and the place of the cursor in it
        self._choices: list[str] = []  # of the last completion, what was typed first
        self.cursor_blink = False

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        """Paint anew, but never lay out the screen: its width is not that of its text."""
        return super().refresh(*regions, repaint=repaint, recompose=recompose)

    def watch_value(self) -> None:
        """Report a new text at once."""
        self._report()

    def watch_selection(self) -> None:
        """Report a new place of the cursor, on which the meaning of the text depends."""
        self._bring_into_view()
        self._report()

    def watch_has_focus(self, has_focus: bool) -> None:
        """Scroll to what matters now: the cursor, or the beginning."""
        super().watch_has_focus(has_focus)
        self._bring_into_view()

    def on_resize(self) -> None:
        """Scroll to what matters where there is other room."""
        self._bring_into_view()

    def _bring_into_view(self) -> None:
        """Scroll to the cursor and what is beside it; without the keys, to the name in front."""
        beside = len(app_of(self).glyphs.dots)  # the signs of what is cut never cover the cursor
        at = width_of(self.value[: self.cursor_position]) if self.has_focus else 0
        region = Region(max(at - beside, 0), 0, 1 + 2 * beside, 1)
        self.scroll_to_region(region, force=True, animate=False)

    def render_line(self, y: int) -> Strip:
        """Return the text as far as there is room, with a sign at each end that is cut."""
        strip, width, dots = super().render_line(y), self.size.width, app_of(self).glyphs.dots
        scrolled = self.scroll_offset.x
        if y or width <= 2 * len(dots) or not self.value:
            return strip
        sign = Strip([Segment(dots, self.rich_style)])
        if scrolled:
            strip = Strip.join([sign, strip.crop(len(dots))])
        if width_of(self.value) > scrolled + width:
            strip = Strip.join([strip.crop(0, width - len(dots)), sign])
        return strip

    def replace(self, text: str, start: int, end: int) -> None:
        """Change a part of the text, as every editing key does, and report it once."""
        self._is_editing = True
        super().replace(text, start, end)
        self._is_editing = False
        self._report()

    def put(self, text: str, cursor: int) -> None:
        """Write *text* with the cursor at column *cursor*, and report neither."""
        self._is_editing = True
        self.value = text
        self.cursor_position = cursor
        self._is_editing = False

    def _report(self) -> None:
        if self.is_mounted and not self._is_editing:
            self._changed(self.value, self.cursor_position)

    def completed(self, choices: Callable[[str, int], list[str]]) -> tuple[str, str] | None:
        """Return the text with its next completion, cut at the cursor; None if there is none.

        *choices* lists what may stand before a cursor. Each call returns the one after that which
        stands there, in the end what was typed.
        """
        head, rest = self.value[: self.cursor_position], self.value[self.cursor_position :]
        if head not in self._choices:
            self._choices = [head, *choices(self.value, len(head))]
        if len(self._choices) == 1:
            return None
        return self._choices[(self._choices.index(head) + 1) % len(self._choices)], rest

    def takes(self, event: events.Key | events.Paste) -> bool:
        """Return whether *event* is text."""
        if isinstance(event, events.Paste):
            return True
        return self.check_consume_key(event.key, event.character)

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Return whether a key is text; `SIGNS` at the beginning are none."""
        is_text = super().check_consume_key(key, character)
        return is_text and (bool(self.value) or character not in SIGNS)

    async def take(self, event: events.Key | events.Paste) -> None:
        """Insert what was typed or pasted."""
        await insert(self, event)

    async def action_submit(self) -> None:
        """Leave Enter to the screen."""
        await self.run_action("screen.enter")
