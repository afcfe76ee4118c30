"""Counting distinct specs: as many as sets of them have, whatever pages say in different tags."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from cachetui.index.counts import SpecCounts, gathered
from cachetui.index.index import Index
from cachetui.index.masks import ListingMask, cells, numbers
from cachetui.index.steps import at_once
from cachetui.model import Listing
from support.index_builder import a_listing, fill, index_of

ROWS = st.lists(
    st.builds(
        a_listing,
        st.sampled_from("abcd"),
        target=st.sampled_from(["v3", "v4"]),
        os=st.sampled_from(["rhel8", "rhel9"]),
        stacks=st.sampled_from([(), ("e4s",), ("e4s", "ml"), ("ml",)]),
        tag=st.sampled_from(["v1", "v2"]),
    ),
    max_size=12,
)


def counted_by_hand(rows: Iterable[tuple[str | None, Iterable[str]]]) -> Counter[str]:
    return Counter(label for label, _ in {(label, spec) for spec, some in rows for label in some})


def check(index: Index, rows: list[Listing], chosen: list[int]) -> None:
    mask = ListingMask(bytes(number in chosen for number in range(len(rows))))
    some = [rows[number] for number in chosen]
    check_counts(index, SpecCounts(index, chosen), some)
    in_steps = SpecCounts(index, mask)
    at_once(in_steps.steps())
    check_counts(index, in_steps, some)


def check_counts(index: Index, counts: SpecCounts, some: list[Listing]) -> None:
    fields = index.configurations
    assert counts.specs == len({row.hash for row in some})
    assert {index.configuration(code) for code in counts.configurations} == {
        r.configuration for r in some
    }
    assert counts.by_stacks(index.stacks.shown.__getitem__) == counted_by_hand(
        (r.hash, r.stacks) for r in some
    )
    targets = counts.by_configuration(lambda code: (index.targets.shown[code],), fields.target)
    assert targets == counted_by_hand((row.hash, (row.configuration.target,)) for row in some)
    places = counts.by_configuration(lambda code: (index.configuration(code).os, "any"))
    assert places == counted_by_hand((row.hash, (row.configuration.os, "any")) for row in some)


@given(ROWS, ROWS, st.data())
def test_a_spec_counts_once_for_each_label_of_its_listings(
    rows: list[Listing], more: list[Listing], data: st.DataObject
) -> None:
    index = index_of(*rows)
    check(index, rows, [*range(len(rows))])
    fill(index, *more)
    both = rows + more
    check(index, both, [*range(len(both))])
    numbers = st.lists(st.sampled_from(range(len(both))), unique=True) if both else st.just([])
    check(index, both, sorted(data.draw(numbers)))


@given(st.lists(st.integers(0, 9)))
def test_cells_are_what_the_column_has(listings: list[int]) -> None:
    column = list(range(100, 110))
    assert list(cells(column, listings)) == [column[listing] for listing in listings]
    mask = ListingMask(bytes(number in listings for number in range(10)))
    assert list(cells(column, mask)) == [100 + number for number in sorted(set(listings))]
    assert list(numbers(mask)) == sorted(set(listings))
    assert len(mask) == len(set(listings))


@given(st.integers(0, 9), st.integers(0, 9))
def test_the_cells_of_a_range_are_a_slice(start: int, stop: int) -> None:
    assert list(cells(range(100, 110), range(start, stop))) == list(range(100 + start, 100 + stop))


def test_what_is_gathered_stands_there_once() -> None:
    assert gathered("abab", [1, 2, 1, 3]) == {"a": {1}, "b": {2, 3}}
