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
MAX_VALUES = 200_000
"""Values of a file with aliases, each alias counted as all that it stands for."""
SHOWN = 80
"""Characters of libyaml's own words that a sentence quotes: they can hold the page's."""

_TOO_DEEP = f"is nested over {MAX_DEPTH} deep"
_QUOTED_OR_BRACKET = re.compile(r"""\"(?:[^"\\]|\\.)*\"|'[^']*'|[\[\]{}]""", re.DOTALL)

_KEPT = tuple(f"tag:yaml.org,2002:{name}" for name in ("null", "str", "seq", "map"))
_MERGE = "tag:yaml.org,2002:merge"


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


class _ConfigurationLoader(_TextLoader):
    """The same with the merge key: ``<<: *common``."""


_ConfigurationLoader.yaml_implicit_resolvers = _TextLoader.yaml_implicit_resolvers | {
    "<": [(_MERGE, re.compile("<<"))]
}


def load_yaml(text: str) -> Any:
    """Return what *text* says as YAML whose scalars are strings or None.

    Raises YamlRefusedError where it is no YAML, too long, nested too deep, or has aliases: no
    page needs any, and a few that hold each other unfold into billions.
    """
    if len(text) > MAX_CHARACTERS:
        raise YamlRefusedError(f"is not JSON, and too long for YAML: over {MAX_CHARACTERS:,}")
    try:
        _inspect(text, aliases=False)
        return yaml.load(text, _TextLoader)
    except yaml.YAMLError as error:
        problem = clip(safe(str(getattr(error, "problem", None) or "it cannot be read")), SHOWN)
        raise YamlRefusedError(f"is not YAML: {problem}{_place(error)}") from None


def load_configuration(text: str) -> Any:
    """Return what *text*, a file that a person wrote, says as YAML: strings, None, collections.

    Aliases and merge keys are read as people use them, as long as what they unfold into is
    bounded. Raises YamlRefusedError, which quotes nothing of the file: it may hold a password.
    """
    if len(text) > MAX_CHARACTERS:
        raise YamlRefusedError(f"is too long: over {MAX_CHARACTERS:,} characters")
    try:
        _inspect(text, aliases=True)
        return yaml.load(text, _ConfigurationLoader)
    except yaml.YAMLError as error:
        raise YamlRefusedError(f"cannot be read as YAML{_place(error)}") from None


def _inspect(text: str, *, aliases: bool) -> None:
    """Raise YamlRefusedError for what would hurt.

    Brackets are counted before libyaml sees them: it reads far ahead of the event it gives, and
    ends the process at 30,000. Nested blocks show only in the events, which come one by one.
    """
    if _bracket_depth(text) > MAX_DEPTH:
        raise YamlRefusedError(_TOO_DEEP)
    counter = _Counter(aliases=aliases)
    for event in yaml.parse(text, _TextLoader):
        counter.take(event)


class _Counter:
    """Counts the collections that are open and the values that all aliases stand for."""

    def __init__(self, *, aliases: bool) -> None:
        self._aliases = aliases
        self._values = 0
        self._open: list[tuple[str | None, int]] = []
        self._sizes: dict[str | None, int] = {}
        """Anchor -> the values in it; one that is still open has none yet."""

    def take(self, event: yaml.Event) -> None:
        """Count *event*; raises YamlRefusedError where it is one too many."""
        if isinstance(event, yaml.AliasEvent):
            self._unfold(event)
        elif isinstance(event, yaml.ScalarEvent):
            self._values += 1
            self._sizes[event.anchor] = 1
        elif isinstance(event, yaml.CollectionStartEvent):
            self._sizes.pop(event.anchor, None)
            self._open.append((event.anchor, self._values))
            self._values += 1
            if len(self._open) > MAX_DEPTH:
                raise YamlRefusedError(_TOO_DEEP)
        elif isinstance(event, yaml.CollectionEndEvent):
            anchor, before = self._open.pop()
            self._sizes[anchor] = self._values - before

    def _unfold(self, event: yaml.AliasEvent) -> None:
        """Count what an alias stands for; raises YamlRefusedError where that is not allowed."""
        if not self._aliases:
            raise YamlRefusedError("has a YAML alias, which no page needs")
        if any(anchor == event.anchor for anchor, _ in self._open):
            raise YamlRefusedError("has a YAML alias for what it stands in")
        self._values += self._sizes.get(event.anchor, 0)  # none: libyaml refuses it itself
        if self._values > MAX_VALUES:
            raise YamlRefusedError(f"has YAML aliases for over {MAX_VALUES:,} values")


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


def _place(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    return f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""
