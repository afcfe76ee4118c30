"""The rows of a page's ``spec_details``, from whatever notation they still can be read.

Typed JSON in one call is the way of all real pages (`distinct.decode_raw_rows`). Where it fails,
each row is read for itself, as plain JSON or else as YAML, so that a broken one costs only itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice

import msgspec

from cachetui.sources.formats.pages.distinct import AT_ONCE
from cachetui.sources.formats.type_errors import misfit
from cachetui.sources.safe_yaml import YamlRefusedError, load_yaml


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


MAX_ROWS = 1_000_000
"""Rows of a page; the largest of the public cache has 462."""
MAX_BROKEN = 1_000
"""Rows of a page that are no JSON, each of which costs a look as YAML."""
MAX_AGAIN = 10
"""Times that the text of broken rows is looked at, on average."""

_TYPED = msgspec.json.Decoder(list[Row])
_PLAIN = json.JSONDecoder(strict=False)
_GAP = re.compile(r"[\s,]*")
_NEXT_ROW = re.compile(r",\s*(?=\{)")  # no row holds an object


def decode_rows(text: str) -> list[Row | str]:
    """Return the rows in *text*, a list in JSON or YAML, in the page's order.

    In the place of a row that cannot be read stands a sentence that says why. Raises
    YamlRefusedError where there is no list of rows, or one with too many or too many broken.
    """
    if len(text) <= AT_ONCE:
        with suppress(msgspec.DecodeError, RecursionError):
            return _TYPED.decode(text)  # type: ignore[return-value]  # the list is ours alone
    values = _json_values(text) if text.lstrip().startswith("[") else _yaml_values(text)
    rows = [_typed(value) for value in islice(values, MAX_ROWS + 1)]
    if len(rows) > MAX_ROWS:
        raise YamlRefusedError(f"has over {MAX_ROWS:,} rows")
    return rows


class _Broken(str):
    """Stands in the place of a row whose text can be read neither as JSON nor as YAML."""

    __slots__ = ()


def _typed(value: object) -> Row | str:
    """Return *value* as a row, or why it is none."""
    if isinstance(value, _Broken):
        return str(value)
    try:
        return msgspec.convert(value, Row)
    except (msgspec.ValidationError, RecursionError) as error:
        return misfit(error)
    except UnicodeEncodeError:  # a key with half a character in it
        return "has a key that is no text"


def _json_values(text: str) -> Iterator[object]:
    """Yield the rows of a list in JSON one by one, going on after one that is broken."""
    position = _skip_gap(text, text.index("[") + 1)
    allowance = _Allowance(len(text))
    while not text.startswith("]", position):
        if position == len(text):
            yield _Broken("is missing: the list of rows is not closed")
            return
        try:
            value, position = _PLAIN.raw_decode(text, position)
        except (ValueError, RecursionError) as error:
            allowance.take(getattr(error, "pos", len(text)) - position)
            following = _NEXT_ROW.search(text, position)
            end = following.start() if following else text.rfind("]", position)
            value = _yaml_value(text, position, end)
            if following is None:
                yield value
                return
            position = end
        yield value
        position = _skip_gap(text, position)


class _Allowance:
    """The characters that may be looked at in broken rows, some of them again and again.

    A row that is not closed seems to hold all that follow it, each of which is then tried too.
    """

    def __init__(self, size: int) -> None:
        self._left = MAX_AGAIN * size
        self._broken = 0

    def take(self, characters: int) -> None:
        """Count a broken row that took so many; raises YamlRefusedError where it is too much."""
        self._left -= characters
        self._broken += 1
        if self._broken > MAX_BROKEN:
            raise YamlRefusedError(f"has over {MAX_BROKEN:,} rows that are no JSON")
        if self._left < 0:
            raise YamlRefusedError("has rows that are not closed, within each other")


def _skip_gap(text: str, position: int) -> int:
    gap = _GAP.match(text, position)
    return gap.end() if gap else position


def _yaml_value(text: str, start: int, end: int) -> object:
    """Return a row that is no JSON, from *start* to *end*, or to the end where that is -1."""
    try:
        return load_yaml(text[start:end] if end >= 0 else text[start:])
    except YamlRefusedError:
        return _Broken(f"is broken at character {start + 1:,} of the rows")


def _yaml_values(text: str) -> Iterator[object]:
    """Yield the rows of a list in YAML's block style."""
    data = load_yaml(text)
    if not isinstance(data, list):
        raise YamlRefusedError("is not a list of rows")
    yield from data
