"""Listings for the tests of queries: made by hand or drawn, put into an index, and judged."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from hypothesis import strategies as st

from cachetui.index.growing import GrowingIndex
from cachetui.model import Batch, Configuration, Listing
from cachetui.query.match import Match
from cachetui.sources.formats.pages.normalize import ORIGIN


def listing(
    package: str = "x",
    version: str = "1.0",
    compiler: str | None = None,
    platform: str = "linux",
    os: str = "ubuntu24.04",
    target: str = "x86_64_v3",
    variants: tuple[str, ...] = (),
    tag: str | None = "develop",
    hash: str | None = "abcdefghijklmnopqrstuvwxyz234567",  # noqa: A002
    stacks: tuple[str, ...] = ("root",),
) -> Listing:
    built = Configuration(package, (version,), compiler, platform, os, target, variants)
    return Listing(built, tag, hash, stacks, None, None, "specs.md")


def page_of(package: str, tag: str | None, rows: list[Listing]) -> Batch:
    return Batch(
        origin=ORIGIN,
        path="specs.md",
        packages=[(package, len(rows))],
        tag=tag,
        configurations=[row.configuration for row in rows],
        configuration_of=list(range(len(rows))),
        hashes=[row.hash for row in rows],
        stacks=[row.stacks for row in rows],
    )


def add(index: GrowingIndex, listings: Iterable[Listing]) -> None:
    for (package, tag), rows in groupby(listings, lambda r: (r.configuration.package, r.tag)):
        index.add(page_of(package, tag, list(rows)))


def indexed(*listings: Listing) -> GrowingIndex:
    index = GrowingIndex()
    add(index, listings)
    return index


def found(matched: Match) -> list[int]:
    return sorted(n for code in range(len(matched.index.packages)) for n in matched.listings(code))


def verdict(platform: str, os: str, target: str) -> str:
    if platform != "linux" or not target.startswith("x86"):
        return "no"
    return "yes" if os in ("rhel8", "ubuntu22.04") else "maybe"


OSES = ["ubuntu22.04", "rhel8", "sle_hpc15", ""]
TARGETS = ["x86_64", "x86_64_v3", "zen3", "icelake", "aarch64", "neoverse_v1", "zen99", ""]
COMPILERS = [None, "gcc@11.4.0", "gcc@13.2.0", "oneapi@2024.2.1", "clang@16", "llvm@17.0"]
LISTED = ["+mpi", "~mpi", "api=v18", "langs:=c,cxx", "langs=c", "stack=e4s", "+runs", "patches=ab1"]
LISTINGS = st.builds(
    listing,
    package=st.sampled_from(["a", "b", "py-c"]),
    version=st.sampled_from(["1.0", "1.2.3", "1.2", "2.0rc1", "2.0", "develop", "main", "1.10"]),
    compiler=st.sampled_from(COMPILERS),
    platform=st.sampled_from(["linux", "darwin"]),
    os=st.sampled_from(OSES),
    target=st.sampled_from(TARGETS),
    variants=st.lists(
        st.sampled_from(LISTED), max_size=3, unique_by=lambda v: v.lstrip("+~")[:4]
    ).map(tuple),
    tag=st.sampled_from(["develop", "v1", None]),
    hash=st.sampled_from([None, "a" * 32, "ab" * 16, "b" * 32]),
    stacks=st.lists(st.sampled_from(["e4s", "root", "ml"]), unique=True).map(tuple),
)
