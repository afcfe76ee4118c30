"""The facts of the first page: overview, charts, what runs on the host, tags and news."""

from __future__ import annotations

from msgspec import Struct

from cachetui.index.counts import SpecCounts
from cachetui.index.fields import FIELD
from cachetui.index.index import Index
from cachetui.index.masks import Chosen
from cachetui.index.steps import Steps, at_once
from cachetui.model import ARCHITECTURE
from cachetui.query.query import Compatibility
from cachetui.views.news import News
from cachetui.views.overview import Bar, Overview, busiest, overview_steps
from cachetui.views.tags import TagTotals, tag_steps

MOST = 40
"""Bars of a chart: as many as any screen has lines for."""


class Dashboard(Struct, frozen=True):
    """The facts of some listings that the screen shows before a package is chosen."""

    overview: Overview
    packages: tuple[Bar, ...]
    """The packages with the most specs, these first; likewise the two that follow."""
    oses: tuple[Bar, ...]
    compilers: tuple[Bar, ...]
    runs: tuple[int, int, int]
    """How many specs run on the host, may run there, and do not run there."""
    tags: tuple[TagTotals, ...]
    """The newest first."""
    news: News | None = None
    """What came and went since the mirrors changed last, if that is known."""


def dashboard(index: Index, listings: Chosen, verdict: Compatibility) -> Dashboard:
    """Return the facts of *listings*; *verdict* says what runs on the host."""
    return at_once(dashboard_steps(index, listings, verdict))


def dashboard_steps(index: Index, listings: Chosen, verdict: Compatibility) -> Steps[Dashboard]:
    """Work out the `dashboard` of *listings*."""
    yield from index.first_listings.learning()
    counts = SpecCounts(index, listings)
    yield from counts.steps()
    facts = yield from overview_steps(index, listings, counts, MOST)
    yield
    packages = _bars(index, counts, "package")
    yield
    oses = _bars(index, counts, "os")
    yield
    compilers = _bars(index, counts, "compiler")
    yield
    runs = yield from _runs(index, counts, verdict)
    tags = yield from tag_steps(index, listings)
    return Dashboard(facts, packages, oses, compilers, runs, tags)


def _bars(index: Index, counts: SpecCounts, key: str) -> tuple[Bar, ...]:
    """Return the bars of a field of configurations."""
    field = FIELD[key]
    shown = index.dictionaries[field.name].shown
    by_label = counts.by_configuration(lambda code: field.labels(shown[code]), index.column(field))
    return busiest(by_label, MOST)


def _runs(index: Index, counts: SpecCounts, verdict: Compatibility) -> Steps[tuple[int, int, int]]:
    """Work out how many specs run on the host, may and do not.

    *verdict* is asked once for each distinct architecture.
    """
    values = [index.dictionaries[key].values for key in ARCHITECTURE]
    built_for = list(zip(*(index.column(FIELD[key]) for key in ARCHITECTURE), strict=True))
    answers = {
        codes: verdict(*(texts[code] or "" for texts, code in zip(values, codes, strict=True)))
        for codes in set(built_for)
    }
    yield
    found = counts.by_configuration(lambda code: (answers[built_for[code]],))
    yield
    return found["yes"], found["maybe"], found["no"]
