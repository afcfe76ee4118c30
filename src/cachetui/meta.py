"""``meta`` repeats what a page's rows say; this tells where the two disagree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from cachetui.rows import Row
from cachetui.text import clip, safe

SHOWN = 40
"""Characters of meta's own words that the sentence quotes."""


def disagreement(meta: dict[str, Any], rows: list[Row]) -> str | None:
    """Compare *meta* with *rows*; a sentence about the first difference, or None.

    Only keys that are there are compared: the oldest pages have versions and compilers only.
    """
    if "num_specs" in meta and str(meta["num_specs"]) != str(len(rows)):
        said = clip(safe(str(meta["num_specs"])), SHOWN)
        return f"its meta says {said} specs, its rows are {len(rows)}"
    for key, values in _sets(rows):
        said_values = meta.get(key)
        if said_values is not None and _texts(said_values) != values:
            return f"its meta and its rows disagree on {key}"
    by_stack = meta.get("num_specs_by_stack")
    if by_stack is not None and by_stack != _by_stack(rows, by_stack):
        return "its meta and its rows disagree on num_specs_by_stack"
    return None


def _texts(values: object) -> set[str] | None:
    if not isinstance(values, list):
        return None
    return {str(value).replace("@=", "@") for value in values}


def _sets(rows: list[Row]) -> Iterable[tuple[str, set[str]]]:
    yield "versions", {version for row in rows for version in row.versions}
    yield "compilers", {row.compiler or "none" for row in rows}
    yield "oss", {row.os or "" for row in rows}
    yield "platforms", {row.platform or "" for row in rows}
    yield "targets", {row.target or "" for row in rows}
    yield "stacks", {stack for stacks in {row.stacks for row in rows} for stack in stacks}


def _by_stack(rows: list[Row], said: object) -> dict[str, int | str]:
    """Count the rows of each stack, in the type that meta has them in (YAML's are text)."""
    counts: Counter[str] = Counter()
    for stacks, times in Counter(row.stacks for row in rows).items():
        for stack in set(stacks):
            counts[stack] += times
    as_text = isinstance(said, dict) and any(isinstance(n, str) for n in said.values())
    return {stack: str(n) if as_text else n for stack, n in counts.items()}
