"""The tags: how much each holds, which to look at, and what changed between two of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType

from cachetui.index.ordering import NO_TAG
from cachetui.query.edit import UnwritableError, toggled, without
from cachetui.tui.bindings.keys import bound
from cachetui.tui.dialogs.base import ListDialog, ask, put_query, reach_of
from cachetui.tui.dialogs.text import TextDialog
from cachetui.tui.presenter.lines import Line, Span, line, pad, width_of
from cachetui.tui.widgets.viewer import with_keys
from cachetui.views.tag_diff import Difference, difference
from cachetui.views.tags import Tag, TagTotals, TagVersions, history, tag_totals

if TYPE_CHECKING:
    from cachetui.tui.browse_screen import BrowseScreen

Compare = Callable[[Tag, Tag], Difference]
"""An earlier and a later tag -> what changed between them."""
FOOT = "{mark} mark  {open} only these  {all-tags} all tags  {compare} what changed"
NAMED = 4
"""Versions that a line of a tag names at most."""


def open_on(screen: BrowseScreen) -> None:
    """Show what each tag has of the package, or in all; look at the chosen ones only."""
    session = screen.session
    index, listings = session.index, session.listings(screen.view)
    if screen.state.package is None:
        totals = tag_totals(index, listings)
        tags, lines = [total.tag for total in totals], total_lines(totals)
    else:
        past = history(index, listings)
        tags, lines = [versions.tag for versions in past], history_lines(past)

    def changes(old: Tag, new: Tag) -> Difference:
        return difference(index, listings, old, new)

    def look_at(numbers: list[int]) -> None:
        _only_tags(screen, [tags[number] for number in numbers])

    title = session.so_far(f"{screen.view.title}: tags")
    ask(screen, TagDialog(title, tags, lines, changes), look_at)


def _only_tags(screen: BrowseScreen, tags: list[Tag]) -> None:
    """Search for *tags* and no others, beside what else is searched for."""
    query = without(screen.view.query, "tag")
    try:
        for tag in tags:
            query = toggled(query, "tag", tag if tag is not None else "none")
    except UnwritableError as error:
        screen.say(str(error))
        return
    screen.session.add_to_history(screen.state.search.text)
    put_query(screen, query)


class TagDialog(ListDialog):
    """Lists tags, the newest first; Enter gives the lines chosen, ``=`` compares two of them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("mark", "mark", "Mark a tag"),
        bound("compare", "compare", "What changed between two tags"),
        bound("all-tags", "all", "All tags"),
    ]

    def __init__(
        self, title: str, tags: Sequence[Tag], lines: list[Line], compare: Compare
    ) -> None:
        super().__init__(title, lines, FOOT, empty="nothing is found, so no tag lists it")
        self._tags = tags
        self._plain = lines
        self.reach = reach_of(lines)
        self._compare = compare
        self._marked: list[int] = []

    def action_mark(self) -> None:
        """Mark the tag under the cursor, or take its mark away."""
        if self.cursor in self._marked:
            self._marked.remove(self.cursor)
        else:
            self._marked.append(self.cursor)
        self.lines = [
            Line(plain.left, plain.right, marked=number in self._marked)
            for number, plain in enumerate(self._plain)
        ]
        self.action_move(1)

    def action_choose(self) -> None:
        """Close, and give the marked tags, or the one under the cursor."""
        self.dismiss(sorted(self._marked) or [self.cursor] if self._tags else None)

    def action_all(self) -> None:
        """Close, and look at all tags again."""
        self.dismiss([])

    def action_compare(self) -> None:
        """Show what changed between the two marked tags, or since the tag before this one."""
        pair = sorted(self._marked) or [self.cursor, self.cursor + 1]
        if len(pair) != 2 or pair[1] >= len(self._tags):
            words = "mark two tags with {mark}, or go to one that has an older one below it"
            self.say(with_keys(self, words))
            return
        new, old = (self._tags[number] for number in pair)
        title = f"From {old or NO_TAG} to {new or NO_TAG}"
        self.app.push_screen(TextDialog(title, difference_lines(self._compare(old, new))))


def total_lines(totals: Sequence[TagTotals]) -> list[Line]:
    """Return a line for each tag: how much it holds in all."""
    counts = [(total.packages, total.specs) for total in totals]
    rows = [
        (total.tag or NO_TAG, f"{packages:,}", _noun(packages, "package"), f"{specs:,}", "spec")
        for total, (packages, specs) in zip(totals, counts, strict=True)
    ]
    aligned = _aligned(rows, "<><><")
    return [
        line(f"{tag}  ", ("count", f"{packages} {noun}  {specs} {_noun(number, 'spec')}"))
        for (tag, packages, noun, specs, _), (_, number) in zip(aligned, counts, strict=True)
    ]


def history_lines(past: Sequence[TagVersions]) -> list[Line]:
    """Return a line for each tag: the versions of a package that it has, and how many of each."""
    rows = []
    for one in past:
        named = [(version, f"x{specs:,}") for version, specs in one.versions[:NAMED]]
        named += [("", "")] * (NAMED - len(named))
        rows.append((one.tag or NO_TAG, *chain.from_iterable(named), f"{one.specs:,}"))
    lines = []
    for one, (tag, *cells, specs) in zip(
        past, _aligned(rows, "<" + "<>" * NAMED + ">"), strict=True
    ):
        spans: list[Span] = [("", tag)]
        for version, count in zip(cells[::2], cells[1::2], strict=True):
            if version.strip():
                spans += [("version", f"  {version}"), ("count", f" {count}")]
        more = len(one.versions) - NAMED
        spans += [("dim", f"  and {more} more")] if more > 0 else []
        lines.append(line(*spans, right=[("count", f"{specs} {_noun(one.specs, 'spec')}")]))
    return lines


def _noun(number: int, noun: str) -> str:
    """Return *noun* as it follows *number*, as wide for one as for several."""
    return f"{noun} " if number == 1 else f"{noun}s"


def _aligned(rows: Sequence[Sequence[str]], sides: str) -> list[list[str]]:
    """Return *rows* with each column as wide as its widest cell; cells stand as *sides* say."""
    widths = [max(map(width_of, column)) for column in zip(*rows, strict=True)]
    return [
        [
            " " * (width - width_of(cell)) + cell if side == ">" else pad(cell, width)
            for cell, width, side in zip(row, widths, sides, strict=True)
        ]
        for row in rows
    ]


def difference_lines(found: Difference) -> list[str]:
    """Return what changed, a line for each package."""
    counts = ", ".join(f"{found.count(kind)} {kind}" for kind in ("new", "gone", "changed"))
    lines = [f"packages: {counts}, {found.unchanged} the same"]
    for change in found.changes:
        versions = [f"+{version}" for version in change.versions_added]
        versions += [f"-{version}" for version in change.versions_removed]
        specs = f"specs +{change.specs_added} -{change.specs_removed}"
        lines.append("  ".join((f"{change.kind:<8}{change.package}", *versions, specs)))
    return lines
