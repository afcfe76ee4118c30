"""The totals and the busiest stacks and targets."""

from __future__ import annotations

from collections import Counter

from cachetui.index.growing import GrowingIndex
from cachetui.model import Problem
from cachetui.views.overview import Bar, overview
from support.index_builder import a_listing, everything, generated, index_of, sample, shown


def test_the_sample_has_its_totals() -> None:
    found = overview(sample(), everything(sample()))
    totals = found.totals
    assert (totals.packages, totals.specs, totals.configurations) == (5, 362, 20)
    assert (totals.listings, totals.pages, totals.tags) == (362, 5, 1)
    assert (found.problems, found.skipped, found.skipped_rows) == (0, 0, 0)


def test_totals_and_bars_are_what_counting_one_by_one_gives() -> None:
    index = generated()
    some = everything(index)[::3]
    picked = [(spec, one) for n, (spec, one) in enumerate(shown(index)) if n % 3 == 0]
    found = overview(index, some, most=1000)
    assert found.totals.packages == len({one.configuration.package for _, one in picked})
    assert found.totals.specs == len({spec for spec, _ in picked})
    assert found.totals.configurations == len({one.configuration for _, one in picked})
    assert found.totals.listings == len(picked)
    assert found.totals.pages == len({one.page for _, one in picked})
    assert found.totals.tags == len({one.tag for _, one in picked} - {None})
    assert found.totals.stacks == len(
        {stack for _, one in picked for stack in one.stacks} - {"root"}
    )
    assert found.totals.targets == len({one.configuration.target for _, one in picked})
    targets = Counter(target for target, _ in {(o.configuration.target, s) for s, o in picked})
    stacks = Counter(
        stack for stack, _ in {(t, s) for s, one in picked for t in one.stacks or ("no stack",)}
    )
    del stacks["root"]
    assert {bar.label: bar.specs for bar in found.targets} == targets
    assert {bar.label: bar.specs for bar in found.stacks} == stacks


def test_the_busiest_come_first_and_equal_ones_by_name() -> None:
    stacks = {"b": 2, "c": 3, "a": 2, "d": 1}
    names = [(stack, n) for stack, size in stacks.items() for n in range(size)]
    index = index_of(*(a_listing(f"{s}{n}", stacks=(s, "root")) for s, n in names))
    found = overview(index, everything(index), most=3)
    assert found.stacks == (Bar("c", 3), Bar("a", 2), Bar("b", 2))


def test_root_has_a_bar_only_where_it_is_the_only_stack() -> None:
    index = index_of(a_listing("a", stacks=("root",)), a_listing("b", stacks=()))
    assert overview(index, [0, 1]).stacks == (Bar("no stack", 1), Bar("root", 1))
    assert overview(index, [0, 1]).totals.stacks == 0


def test_what_a_row_says_twice_or_not_at_all_is_not_counted() -> None:
    index = index_of(a_listing(stacks=("e4s", "e4s"), target="", tag=None))
    found = overview(index, [0])
    assert found.stacks == (Bar("e4s", 1),)
    assert (found.totals.tags, found.totals.targets, found.totals.stacks) == (0, 0, 1)


def test_nothing_at_all_has_totals_of_nothing() -> None:
    index = GrowingIndex()
    index.skip(Problem("x/specs.md", "is empty"), "page")
    found = overview(index, [])
    assert found.totals.specs == found.totals.packages == 0
    assert (found.stacks, found.targets) == ((), ())
    assert (found.problems, found.skipped) == (1, 1)
