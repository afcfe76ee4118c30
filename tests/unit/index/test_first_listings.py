"""What the first listing of each spec says, as the index grows."""

from __future__ import annotations

from math import ceil
from threading import RLock
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from cachetui.index import steps
from cachetui.index.columns import Configurations, Listings
from cachetui.index.first_listings import UNLISTED, FirstListings

PACKAGES = [0, 0, 1]
"""Configuration -> its package."""
ROWS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 2), st.integers(0, 2)), max_size=8)
"""Spec, configuration and stacks; a code below the highest can be without a listing."""


class Columns:
    """The columns that are learned from, filled by hand."""

    def __init__(self) -> None:
        configurations, self.listings = Configurations(), Listings()
        configurations.package.extend(PACKAGES)
        self.first = FirstListings(configurations, self.listings, RLock())

    def add(self, rows: list[tuple[int, int, int]]) -> None:
        self.fill(rows)
        self.first.learn()

    def fill(self, rows: list[tuple[int, int, int]]) -> None:
        for spec, configuration, stacks in rows:
            self.listings.spec.append(spec)
            self.listings.configuration.append(configuration)
            self.listings.stacks.append(stacks)


@given(st.lists(ROWS, max_size=4))
def test_the_first_listing_of_each_spec_counts_whenever_it_comes(
    batches: list[list[tuple[int, int, int]]],
) -> None:
    columns, rows = Columns(), [row for batch in batches for row in batch]
    for batch in batches:
        columns.add(batch)
    check(columns.first, rows)


@given(st.lists(ROWS, max_size=4))
def test_what_is_learned_in_steps_is_the_same(batches: list[list[tuple[int, int, int]]]) -> None:
    columns, rows = Columns(), [row for batch in batches for row in batch]
    with patch.object(steps, "MOST", 3):
        for batch in batches:
            columns.fill(batch)
            assert len(list(columns.first.learning())) == ceil(len(batch) / 3)
    check(columns.first, rows)


def check(first: FirstListings, rows: list[tuple[int, int, int]]) -> None:
    specs = range(max((spec for spec, *_ in rows), default=-1) + 1)
    by_spec = {spec: [row for row in rows if row[0] == spec] for spec in specs}
    assert list(first.configurations) == [
        by_spec[s][0][1] if by_spec[s] else UNLISTED for s in specs
    ]
    assert list(first.stacks) == [by_spec[s][0][2] if by_spec[s] else UNLISTED for s in specs]
    assert first.packages == [PACKAGES[by_spec[s][0][1]] if by_spec[s] else UNLISTED for s in specs]
    assert first.varying == {s for s, some in by_spec.items() if len(set(some)) > 1}
    pairs = {(spec, configuration) for spec, configuration, _ in rows}
    for configuration, number in enumerate(first.specs):
        assert number == sum(pair[1] == configuration for pair in pairs)
    several = {s: {row[1] for row in some} for s, some in by_spec.items()}
    assert {s: set(codes) for s, codes in first.several.items()} == {
        s: codes for s, codes in several.items() if len(codes) > 1
    }
    assert first.strays == {
        n: PACKAGES[code]
        for n, (spec, code, _) in enumerate(rows)
        if PACKAGES[code] != PACKAGES[by_spec[spec][0][1]]
    }


def test_a_spec_that_was_known_only_as_a_dependency_can_be_listed_later() -> None:
    columns = Columns()
    columns.add([(2, 0, 1)])
    assert list(columns.first.configurations) == [UNLISTED, UNLISTED, 0]
    columns.add([(0, 2, 1), (3, 1, 0)])
    assert list(columns.first.configurations) == [2, UNLISTED, 0, 1]
    assert (columns.first.varying, columns.first.strays) == (set(), {})
