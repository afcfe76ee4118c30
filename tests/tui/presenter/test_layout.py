"""The room of the panes: as large as what they hold, whatever the screen."""

from __future__ import annotations

import pytest

from cachetui.tui.presenter.layout import Room, panes, room
from cachetui.tui.presenter.state import Pane, State

ALL = frozenset({Pane.PACKAGES, Pane.SPECS, Pane.DETAIL})
LISTS = frozenset({Pane.PACKAGES, Pane.SPECS})


@pytest.mark.parametrize(
    ("shown", "size", "widest", "lines", "expected"),
    [
        (ALL, (120, 36), 21, (8, 15), Room(26, 8)),  # few specs: the detail has the rest
        (ALL, (120, 36), 21, (500, 15), Room(26, 17)),  # many: as much as leaves the detail whole
        (ALL, (120, 36), 21, (500, 8), Room(26, 24)),  # which may be short
        (ALL, (120, 36), 21, (500, 40), Room(26, 16)),  # or has no room anyway
        (ALL, (120, 36), 90, (8, 15), Room(36, 8)),  # no name takes the place of specs
        (ALL, (80, 24), 21, (500, 15), Room(26, 10)),
        (ALL, (80, 24), 21, (500, 8), Room(26, 10)),  # nothing moves on a small screen
        (ALL, (200, 50), 21, (8, 15), Room(26, None, 87)),  # the detail stands beside them
        (LISTS, (80, 24), 60, (8, 15), Room(28, None)),
        (frozenset({Pane.PACKAGES}), (40, 10), 21, (8, 15), Room(None, None)),
    ],
)
def test_panes_are_as_large_as_what_they_hold(
    shown: frozenset[Pane],
    size: tuple[int, int],
    widest: int,
    lines: tuple[int, int],
    expected: Room,
) -> None:
    assert room(shown, size, widest, *lines) == expected


@pytest.mark.parametrize(
    ("width", "wide", "columns"),
    [
        (200, 20, 87),  # values stand near their rows anyway
        (200, 100, 100),
        (200, 300, 108),  # the detail keeps what its commands need
        (160, 300, 68),
    ],
)
def test_specs_beside_the_detail_are_as_wide_as_they_need(
    width: int, wide: int, columns: int
) -> None:
    assert room(ALL, (width, 50), 21, 8, 15, wide) == Room(26, None, columns)


def test_all_packages_have_no_detail_but_where_the_keys_are_in_it() -> None:
    assert panes(State(pane=Pane.PACKAGES), 120, 36) == LISTS
    assert panes(State(pane=Pane.DETAIL), 120, 36) == ALL
    assert panes(State(pane=Pane.PACKAGES, package="zlib"), 120, 36) == ALL
