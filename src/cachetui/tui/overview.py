"""What "all packages" shows: the totals of the cache."""

from __future__ import annotations

from cachetui.index import Index
from cachetui.tui.finder import Found
from cachetui.tui.lines import Line, line

LABEL = 12
"""Columns of the labels."""


def overview(index: Index, found: Found) -> list[Line]:
    """Say how much there is, and how much of it the search finds."""
    totals = (
        ("packages", found.packages, len(index.packages)),
        ("specs", found.specs, len(index.hashes)),
    )
    lines = [_total(*total) for total in totals]
    tables = (
        ("tags", len(index.tags)),
        ("stacks", len({stack for stacks in index.stacks.values for stack in stacks})),
        ("targets", len(index.targets)),
        ("os", len(index.oses)),
        ("compilers", sum(compiler is not None for compiler in index.compilers.values)),
        ("pages", len(index.pages)),
        ("listings", len(index.listings)),
    )
    lines += [_total(label, count, count) for label, count in tables]
    if index.problems:
        count = f"{len(index.problems):,}"
        lines += [Line(()), line(("problem", f"{count} problems"), ("dim", "  ! shows them"))]
    return lines


def _total(label: str, found: int, everything: int) -> Line:
    of = "" if found == everything else f" of {everything:,}"
    return line(("dim", label.ljust(LABEL)), ("count", f"{found:>9,}"), ("dim", of))
