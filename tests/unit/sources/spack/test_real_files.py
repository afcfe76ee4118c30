"""Real files of every version: what they list, read by their shape."""

from __future__ import annotations

import gzip
from collections import Counter
from pathlib import Path

import pytest

from cachetui.model import DepType, Status
from cachetui.sources.filter import Filter
from support.spack_builder import INDEXES, edges, listings, load, names

EDGES = Filter(edges=True)
FILES = sorted(path.name for path in INDEXES.iterdir() if path.is_file())


@pytest.mark.parametrize("name", FILES)
def test_every_real_file_is_read_without_a_problem(name: str) -> None:
    index = load(INDEXES / name, EDGES, everything=True)
    assert index.problems == []
    assert len(index.listings) > 0
    assert all(one.hash and one.configuration.version for one in listings(index))


@pytest.mark.parametrize(
    ("name", "packages"),
    [
        ("installation-0.9.2.json", {"sqlite": 2, "zlib": 2}),
        ("installation-7.json", {"cmake": 1, "kokkos": 2, "zlib": 1}),
        ("mirror-5.json", {"clingo-bootstrap": 2, "npth": 2, "zlib": 2}),
        ("mirror-6.json", {"cmake": 1, "hdf5": 2}),
        ("mirror-7.json", {"cmake": 1, "cuda": 1, "gcc-runtime": 1, "gmake": 1, "hdf5": 2}),
        ("mirror-8.json", {"compiler-wrapper": 1, "gcc-runtime": 1, "llvm": 1, "zlib-ng": 2}),
        ("lock-1.lock", {"dtbuild1": 1, "dtlink1": 1, "dtrun1": 1, "dttop": 1}),
        ("lock-2.lock", {"dtbuild1": 1, "dtlink1": 1, "dttop": 2}),
        ("lock-4.lock", {"cray-mpich": 1, "nvhpc": 1}),
        ("spec-1.json.gz", {"hdf5": 1}),
        ("spec-5.json.sig", {"libelf": 1}),
    ],
)
def test_what_is_on_offer_or_wanted_is_listed(name: str, packages: dict[str, int]) -> None:
    assert Counter(names(load(INDEXES / name))) == packages


@pytest.mark.parametrize(
    ("name", "package", "edge"),
    [
        ("mirror-5.json", "clingo-bootstrap", ("python", 7, ())),
        ("mirror-6.json", "hdf5", ("cmake", DepType.BUILD, ())),
        ("mirror-7.json", "hdf5", ("mpich", DepType.BUILD | DepType.LINK, ("mpi",))),
        ("mirror-8.json", "zlib-ng", ("gcc", DepType.BUILD, ("c", "cxx"))),
        ("lock-2.lock", "dttop", ("dtbuild1", DepType.BUILD, ())),
        ("lock-3.lock", "dttop", ("dtlink1", DepType.BUILD | DepType.LINK, ())),
        ("lock-6.lock", "intel-oneapi-mkl", ("glibc", DepType.LINK, ("libc",))),
        ("spec-2.json.gz", "hdf5", ("cmake", DepType.BUILD, ())),
    ],
)
def test_dependencies_of_every_shape_are_edges(
    name: str, package: str, edge: tuple[str, int, tuple[str, ...]]
) -> None:
    child, types, virtuals = edge
    assert edges(load(INDEXES / name, EDGES))[package][child] == (types, virtuals)


def test_an_installation_says_where_and_when() -> None:
    zlib = listings(load(INDEXES / "installation-7.json"))[-1]
    assert zlib.configuration.package == "zlib"
    assert zlib.status == Status.INSTALLED
    assert zlib.time == pytest.approx(1693496938.43)
    assert str(zlib.prefix).endswith("/zlib/1.2.13/gcc/7.5.0/g42i")
    assert zlib.origin == "installation-7"


def test_a_configuration_has_all_that_a_page_has_and_more() -> None:
    every = listings(load(INDEXES / "mirror-5.json"))
    (zlib,) = (one.configuration for one in every if one.configuration.flags)
    assert zlib == (
        "zlib",
        ("1.2.11",),
        "apple-clang@12.0.0",
        "darwin",
        "catalina",
        "x86_64",
        ("+optimize", "+pic", "+shared"),
        "",
        "builtin",
        ('cflags="-mmacosx-version-min=10.13"',),
    )


@pytest.mark.parametrize("name", ["mirror-7.json", "lock-7.lock", "spec-4.json"])
def test_a_gzipped_file_says_the_same_whatever_its_name(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"{name}.gz"
    path.write_bytes(gzip.compress((INDEXES / name).read_bytes()))
    plain, packed = load(INDEXES / name, EDGES), load(path, EDGES)
    assert [one.configuration for one in listings(packed)] == [
        one.configuration for one in listings(plain)
    ]
    assert edges(packed) == edges(plain)
