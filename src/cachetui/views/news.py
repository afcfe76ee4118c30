"""News: the specs that came and went since the mirrors that were fetched changed last."""

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
    """When what is compared with was still right, in Unix seconds."""
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
    """Return what of *found* came, and what of *past*, listings of an earlier index, went.

    Only what mirrors below *urls* list is compared. Of an index that could not be used now,
    nothing went as far as one can tell. Specs are the same if their hashes are.
    """
    broken = {problem.path for problem in now.problems}
    inside = tuple(f"{path.rstrip('/')}/" for path in broken)
    found = _of_pages(now, found, lambda page: page.startswith(tuple(urls)))
    past = _of_pages(earlier, past, lambda page: page not in broken and not page.startswith(inside))
    return _but(now, found, _hashes(earlier, past)), _but(earlier, past, _hashes(now, found))


def news(now: Index, earlier: Index, urls: Sequence[str], since: float) -> News:
    """Return how much came and went between two whole indexes."""
    came, went = came_and_went(now, _everything(now), earlier, _everything(earlier), urls)
    return News(since, _specs(now, came), _specs(earlier, went))


def _everything(index: Index) -> Matches:
    return {
        package: list(chain.from_iterable(index.spans(package)))
        for package in range(len(index.packages))
    }


def _of_pages(index: Index, matches: Matches, is_meant: Callable[[str], bool]) -> Matches:
    """Return the listings on those pages or in those files."""
    meant = list(map(is_meant, index.dictionaries["page"].values))
    column = index.listings.page
    return {
        package: [one for one in listings if meant[column[one]]]
        for package, listings in matches.items()
    }


def _hashes(index: Index, matches: Matches) -> set[str | None]:
    specs = set(chain.from_iterable(cells(index.listings.spec, one) for one in matches.values()))
    return {index.hashes[spec] for spec in specs}


def _but(index: Index, matches: Matches, known: set[str | None]) -> dict[int, list[int]]:
    """Return the listings of *matches* but those of specs that are *known*."""
    hashes, column = index.hashes, index.listings.spec
    left = {
        package: [one for one in listings if hashes[column[one]] not in known]
        for package, listings in matches.items()
    }
    return {package: listings for package, listings in left.items() if listings}


def _specs(index: Index, matches: Matches) -> Counter[str]:
    names, column = index.packages.shown, index.listings.spec
    return Counter(
        {names[package]: len(set(cells(column, listings))) for package, listings in matches.items()}
    )
