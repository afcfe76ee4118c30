"""This tree and a revision side by side: each measure by turns with the program of either.

    python tests/bench --compare REV [MEASURE ...] [--quick] [--rounds N]

Both are measured by the same code, which is today's. All that it measures are processes of their
own, and Python finds the program in the folder that PYTHONPATH names before any other: that folder
is what differs between two turns.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from statistics import fmean, median
from typing import NamedTuple
from unittest.mock import patch

from bench.caches import made
from bench.figures import Figure
from support.paths import ROOT

Run = Callable[[], Iterable[Figure]]
"""Takes some figures once."""
COLUMNS = {
    "what": "<49",
    "cache": "<6",
    "now": ">9",
    "before": ">9",
    "now/before": ">10",
    "other": ">9",
    "whose": "<18",
    "now/other": ">9",
    "before/other": ">12",
    "at most": "<13",
    "holds": "<5",
}
"""How the cells of a pair are laid out, by their headings; the last two are about this tree."""


class Program(NamedTuple):
    """A version of cachetui."""

    name: str
    source: Path
    """The folder that the package is in."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One line of the table: the same figure of this tree and of the revision."""

    now: Figure
    before: Figure

    def cells(self) -> tuple[str, ...]:
        """Write the line's cells, in the order of `COLUMNS`."""
        both = replace(self.now, other=self.before.ours, budget=None).cells()
        what, label, now, before, _, times, *_ = both
        other, whose, beside, at_most, holds = self.now.cells()[3:]
        beside_before = self.before.cells()[5]
        return (
            *(what, label, now, before, times),
            *(other, whose, beside, beside_before, at_most, holds),
        )


def compared(
    runs: Mapping[str, Run], rounds: int, programs: tuple[Program, Program]
) -> Iterator[Pair]:
    """Yield the figures of *runs* with both of *programs*, those of a run when it has ended."""
    for label, run in runs.items():
        yield from by_turns(label, run, rounds, programs)


def this_and(revision: str, folder: Path) -> tuple[Program, Program]:
    """Return the program of this tree and that of *revision*, which is kept in *folder*."""
    programs = Program("this tree", ROOT / "src"), checked_out(revision, folder)
    for program in programs:  # or the first turn is longer, or each, where Python may not write
        argv = [sys.executable, "-m", "compileall", "-q", str(program.source)]
        subprocess.run(argv, check=True)
    return programs


def checked_out(revision: str, folder: Path) -> Program:
    """Return the program of *revision*, written into *folder* if it is not there."""
    argv = ["git", "rev-parse", "--short", f"{revision}^{{commit}}"]
    name = subprocess.check_output(argv, cwd=ROOT, text=True).strip()
    place = made(folder / f"revision-{name}", partial(_check_out, name))
    return Program(revision, place.resolve() / "src")


def _check_out(name: str, place: Path) -> None:
    place.mkdir(parents=True, exist_ok=True)
    packed = subprocess.check_output(["git", "archive", name], cwd=ROOT)
    subprocess.run(["tar", "x", "-C", str(place)], input=packed, check=True)


def by_turns(
    label: str, run: Run, rounds: int, programs: tuple[Program, Program]
) -> Iterator[Pair]:
    """Yield what *run* finds with each of *programs* in *rounds* turns, as far as both have it."""
    turns = [[_turn(label, run, program) for program in programs] for _ in range(rounds)]
    now, before = (_by_line(figures) for figures in zip(*turns, strict=True))
    for line in now:
        if line in before:
            yield Pair(_merged(now[line]), _merged(before[line]))


def _turn(label: str, run: Run, program: Program) -> list[Figure]:
    """Return the figures that *run* finds with *program* until it fails, if it does."""
    figures: list[Figure] = []
    with patch.dict(os.environ, PYTHONPATH=str(program.source)):
        try:
            for figure in run():
                figures.append(figure)  # those before a failure count
        except Exception as error:  # of an old program anything may fail
            reason = str(error).partition("\n")[0] or type(error).__name__
            _say_once(f"{label}: figures are missing, since {program.name} failed: {reason}")
    return figures


@cache
def _say_once(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


_Line = tuple[str, str, str]
"""What a figure is told from others by: the figure that its dots continue, itself, its cache."""


def _by_line(turns: Iterable[list[Figure]]) -> dict[_Line, list[Figure]]:
    """Return the figures of each line, one of each turn that has it."""
    lines: dict[_Line, list[Figure]] = {}
    for figures in turns:
        head = ""
        for figure in figures:
            head = head if figure.what.startswith("...") else figure.what
            lines.setdefault((head, figure.what, figure.cache), []).append(figure)
    return lines


def _merged(rounds: list[Figure]) -> Figure:
    """Return the median of *rounds*, or of bytes the mean."""
    first = rounds[0]
    typical: Callable[[list[float]], float] = fmean if first.unit == "B" else median
    others = [figure.other for figure in rounds if figure.other is not None]
    granted = [figure.budget.plus for figure in rounds if figure.budget]
    return replace(
        first,
        ours=typical([figure.ours for figure in rounds]),
        other=typical(others) if others else None,
        budget=first.budget and replace(first.budget, plus=median(granted)),
    )
