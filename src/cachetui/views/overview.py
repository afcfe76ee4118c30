"""The overview of some listings: the totals, and the busiest stacks and targets."""

from __future__ import annotations

from collections import Counter

from msgspec import Struct

from cachetui.index.counts import SpecCounts, distinct_steps
from cachetui.index.index import Index
from cachetui.index.masks import Chosen
from cachetui.index.ordering import NO_STACK, ROOT, stack_labels
from cachetui.index.steps import Steps, at_once
from cachetui.safe_text import counted_all

MOST = 8
"""Bars of a chart, unless more are asked for."""


class Totals(Struct, frozen=True):
    """The numbers of distinct packages, specs and so on in some listings."""

    packages: int
    specs: int
    configurations: int
    listings: int
    pages: int
    tags: int
    stacks: int
    targets: int


class Bar(Struct, frozen=True):
    """A bar of a chart: a value, such as a stack or a target, and how many specs it has."""

    label: str
    """Safe to show."""
    specs: int


class Overview(Struct, frozen=True):
    """The facts of some listings, and what was wrong with the whole input."""

    totals: Totals
    stacks: tuple[Bar, ...]
    """The busiest first; ``root``, which lists everything, only where there are no others."""
    targets: tuple[Bar, ...]
    """The busiest first."""
    problems: int
    """The number of sentences on what could not be used, or contradicts itself."""
    skipped: int
    """The number of entries that could not be used at all."""
    skipped_rows: int
    """The number of rows that could not be used in other entries."""
    lost: str
    """These two in words: ``2 pages and 1 row``; empty where both are 0."""


def overview(index: Index, listings: Chosen, most: int = MOST) -> Overview:
    """Return the totals of *listings*, with bars for the *most* busiest stacks and targets."""
    counts = SpecCounts(index, listings)
    return at_once(overview_steps(index, listings, counts, most))


def overview_steps(
    index: Index, listings: Chosen, counts: SpecCounts, most: int
) -> Steps[Overview]:
    """Work out the `overview` of *listings*, whose specs *counts* counts."""
    columns, fields = index.listings, index.configurations
    stacks, targets = index.stacks.shown, index.targets.shown
    by_stack = counts.by_stacks(lambda code: stack_labels(stacks[code]))
    yield
    by_target = counts.by_configuration(lambda code: (targets[code],), fields.target)
    yield
    pages = yield from distinct_steps(columns.page, listings)
    tags = yield from distinct_steps(columns.tag, listings)
    configurations = counts.configurations
    yield
    totals = Totals(
        packages=len(set(map(fields.package.__getitem__, configurations))),
        specs=counts.specs,
        configurations=len(configurations),
        listings=len(listings),
        pages=len(pages),
        tags=len({index.tags.values[tag] for tag in tags} - {None}),
        stacks=len(by_stack.keys() - {NO_STACK, ROOT}),
        targets=len(by_target.keys() - {""}),
    )
    bars = busiest(_without_root(by_stack), most), busiest(by_target, most)
    skipped = index.skipped.total(), index.skipped_rows.total()
    lost = counted_all(index.skipped | index.skipped_rows)
    return Overview(totals, *bars, len(index.problems), *skipped, lost)


def _without_root(by_stack: Counter[str]) -> Counter[str]:
    """Return *by_stack* without ``root``, unless no other stack is left."""
    others = Counter({stack: specs for stack, specs in by_stack.items() if stack != ROOT})
    return others if others.keys() - {NO_STACK} else by_stack


def busiest(counts: Counter[str], most: int) -> tuple[Bar, ...]:
    """Return the *most* labels with the most specs, equal ones by name."""
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Bar(label, specs) for label, specs in ranked[:most])
