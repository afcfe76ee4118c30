"""A line on the dependencies in which the specs of one configuration differ."""

from __future__ import annotations

from collections.abc import Collection

from cachetui.index.index import Index
from cachetui.safe_text import clip, counted
from cachetui.views.dependency_diff import DependencyDifference, differences
from cachetui.views.known_spec import has_record

NAMED = 3
"""The most dependencies that a line names, and the most texts of each."""
LONGEST = 40
"""Characters that a line shows of each text: those of variants can be long."""


def look_alikes(index: Index, specs: Collection[int]) -> str:
    """Return a line on the dependencies in which *specs* differ, nearest to them first.

    ``14 specs: python 3.11 x9, 3.12 x5; openblas x9, netlib-lapack x5``. It is empty where the
    dependencies of fewer than two specs are known.
    """
    known = sorted(spec for spec in specs if has_record(index, spec))
    if len(known) < 2:
        return ""
    found = differences(index, known).differences
    found = tuple(sorted(found, key=lambda one: (one.kind == "hash", one.depth, one.name)))
    parts = [_part(one, len(known)) for one in found[:NAMED]]
    if len(found) > NAMED:
        parts.append(f"{len(found) - NAMED} more")
    same = "what they link and run is the same: only the recipe or build dependencies differ"
    rest = f" of {len(specs):,}" if len(known) < len(specs) else ""
    return f"{counted(len(known), 'spec')}{rest}: {'; '.join(parts) or same}"


def _part(one: DependencyDifference, specs: int) -> str:
    """Return a dependency with each of its texts, and the number of *specs* that have it."""
    texts = [(clip(text, LONGEST) or "none", owners.bit_count()) for text, owners in one.texts]
    lacking = specs - one.owners.bit_count()
    texts += [("none", lacking)] if lacking and one.kind != "provider" else []
    words = [f"{text} x{number}" for text, number in texts[:NAMED]]
    if len(texts) > NAMED:
        words.append(f"{len(texts) - NAMED} more")
    name = "" if one.kind == "provider" else f"{one.name} "
    return name + ", ".join(words)
