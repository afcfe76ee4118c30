"""A value of the wrong type in untrusted JSON: msgspec's finding in people's words."""

from __future__ import annotations

import re

from cachetui.safe_text import clip, safe

SHOWN = 100
"""Characters of msgspec's own words that a sentence quotes."""

_FINDING = re.compile(r"Expected `([^`]+)`, got `([^`]+)`(?: - at `\$\.(\w+)[^`]*`)?")
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
    finding = _FINDING.match(str(error))
    if finding is None:
        return f"does not fit: {clip(safe(str(error)), SHOWN)}"
    expected, got, field = finding.groups()
    wanted = [_KINDS.get(kind, kind) for kind in expected.split(" | ") if kind != "null"]
    belongs = " or ".join(dict.fromkeys(wanted))
    return f"{field or 'it'} has {_KINDS.get(got, got)} where {belongs} belongs"
