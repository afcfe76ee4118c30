"""The coverage of the lockfiles: what of them is missing, and the nearest build of each."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType

from cachetui.index.index import Index
from cachetui.output.coverage import what_differs
from cachetui.safe_text import counted
from cachetui.tui.bindings.keys import bound
from cachetui.tui.dialogs.base import ListDialog, ask, reach_of
from cachetui.tui.dialogs.spec_list import go_to, spec_line
from cachetui.tui.presenter.lines import Line, line
from cachetui.views.coverage import Coverage, Nearest, NearestBuilds, coverage, locked
from cachetui.views.known_spec import known_spec

if TYPE_CHECKING:
    from cachetui.tui.browse_screen import BrowseScreen

NO_LOCKFILE = "no lockfile is among the sources: start with a spack.lock beside a mirror"
STATES = ("cached", "installed", "external")
"""The counts that the title names behind that of what is missing."""
LINES = 2
"""Lines of each spec that is missing: its own, and the nearest build."""
KEPT = 4096
"""Nearest builds that are not looked for again."""


def open_on(screen: BrowseScreen) -> None:
    """Show what of the lockfiles is missing; the nearest build that is chosen is gone to."""
    session = screen.session
    if not locked(session.index):
        screen.say(NO_LOCKFILE)
        return
    found = coverage(session.index, session.views.order)
    lines = MissingLines(session.index, found, NearestBuilds(session.index, session.views.order))
    dialog = CoverageDialog(session.so_far(_title(found)), lines)
    dialog.cursor = lines.find(session.missing)

    def go(chosen: list[int]) -> None:
        session.missing = lines.hash_of(dialog.cursor)
        go_to(screen, chosen[0])

    ask(screen, dialog, go)


def _title(found: Coverage) -> str:
    """Return the title, first what is asked for: its end is cut where there is no room."""
    missing = f"{len(found.missing):,} of {counted(found.needed, 'spec')} missing"
    states = (f"{found.counts()[name]:,} {name}" for name in STATES)
    return f"{', '.join([missing, *states])}; {counted(found.roots, 'root')}"


class MissingLines:
    """Two lines for each spec that is missing, made when they come into view."""

    def __init__(self, index: Index, found: Coverage, nearest: NearestBuilds) -> None:
        self._index = index
        self._missing = found.missing
        self.nearest = lru_cache(maxsize=KEPT)(nearest.of)
        """Listing -> the nearest build."""

    def __len__(self) -> int:
        return LINES * len(self._missing)

    def __getitem__(self, number: int, /) -> Line:
        listing = self._missing[number // LINES]
        if number % LINES:
            return _nearest_line(self.nearest(listing))
        return spec_line(known_spec(self._index, self._index.listings.spec[listing]))

    def hash_of(self, number: int) -> str | None:
        """Return the hash of the spec that line *number* is about."""
        return self._index.hashes[self._index.listings.spec[self._missing[number // LINES]]]

    def find(self, name: str | None) -> int:
        """Return the line of the spec with the hash *name*, the first where that is none of them.

        So who comes back from a nearest build goes on from there.
        """
        found = (one for one in range(0, len(self), LINES) if self.hash_of(one) == name)
        return next(found, 0) if name else 0

    def nearest_to(self, number: int) -> Nearest | None:
        """Return the nearest build of the spec that line *number* is about."""
        return self.nearest(self._missing[number // LINES])


def _nearest_line(found: Nearest | None) -> Line:
    if found is None:
        return line("    no build of it is there")
    return line("    nearest ", ("hash", found.known.label), f": {what_differs(found)}")


class CoverageDialog(ListDialog):
    """Lists what is missing; ``n`` and ``N`` go on, Enter gives the code of the nearest build."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("next-missing", "missing(1)", "To the next that is missing"),
        bound("previous-missing", "missing(-1)", "To the one before that is missing"),
    ]

    is_wide = True
    lines_each = LINES

    def __init__(self, title: str, lines: MissingLines) -> None:
        foot = "{next-missing} {previous-missing} next, previous  {open} go to the nearest build"
        super().__init__(title, lines, foot if len(lines) else "nothing is missing")
        self._missing = lines
        # a line without a right part keeps the whole width, and costs a search for the nearest
        self.reach = reach_of(map(lines.__getitem__, range(0, len(lines), LINES)))

    def action_missing(self, by: int) -> None:
        """Move to another spec that is missing, from the last one to the first."""
        if len(self._missing):
            to = (self.cursor // LINES + by) * LINES % len(self._missing)
            self.action_move(to - self.cursor)

    def action_choose(self) -> None:
        """Close, and give the code of the nearest build, if there is one."""
        found = self._missing.nearest_to(self.cursor) if len(self._missing) else None
        if found is not None:
            self.dismiss([found.known.spec])
