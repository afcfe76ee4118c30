"""The rows of a page's ``spec_details``, from whatever notation they still can be read.

Typed JSON is the way of all real pages. Where it fails, plain JSON row by row finds the rows
that are sound; where even that finds no JSON, YAML's safe loader has the last word.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import msgspec

from cachetui.text import safe
from cachetui.yamltext import YamlRefusedError, load_yaml


class Row(msgspec.Struct, gc=False):
    """One row of a page, typed and otherwise as the page has it."""

    hash: str | None = None
    versions: tuple[str, ...] = ()
    compiler: str | None = None
    platform: str | None = None
    os: str | None = None
    target: str | None = None
    variants: tuple[str, ...] = ()
    stacks: tuple[str, ...] = ()
    size: int | float | str | None = None
    tarball: str | None = None
    architecture: str | None = None
    """``linux-ubuntu20.04-x86_64_v3``: early 2023's platform, os and target in one."""
    dependencies: str = msgspec.field(default="", name="^")
    """The dependencies of a spec string; no page has such a key."""


class _BrokenError(ValueError):
    """The text of a row is no JSON; its message says where."""


AT_ONCE = 4_000_000
"""Characters of rows decoded in one call: a longer call would keep the screen waiting."""

_TYPED = msgspec.json.Decoder(list[Row])
_PLAIN = json.JSONDecoder(strict=False)
_GAP = re.compile(r"[\s,]*")
_NEXT_ROW = re.compile(r"\}\s*,\s*(?=\{)")


def decode_rows(text: str) -> tuple[list[Row | None], list[str]]:
    """Read the rows in *text*, a list in JSON or YAML.

    Returns the rows in the page's order, None in the place of each that could not be used, and
    one sentence for each of those.
    """
    if len(text) <= AT_ONCE:
        try:
            return list(_TYPED.decode(text)), []
        except (msgspec.DecodeError, RecursionError):
            pass  # something in it is not right: find out which rows are
    rows, faults = _convert(_json_values(text))
    if not any(isinstance(fault, _BrokenError) for fault in faults):
        return rows, [str(fault) for fault in faults]
    return _from_yaml(text) or (rows, [str(fault) for fault in faults])


def _from_yaml(text: str) -> tuple[list[Row | None], list[str]] | None:
    """Read the rows as YAML; None where they are no list in safe YAML either."""
    try:
        data = load_yaml(text)
    except YamlRefusedError:
        return None
    if not isinstance(data, list):
        return None
    rows, faults = _convert(iter(data))
    return rows, [str(fault) for fault in faults]


def _json_values(text: str) -> Iterator[object]:
    """Yield the rows of a JSON list one by one, going on after one that is broken."""
    position = _GAP.match(text).end()  # type: ignore[union-attr]
    if not text.startswith("[", position):
        yield _BrokenError("is not a list of rows")
        return
    position = _GAP.match(text, position + 1).end()  # type: ignore[union-attr]
    while not text.startswith("]", position):
        try:
            value, position = _PLAIN.raw_decode(text, position)
            yield value
        except (ValueError, RecursionError):
            yield _BrokenError(f"is broken at character {position + 1} of the rows")
            following = _NEXT_ROW.search(text, position)
            if following is None:
                return
            position = following.end()
        position = _GAP.match(text, position).end()  # type: ignore[union-attr]


def _convert(values: Iterator[object]) -> tuple[list[Row | None], list[ValueError]]:
    rows: list[Row | None] = []
    faults: list[ValueError] = []
    for number, value in enumerate(values, 1):
        try:
            if isinstance(value, _BrokenError):
                raise value
            rows.append(msgspec.convert(value, Row))
        except ValueError as error:
            rows.append(None)
            faults.append(type(error)(f"row {number}: {safe(str(error))}"))
    return rows, faults
