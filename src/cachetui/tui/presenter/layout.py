"""The panes that a screen of some size has room for."""

from __future__ import annotations

from msgspec import Struct

from cachetui.tui.presenter.state import Pane, State

SMALLEST = (40, 10)
"""Columns and lines under which nothing can be shown that makes sense."""
NARROW = 60
"""Columns from which packages and specs stand side by side."""
WIDE = 100
"""Columns from which the detail has a place of its own."""
BROAD = 160
"""Columns from which the detail stands beside the specs, and lists have heads."""
TALL = 15
"""Lines from which the line under the search keeps its place."""


def panes(state: State, width: int, height: int) -> frozenset[Pane]:
    """Return the panes to show on *width* columns and *height* lines."""
    active = Pane.PACKAGES if state.pane is Pane.SEARCH else state.pane
    if state.zoomed:
        return frozenset({active})
    if width < NARROW or height < TALL:
        if state.drawer and active is not Pane.PACKAGES:
            active = Pane.DETAIL
        return frozenset({active}) if width < NARROW else _beside(active)
    shown = {Pane.PACKAGES, Pane.SPECS}
    has_detail = state.package is not None and (width >= WIDE or state.drawer)
    if has_detail or active is Pane.DETAIL:
        shown.add(Pane.DETAIL)
    return frozenset(shown)


class Room(Struct, frozen=True):
    """The sizes that depend on what the panes hold; None for all that others leave."""

    packages: int | None
    """Columns of the packages."""
    specs: int | None
    """Lines of the specs, the detail being under them."""
    columns: int | None = None
    """Columns of the specs, the detail being beside them."""


BARS = 4
"""Lines of the screen that are no pane's: top, search, hint, footer."""
AROUND_NAME = 5
"""Columns of a package's line beside name and count: frame, signs, a gap."""
FRAME = 2
"""Lines of a pane that are its frame's."""
DETAIL = 10
"""Lines that most details need, the frame included: where half of the screen is no more, they
have that half always, as most of the screen would be drawn for each that needs one more."""
FEWEST = 6
"""Lines that the specs have at least."""


BESIDE = 66
"""Columns that the detail keeps beside the specs: an install command has no line break in them."""


def room(
    shown: frozenset[Pane],
    size: tuple[int, int],
    widest: int,
    specs: int,
    detail: int,
    wide: int = 0,
) -> Room:
    """Return the sizes of panes *shown* on a screen of *size*, as large as what they hold.

    The widest line of the packages has *widest* columns, its count included; the specs take
    *specs* lines of *wide* columns and the detail *detail* lines, frames included. Where not both
    have room, neither leaves the other less than half; beside the specs the detail does with what
    its commands need. What a search leaves of the packages changes no size: all would be redrawn.
    """
    width, height = size
    most = 28 if width < WIDE else 36 if width < BROAD else 48
    columns = None if len(shown) == 1 else min(max(widest + AROUND_NAME, 22), most)
    if not {Pane.SPECS, Pane.DETAIL} <= shown:
        return Room(columns, None)
    if is_broad(width):
        both = width - (columns or 0)
        return Room(columns, None, max(both // 2, min(wide, both - BESIDE)))
    body = height - BARS
    half = body // 2
    lines = min(specs, body - (half if half <= DETAIL else min(detail, half)))
    return Room(columns, max(lines, FEWEST))


def is_broad(width: int) -> bool:
    """Return whether the detail stands beside the specs, and lists have heads."""
    return width >= BROAD


def is_too_small(width: int, height: int) -> bool:
    """Return whether a screen of *width* columns and *height* lines can show nothing."""
    return width < SMALLEST[0] or height < SMALLEST[1]


def _beside(active: Pane) -> frozenset[Pane]:
    """Return the panes of a wide but low screen, where the detail takes the place of the specs."""
    return frozenset({Pane.PACKAGES, Pane.DETAIL if active is Pane.DETAIL else Pane.SPECS})


def classes(shown: frozenset[Pane], width: int, height: int) -> frozenset[str]:
    """Return the classes of the screen by which the style sheets lay it out."""
    holds = {
        "-narrow": width < NARROW,
        "-broad": is_broad(width),
        "-tall": height >= TALL,
        "-single": len(shown) == 1,
        "-too-small": is_too_small(width, height),
        **{f"-no-{pane.value}": pane not in shown for pane in _PANES},
        "-no-right": shown == {Pane.PACKAGES},
    }
    return frozenset(name for name, is_so in holds.items() if is_so)


_PANES = (Pane.PACKAGES, Pane.SPECS, Pane.DETAIL)
