"""What of a lockfile is there, and what is nearest to the rest."""

from __future__ import annotations

from cachetui.index.growing import GrowingIndex
from cachetui.index.index import Index
from cachetui.model import DepType, Status
from cachetui.spack.compatibility import Host
from cachetui.views.build_order import BuildOrder
from cachetui.views.compare import ComparisonRow
from cachetui.views.coverage import Nearest, NearestBuilds, coverage, locked
from support.index_builder import a_listing, fill
from support.record_builder import INSTALLATION, LOCKFILE, MIRROR, Record, To, add, spec_of

LOCKED, ROOT = Status.LOCKED, Status.LOCKED | Status.ROOT
ZEN3 = Host.parse("linux-ubuntu24.04-zen3")


def order_of(index: Index) -> BuildOrder:
    return BuildOrder(index, lambda: ZEN3)


def an_environment(*cached: Record, installed: tuple[Record, ...] = ()) -> GrowingIndex:
    """Make a lockfile of app over hdf5, mpich, zlib and libc, beside a mirror with *cached*."""
    index = GrowingIndex()
    locked_specs = [
        Record("app", needs=("hdf5", To("cmake", DepType.BUILD)), status=ROOT),
        Record("hdf5", "1.14", ("mpich", "zlib"), LOCKED, variants=("+mpi", "~szip")),
        Record("mpich", "4.2", ("zlib",), LOCKED | Status.EXTERNAL),
        Record("zlib", "1.3", ("libc",), LOCKED),
        Record("libc", "2.35", (), LOCKED),
        Record("cmake", "3.30", ("zlib",), LOCKED),
    ]
    add(index, locked_specs, LOCKFILE)
    add(index, cached, MIRROR)
    add(index, installed, INSTALLATION)
    return index


def in_lockfile(name: str, version: str, *needs: str) -> Record:
    """Make the record that a mirror has of a spec of the lockfile."""
    return Record(name, version, needs)


def missing(index: Index) -> list[str]:
    found = coverage(index, order_of(index)).missing
    return [index.package_of(index.listings.spec[one]) for one in found]


def nearest(index: Index, name: str) -> Nearest | None:
    spec = spec_of(index, name)
    listing = index.listings.spec.index(spec)
    return NearestBuilds(index, order_of(index)).of(listing)


def test_what_roots_need_is_counted_by_where_it_is() -> None:
    index = an_environment(
        in_lockfile("zlib", "1.3", "libc"),
        in_lockfile("cmake", "3.30"),
        installed=(
            Record("libc", "2.35", (), Status.INSTALLED),
            Record("zlib", "1.3", ("libc",), Status.INSTALLED),
        ),
    )
    found = coverage(index, order_of(index))
    assert found.counts() == {
        "roots": 1,
        "needed": 5,
        "cached": 1,
        "installed": 2,
        "external": 1,
        "missing": 2,
    }
    assert missing(index) == ["app", "hdf5"]


def test_an_external_is_never_missing_and_a_build_dependency_is_not_needed() -> None:
    assert missing(an_environment()) == ["app", "hdf5", "libc", "zlib"]


def test_other_locked_specs_can_stand_in_place_of_the_roots() -> None:
    index = an_environment()
    found = coverage(index, order_of(index), [spec_of(index, "cmake")])
    assert (found.roots, found.needed, len(found.missing)) == (1, 3, 3)


def test_without_a_lockfile_nothing_is_locked() -> None:
    index = GrowingIndex()
    add(index, [Record("a", status=Status.CACHED | Status.ROOT)])
    fill(index, a_listing("p"))
    assert locked(index) == []


def test_the_nearest_build_agrees_in_most() -> None:
    index = an_environment(
        Record("1", "1.12", variants=("+mpi", "~szip"), package="hdf5", target="x86_64_v4"),
        Record("2", "1.14", variants=("+mpi", "+szip"), package="hdf5", target="x86_64_v4"),
        Record("3", "1.14", variants=("+mpi", "~szip"), package="hdf5", target="x86_64_v4"),
        Record("4", "1.12", variants=("+mpi", "~szip"), package="hdf5", target="x86_64"),
        Record("5", "1.14", variants=("+mpi", "+szip"), package="hdf5", target="x86_64"),
        Record("6", "1.14", variants=("~mpi", "+szip"), package="hdf5", target="x86_64"),
    )
    found = nearest(index, "hdf5")
    assert found is not None
    assert found.known.spec == spec_of(index, "5")
    assert found.differs == (
        ComparisonRow("target", ("x86_64_v3", "x86_64"), differs=True),
        ComparisonRow("szip", ("~szip", "+szip"), differs=True),
    )


def test_a_build_that_agrees_in_all_that_is_listed_differs_in_a_dependency() -> None:
    index = an_environment(
        Record("other", "1.3", ("libc2",), package="zlib"),
        Record("another", "1.3", ("libc3",), package="zlib"),
        Record("libc2", "2.28", package="libc"),
        Record("libc3", "2.35", package="libc"),
    )
    found = nearest(index, "zlib")
    assert found is not None
    assert found.known.spec == spec_of(index, "another")
    assert [row.name for row in found.differs] == ["^libc"]


def test_what_pages_do_not_say_is_no_difference() -> None:
    index = GrowingIndex()
    add(index, [Record("zlib", "1.3", (), ROOT)], LOCKFILE)
    fill(
        index,
        a_listing("page", package="zlib", versions=("1.3",), variants=("build_system=generic",)),
    )
    found = nearest(index, "zlib")
    assert found is not None
    assert found.differs == ()


def test_externals_and_holes_are_no_nearest_builds() -> None:
    index = an_environment(
        Record("a", status=Status.CACHED | Status.EXTERNAL, package="zlib"),
        Record("b", status=0, package="zlib"),
    )
    assert nearest(index, "zlib") is None
    add(index, [Record("c", "1.2", status=Status.INSTALLED, package="zlib")], INSTALLATION)
    found = nearest(index, "zlib")
    assert found is not None
    assert found.known.state == "installed"


def test_the_dependencies_of_dependencies_end_where_the_lockfile_does() -> None:
    index = GrowingIndex()
    add(index, [Record("a", needs=("b",), status=ROOT)], LOCKFILE, packages={"b": "b"})
    add(index, [Record("b", needs=("c",), status=0), Record("c", status=0)])
    found = coverage(index, order_of(index))
    assert (found.needed, len(found.missing)) == (1, 1)
