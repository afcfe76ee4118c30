"""Masks: what they mean together, at no more cost than they need."""

from __future__ import annotations

from cachetui.index.masks import intersect


class Unread(bytes):
    """A mask that nobody may look at."""

    def __bytes__(self) -> bytes:
        raise AssertionError("it is looked at")


def test_an_intersection_is_what_all_masks_select() -> None:
    assert intersect([b"\1\1\0\1"]) == b"\1\1\0\1"
    assert intersect([b"\1\1\0\1", b"\1\0\0\1", b"\0\1\1\1"]) == b"\0\0\0\1"


def test_when_nothing_is_left_the_other_masks_are_not_looked_at() -> None:
    assert intersect([b"\1\0", b"\0\1", Unread(b"\1\1")]) == b"\0\0"
