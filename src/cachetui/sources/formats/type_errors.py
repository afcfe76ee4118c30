"""A value of the wrong type in untrusted JSON: msgspec's finding in people's words."""

from __future__ import annotations

import re

import msgspec

from cachetui.safe_text import clip, safe

SHOWN = 100
"""Characters of msgspec's own words that a sentence quotes."""

BROKEN = (msgspec.DecodeError, RecursionError, UnicodeDecodeError)
"""Whatever msgspec raises for bytes that are no JSON, nested too deep, or of another shape."""

_FINDING = re.compile(r"Expected `([^`]+)`, got `([^`]+)`(?: - at `\$\.(\w+)[^`]*`)?")
_MISSING = re.compile(r"Object missing required field `([^`]+)`")
_KINDS = {
    "str": "text",
    "int": "a number",
    "float": "a number",
    "bool": "true or false",
    "null": "nothing",
    "array": "a list",
    "object": "a mapping",
}


def misfit(error: Exception) -> str:
    """Return what has the wrong type: ``versions has a number where text belongs``."""
    if missing := _MISSING.match(str(error)):
        return f"has no {missing[1]}"
    finding = _FINDING.match(str(error))
    if finding is None:
        return f"does not fit: {clip(safe(str(error)), SHOWN)}"
    expected, got, field = finding.groups()
    wanted = [_KINDS.get(kind, kind) for kind in expected.split(" | ") if kind != "null"]
    belongs = " or ".join(dict.fromkeys(wanted))
    return f"{field or 'it'} has {_KINDS.get(got, got)} where {belongs} belongs"
