"""Which variants of a group's lines come first, and how much of a group is looked at for that."""

from __future__ import annotations

from cachetui.tui.presenter.variant_order import LOOKED_AT, VariantOrder
from support.index_builder import a_listing

VERSIONS = ("versions",)


def test_a_field_that_no_line_shows_tells_no_lines_apart() -> None:
    alone = a_listing(variants=("+a", "+b", "+c")).configuration
    other = alone._replace(variants=("+a", "+b", "~c"), namespace="mine")
    newer = alone._replace(variants=("+a", "~b", "+c"), versions=("2",))
    order = VariantOrder([alone, other, newer], VERSIONS)
    assert order.ordered(alone.variants) == ["+c", "+b", "+a"]
    order = VariantOrder([alone, other, newer], (*VERSIONS, "namespace"))
    assert order.ordered(alone.variants) == ["+b", "+c", "+a"]


def test_of_very_many_lines_the_first_are_looked_at() -> None:
    usual = a_listing(variants=("+a", "+b")).configuration
    other = usual._replace(variants=("+a", "~b"))
    many = [usual] * (LOOKED_AT - 1)
    assert VariantOrder([*many, other], VERSIONS).ordered(usual.variants) == ["+b", "+a"]
    assert VariantOrder([*many, usual, other], VERSIONS).ordered(usual.variants) == ["+a", "+b"]
