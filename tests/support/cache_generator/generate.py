"""A cache of any size, made from a seed: for tests, and for benchmarks as large as the public one.

It has the public cache's proportions: many tags that share their specs, a few packages with very
many of them, few configurations with many hashes, stacks with the targets and compilers they
build for, and some pages of every older era. The same seed and size give the same bytes.

    python tests/support/cache_generator/generate.py OUT --pages 30000 --seed 1 --large
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[2]))  # for `support`

from support.cache_generator.ingredients import DEPENDENCIES, ENVIRONMENTS, RELEASES, Environment
from support.cache_generator.recipes import LARGE, Recipe, package_names, recipe_for
from support.page_builder import (
    Row,
    a_hash,
    page_2021,
    page_2022,
    page_2024,
    page_2025,
    page_2025_march,
    page_early_2023,
)

START, END = date(2021, 1, 1), date(2025, 7, 27)


class Tag(NamedTuple):
    """A release of the cache, and the way its pages are written."""

    name: str | None
    day: date
    share: float
    """How many of the cache's pages are its own, a snapshot of 2024 having 1."""
    write: Callable[[str, str, Sequence[Row]], str]
    file: str = "specs.md"
    rooted: bool = True
    """Whether ``root`` lists every spec."""

    @property
    def cumulative(self) -> bool:
        """Whether it keeps what its builds of a year and a half have left behind."""
        return self.name == "develop"

    @property
    def days(self) -> list[date]:
        """The days whose builds it lists."""
        return [self.day - timedelta(days=180 * i) for i in range(3 if self.cumulative else 1)]


class Totals(NamedTuple):
    """What was written."""

    pages: int
    listings: int
    size: int
    """Bytes."""


class Page(NamedTuple):
    """One file of the cache."""

    path: str
    """Below the root, with ``/``."""
    text: str
    rows: int


def write_cache(root: Path, pages: int, seed: int, *, large: bool = False) -> Totals:
    """Write a cache of *pages* pages below *root*; see `generate`."""
    listings = size = 0
    for page in generate(pages, seed, large=large):
        file = root / page.path
        file.parent.mkdir(parents=True, exist_ok=True)
        size += file.write_bytes(page.text.encode())
        listings += page.rows
    return Totals(pages, listings, size)


def generate(pages: int, seed: int, *, large: bool = False) -> Iterator[Page]:
    """Make *pages* pages, with the public cache's proportions at 30,000.

    A smaller cache has fewer tags and packages; from 11 pages on it has every era. With *large*
    it has the largest page too.
    """
    tags = _some_tags(pages // 60)[-pages:]
    counts = _share_out(pages, [tag.share for tag in tags])
    names = package_names(max(24, pages // 8, *counts), Random(f"{seed} names"))
    recipes = [recipe_for(name, rank, Random(f"{seed} {name}")) for rank, name in enumerate(names)]
    for tag, count in zip(tags, counts, strict=True):
        folder = "_cache/" + (f"{tag.name}/" if tag.name else "")
        for recipe in _listed(recipes, count, Random(f"{seed} {tag.name} {tag.day}")):
            full = large and tag.cumulative and recipe.name == LARGE
            rows = _rows(recipe, tag, seed, 462 if full else None)
            text = tag.write(recipe.name, tag.name or "", rows)
            yield Page(f"{folder}{recipe.name}/{tag.file}", text, len(rows))


def _some_tags(count: int) -> list[Tag]:
    """Choose tags of every era, then others evenly; ``develop`` is the last."""
    *eras, develop = _eras()
    releases = zip(RELEASES[::2], map(date.fromisoformat, RELEASES[1::2]), strict=True)
    others = [_dated(name, day, 1.6) for name, day in releases]
    sundays = [date(2023, 5, 14) + timedelta(weeks=week) for week in range(114)]
    sundays = [day for week, day in enumerate(sundays) if week % 7 not in (2, 5)]  # 82 of them
    others += [_dated(f"develop-{day}", day, 0.7 + 0.3 * (day.year - 2023)) for day in sundays]
    others = [tag for tag in others if tag.name not in {era.name for era in eras}]
    wanted = min(count - len(eras) - 1, len(others))
    return [*eras, *(others[i * len(others) // wanted] for i in range(wanted)), develop]


def _eras() -> list[Tag]:
    return [
        Tag(None, date(2021, 6, 1), 0.4, lambda name, _, rows: page_2021(name, rows), "index.md"),
        Tag(None, date(2022, 2, 1), 0.1, lambda name, _, rows: page_2022(name, None, rows)),
        Tag("v0.18", date(2022, 6, 1), 0.3, page_2022),
        Tag("v0.19", date(2022, 12, 1), 0.3, page_early_2023),
        Tag("v0.20", date(2023, 5, 1), 0.6, partial(page_2024, equals=False), rooted=False),
        _dated("v0.18.0", date(2022, 5, 28), 1.6),
        _dated("v0.21.0", date(2023, 11, 11), 1.6),
        _dated("develop-2024-10-06", date(2024, 10, 6), 1.0),
        _dated("develop-2025-03-23", date(2025, 3, 23), 1.3),
        _dated("develop-2025-07-13", date(2025, 7, 13), 1.3),
        _dated("develop", END, 9.0),
    ]


def _dated(name: str, day: date, share: float) -> Tag:
    if day.year < 2025:
        return Tag(name, day, share, page_2024)
    return Tag(name, day, share, page_2025 if day >= date(2025, 3, 30) else page_2025_march)


def _share_out(pages: int, shares: list[float]) -> list[int]:
    """Divide *pages* in proportion, at least one for each; the last takes what rounding leaves."""
    counts = [max(1, int(pages * share / sum(shares))) for share in shares]
    return [*counts[:-1], pages - sum(counts[:-1])]


def _listed(recipes: list[Recipe], count: int, random: Random) -> list[Recipe]:
    """Choose the packages of a tag: the most used half of them always, the others by chance."""
    used = count - count // 2
    chosen = recipes[:used] + random.sample(recipes[used:], count - used)
    return sorted(chosen, key=lambda recipe: recipe.name)


def _rows(recipe: Recipe, tag: Tag, seed: int, count: int | None) -> list[Row]:
    """Make one page's rows: few configurations, in each of them hashes numbered in a window.

    Windows move slowly from day to day, so tags of about the same time share most specs.
    """
    random = Random(f"{seed} {tag.name} {tag.day} {recipe.name}")
    if count is None:
        drawn = recipe.weight * random.lognormvariate(0, 0.5) * (2.6 if tag.cumulative else 1)
        count = max(1, min(round(drawn), 320))
    few = max(1, round(count**0.4 / len(tag.days)))
    some = [made for day in tag.days for made in _configurations(recipe, day, few, seed)]
    chosen = Counter(random.choices(some, [0.6 ** (i % few) for i in range(len(some))], k=count))
    newest = (tag.day - START).days // 60
    return [
        _row(recipe, tag, made, f"{seed} {number}", number)
        for made, size in chosen.items()
        for number in range(newest - size, newest)
    ]


class _Configuration(NamedTuple):
    environment: Environment
    version: str
    variants: tuple[str, ...]


def _configurations(recipe: Recipe, day: date, count: int, seed: int) -> list[_Configuration]:
    """Choose what a package was built with about that day; less is the beginning of more."""
    age = (day - START).days
    random = Random(f"{seed} {recipe.name} {age // 180}")
    now = [environment for environment in ENVIRONMENTS if day.year in environment.years]
    environments = [e for e in now if e.kind in recipe.kinds] or now
    newest = round(age / (END - START).days * (len(recipe.versions) - 1))
    versions = [recipe.versions[newest], recipe.versions[max(newest - 1, 0)]]
    return [
        _Configuration(
            random.choice(environments),
            random.choices(versions, (3, 1))[0],
            random.choice(recipe.variants),
        )
        for _ in range(count)
    ]


def _row(recipe: Recipe, tag: Tag, made: _Configuration, salt: str, number: int) -> Row:
    environment, version, variants = made
    platform, os, target = environment.architecture.split("-")
    compiler = environment.compiler
    if tag.write is page_2025 and not recipe.compiled:
        compiler = "none"
    if tag.day.year <= 2022:  # Spack had no such variant then
        variants = tuple(v for v in variants if not v.startswith("build_system="))
    unique = f"{salt} {recipe.name} {environment} {compiler} {version} {variants}"
    hash_ = a_hash(unique)
    return Row(
        hash_,
        version,
        compiler,
        platform,
        os,
        target,
        variants,
        _stacks(environment, tag, hash_),
        size=1000 + int(hash_.encode()[:4].hex(), 16) % 50_000_000,
        dependencies=_dependencies(environment, number) if tag.day.year <= 2022 else "",
    )


def _stacks(environment: Environment, tag: Tag, hash_: str) -> tuple[str, ...]:
    """Choose by the hash which stacks list a spec: in most cases one and ``root``."""
    if tag.write is page_2024 and hash_.startswith(("77", "7a", "7b")):
        return ()
    stacks = environment.stacks
    first = ord(hash_[-1]) % len(stacks)
    listed = {stacks[first], stacks[first - 1 if hash_[-2] < "h" else first]}
    by_chance = sorted(listed | ({"root"} if tag.rooted else set()))
    return tuple(by_chance[:: -1 if hash_[-3] < "m" else 1])


def _dependencies(environment: Environment, number: int) -> str:
    """Return up to a dozen dependencies: the longest spec strings have over 1,024 characters."""
    some = DEPENDENCIES[: 2 + number % (len(DEPENDENCIES) - 1)]
    where = f"%{environment.compiler}", f" arch={environment.architecture}"
    return " ".join(f"^{name}{where[0]}{variants}{where[1]}" for name, variants in some)


def main() -> None:
    """Write a cache and say how large it is."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("out", type=Path, help="the folder that gets the _cache")
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--large", action="store_true", help="with the largest page, 660 kB")
    options = parser.parse_args()
    totals = write_cache(options.out, options.pages, options.seed, large=options.large)
    print(f"{totals.pages:,} pages  {totals.listings:,} listings  {totals.size:,} bytes")


if __name__ == "__main__":
    main()
