"""Scopes laid over each other, beside an oracle that looks each path up from the top."""

from __future__ import annotations

from functools import reduce
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cachetui.sources.mirrors.merge import overlaid

TEXTS = st.sampled_from(["u", "v"])
KEYS = st.sampled_from(["a", "b", "c"]).flatmap(lambda key: st.sampled_from([key, f"{key}:"]))
VALUES = st.recursive(
    st.none() | TEXTS | st.lists(TEXTS, max_size=2),
    lambda inner: st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=5,
)
SCOPES = st.lists(
    st.dictionaries(KEYS, VALUES, max_size=3).filter(lambda found: names(found)), max_size=4
)


def names(mapping: dict[str, Any]) -> bool:
    """Return whether no key stands in *mapping* with and without its mark."""
    bare = [key.rstrip(":") for key in mapping]
    inner = [value for value in mapping.values() if isinstance(value, dict)]
    return len(set(bare)) == len(bare) and all(map(names, inner))


def seen_from_the_top(values: list[Any]) -> Any:
    """Return what Spack makes of the *values* of one key in all scopes, the lowest first."""
    kind = type(values[-1])
    if kind not in (dict, list):
        return values[-1]
    alike: list[Any] = []
    for value in reversed(values):
        if type(value) is not kind:
            break
        alike.append(value)
    if kind is list:
        return [x for n, one in enumerate(alike) for x in one if not any(x in a for a in alike[:n])]
    found: dict[str, list[Any]] = {}
    closed = set()
    for mapping in alike:
        here = {key.rstrip(":") for key in mapping}
        for key, value in mapping.items():
            if (bare := key.rstrip(":")) not in closed:
                found.setdefault(bare, []).insert(0, value)
        closed |= {bare for bare in here if f"{bare}:" in mapping}
    return {key: seen_from_the_top(below) for key, below in found.items()}


@given(SCOPES)
def test_each_key_is_what_the_highest_scopes_say_down_to_one_that_replaces(
    scopes: list[dict[str, Any]],
) -> None:
    merged: dict[str, Any] = reduce(overlaid, scopes, {})
    expected = seen_from_the_top([{}, *scopes])
    assert merged == expected
    assert list(merged) == list(expected)


@pytest.mark.parametrize(
    ("higher", "merged"),
    [
        ({"lab": {"signed": "false"}}, {"lab": {"signed": "false", "url": "x"}}),
        ({"lab": "y"}, {"lab": "y"}),
        ({"lab:": {"signed": "false"}}, {"lab": {"signed": "false"}}),
        ({"other": "y"}, {"other": "y", "lab": {"url": "x"}}),
        ({"lab+": {"signed": "false"}}, {"lab": {"signed": "false", "url": "x"}}),
        ({}, {"lab": {"url": "x"}}),
    ],
)
def test_a_mirror_is_merged_by_its_keys_unless_two_colons_replace_it(
    higher: dict[str, Any], merged: dict[str, Any]
) -> None:
    lower = {"lab": {"url": "x"}}
    assert overlaid(lower, higher) == merged
    assert lower == {"lab": {"url": "x"}}
