"""Indexes for tests: of a few listings, of the bundled sample, of a generated cache."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from cachetui.index.growing import GrowingIndex
from cachetui.index.index import Index
from cachetui.index.loading import Loading
from cachetui.model import Batch, Configuration, Listing
from cachetui.sources.formats.pages.normalize import ORIGIN
from cachetui.sources.open import SAMPLE, open_source
from support.cache_generator.generate import write_cache
from support.page_builder import a_hash


def a_listing(
    name: str | None = "a",
    *,
    package: str = "hdf5",
    versions: tuple[str, ...] = ("1.14.3",),
    compiler: str | None = "gcc@13.2.0",
    platform: str = "linux",
    os: str = "ubuntu24.04",
    target: str = "x86_64_v3",
    variants: tuple[str, ...] = ("build_system=cmake", "+mpi"),
    dependencies: str = "",
    tag: str | None = "develop",
    stacks: tuple[str, ...] = ("e4s", "root"),
) -> Listing:
    """Make a listing of the spec that *name* stands for; None is one without a hash."""
    built = Configuration(package, versions, compiler, platform, os, target, variants, dependencies)
    return Listing(built, tag, name and a_hash(name), stacks, None, None, "specs.md")


def index_of(*listings: Listing) -> GrowingIndex:
    """Make an index of *listings*."""
    index = GrowingIndex()
    fill(index, *listings)
    return index


def fill(index: GrowingIndex, *listings: Listing) -> None:
    """Add *listings* as pages, one for each run of the same package and tag."""
    for number, ((package, tag), run) in enumerate(groupby(listings, _page_key)):
        rows = list(run)
        page = Batch(
            ORIGIN,
            f"{number}/specs.md",
            [(package, len(rows))],
            tag,
            configurations=[row.configuration for row in rows],
            configuration_of=list(range(len(rows))),
            hashes=[row.hash for row in rows],
            stacks=[row.stacks for row in rows],
        )
        index.add(page)


def _page_key(listing: Listing) -> tuple[str, str | None]:
    return listing.configuration.package, listing.tag


@cache
def sample() -> GrowingIndex:
    """Read the bundled sample: five packages, 362 specs."""
    return _read(SAMPLE)


@cache
def generated(pages: int = 150, seed: int = 7) -> GrowingIndex:
    """Read a generated cache; its pages have every era's shape."""
    with TemporaryDirectory() as folder:
        write_cache(Path(folder), pages, seed)
        return _read(Path(folder))


def _read(folder: Path) -> GrowingIndex:
    loading = Loading([open_source(str(folder))])
    loading.run()
    return loading.index


def everything(index: Index) -> range:
    """Return the numbers of all listings."""
    return range(len(index.listings))


def listings_of(index: GrowingIndex, package: str) -> list[int]:
    """Return the numbers of a package's listings."""
    code = index.packages.find(package)
    assert code is not None
    return [number for span in index.spans(code) for number in span]


def shown(index: GrowingIndex) -> Iterator[tuple[int, Listing]]:
    """Yield the spec and the object of every listing: what counting by hand goes by."""
    for number in everything(index):
        yield index.listings.spec[number], index.listing(number)
