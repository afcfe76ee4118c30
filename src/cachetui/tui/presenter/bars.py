"""The one-line texts of the screen: top bar, titles, counts."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from cachetui.safe_text import counted, safe
from cachetui.tui.presenter.frame import Frame
from cachetui.tui.presenter.lines import Line, Role, cut, line, width_of
from cachetui.tui.presenter.state import Pane, State
from cachetui.tui.presenter.view import View

NAME = " cachetui  "
SOURCE = 14
"""Columns that the source's name has in any case."""
TOO_SMALL = line("terminal too small")


def _legend(yes: str, maybe: str, no: str, alike: str) -> Line:
    """Return the meaning of the signs on the right of specs, in the given words."""
    return line(
        ("yes", "y"),
        f" {yes}  ",
        ("maybe", "?"),
        f" {maybe}  ",
        ("no", "n"),
        f" {no}  ",
        ("count", "xN"),
        f" {alike}",
    )


LEGENDS = (
    _legend("runs here", "may run", "does not", "N specs that look the same"),
    _legend("runs here", "may", "does not", "N look the same"),
    _legend("runs", "may", "does not", "N alike"),
)
"""The meaning of the signs on the right of specs, in forms for less and less room."""


class Summary(Struct, frozen=True):
    """The facts of the top bar."""

    source: str
    """The sources as the user gave them, safe to show."""
    tags: tuple[str, ...]
    """The patterns of the tags that were asked for; empty means every tag."""
    packages: int
    specs: int
    host: str
    """The machine that "runs here" is about; empty until it is known."""
    status: str
    """How far the reading is, or how many problems there were."""


def top(summary: Summary, width: int, dots: str) -> Line:
    """Return the top bar for *width* columns.

    Where room is short, what everybody knows is left out, and a long source is cut: not the host.
    """
    tags = ", ".join(summary.tags)
    totals = f"{counted(summary.packages, 'package')}  {counted(summary.specs, 'spec')}"
    status = f"{summary.status} " if summary.status else ""
    host = f"on {summary.host}" if summary.host else ""
    for name, some in ((NAME, tags or "all tags"), (NAME, tags), (" ", tags)):
        rest = "".join(f" | {part}" for part in (some, totals, host) if part)
        room = width - width_of(f"{name}{rest}") - (width_of(status) + 2 if status else 1)
        if room >= min(width_of(summary.source), SOURCE):
            break
    return line(name, cut(summary.source, max(room, SOURCE), dots), rest, right=[("", status)])


def prompt(state: State) -> Line:
    """Return the sign before the search line, which says whether keys are text."""
    return line(("accent", " > ") if state.pane is Pane.SEARCH else " / ")


def found(view: View, packages: int) -> Line:
    """Return how much of all *packages* the search finds."""
    shown = view.packages
    specs = counted(shown.specs, "spec")
    return line(right=[("", f"{shown.packages:,} of {packages:,} | {specs} ")])


PACKAGE_HEAD = line(("dim", "  package"), right=[("dim", "specs")])
"""The heads of the packages' columns."""


def packages_frame(view: View, *, has_heads: bool) -> Frame:
    """Return what the frame of the packages says; "all packages" is not one of them."""
    title = line((_title(view, Pane.PACKAGES), "Packages"))
    shorter: tuple[Line, ...] = ()
    if view.state.search.stale:
        title = line(*title.left, ("problem", " (old)"))
        shorter = (line(("problem", "(old)")),)
    heads = (PACKAGE_HEAD,) if has_heads else ()
    return Frame(title, heads=heads, uncounted=1, shorter=shorter)


def specs_frame(view: View, *, has_heads: bool) -> Frame:
    """Return what the frame of the specs says: of what they are, and how varied they are."""
    role = _title(view, Pane.SPECS)
    package = view.state.package
    if package is None:
        old = "  of the last search" if view.state.search.stale else ""
        every = Frame(line((role, "All packages"), old))
        return reasons_frame(view, role) if view.finds_nothing else every
    title, *shorter = (line((role, safe(package)), "  ", words) for words in _specs_titles(view))
    return Frame(title, specs_heads(view, has_heads=has_heads), LEGENDS, shorter=tuple(shorter))


def _specs_titles(view: View) -> Iterator[str]:
    """Yield what the title says of the specs, without more and more of what matters less."""
    specs = counted(view.specs_found, "spec")
    by = f"{specs} by {'/'.join(view.grouping)}"
    first = ["of the last search"] if view.state.search.stale else []
    marked = [f"{len(view.state.marks)} marked"] if view.state.marks else []
    extents = view.extents()
    for number in range(len(extents), -1, -1):
        yield " | ".join([*first, by, *marked, *extents[:number]])
    yield " | ".join([*first, specs, *marked])


def specs_heads(view: View, *, has_heads: bool) -> tuple[Line, ...]:
    """Return the lines that stay over the specs: what all share, the heads of the columns."""
    heads = (_common(view), view.specs.head if has_heads or view.fields.needs_heads else Line(()))
    return tuple(head for head in heads if head.left)


def reasons_frame(view: View, role: Role) -> Frame:
    """Return what the frame of the specs says where reasons stand in it."""
    head = line(("dim", " enter on a line changes the search"))
    is_chosen = view.reasons and view.state.pane is Pane.SPECS
    place = f"{view.reason_row + 1} of {len(view.reasons)}" if is_chosen else ""
    return Frame(line((role, "Why nothing is found")), heads=(head,), place=place)


def _common(view: View) -> Line:
    """Return what all lines of the specs share."""
    if view.state.all_columns:
        return Line(())
    spans = view.fields.common()
    return Line((("dim", " all: "), *spans)) if any(text for _, text in spans) else Line(())


def _title(view: View, pane: Pane) -> Role:
    return "accent" if view.state.pane is pane else ""
