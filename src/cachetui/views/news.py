"""News: the specs that came and went when the fetched mirrors changed for the last time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import chain

from msgspec import Struct

from cachetui.index.index import Index
from cachetui.index.masks import cells

Matches = Mapping[int, Sequence[int]]
"""Package code -> some of its listings."""


class News(Struct, frozen=True):
    """How many specs of each package came and went."""

    since: float
    """The last time at which the earlier state was known to be current, in Unix seconds."""
    came: Counter[str]
    """Package, safe to show -> number of specs."""
    went: Counter[str]

    @property
    def packages(self) -> list[str]:
        """The packages of which anything came or went, those with most first."""
        both = self.came + self.went
        return sorted(both, key=lambda package: (-both[package], package))


def came_and_went(
    now: Index, found: Matches, earlier: Index, past: Matches, urls: Sequence[str]
) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    """Return the listings in *found* whose specs came, and those in *past* whose specs went.

    *found* are listings of *now*, *past* of *earlier*. Specs are the same if their hashes are. Only
    listings of mirrors below *urls* are compared. Where a mirror's index cannot be used now,
    nothing counts as gone.
    """
    broken = {problem.path for problem in now.problems}
    inside = tuple(f"{path.rstrip('/')}/" for path in broken)
    found = _of_pages(now, found, lambda page: page.startswith(tuple(urls)))
    past = _of_pages(earlier, past, lambda page: page not in broken and not page.startswith(inside))
    came = _without(now, found, _hashes(earlier, past))
    return came, _without(earlier, past, _hashes(now, found))


def news(now: Index, earlier: Index, urls: Sequence[str], since: float) -> News:
    """Return how many specs came and went from *earlier* to *now*, two whole indexes."""
    came, went = came_and_went(now, _everything(now), earlier, _everything(earlier), urls)
    return News(since, _specs(now, came), _specs(earlier, went))


def _everything(index: Index) -> Matches:
    """Return all listings of *index*."""
    return {
        package: list(chain.from_iterable(index.spans(package)))
        for package in range(len(index.packages))
    }


def _of_pages(index: Index, matches: Matches, is_meant: Callable[[str], bool]) -> Matches:
    """Return those of *matches* whose page or file *is_meant*."""
    meant = list(map(is_meant, index.dictionaries["page"].values))
    column = index.listings.page
    return {
        package: [one for one in listings if meant[column[one]]]
        for package, listings in matches.items()
    }


def _hashes(index: Index, matches: Matches) -> set[str | None]:
    """Return the hashes of the specs that *matches* list."""
    specs = set(chain.from_iterable(cells(index.listings.spec, one) for one in matches.values()))
    return {index.hashes[spec] for spec in specs}


def _without(index: Index, matches: Matches, known: set[str | None]) -> dict[int, list[int]]:
    """Return *matches* without the listings of specs whose hashes are *known*."""
    hashes, column = index.hashes, index.listings.spec
    left = {
        package: [one for one in listings if hashes[column[one]] not in known]
        for package, listings in matches.items()
    }
    return {package: listings for package, listings in left.items() if listings}


def _specs(index: Index, matches: Matches) -> Counter[str]:
    """Return package, safe to show -> the number of distinct specs in *matches*."""
    names, column = index.packages.shown, index.listings.spec
    return Counter(
        {names[package]: len(set(cells(column, listings))) for package, listings in matches.items()}
    )
