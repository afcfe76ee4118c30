"""The lines of "all packages": totals, and the busiest stacks and targets as bars."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cachetui.tui.presenter.glyphs import Glyphs
from cachetui.tui.presenter.lines import Line, Role, Span, line, pad, width_of

if TYPE_CHECKING:
    from cachetui.views.overview import Bar, Overview

LABEL = 16
"""Columns of the labels of totals."""
NUMBER = 9
"""Columns of numbers."""


def quick_lines(packages: int, specs: int) -> list[Line]:
    """Return what is known at once; the rest follows when the cursor has rested."""
    return [_total("packages", packages), _total("specs", specs)]


def overview_lines(found: Overview, width: int, glyphs: Glyphs) -> list[Line]:
    """Return all lines of an overview on *width* columns."""
    totals = found.totals
    names = ("packages", "specs", "configurations", "listings", "tags", "stacks", "targets")
    lines = [_total(name, getattr(totals, name)) for name in names]
    if found.problems:
        lost = f"  {found.lost} lost" if found.lost else ""
        problems: list[Span] = [("problem", f"{found.problems:>{NUMBER},}"), ("dim", lost)]
        lines.append(line(("dim", "problems".ljust(LABEL)), *problems))
    lines += _bars("Busiest stacks", found.stacks, "head", width, glyphs)
    return lines + _bars("Busiest targets", found.targets, "arch", width, glyphs)


def _total(name: str, number: int) -> Line:
    return line(("dim", name.ljust(LABEL)), ("count", f"{number:>{NUMBER},}"))


def _bars(title: str, bars: Sequence[Bar], role: Role, width: int, glyphs: Glyphs) -> list[Line]:
    if not bars:
        return []
    label = min(max(width_of(bar.label) for bar in bars), max(width // 2, 8))
    room = max(width - label - NUMBER - 2, 1)
    most = max(max(bar.specs for bar in bars), 1)
    lines = [Line(()), line(("head", title))]
    for bar in bars:
        length = max(bar.specs * room // most, 1)
        count = f"{bar.specs:>{NUMBER},} "
        lines.append(
            line(pad(bar.label, label, glyphs.dots), ("count", count), (role, glyphs.bar * length))
        )
    return lines
