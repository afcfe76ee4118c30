"""The tree of a spec's dependencies, and what needs a spec."""

from __future__ import annotations

import pytest

from cachetui.index.growing import GrowingIndex
from cachetui.index.index import Index
from cachetui.model import DepType, Status
from cachetui.spack.compatibility import Host
from cachetui.views.build_order import BuildOrder
from cachetui.views.dependency_tree import NEEDED, WITH_BUILD, dependency_tree
from cachetui.views.known_spec import has_record, known_spec
from cachetui.views.needed_by import needed_by
from support.index_builder import a_listing, fill
from support.page_builder import a_hash
from support.record_builder import INSTALLATION, Record, To, add, index_of, spec_of

ZEN3 = Host.parse("linux-ubuntu24.04-zen3")
BUILD = DepType.BUILD


def a_stack() -> GrowingIndex:
    """Make hdf5 over zlib, mpich and what nobody has, built with cmake."""
    return index_of(
        Record("hdf5", "1.14", ("zlib", To("mpich", virtuals=("mpi",)), To("cmake", BUILD))),
        Record("mpich", "4.2", ("zlib", "lost"), Status.EXTERNAL),
        Record("zlib", "1.3", ("libc",)),
        Record("libc", "2.35", (), 0),
        Record("cmake", "3.30", ("zlib", To("gmake", BUILD))),
        Record("gmake"),
    )


def lines(index: Index, name: str, types: int = NEEDED) -> list[str]:
    """Write a tree with its indentation and whatever else a line can say."""
    return [
        "  " * one.depth
        + " ".join(
            filter(
                None,
                (
                    one.known.title,
                    one.known.state,
                    ",".join(one.virtuals),
                    "above" * (one.is_repeated and not one.is_leaf),
                ),
            )
        )
        for one in dependency_tree(index, spec_of(index, name), types)
    ]


def test_a_tree_shows_each_spec_once_and_refers_to_it_then() -> None:
    assert lines(a_stack(), "hdf5") == [
        "hdf5@1.14 cached",
        "  mpich@4.2 external mpi",
        "    lost missing",
        "    zlib@1.3 cached",
        "      libc@2.35 missing",
        "  zlib@1.3 cached above",
    ]


def test_build_dependencies_are_in_the_tree_where_they_are_asked_for() -> None:
    found = lines(a_stack(), "hdf5", types=WITH_BUILD)
    assert found[1:4] == ["  cmake@3.30 cached", "    gmake@1.0 cached", "    zlib@1.3 cached"]
    assert "  zlib@1.3 cached above" in found


def test_a_spec_is_in_the_best_state_that_any_origin_gives_it() -> None:
    index = a_stack()
    add(index, [Record("libc", "2.35", (), Status.INSTALLED)], INSTALLATION)
    assert "      libc@2.35 installed" in lines(index, "hdf5")
    fill(index, a_listing("libc", package="libc", versions=("2.35",)))
    assert "      libc@2.35 cached" in lines(index, "hdf5")


def test_what_depends_on_itself_comes_to_an_end() -> None:
    index = index_of(Record("a", needs=("b",)), Record("b", needs=("a",)))
    assert lines(index, "a") == [
        "a@1.0 cached",
        "  b@1.0 cached",
        "    a@1.0 cached above",
    ]


def test_a_chain_of_dependencies_can_be_deep() -> None:
    chain = [Record(f"p{n}", needs=(f"p{n + 1}",)) for n in range(3000)]
    assert len(lines(index_of(*chain), "p0")) == 3001


def test_pages_know_no_dependencies() -> None:
    index = a_stack()
    fill(index, a_listing("page", package="hdf5"), a_listing("zlib", package="zlib"))
    known = {name: has_record(index, spec_of(index, name)) for name in ("page", "zlib", "lost")}
    assert known == {"page": False, "zlib": True, "lost": False}
    assert known_spec(index, spec_of(index, "page")).label == f"hdf5@1.14.3 /{a_hash('page')[:7]}"


def dependents(index: Index, *names: str, types: int = NEEDED) -> list[tuple[str, int]]:
    order = BuildOrder(index, lambda: ZEN3)
    found = needed_by(index, [spec_of(index, name) for name in names], order, types)
    return [(known_spec(index, one.spec).package, one.types) for one in found]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("zlib", [("cmake", NEEDED), ("hdf5", NEEDED)]),
        ("libc", [("zlib", NEEDED), ("cmake", 0), ("hdf5", 0)]),
        ("lost", [("hdf5", 0)]),
        ("cmake", []),
        ("hdf5", []),
    ],
)
def test_what_needs_a_spec_itself_comes_before_what_does_through_others(
    name: str, wanted: list[tuple[str, int]]
) -> None:
    assert dependents(a_stack(), name) == wanted


def test_what_was_built_with_a_tool_needs_it_where_that_is_asked_for() -> None:
    assert dependents(a_stack(), "cmake", types=WITH_BUILD) == [("hdf5", BUILD)]
    assert dependents(a_stack(), "gmake", types=WITH_BUILD) == [("cmake", BUILD)]


def test_only_what_is_listed_is_said_to_need_a_spec() -> None:
    index = index_of(
        Record("a", needs=("c",)), Record("b", needs=("c",), status=0), Record("c"), everything=True
    )
    assert dependents(index, "c") == [("a", NEEDED), ("b", NEEDED)]
    index = index_of(Record("a", needs=("c",)), Record("b", needs=("c",), status=0), Record("c"))
    assert dependents(index, "c") == [("a", NEEDED)]


def test_dependents_of_one_package_stand_in_the_order_of_builds() -> None:
    index = index_of(
        Record("old", "1.9", ("z",), package="x"),
        Record("new", "1.10", ("z",), package="x"),
        Record("other", "1.10", ("z",), package="x", target="aarch64"),
        Record("z"),
    )
    order = BuildOrder(index, lambda: ZEN3)
    found = needed_by(index, [spec_of(index, "z")], order)
    assert [index.hashes[one.spec] for one in found] == list(map(a_hash, ("new", "other", "old")))
    assert [index.listings.spec[one.listing] for one in found] == [one.spec for one in found]
