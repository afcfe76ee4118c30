"""Figures: ours beside another's from the same run, against what was promised, in a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from statistics import median
from typing import Literal, Protocol

Unit = Literal["s", "B", ""]
"""Figures are in seconds, in bytes, or are numbers of something."""


@dataclass(frozen=True, slots=True)
class Budget:
    """The most that a figure of ours may be."""

    times: float = 0
    """So many times the other's figure ..."""
    plus: float = 0
    """... and so much more, in the figure's unit."""

    def limit(self, other: float | None) -> float:
        """Return the most that keeps the budget beside *other*."""
        return self.times * (other or 0) + self.plus

    def spelled(self, unit: Unit) -> str:
        """Write it for people: ``1.3 x``, ``16 ms``, ``2 x + 14 ms``."""
        times = [f"{self.times:g} x"] if self.times else []
        plus = [spelled(self.plus, unit)] if self.plus or not times else []
        return " + ".join([*times, *plus])


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table."""

    what: str
    cache: str
    """What it was measured on."""
    unit: Unit
    ours: float
    other: float | None = None
    rival: str = ""
    """Whose figure the other one is."""
    budget: Budget | None = None
    """None for a figure that is there to be known."""

    @property
    def ratio(self) -> float | None:
        """How many times the other's figure ours is, without what a budget grants on top."""
        extra = self.budget.plus if self.budget and self.budget.times else 0
        return (self.ours - extra) / self.other if self.other else None

    @property
    def holds(self) -> bool | None:
        """Whether the budget is kept, None without one."""
        return None if self.budget is None else self.ours <= self.budget.limit(self.other)

    def cells(self) -> tuple[str, ...]:
        """Write the line's cells, in the order of `COLUMNS`."""
        return (
            self.what,
            self.cache,
            spelled(self.ours, self.unit),
            spelled(self.other, self.unit),
            self.rival,
            "" if self.ratio is None else f"{self.ratio:.2f}",
            self.budget.spelled(self.unit) if self.budget else "",
            {None: "", True: "yes", False: "NO"}[self.holds],
        )


COLUMNS = {
    "what": "<49",
    "cache": "<6",
    "ours": ">9",
    "other": ">9",
    "whose": "<18",
    "ratio": ">7",
    "at most": "<13",
    "holds": "<5",
}
"""How the cells are laid out, by their headings: a line is printed as soon as it is known."""


class Line(Protocol):
    """What a table has lines of."""

    def cells(self) -> tuple[str, ...]:
        """Write a cell for each column."""


def table(lines: Iterable[Line], columns: Mapping[str, str] = COLUMNS) -> Iterator[str]:
    """Lay out *lines* in *columns*, each as it comes, under a heading."""
    for cells in chain([tuple(columns)], (line.cells() for line in lines)):
        laid = zip(cells, columns.values(), strict=True)
        yield "  ".join(format(cell, layout) for cell, layout in laid).rstrip()


def spelled(value: float | None, unit: Unit) -> str:
    """Write a figure with its unit, three digits or so; nothing for nothing."""
    if value is None:
        return ""
    if not unit:
        return f"{value:.1f}"
    if unit == "B":
        return f"{value / 1e6:.1f} MB" if value >= 1e6 else f"{value:,.0f} B"
    if value >= 1:
        return f"{value:.2f} s"
    return f"{value * 1e3:.0f} ms" if value >= 0.02 else f"{value * 1e3:.1f} ms"


def side_by_side(rounds: int, *runs: Callable[[], float]) -> list[float]:
    """Run each of *runs* once a round, by turns; return the median of each."""
    results = [[run() for run in runs] for _ in range(rounds)]
    return [median(column) for column in zip(*results, strict=True)]


def percentile(values: Iterable[float], percent: int) -> float:
    """Return the value that *percent* of *values* do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) * percent // 100, len(ordered) - 1)]
