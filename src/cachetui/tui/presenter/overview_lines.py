"""The page of "all packages": totals, what runs on the host, and bars in one column or two."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, zip_longest
from typing import TYPE_CHECKING

from msgspec import Struct

from cachetui.sources.fetching import moment
from cachetui.tui.presenter.examples import example_lines
from cachetui.tui.presenter.glyphs import Glyphs
from cachetui.tui.presenter.lines import Line, Role, Span, fit, line, pad, width_of

if TYPE_CHECKING:
    from cachetui.views.dashboard import Dashboard
    from cachetui.views.overview import Bar

TWO_COLUMNS = 84
"""Columns of the page from which bars stand in two columns."""
BETWEEN = 4
"""Columns between these."""
NUMBER = 8
"""Columns of the number before a bar."""
SHARE = 5
"""Columns of its share."""
WIDEST = 22
"""Columns of a total at most."""
LABEL = 32
"""Columns that labels take at most."""
MANY = 24
"""Lines from which one column also has the charts that matter less."""
HEAD = 2
"""Lines of a chart that are no bars: a gap, its title."""
FEWEST = 2
"""Bars that each kind has at least, where it has so many."""
FAR_ABOVE = 4
"""How many times as high as all others a column is that would leave nothing to see of them."""
STILL_READING = "still reading: stacks, targets and tags follow"
"""The words in place of what would cost too much to count while there is more every moment."""


class Page(Struct, frozen=True):
    """The page that there is room for."""

    width: int
    rows: int
    glyphs: Glyphs
    host: str


class Chart(Struct, frozen=True):
    """Bars of one kind, which a column of the page cuts to the lines that it has."""

    title: str
    bars: Sequence[Bar]
    role: Role


def quick_lines(packages: int, specs: int, *, is_reading: bool) -> list[Line]:
    """Return what is known at once; the rest follows when all is read and the cursor has rested."""
    totals = line(*_counted(packages, "packages", WIDEST), *_counted(specs, "specs", WIDEST))
    return [totals, Line(()), line(("dim", STILL_READING))] if is_reading else [totals]


def overview_lines(found: Dashboard, page: Page) -> list[Line]:
    """Return all lines of the page; where they have no room, each chart has fewer bars.

    Where all bars leave room, examples say what can be asked.
    """
    facts = found.overview
    first = [
        Chart("Busiest stacks", facts.stacks if facts.totals.stacks else (), "shade-2"),
        Chart("Busiest packages", found.packages, "accent"),
    ]
    second = [
        Chart("Busiest targets", facts.targets, "arch"),
        Chart("Operating systems", found.oses, "variant"),
        Chart("Compilers", found.compilers, "compiler"),
    ]
    lines = [*_totals(found, page), *_news(found, page), *_runs(found, page), *_tags(found, page)]
    room, total = page.rows - len(lines), max(facts.totals.specs, 1)
    if page.width < TWO_COLUMNS:
        charts = [first[0], second[0]]
        taken = sum(len(chart.bars) + HEAD for chart in charts)
        charts += [*second[1:], first[1]] if room > min(MANY, taken + FEWEST + HEAD) else []
        lines += _column(charts, total, page.width, room, page.glyphs)
        return [*lines, *example_lines(page.width, page.rows - len(lines))]
    width = (page.width - BETWEEN) // 2
    left, right = (_column(charts, total, width, room, page.glyphs) for charts in (first, second))
    lines += _side_by_side(left, right, width, page.glyphs.dots)
    return [*lines, *example_lines(page.width, page.rows - len(lines))]


def _totals(found: Dashboard, page: Page) -> Iterator[Line]:
    totals, facts = found.overview.totals, found.overview
    names = (("packages", "specs", "configurations"), ("stacks", "targets", "tags"))
    width = WIDEST if page.width > 3 * WIDEST else 0
    for row in names:
        some = ((getattr(totals, name), name) for name in row)  # not every source has stacks
        counted = [_counted(number, name, width) for number, name in some if number]
        if counted:
            *spans, (role, noun) = chain.from_iterable(counted)
            yield line(*spans, (role, noun.rstrip()))
    if facts.problems:
        lost = f": {facts.lost} lost" if facts.lost else ""
        noun = "problem" if facts.problems == 1 else "problems"
        yield line(("problem", f"{facts.problems:,} {noun} (!)"), ("", lost))


def _news(found: Dashboard, page: Page) -> Iterator[Line]:
    """Yield how many specs came and went since when, and of which packages, as far as they fit."""
    news = found.news
    if news is None or not news.packages:
        return
    came, went = news.came.total(), news.went.total()
    yield Line(())
    yield line(("head", f"Since {moment(news.since)}"), ("", f"  +{came:,} -{went:,} specs"))
    names, left = [], page.width
    for package in news.packages:
        changes = (f" +{news.came[package]:,}", f" -{news.went[package]:,}")
        text = package + "".join(change for change in changes if change[2:] != "0")
        left -= width_of(text) + 2
        if left < 0:
            break
        names.append(text)
    if names:
        yield line(("", ", ".join(names)))


def _counted(number: int, name: str, width: int) -> tuple[Span, Span]:
    """Return a number and what it counts, over *width* columns at least."""
    noun = name[:-1] if number == 1 else name
    return ("head", f"{number:,}"), ("", f" {noun}  ".ljust(width - len(f"{number:,}")))


def _runs(found: Dashboard, page: Page) -> Iterator[Line]:
    """Yield how much runs on the host, as numbers and as one bar over the whole width."""
    total = sum(found.runs)
    if not total:
        return
    kinds: tuple[tuple[Role, str, str], ...] = (
        ("yes", "y", page.glyphs.shades[3]),
        ("maybe", "?", page.glyphs.shades[1]),
        ("no", "n", page.glyphs.shades[0]),
    )
    yield Line(())
    yield line(("head", f"Runs on {page.host}"))
    counts: list[Span] = []
    bar: list[Span] = []
    end = done = 0
    for number, (role, letter, sign) in zip(found.runs, kinds, strict=True):
        counts += [(role, letter), ("", f" {number:,} {_share(number, total).strip()}   ")]
        done += number
        start, end = end, page.width * done // total
        bar.append((role, sign * (end - start)))
    yield line(*counts)
    yield line(*bar)


def _tags(found: Dashboard, page: Page) -> Iterator[Line]:
    """Yield the specs of each tag as a small chart, from the oldest tag to the newest."""
    tags = [tag for tag in found.tags[::-1] if tag.tag is not None]
    if len(tags) < 2:
        return
    shown = tags[-max(page.width, 1) :]  # a terminal can be too small for anything
    most, top = _scale([tag.specs for tag in shown])
    levels = page.glyphs.levels
    heights = (levels[(len(levels) - 1) * min(tag.specs, top) // top] for tag in shown)
    yield Line(())
    words = f"{shown[0].tag} to {shown[-1].tag}, {most:,} at most"
    cut = f", cut at {top:,}" if top < most else ""
    yield line(("head", f"Specs of {len(tags):,} tags"), ("", f"  {words}{cut}"))
    yield line(
        ("version", "".join(height * _stretch(len(shown), page.width) for height in heights))
    )


def _scale(numbers: Sequence[int]) -> tuple[int, int]:
    """Return the largest of *numbers*, and what to draw as the highest.

    ``develop`` holds what dozens of its snapshots do: at its scale these are one flat line.
    """
    *_, next_one, most = 0, *sorted(numbers)
    return most, 2 * next_one if most > FAR_ABOVE * next_one > 0 else most


def _stretch(columns: int, width: int) -> int:
    """Return how wide each column of a chart is drawn."""
    return max(min(width // columns, 4), 1)


def _column(
    charts: Sequence[Chart], total: int, width: int, room: int, glyphs: Glyphs
) -> list[Line]:
    """Return *charts* under each other in *room* lines, each with some of its bars at least."""
    lines: list[Line] = []
    sizes = _sizes(charts, room)
    widths = [
        width_of(bar.label)
        for chart, size in zip(charts, sizes, strict=True)
        for bar in chart.bars[:size]
    ]
    label = min(max(widths, default=0), LABEL, max(width // 2, 8))
    for chart, size in zip(charts, sizes, strict=True):
        if size:
            more = f"  {size} of {len(chart.bars)}" if size < len(chart.bars) else ""
            lines += [Line(()), line(("head", chart.title), ("", more))]
            lines += _bars(chart, size, total, label, width, glyphs)
    return lines


def _sizes(charts: Sequence[Chart], room: int) -> list[int]:
    """Return how many bars of each chart have room; what is left is shared evenly."""
    sizes: list[int] = []
    for chart in charts:
        size = min(len(chart.bars), FEWEST)
        has_room = size and room >= size + HEAD
        sizes.append(size if has_room else 0)
        room -= size + HEAD if has_room else 0
    while room > 0 and (
        growing := [n for n, size in enumerate(sizes) if _can_grow(charts[n], size)]
    ):
        for number in growing[:room]:
            sizes[number] += 1
        room -= len(growing)
    return sizes


def _can_grow(chart: Chart, size: int) -> bool:
    return 0 < size < len(chart.bars)


def _bars(
    chart: Chart, size: int, total: int, label: int, width: int, glyphs: Glyphs
) -> Iterator[Line]:
    """Yield the first *size* bars of a chart, *label* being the width of what is before them."""
    room = max(width - label - NUMBER - SHARE - 1, 1)
    most = max(max(bar.specs for bar in chart.bars), 1)
    for bar in chart.bars[:size]:
        length = max(bar.specs * room // most, 1)
        count = f"{bar.specs:>{NUMBER},}{_share(bar.specs, total)} "
        yield line(
            pad(bar.label, label, glyphs.dots), ("count", count), (chart.role, glyphs.bar * length)
        )


def _share(number: int, total: int) -> str:
    """Return what part of *total* a number is, at least 1% where it is anything."""
    share = max(round(number * 100 / total), 1) if number else 0
    return f"{share:>{SHARE - 1}}%"


def _side_by_side(
    left: Sequence[Line], right: Sequence[Line], width: int, dots: str
) -> Iterator[Line]:
    """Yield the lines of two columns; the left one is *width* columns wide."""
    for one, other in zip_longest(left, right, fillvalue=Line(())):
        yield line(*fit(one, width, dots), " " * BETWEEN, *other.left)
