"""Nodes and edges: specs that are listed, known of, or only named, and what needs what."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from cachetui.index.first_listings import SpecCounts
from cachetui.index.index import Index
from cachetui.index.nodes import UNKNOWN
from cachetui.model import Batch, Configuration, DepType, Edges, Origin, Status
from support.page_builder import a_hash

MIRROR = Origin("m", "mirror")


def rows(
    *names: str, status: Sequence[int] = (), origin: Origin = MIRROR, times: Sequence[float] = ()
) -> Batch:
    """Make a row of each of *names*, a package of its own."""
    made = [Configuration(name, ("1",), None, "linux", "a", "b", ()) for name in names]
    return Batch(
        origin,
        "x",
        [(name, 1) for name in names],
        None,
        made,
        list(range(len(names))),
        list(map(a_hash, names)),
        [()] * len(names),
        status=status,
        times=times,
    )


def edges(**needs: str) -> Edges:
    """Make edges: a name -> those that it needs, with spaces between."""
    children = {parent: text.split() for parent, text in needs.items()}
    every = [name for some in children.values() for name in some]
    return Edges(
        MIRROR,
        list(map(a_hash, children)),
        list(map(len, children.values())),
        list(map(a_hash, every)),
        every,
        [DepType.LINK] * len(every),
        [("mpi",) if name == "mpich" else () for name in every],
    )


def needs(index: Index, name: str) -> list[str | None]:
    """Return the hashes of what the spec of *name* needs."""
    spec = index.find_spec(a_hash(name))
    assert spec is not None
    return [index.hashes[index.edges.child[edge]] for edge in index.edges.of(spec)]


def test_what_is_not_on_offer_is_a_node_and_no_listing() -> None:
    index = Index()
    index.add(rows("a", "b", "c", status=[Status.CACHED, 0, Status.EXTERNAL], times=[1, 2, 3]))
    assert [index.listing(n).configuration.package for n in range(len(index.listings))] == ["a"]
    assert (index.listed_specs, index.listed_packages, len(index.nodes)) == (1, 1, 3)
    assert index.listing(0).time == 1
    packages = [index.configuration(code).package for code in index.nodes.configuration]
    assert packages == ["a", "b", "c"]
    everything = Index(everything=True)
    everything.add(rows("a", "b", "c", status=[Status.CACHED, 0, Status.EXTERNAL], times=[1, 2, 3]))
    assert [everything.listing(n).time for n in range(3)] == [1, 2, 3]


def test_the_status_of_a_spec_is_that_of_all_its_records() -> None:
    index = Index()
    index.add(rows("a", "b", status=[Status.CACHED, 0]))
    index.add(rows("a", "b", status=[Status.LOCKED, Status.EXTERNAL]))
    assert list(index.nodes.status) == [Status.CACHED | Status.LOCKED, Status.EXTERNAL]
    assert list(index.listings.status) == [Status.CACHED, Status.LOCKED]
    assert index.listed_specs == 1


def test_a_page_says_that_all_its_specs_are_cached() -> None:
    index = Index()
    index.add(rows("a", "b", origin=Origin("pages", "pages")))
    assert list(index.nodes.status) == [Status.CACHED] * 2
    assert index.listing(1).origin == Origin("pages", "pages")


def test_a_child_is_known_by_its_name_until_its_record_comes() -> None:
    index = Index()
    index.add(edges(a="b c"))
    assert set(index.nodes.configuration) == {UNKNOWN}
    assert list(index.nodes.names.values()) == ["", "b", "c"]
    counts = SpecCounts(index, range(0))
    assert counts.specs == 0
    index.add(rows("x", "b", "a"))
    assert list(index.nodes.names.values()) == ["c"]
    assert index.listed_specs == 3
    assert SpecCounts(index, range(3)).specs == 3
    assert {index.configuration(code).package for code in SpecCounts(index, range(3)).looks} == {
        *("a", "b", "x"),
    }
    assert needs(index, "a") == [a_hash("b"), a_hash("c")]


def test_the_edges_of_a_spec_are_taken_from_the_first_that_has_some() -> None:
    index = Index()
    index.add(edges(a="b", c=""))
    index.add(edges(a="x y", c="mpich z", d="a"))
    assert needs(index, "a") == [a_hash("b")]
    assert needs(index, "c") == [a_hash("mpich"), a_hash("z")]
    assert needs(index, "d") == [a_hash("a")]
    spec = index.find_spec(a_hash("c"))
    assert spec is not None
    virtuals = [index.edges.virtuals[edge] for edge in index.edges.of(spec)]
    assert [index.edges.virtual_names.values[code] for code in virtuals] == [("mpi",), ()]
    assert needs(index, "z") == []


NAMES = st.sampled_from("abcdefg")
PARTS = st.lists(
    st.tuples(st.booleans(), st.dictionaries(NAMES, st.lists(NAMES, max_size=3), max_size=4)),
    max_size=6,
)


@given(PARTS)
def test_rows_and_edges_may_come_in_any_order(
    parts: list[tuple[bool, dict[str, list[str]]]],
) -> None:
    index = Index()
    expected: dict[str, list[str]] = {}
    listed: set[str] = set()
    for is_rows, found in parts:
        if is_rows:
            index.add(rows(*found))
            listed |= found.keys()
        else:
            index.add(edges(**{name: " ".join(some) for name, some in found.items()}))
            for name, some in found.items():
                expected[name] = expected.get(name) or some
        counted = SpecCounts(index, range(len(index.listings)))
        assert (counted.specs, index.listed_specs) == (len(listed), len(listed))
    for name, some in expected.items():
        assert needs(index, name) == [a_hash(one) for one in some]
    unknown = {name for name in expected if name not in listed}
    unknown |= {one for some in expected.values() for one in some if one not in listed}
    assert len(index.nodes.names) == len(unknown)
