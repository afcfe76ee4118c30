"""The caches that are measured: the sample, and generated ones up to the public one's size."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from cachetui.sources.open import SAMPLE
from support.cache_generator.generate import write_cache
from support.cache_generator.varied import write_varied
from support.page_builder import Row, a_hash, page_2025

SIZES = {"13k": 13_000, "30k": 30_000}
"""Pages of the generated caches that have the public one's shape."""
MANY = "many"
"""The label of the cache that has many configurations on each page."""
SEED = 1
LARGE_SPECS = 5_000
"""Specs of the package that `write_large_package` makes."""
FLAGS = ("cuda", "ipo", "mpi", "shared")


@dataclass
class Cache:
    """A folder of pages; not frozen, so that what it costs to look at is looked at once."""

    label: str
    """A word for the table."""
    path: Path

    @property
    def is_large(self) -> bool:
        """Whether its pages are more than a program has in memory anyway."""
        return self.label in SIZES or self.label == MANY

    @cached_property
    def files(self) -> list[Path]:
        """Its pages."""
        return [*self.path.rglob("specs.md"), *self.path.rglob("index.md")]

    @cached_property
    def names(self) -> list[str]:
        """Its packages."""
        return sorted({file.parent.name for file in self.files})

    @cached_property
    def largest(self) -> str:
        """The package with the most bytes of pages."""
        sizes = Counter[str]()
        for file in self.files:
            sizes[file.parent.name] += file.stat().st_size
        return sizes.most_common(1)[0][0]

    @cached_property
    def size(self) -> int:
        """The bytes of its pages."""
        return sum(file.stat().st_size for file in self.files)

    def read(self) -> None:
        """Read all its pages, so that the system has them in memory for whoever comes first."""
        for file in self.files:
            file.read_bytes()


def caches(folder: Path, *, quick: bool) -> Iterator[Cache]:
    """Give the sample and, unless *quick*, the large ones, made in *folder* where they are not."""
    yield Cache("sample", Path(SAMPLE))
    if not quick:
        for label, pages in SIZES.items():
            write = partial(write_cache, pages=pages, seed=SEED, large=True)
            yield Cache(label, made(folder / f"cache{label}", write))
        yield Cache(MANY, made(folder / f"cache-{MANY}", write_varied))


def made(path: Path, write: Callable[[Path], object]) -> Path:
    """Return *path*, which *write* makes if it is not there, wholly or not at all."""
    if not path.exists():
        print(f"making {path} ...", flush=True)
        unfinished = path.with_name(f"{path.name}.unfinished")
        write(unfinished)
        unfinished.rename(path)
    return path


def write_large_package(folder: Path) -> Cache:
    """Write a package of `LARGE_SPECS` specs into *folder*, and a small one before it."""
    for name, specs in (("a-small-one", 10), ("large", LARGE_SPECS)):
        page = folder / "_cache" / "develop" / name / "specs.md"
        page.parent.mkdir(parents=True)
        page.write_text(page_2025(name, "develop", [_row(name, n) for n in range(specs)]))
    return Cache("5,000", folder)


def _row(name: str, number: int) -> Row:
    """Make one of many specs: 25 versions, three targets, eight stacks, 16 choices of variants."""
    bits = number // 25
    flags = (f"{'+~'[bits >> bit & 1]}{flag}" for bit, flag in enumerate(FLAGS))
    return Row(
        a_hash(f"{name} {number}"),
        version=f"1.{number % 25}.{number % 2}",
        target=("x86_64_v3", "x86_64_v4", "neoverse_v1")[number % 3],
        variants=("build_system=cmake", *flags),
        stacks=(f"stack-{number % 8}", "root"),
    )
