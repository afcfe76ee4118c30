"""A cache of another shape: fewer pages, and on each of them many configurations of few specs.

The public cache has few configurations with many hashes each. A site that builds for many
machines, or with many choices of variants, has it the other way round: at the default size 1,371
names in 12 tags have 180,000 listings, and nearly 120,000 uses of some 50,000 configurations. The
same seed and shape give the same bytes.

    python -m support.cache_generator.varied OUT --names 1371 --tags 12 --configurations 7.6
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple

from support.cache_generator.generate import Page, Totals
from support.cache_generator.ingredients import ENVIRONMENTS, Environment
from support.cache_generator.recipes import Recipe, package_names, recipe_for
from support.page_builder import Row, a_hash, page_2025

LAST_DAY = date(2025, 7, 20)
KEPT = 0.62
"""The share of a page's configurations that the tag before has too."""
FLAGS = 6
"""Variants that are on or off by the number of the configuration."""


class Shape(NamedTuple):
    """How many there are of what makes a cache dear to read."""

    names: int = 1371
    tags: int = 12
    configurations: float = 7.6
    """Configurations on a page, on average."""
    specs: float = 1.58
    """Specs of a configuration on a page, on average."""


class _Configuration(NamedTuple):
    version: str
    environment: Environment
    variants: tuple[str, ...]


def write_varied(root: Path, shape: Shape | None = None, seed: int = 1) -> Totals:
    """Write a cache of that *shape* below *root*."""
    pages = listings = size = 0
    for page in varied_pages(shape or Shape(), seed):
        file = root / page.path
        file.parent.mkdir(parents=True, exist_ok=True)
        size += file.write_bytes(page.text.encode())
        listings += page.rows
        pages += 1
    return Totals(pages, listings, size)


def varied_pages(shape: Shape, seed: int = 1) -> Iterator[Page]:
    """Make the pages of every name in every tag, the oldest tag first."""
    names = sorted(package_names(shape.names, Random(f"{seed} names")))
    recipes = [recipe_for(name, 99, Random(f"{seed} {name}")) for name in names]
    for number in range(shape.tags):
        tag = f"develop-{LAST_DAY - timedelta(weeks=2 * (shape.tags - 1 - number))}"
        for recipe in recipes:
            rows = list(_rows(recipe, number, shape, seed))
            text = page_2025(recipe.name, tag, rows)
            yield Page(f"_cache/{tag}/{recipe.name}/specs.md", text, len(rows))


def _rows(recipe: Recipe, tag: int, shape: Shape, seed: int) -> Iterator[Row]:
    """Make the rows of a page: a window over the configurations of a name, moved with each tag."""
    random = Random(f"{seed} {recipe.name} size")
    count = max(1, round(random.gammavariate(2, shape.configurations / 2)))
    first = round(tag * count * (1 - KEPT))
    for number in range(first, first + count):
        made = _configuration(recipe, number, seed)
        for spec in range(_specs(f"{seed} {recipe.name} {number}", shape.specs)):
            yield _row(made, f"{seed} {recipe.name} {number} {spec}")


def _specs(salt: str, average: float) -> int:
    return 1 + int(Random(salt).expovariate(1) * (average - 1) + 0.5)


def _configuration(recipe: Recipe, number: int, seed: int) -> _Configuration:
    """Make the *number*-th configuration of a package, unlike all others of it."""
    random = Random(f"{seed} {recipe.name} {number} configuration")
    minor, bits = divmod(number, 1 << FLAGS)
    flags = (f"{'+~'[bits >> bit & 1]}choice{bit}" for bit in range(FLAGS))
    variants = sorted((*recipe.variants[0], *flags), key=lambda one: one.lstrip("+~"))
    version = f"{random.choice(recipe.versions)}.{minor}"
    return _Configuration(version, random.choice(ENVIRONMENTS), tuple(variants))


def _row(made: _Configuration, salt: str) -> Row:
    platform, os, target = made.environment.architecture.split("-")
    stacks = made.environment.stacks
    hash_ = a_hash(salt)
    return Row(
        hash_,
        made.version,
        made.environment.compiler,
        platform,
        os,
        target,
        made.variants,
        tuple(sorted({stacks[ord(hash_[-1]) % len(stacks)], "root"})),
        size=1000 + int(hash_.encode()[:4].hex(), 16) % 50_000_000,
    )


def main() -> None:
    """Write a cache of a given shape and say how large it is."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("out", type=Path, help="the folder that gets the _cache")
    default = Shape()
    parser.add_argument("--names", type=int, default=default.names)
    parser.add_argument("--tags", type=int, default=default.tags)
    parser.add_argument("--configurations", type=float, default=default.configurations)
    parser.add_argument("--specs", type=float, default=default.specs)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    shape = Shape(options.names, options.tags, options.configurations, options.specs)
    totals = write_varied(options.out, shape, options.seed)
    print(f"{totals.pages:,} pages  {totals.listings:,} listings  {totals.size:,} bytes")


if __name__ == "__main__":
    main()
