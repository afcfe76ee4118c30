"""A comparison as plain text: what differs as a table, and what does not in a line each."""

from __future__ import annotations

from collections.abc import Iterator

from cachetui.output.text_table import table
from cachetui.views.compare import Comparison, ComparisonRow


def differing_lines(found: Comparison) -> Iterator[str]:
    """Yield the table of what differs, safe to show."""
    rows = [(label(one.name), *one.values) for one in differing_rows(found)]
    yield from table(("field", *found.titles), rows)


def differing_rows(found: Comparison) -> list[ComparisonRow]:
    """Return the rows of what differs."""
    rows = [one for one in (*found.fields, *found.variants) if one.differs]
    return [*rows, *found.dependencies]


def sentences(found: Comparison) -> Iterator[str]:
    """Yield what is said below the table, the conclusion first; safe to show."""
    if found.note:
        yield found.note
    if found.consequences:
        yield f"only because of these: {' '.join(f'^{name}' for name in found.consequences)}"
    alike = [f"{one.name} {one.values[0]}" for one in found.fields if not one.differs]
    if alike:
        yield f"the same: {', '.join(alike)}"
    folded = [one.values[0] for one in found.variants if not one.differs]
    if folded:
        yield f"variants that are the same: {' '.join(folded)}"


def label(name: str) -> str:
    """Return *name* as one word that is no command, whatever a variant is called."""
    return name.replace(" ", "\\x20") + ":"
