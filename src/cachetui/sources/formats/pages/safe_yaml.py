"""YAML from strangers, read safely: every plain scalar stays the text that was written.

A tag ``2023.10`` is no float and a version ``2023-05-14`` no date, so of YAML's types only texts,
lists, mappings and null are left. What could hurt the process is refused before anything is
built of it.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from cachetui.safe_text import clip, safe

try:
    from yaml import CSafeLoader as _SafeLoader
except ImportError:  # a PyYAML built without libyaml
    from yaml import SafeLoader as _SafeLoader  # type: ignore[assignment]

MAX_CHARACTERS = 2_000_000
"""YAML is read at a few MB a second, and only where nothing simpler can read."""
MAX_DEPTH = 100
"""Collections within each other: libyaml crashes the process at 30,000."""
SHOWN = 80
"""Characters of libyaml's own words that a sentence quotes: they can hold the page's."""

_TOO_DEEP = f"is nested over {MAX_DEPTH} deep"
_QUOTED_OR_BRACKET = re.compile(r"""\"(?:[^"\\]|\\.)*\"|'[^']*'|[\[\]{}]""", re.DOTALL)

_KEPT = tuple(f"tag:yaml.org,2002:{name}" for name in ("null", "str", "seq", "map"))


class YamlRefusedError(ValueError):
    """The text is not YAML, or not YAML that is safe to read; the message is one sentence."""


class _TextLoader(_SafeLoader):
    """The safe loader without the types that are guessed from the spelling, or that compute."""


_TextLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag in _KEPT]
    for first, resolvers in _SafeLoader.yaml_implicit_resolvers.items()
}
_TextLoader.yaml_constructors = {
    tag: construct
    for tag, construct in _SafeLoader.yaml_constructors.items()
    if tag in _KEPT or tag is None  # None stands for all others, and refuses
}


def load_yaml(text: str) -> Any:
    """Return what *text* says as YAML whose scalars are strings or None.

    Raises YamlRefusedError where it is no YAML, too long, nested too deep, or has aliases: no
    page needs any, and a few that hold each other unfold into billions.
    """
    if len(text) > MAX_CHARACTERS:
        raise YamlRefusedError(f"is not JSON, and too long for YAML: over {MAX_CHARACTERS:,}")
    try:
        _inspect(text)
        return yaml.load(text, _TextLoader)
    except yaml.YAMLError as error:
        raise YamlRefusedError(_sentence(error)) from None


def _inspect(text: str) -> None:
    """Raise YamlRefusedError for what would hurt.

    Brackets are counted before libyaml sees them: it reads far ahead of the event it gives, and
    ends the process at 30,000. Nested blocks show only in the events, which come one by one.
    """
    if _bracket_depth(text) > MAX_DEPTH:
        raise YamlRefusedError(_TOO_DEEP)
    depth = 0
    for event in yaml.parse(text, _TextLoader):
        if isinstance(event, yaml.AliasEvent):
            raise YamlRefusedError("has a YAML alias, which no page needs")
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise YamlRefusedError(_TOO_DEEP)


def _bracket_depth(text: str) -> int:
    """Return how deep the brackets of *text* are nested, those in quoted scalars left out."""
    depth = deepest = 0
    for found in _QUOTED_OR_BRACKET.finditer(text):
        if found[0] in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif found[0] in "]}":
            depth -= 1
    return deepest


def _sentence(error: yaml.YAMLError) -> str:
    problem = clip(safe(str(getattr(error, "problem", None) or "it cannot be read")), SHOWN)
    mark = getattr(error, "problem_mark", None)
    place = f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""
    return f"is not YAML: {problem}{place}"
