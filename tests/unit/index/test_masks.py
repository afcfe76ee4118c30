"""Masks: what they mean together, at no more cost than they need."""

from __future__ import annotations

from array import array
from itertools import compress, count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cachetui.index import steps
from cachetui.index.masks import (
    ListingMask,
    gather,
    gathering,
    intersect,
    numbers,
    stretches,
)
from cachetui.index.steps import at_once
from cachetui.model import CODE


class Unread(bytes):
    """A mask that nobody may look at."""

    def __bytes__(self) -> bytes:
        raise AssertionError("it is looked at")


def test_an_intersection_is_what_all_masks_select() -> None:
    assert intersect([b"\1\1\0\1"]) == b"\1\1\0\1"
    assert intersect([b"\1\1\0\1", b"\1\0\0\1", b"\0\1\1\1"]) == b"\0\0\0\1"


def test_when_nothing_is_left_the_other_masks_are_not_looked_at() -> None:
    assert intersect([b"\1\0", b"\0\1", Unread(b"\1\1")]) == b"\0\0"


@given(st.lists(st.booleans(), min_size=1, max_size=300), st.data())
def test_rows_are_gathered_by_their_codes(selected: list[bool], data: st.DataObject) -> None:
    codes = data.draw(st.lists(st.integers(0, len(selected) - 1), max_size=40))
    mask, column = bytes(selected), array(CODE, codes)
    expected = bytes(selected[code] for code in codes)
    assert gather(mask, column) == expected
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(steps, "MOST", 7)
        assert at_once(gathering(mask, column)) == expected
        assert len(list(gathering(mask, column))) == -(-len(codes) // 7)


@given(st.lists(st.booleans(), max_size=40), st.integers(1, 9))
def test_stretches_are_all_of_it_one_behind_the_other(selected: list[bool], most: int) -> None:
    chosen = list(compress(count(), selected))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(steps, "MOST", most)
        for listings in (chosen, range(len(selected)), ListingMask(bytes(selected))):
            found = list(stretches(listings))
            assert [number for some in found for number in numbers(some)] == [*numbers(listings)]
            assert all(len(some) <= most for some in found)
