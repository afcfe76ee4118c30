"""What of the cache needs a spec, by itself or through others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cachetui.index.fields import FIELD
from cachetui.index.index import Index
from cachetui.safe_text import counted
from cachetui.tui.dialogs.spec_list import SpecRows, chosen_specs, show_specs, spec_line
from cachetui.tui.presenter.lines import Line, line
from cachetui.views.build_order import BuildOrder
from cachetui.views.dependency_tree import NEEDED, WITH_BUILD
from cachetui.views.known_spec import known_spec
from cachetui.views.needed_by import Dependent, needed_by

if TYPE_CHECKING:
    from cachetui.tui.browse_screen import BrowseScreen


def open_on(screen: BrowseScreen) -> None:
    """List what needs the spec under the cursor, or any of those that are marked."""
    if specs := chosen_specs(screen):
        index, order = screen.session.index, screen.session.views.order
        show_specs(screen, lambda with_build: _rows(index, specs, order, with_build))


def _rows(index: Index, specs: list[int], order: BuildOrder, with_build: bool) -> SpecRows:
    """Return the lines of what needs *specs*, under a heading for each way of needing."""
    found = needed_by(index, specs, order, WITH_BUILD if with_build else NEEDED)
    direct = [one for one in found if one.types]
    rows: list[Dependent | str] = []
    for heading, some in (
        ("directly", direct),
        ("through others", found[len(direct) :]),
    ):
        rows += [heading, *some] if some else []
    return SpecRows(
        f"Needed to {'link, run or build' if with_build else 'link or run'}: "
        f"by {_counts(found, direct)}",
        [None if isinstance(row, str) else row.spec for row in rows],
        lambda number: _line(index, rows[number]),
    )


def _counts(found: list[Dependent], direct: list[Dependent]) -> str:
    if not found:
        return "nothing here"
    return f"{counted(len(found), 'spec')}, {len(direct):,} of them directly"


def _line(index: Index, row: Dependent | str) -> Line:
    if isinstance(row, str):
        return line(("head", row))
    known = known_spec(index, row.spec)
    return spec_line(known, 1, index.value(FIELD["target"], row.listing))
