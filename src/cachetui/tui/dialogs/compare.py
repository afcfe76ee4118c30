"""The comparison: marked specs and configurations side by side."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from cachetui.index.fields import FIELDS
from cachetui.output.comparison import differing_lines, differing_rows, label, sentences
from cachetui.output.text_table import NOTHING
from cachetui.tui.dialogs.text import TextDialog
from cachetui.tui.presenter.fields import role_of
from cachetui.tui.presenter.lines import Line, Role, Span, line
from cachetui.tui.presenter.selection import listings_of
from cachetui.views.compare import MOST, Comparison, ComparisonRow, compare, side

if TYPE_CHECKING:
    from cachetui.tui.browse_screen import BrowseScreen

_ROLES = {one.heading or one.key: role_of(one.key) for one in FIELDS if one.owner != "listing"}
"""What a row of a field is called -> the role of its values."""
_NAME = re.compile(r"[\w.-]+:?==?")
"""The name before the values of a variant."""


def open_on(screen: BrowseScreen) -> None:
    """Compare what is marked."""
    index, marks = screen.session.index, screen.state.marks
    if not 2 <= len(marks) <= MOST:
        screen.say(f"mark two to {MOST} specs or configurations with space, then compare them")
        return
    found = [listings_of(index, mark) for mark in marks]
    sides = [side(index, numbers) for numbers in found if numbers]
    if len(sides) < len(found):
        screen.say("some of what was marked is gone: mark again")
        return
    result = compare(index, sides)
    lines, below = compared_lines(result), sentences(result)
    screen.app.push_screen(TextDialog("Compare", lines, below, heads=1))


def compared_lines(found: Comparison) -> list[Line]:
    """Return the table of what differs; in each of its rows what all sides share is dim."""
    heads, *texts = differing_lines(found)
    lines = [line(("head", heads))]
    for row, text in zip(differing_rows(found), texts, strict=True):
        values = [value or NOTHING for value in row.values]
        end = len(label(row.name))
        spans: list[Span] = [("dim", text[:end])]
        for value, parts in zip(values, _parts(values, _role(row, found)), strict=True):
            start = text.index(value, end)
            spans += [("", text[end:start]), *parts]
            end = start + len(value)
        lines.append(Line(tuple(spans)))
    return lines


def _parts(values: Sequence[str], role: Role) -> Iterator[list[Span]]:
    """Yield the parts of each of *values*, those dim that all have, but never all of one."""
    names = [match[0] if (match := _NAME.match(value)) else "" for value in values]
    items = [value[len(name) :].split(",") for name, value in zip(names, values, strict=True)]
    shared = set.intersection(*map(set, items))
    is_one_name = len({name.rstrip(":=") for name in names}) == 1
    for name, own in zip(names, items, strict=True):
        is_part = not shared.issuperset(own)
        spans: list[Span] = [("dim" if is_one_name and is_part else role, name)]
        for item in own:
            spans += [("dim" if is_part and item in shared else role, item), ("dim", ",")]
        yield [span for span in spans[:-1] if span[1]]


def _role(row: ComparisonRow, found: Comparison) -> Role:
    """Return the role of the values of a row: that of their field."""
    if row in found.variants:
        return "variant"
    return "version" if row.name.startswith("^") else _ROLES.get(row.name, "")
