"""A list in sections that typing narrows, with the heading of what is in view on top."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from msgspec import Struct

from cachetui.tui.dialogs.base import reach_of
from cachetui.tui.dialogs.typed import TypingDialog
from cachetui.tui.presenter.lines import Line, line


class DialogEntry(Struct, frozen=True):
    """A line that can be chosen."""

    shown: Line
    words: str
    """The text that is searched in; the section's title is searched too."""
    value: object = None
    """What the line stands for."""


class Section(Struct, frozen=True):
    """Entries under a heading."""

    title: str
    entries: Sequence[DialogEntry]


class NarrowingDialog(TypingDialog):
    """Lists sections; what is typed leaves the entries that have all its words."""

    def __init__(self, title: str, foot: str, *, empty: str, reserved: Sequence[str] = ()) -> None:
        super().__init__(title, [], foot, empty=empty, reserved=reserved)
        self._sections: Sequence[Section] = ()
        self._rows: list[DialogEntry | None] = []
        self.heading = self._heading_of

    @property
    def entry(self) -> DialogEntry | None:
        """The entry under the cursor."""
        return self._rows[self.cursor] if self._rows else None

    def gather(self, sections: Sequence[Section]) -> None:
        """List *sections* from now on, as far as they have what was typed."""
        self._sections = sections
        self.narrow()

    def narrow(self) -> None:
        """List the entries that have all words of what was typed."""
        words = self.text.lower().split()
        self._rows, lines = [], list[Line]()
        for section in self._sections:
            found = [one for one in section.entries if _has_all(section, one, words)]
            if found:
                self._rows += [None, *found]
                lines += [line(("head", section.title)), *(one.shown for one in found)]
        self.lines = lines
        self.reach = reach_of(lines)
        self.cursor = min(self.cursor, max(len(lines) - 1, 0))
        if self._rows and self.entry is None:
            self.cursor += 1

    def draw(self) -> None:
        """Draw the list; its place counts what can be chosen, not the headings."""
        entries = [number for number, row in enumerate(self._rows) if row is not None]
        before = bisect_right(entries, self.cursor)
        self.place = f"{before:,} of {len(entries):,}" if entries else ""
        super().draw()

    def go_to(self, value: object) -> None:
        """Move to the entry that stands for *value*, if it is listed."""
        for number, row in enumerate(self._rows):
            if row is not None and row.value == value:
                self.cursor = number
        self.draw()

    def action_move(self, by: int) -> None:
        """Move the cursor, over headings to what is under them."""
        goal = max(min(self.cursor + by, len(self._rows) - 1), 0)
        if self._rows and self._rows[goal] is None:
            goal += -1 if by < 0 and goal > 0 else 1
        self.cursor = goal
        self.draw()

    def action_section(self, by: int) -> None:
        """Move to the first entry of another section, which comes into view as far as it can."""
        headings = [number for number, row in enumerate(self._rows) if row is None]
        here = sum(number <= self.cursor for number in headings) - 1
        if headings:
            there = (here + by) % len(headings)
            self.cursor = headings[there] + 1
            self.last = [*headings[1:], len(self._rows)][there] - 1
            self.draw()
            self.last = None

    def _heading_of(self, number: int) -> int:
        return next(n for n in range(number, -1, -1) if self._rows[n] is None)


def _has_all(section: Section, entry: DialogEntry, words: Sequence[str]) -> bool:
    text = f"{section.title} {entry.words}".lower()
    return all(word in text for word in words)
