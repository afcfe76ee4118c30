"""The panes that a screen of some size has room for."""

from __future__ import annotations

from cachetui.tui.presenter.state import Pane, State

SMALLEST = (40, 10)
"""Columns and lines under which nothing can be shown that makes sense."""
NARROW = 60
"""Columns from which packages and specs stand side by side."""
WIDE = 100
"""Columns from which the detail has a place of its own."""
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
    if width >= WIDE or state.drawer or active is Pane.DETAIL:
        shown.add(Pane.DETAIL)
    return frozenset(shown)


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
        "-tall": height >= TALL,
        "-single": len(shown) == 1,
        "-too-small": is_too_small(width, height),
        **{f"-no-{pane.value}": pane not in shown for pane in _PANES},
        "-no-right": shown == {Pane.PACKAGES},
    }
    return frozenset(name for name, is_so in holds.items() if is_so)


_PANES = (Pane.PACKAGES, Pane.SPECS, Pane.DETAIL)
