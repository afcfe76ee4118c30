"""``--show coverage``: counts of what a lockfile wants, then each spec that is missing."""

from __future__ import annotations

from collections.abc import Iterator

from cachetui.index.index import Index
from cachetui.output.dependencies import identity, states
from cachetui.output.records import encoded
from cachetui.output.streams import dots
from cachetui.output.text_table import table
from cachetui.views.compare import ComparisonRow
from cachetui.views.coverage import Coverage, Nearest, NearestBuilds
from cachetui.views.known_spec import KnownSpec, known_spec

NAMED = 4
"""Differences that a text names at most."""
NARROWEST, WIDEST = 32, 64
"""Columns of the specs of the table at most: what differs is compared from line to line."""
FOR_DIFFERENCES = 40
"""Columns that specs with long names leave to what differs, where lines are cut."""
ALIKE = "only its recipe or build dependencies"
"""What a nearest build differs in if in nothing that is listed."""


def coverage_table(
    index: Index, found: Coverage, nearest: NearestBuilds, width: int = 0
) -> Iterator[str]:
    """Yield the counts as a table, and one of what is missing; cut at *width*, if not 0."""
    counts = [(name, str(number)) for name, number in found.counts().items()]
    yield from table(("what", "count"), counts, width=width, dots=dots())
    if found.missing:
        yield ""
        rows = [_cells(known, one) for known, one in _missing(index, found, nearest)]
        heads = ("missing", "nearest build", "what differs")
        yield from table(heads, rows, width=width, widest=_widest(width), dots=dots())


def _widest(width: int) -> int:
    """Return the columns of specs at most in a table that is cut at *width*, if not 0."""
    return max(min((width - FOR_DIFFERENCES) // 2, WIDEST), NARROWEST) if width else WIDEST


def _missing(
    index: Index, found: Coverage, nearest: NearestBuilds
) -> Iterator[tuple[KnownSpec, Nearest | None]]:
    for listing in found.missing:
        yield known_spec(index, index.listings.spec[listing]), nearest.of(listing)


def _cells(known: KnownSpec, nearest: Nearest | None) -> tuple[str, str, str]:
    if nearest is None:
        return known.label, "", f"no build of {known.package} is there"
    return known.label, nearest.known.label, what_differs(nearest)


def what_differs(nearest: Nearest) -> str:
    """Return in a few words in what a build differs from the one that is missing."""
    parts = [_difference(row) for row in nearest.differs[:NAMED]]
    more = len(nearest.differs) - NAMED
    parts += [f"{more} more"] if more > 0 else []
    return ", ".join(parts) or ALIKE


def _difference(row: ComparisonRow) -> str:
    """Return a row as ``version 1.2 instead of 1.3``, a variant as ``~mpi instead of +mpi``.

    A variant may have the value ``none``, so of one that only one has it says ``with x=none``.
    """
    wanted, found = row.values
    says_name = any(text.lstrip("+~").startswith(row.name) for text in row.values)
    name = "" if says_name else f"{row.name} "
    if not (wanted and found):
        return f"{name}{'with' if found else 'without'} {found or wanted}"
    return f"{name}{found} instead of {wanted}"


def coverage_records(index: Index, found: Coverage, nearest: NearestBuilds) -> Iterator[str]:
    """Yield the counts as one JSON object, then one for each spec that is missing."""
    yield encoded(found.counts())
    for listing in found.missing:
        known = known_spec(index, index.listings.spec[listing], exact=True)
        yield encoded({**identity(known), **_nearest(index, nearest.of(listing))})


def _nearest(index: Index, nearest: Nearest | None) -> dict[str, object]:
    """Return the part of a record that is about the nearest build: null where there is none."""
    if nearest is None:
        return {"nearest": None, "differs": []}
    exact = known_spec(index, nearest.known.spec, exact=True)
    rows = [(row.name, *row.values) for row in nearest.differs]
    return {
        "nearest": {**identity(exact), **states(exact)},
        "differs": [dict(zip(("what", "wanted", "found"), row, strict=True)) for row in rows],
    }
