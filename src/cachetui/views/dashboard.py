"""The facts of the first page: the overview, more bars, what runs on the host, and the tags."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from cachetui.index.counts import SpecCounts
from cachetui.index.fields import FIELD
from cachetui.index.index import Index
from cachetui.model import ARCHITECTURE
from cachetui.query.query import Compatibility
from cachetui.views.news import News
from cachetui.views.overview import Bar, Overview, busiest, overview
from cachetui.views.tags import TagTotals, tag_totals

MOST = 40
"""Bars of a kind: as many as any screen has lines for."""


class Dashboard(Struct, frozen=True):
    """The facts of some listings that the screen shows before a package is chosen."""

    overview: Overview
    packages: tuple[Bar, ...]
    """The packages with the most specs; so are the others."""
    oses: tuple[Bar, ...]
    compilers: tuple[Bar, ...]
    runs: tuple[int, int, int]
    """How many specs run on the host, may run there, do not."""
    tags: tuple[TagTotals, ...]
    """The newest first."""
    news: News | None = None
    """What came and went since the mirrors changed last, if that is known."""


def dashboard(index: Index, listings: Sequence[int], verdict: Compatibility) -> Dashboard:
    """Return the facts of *listings*; *verdict* says what runs on the host."""
    counts = SpecCounts(index, listings)

    def bars(key: str) -> tuple[Bar, ...]:
        field = FIELD[key]
        shown = index.dictionaries[field.name].shown
        by_label = counts.by_configuration(
            lambda code: field.labels(shown[code]), index.column(field)
        )
        return busiest(by_label, MOST)

    names = index.packages.shown
    packages = counts.by_configuration(lambda code: (names[code],), index.configurations.package)
    return Dashboard(
        overview=overview(index, listings, MOST),
        packages=busiest(packages, MOST),
        oses=bars("os"),
        compilers=bars("compiler"),
        runs=_runs(index, counts, verdict),
        tags=tag_totals(index, listings),
    )


def _runs(index: Index, counts: SpecCounts, verdict: Compatibility) -> tuple[int, int, int]:
    columns = [(index.dictionaries[key].values, index.column(FIELD[key])) for key in ARCHITECTURE]

    def labels(code: int) -> tuple[str]:
        return (verdict(*(values[column[code]] or "" for values, column in columns)),)

    found = counts.by_configuration(labels)
    return found["yes"], found["maybe"], found["no"]
