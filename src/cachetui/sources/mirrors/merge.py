"""Scopes laid over each other, as Spack merges configuration.

A mapping is merged key by key; anything else replaces what was there, and a list is put before
it. ``key::`` (a key that ends in a colon) replaces even a mapping. What a higher scope says comes
first. Spack: lib/spack/spack/schema/__init__.py, merge_yaml.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

MARKS = ":+-"
"""Ends of a key that are not its name: ``::`` replaces; ``+:`` and ``-:`` add, which is usual."""


def overlaid(lower: Any, higher: Any) -> Any:
    """Return *higher* laid over *lower*; neither is changed, and keys are without their marks."""
    if isinstance(lower, Mapping) and isinstance(higher, Mapping):
        merged: dict[str, Any] = {}
        for written, value in higher.items():
            key = name_of(written)
            below = None if str(written).endswith(":") else lower.get(key)
            merged[key] = overlaid(below, value)
        return merged | {key: value for key, value in lower.items() if key not in merged}
    if isinstance(higher, Mapping):
        return overlaid({}, higher)
    if isinstance(lower, list) and isinstance(higher, list):
        return higher + [one for one in lower if one not in higher]
    return higher


def name_of(key: Any) -> str:
    """Return a key of a mapping without its mark; a key that is no text is none."""
    text = key if isinstance(key, str) else ""
    return text[:-1] if len(text) > 1 and text[-1] in MARKS else text
