"""The order in which values stand."""

from __future__ import annotations

from itertools import permutations

import pytest

from cachetui.index.ordering import stack_labels, stack_place, tag_age

NEWEST_FIRST = [
    "develop",
    "develop-2025-07-13",
    "snapshot-2025-03-23",
    "develop-2023-05-14",
    "v1.0.0",
    "releases/v0.23",
    "v0.21.0",
    "v0.9",
    "e4s-24.05",
    "a; rm -rf ~",
    None,
]


def test_tags_stand_newest_first_whatever_order_they_come_in() -> None:
    for start in range(len(NEWEST_FIRST)):
        turned = NEWEST_FIRST[start:] + NEWEST_FIRST[:start]
        assert sorted(turned, key=tag_age, reverse=True) == NEWEST_FIRST


@pytest.mark.parametrize("tag", ["2025-13-99", "12025-07-13", "0", "", "v", "développement"])
def test_any_text_has_its_place_among_tags(tag: str) -> None:
    assert len({tag_age(other) for other in [*NEWEST_FIRST, tag]}) == len(NEWEST_FIRST) + 1


def test_root_stands_behind_the_stacks_and_no_stack_behind_root() -> None:
    ordered = ["e4s", "zz", "root", "no stack"]
    for some in permutations(ordered):
        assert sorted(some, key=stack_place) == ordered


def test_a_row_has_each_stack_once_or_no_stack() -> None:
    assert stack_labels(("root", "e4s", "root")) == ("root", "e4s")
    assert stack_labels(()) == ("no stack",)
