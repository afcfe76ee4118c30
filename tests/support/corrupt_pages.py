"""Sound pages of every era, and what is left of them when their structure and bytes are changed."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from hypothesis import strategies as st

from support.hostile_cache import CASES
from support.page_builder import DETAILED, Row, Shape, a_hash, page_2021, page_2022

TEXTS = st.sampled_from([c.text for c in CASES if len(c.text) < 200]) | st.text(max_size=9)
"""What strangers put into any field, and any other text."""
SHAPES: dict[str, Shape] = {
    "2021": lambda package, _tag, rows: page_2021(package, rows),
    "2022": page_2022,
    **DETAILED,
}


def sound_page(name: str, era: str, rows: int) -> str:
    """Make a page that has nothing in common with one of another name."""
    stacks = (("e4s", "root"), ("root",), ())
    listed = [Row(a_hash(f"{name} {n}"), f"1.{n}", stacks=stacks[n % 3]) for n in range(rows)]
    return SHAPES[era](name, f"v-{name}", listed)


GOOD = st.lists(
    st.tuples(st.sampled_from(list(SHAPES)), st.integers(1, 3)), min_size=1, max_size=3
).map(
    lambda drawn: {
        f"_cache/v-good{n}/good{n}/specs.md": sound_page(f"good{n}", era, rows).encode()
        for n, (era, rows) in enumerate(drawn)
    }
)
"""Path in a cache -> a sound page."""


RARELY = st.integers(0, 5).map(lambda number: number == 5)


# what stands in the place of something else

NUMBERS = st.sampled_from([0, -1, 2**63, 10**400, 1e308, float("inf"), float("nan"), -0.0])
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=5,
)
NESTED = st.builds(
    lambda depth, ends: ends[0] * depth + ends[1] * depth,
    st.sampled_from([99, 100, 101, 2_000, 40_000]),
    st.sampled_from([("[", "]"), ('{"a":', "}"), ("[", ""), ("- ", ""), ("{a: ", "")]),
)
YAML = st.sampled_from(
    [
        *("&a x", "*a", "&a [*a]", "{<<: *a}", "!!python/name:os.system", "!!binary YQ==", "!x y"),
        *("|", ">-", "'", '"', "? x", "%YAML 9.9", "- a\n- b", "\n  - [a]\n  -", "@x", "`x`", "~"),
        *("2023.10", "2023-05-14", "0x10", "1e400", "1" + "0" * 5_000, "NaN", "--- x", "..."),
        "&a [x, x]\nb: &b [*a, *a, *a]\nc: &c [*b, *b, *b]\ntitle: *c",
    ]
)
RAW = YAML | NESTED | VALUES.map(json.dumps) | TEXTS
KEYS = ("hash", "versions", "compiler", "os", "target", "variants", "stacks", "size", "tarball")
PAIRS = st.builds('"{}": {}, '.format, st.sampled_from(KEYS) | TEXTS, RAW)


# changes of structure


def _node_replaced(draw: st.DrawFn, text: str) -> str:
    """Give other values to nodes of the entries that are JSON."""
    lines = text.split("\n")
    for place, line in enumerate(lines):
        key, _, value = line.partition(": ")
        if value[:1] in ("{", "[") and draw(st.booleans()):
            try:
                node = _grafted(draw, json.loads(value))
            except (ValueError, RecursionError):
                continue  # another change has been here
            lines[place] = f"{key}: {json.dumps(node, ensure_ascii=draw(st.booleans()))}"
    return "\n".join(lines)


def _grafted(draw: st.DrawFn, node: Any) -> Any:
    inner = list(node) if isinstance(node, dict) else []
    inner = list(range(len(node))) if isinstance(node, list) else inner
    if not inner or draw(RARELY):
        return draw(VALUES)
    key = draw(st.sampled_from(inner))
    node[key] = _grafted(draw, node[key])
    return node


def _texts_replaced(draw: st.DrawFn, text: str) -> str:
    """Put hostile texts where rows have texts, so that the page can still be read."""
    head, key, value = text.partition("\nspec_details: ")
    try:
        rows, _ = json.JSONDecoder().raw_decode(value)
        for row in rows:
            for name in draw(st.sets(st.sampled_from(KEYS), min_size=1)):
                row[name] = [draw(TEXTS)] if isinstance(row[name], list) else draw(TEXTS)
    except (ValueError, KeyError, TypeError, RecursionError):
        return text  # there are no rows, or another change has been here
    return f"{head}{key}{json.dumps(rows)}\n---"


def _entry_replaced(draw: st.DrawFn, text: str) -> str:
    lines = text.split("\n")
    place = draw(st.integers(1, len(lines) - 2))
    lines[place] = f"{lines[place].partition(':')[0]}: {draw(RAW)}"
    return "\n".join(lines)


def _line_moved(draw: st.DrawFn, text: str) -> str:
    """Put a line somewhere else, or there too."""
    lines = text.split("\n")
    line = lines[draw(st.integers(1, len(lines) - 1))]
    if draw(st.booleans()):
        lines.remove(line)
    lines.insert(draw(st.integers(1, len(lines))), line)
    return "\n".join(lines)


def _pair_added(draw: st.DrawFn, text: str) -> str:
    """Put a key, perhaps one that is there already, into a row or into meta."""
    ends = [place for place, one in enumerate(text) if one == "{"]
    place = draw(st.sampled_from(ends)) + 1 if ends else len(text)
    return text[:place] + draw(PAIRS) + text[place:]


# changes of bytes


def _cut(draw: st.DrawFn, data: bytes) -> bytes:
    return data[: draw(st.integers(0, len(data)))]


def _spliced(draw: st.DrawFn, data: bytes) -> bytes:
    """Put a part of *data*, or other bytes, in the place of a part."""
    first, last, start, end = (draw(st.integers(0, len(data))) for _ in range(4))
    return data[:start] + draw(st.just(data[first:last]) | st.binary(max_size=9)) + data[end:]


def overwritten(draw: st.DrawFn, data: bytes) -> bytes:
    """Change a few bytes."""
    changed = bytearray(data)
    for place in draw(st.lists(st.integers(0, max(len(data) - 1, 0)), min_size=1, max_size=4)):
        changed[place : place + 1] = draw(st.binary(min_size=1, max_size=1))
    return bytes(changed)


def spoilt(draw: st.DrawFn, data: bytes, least: int = 0) -> bytes:
    """Change bytes in *least* to two ways."""
    ways = st.sampled_from([_cut, _spliced, overwritten])
    for change in draw(st.lists(ways, min_size=least, max_size=2)):
        data = change(draw, data)
    return data


ENCODINGS = {
    **dict.fromkeys(("utf-8", "utf-8-sig", "utf-16", "utf-32"), "surrogatepass"),
    **dict.fromkeys(("latin-1", "utf-7", "cp037", "shift_jis"), "replace"),
}
"""Encoding -> what it does with a lone surrogate."""
RESTRUCTURED = (_texts_replaced, _node_replaced, _entry_replaced, _line_moved, _pair_added)


@st.composite
def bad_pages(draw: st.DrawFn) -> bytes:
    """Change a sound page in a few ways."""
    text = sound_page("bad", draw(st.sampled_from(list(SHAPES))), 3)
    for change in draw(st.lists(st.sampled_from(RESTRUCTURED), min_size=1, max_size=3)):
        text = change(draw, text)
    encoding = draw(st.sampled_from(list(ENCODINGS))) if draw(RARELY) else "utf-8"
    data = text.encode(encoding, ENCODINGS[encoding])
    return spoilt(draw, data) if draw(RARELY) else data


class Beside(NamedTuple):
    """A cache of good pages, and a bad one among them."""

    good: dict[str, bytes]
    """Path in the cache -> page."""
    path: str
    bad: bytes


BAD_PATHS = st.sampled_from(["_cache/a/bad/specs.md", "_cache/v-good1/bad/index.md"])
CACHES = st.builds(Beside, GOOD, BAD_PATHS, bad_pages())
