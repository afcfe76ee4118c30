"""What specs that look the same differ in: their dependencies, causes apart from consequences."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cachetui.index.graph import LINK, RUN
from cachetui.index.growing import GrowingIndex
from cachetui.index.index import Index
from cachetui.model import DepType
from cachetui.views.dependency_diff import Differences, differences
from cachetui.views.look_alikes import look_alikes
from support.index_builder import a_listing, fill
from support.page_builder import a_hash
from support.record_builder import Record, To, add, index_of, spec_of

BLAS = ("blas", "lapack")
OPENBLAS, NETLIB = To("openblas", virtuals=BLAS), To("netlib-lapack", virtuals=BLAS)


def alike(name: str, *needs: str | To, package: str = "app") -> Record:
    return Record(name, "2.0", needs, package=package)


def an_index(*records: Record) -> GrowingIndex:
    """Make an index of *records* over pythons, blas providers, and what these need."""
    return index_of(
        *records,
        Record("py11", "3.11.7", ("ssl1",), package="python"),
        Record("py12", "3.12.1", ("ssl1", "expat"), package="python"),
        Record("py12b", "3.12.1", ("ssl2", "expat"), package="python"),
        Record("ssl1", "1.1", package="openssl"),
        Record("ssl2", "3.0", package="openssl"),
        Record("expat"),
        Record("openblas", needs=("gcc-runtime",)),
        Record("netlib-lapack"),
        Record("gcc-runtime"),
    )


def told(index: Index, *names: str) -> str:
    return look_alikes(index, [spec_of(index, name) for name in names])


def found(index: Index, *names: str) -> Differences:
    return differences(index, [spec_of(index, name) for name in names])


def test_versions_and_providers_are_counted() -> None:
    records = [alike(f"a{n}", "py11", OPENBLAS) for n in range(3)]
    records += [alike(f"b{n}", "py12", NETLIB) for n in range(2)]
    index = an_index(*records)
    assert told(index, *(one.name for one in records)) == (
        "5 specs: openblas x3, netlib-lapack x2; python 3.11.7 x3, 3.12.1 x2"
    )


def test_what_only_one_of_the_versions_needs_is_a_consequence() -> None:
    index = an_index(alike("a", "py11"), alike("b", "py12"))
    assert found(index, "a", "b").consequences == ("expat",)
    (python,) = found(index, "a", "b").differences
    assert (python.name, python.kind, python.depth) == ("python", "version", 1)
    assert [python.of(0), python.of(1)] == ["3.11.7", "3.12.1"]


def test_another_hash_is_a_consequence_where_something_below_differs() -> None:
    index = an_index(alike("a", "py12"), alike("b", "py12b"))
    assert [one.name for one in found(index, "a", "b").differences] == ["openssl"]
    assert found(index, "a", "b").consequences == ("python",)
    assert told(index, "a", "b") == "2 specs: openssl 3.0 x1, 1.1 x1"


def test_another_hash_with_nothing_below_is_told_by_the_hash() -> None:
    index = an_index(
        alike("a", "zlib1"), alike("b", "zlib2"), Record("zlib1", package="zlib"),
        Record("zlib2", package="zlib"),
    )  # fmt: skip
    (zlib,) = found(index, "a", "b").differences
    assert (zlib.kind, zlib.is_cause) == ("hash", True)
    assert zlib.of(0) == f"/{a_hash('zlib1')[:7]}"


def test_variants_and_compilers_of_a_dependency_are_told_apart() -> None:
    index = an_index(
        alike("a", "h1"),
        alike("b", "h2"),
        alike("c", "h3"),
        Record("h1", package="hdf5", variants=("+mpi", "api=v18")),
        Record("h2", package="hdf5", variants=("~mpi", "api=v18")),
        Record("h3", package="hdf5", variants=("~mpi", "api=v18"), compiler="clang@17"),
    )
    (hdf5,) = found(index, "a", "b", "c").differences
    assert hdf5.kind == "build"
    assert [hdf5.of(place) for place in range(3)] == [
        "+mpi %gcc@13.2.0",
        "~mpi %gcc@13.2.0",
        "~mpi %clang@17",
    ]


def test_a_dependency_that_some_lack_is_counted_as_none() -> None:
    index = an_index(alike("a", "expat"), alike("b"), alike("c"))
    assert told(index, "a", "b", "c") == "3 specs: expat 1.0 x1, none x2"
    (expat,) = found(index, "a", "b", "c").differences
    assert [expat.of(place) for place in range(3)] == ["1.0", "", ""]


def test_only_the_nearest_few_are_named() -> None:
    far = [Record(f"d{n}", needs=(f"d{n + 1}",)) for n in range(5)]
    names = [Record(f"x{n}", str(n), package="x") for n in range(5)]
    index = an_index(
        *(alike(f"a{n}", f"x{n}", "d0", *(f"w{i}" for i in range(n))) for n in range(5)),
        *(Record(f"w{n}") for n in range(4)),
        *names,
        *far,
    )
    assert told(index, *(f"a{n}" for n in range(5))) == (
        "5 specs: w0 1.0 x4, none x1; w1 1.0 x3, none x2; w2 1.0 x2, none x3; 2 more"
    )
    assert told(index, "a0", "a1", "a2", "a3", "a4").endswith("; 2 more")
    (x,) = (one for one in found(index, "a0", "a1").differences if one.name == "x")
    assert x.texts == (("1", 2), ("0", 1))


def test_what_differs_in_nothing_that_is_needed_differs_in_how_it_was_built() -> None:
    index = an_index(alike("a", To("py11", DepType.BUILD)), alike("b", To("py12", DepType.BUILD)))
    assert told(index, "a", "b") == (
        "2 specs: what they link and run is the same: only the recipe or build dependencies differ"
    )


def test_pages_have_nothing_to_tell_look_alikes_apart() -> None:
    index = an_index(alike("a", "py11"), alike("b", "py12"))
    fill(index, a_listing("p"), a_listing("q"))
    assert told(index, "p", "q") == ""
    assert told(index, "a", "p") == ""
    assert told(index, "a", "p", "b").startswith("2 specs of 3: python")


def test_a_dependency_without_a_record_is_known_by_its_hash() -> None:
    index = GrowingIndex()
    add(index, [alike("a", "l1"), alike("b", "l2")], packages={"l1": "lost", "l2": "lost"})
    (lost,) = found(index, "a", "b").differences
    assert lost.of(1) == f"/{a_hash('l2')[:7]}"


@given(
    st.lists(
        st.tuples(st.sets(st.integers(0, 9), max_size=4), st.integers(0, 3), st.integers(0, 2)),
        min_size=2,
        max_size=10,
    ),
    st.integers(2, 3),
)
def test_what_differs_is_what_closures_differ_in(
    nodes: list[tuple[set[int], int, int]], roots: int
) -> None:
    records = [
        Record(
            f"n{number}",
            f"{version}",
            tuple(f"n{other}" for other in sorted(needs) if number < other < len(nodes)),
            package=f"p{package}",
        )
        for number, (needs, package, version) in enumerate(nodes)
    ]
    index = index_of(*records)
    specs = [spec_of(index, f"n{number}") for number in range(min(roots, len(nodes)))]
    graph = index.graph()
    needed = [set(graph.dependencies(spec, LINK | RUN)) - {spec} for spec in specs]
    every = {spec for some in needed for spec in some}
    varying = {spec for spec in every if not all(spec in some for some in needed)}
    result = differences(index, specs)
    names = [*(one.name for one in result.differences), *result.consequences]
    assert sorted(names) == sorted({index.package_of(spec) for spec in varying})
    for one in result.differences:
        for place, some in enumerate(needed):
            has = any(index.package_of(spec) == one.name for spec in some)
            assert bool(one.of(place)) == has


def test_circles_come_to_an_end() -> None:
    index = index_of(alike("a", "x"), alike("b", "y"), Record("x", needs=("y",)),
                     Record("y", needs=("x",)))  # fmt: skip
    assert isinstance(told(index, "a", "b"), str)
