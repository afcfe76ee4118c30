"""Dependencies: every spec of drawn graphs meets what walking its closure says it meets."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cachetui.index.growing import GrowingIndex
from cachetui.index.index import Index
from cachetui.model import Batch, Configuration, Edges, Origin, Status
from cachetui.query.match import match
from cachetui.query.parser import parse
from support.dependency_oracle import Dag, Edge
from support.page_builder import a_hash

ORIGIN = Origin("mirror", "mirror")


def index_of(dag: Dag) -> Index:
    """Put a graph into an index, every spec cached."""
    index, rows = GrowingIndex(), sorted(range(len(dag.nodes)), key=lambda n: dag.nodes[n].package)
    index.add(
        Batch(
            origin=ORIGIN,
            path="index.json",
            packages=[(dag.nodes[row].package, 1) for row in rows],
            tag=None,
            configurations=[dag.nodes[row] for row in rows],
            configuration_of=list(range(len(rows))),
            hashes=[dag.hashes[row] for row in rows],
            stacks=[()] * len(rows),
            status=[Status.CACHED] * len(rows),
        )
    )
    parents = [spec for spec, edges in enumerate(dag.edges) if edges]
    every = [edge for spec in parents for edge in dag.edges[spec]]
    index.add(
        Edges(
            ORIGIN,
            parents=[dag.hashes[spec] for spec in parents],
            counts=[len(dag.edges[spec]) for spec in parents],
            children=[dag.hashes[edge.child] for edge in every],
            names=[dag.nodes[edge.child].package for edge in every],
            types=[edge.types for edge in every],
            virtuals=[edge.virtuals for edge in every],
        )
    )
    return index


def found(index: Index, text: str) -> set[str]:
    matched = match(index, parse(text))
    listings = (n for code in range(len(index.packages)) for n in matched.listings(code))
    return {str(index.hashes[index.listings.spec[listing]]) for listing in listings}


def a_node(
    package: str, version: str = "1.0", compiler: str | None = None, *variants: str
) -> Configuration:
    return Configuration(package, (version,), compiler, "linux", "rhel8", "zen3", variants)


PACKAGES = ["a", "b", "gcc", "llvm", "openmpi"]
NODES = st.builds(
    a_node,
    st.sampled_from(PACKAGES),
    st.sampled_from(["1.0", "2.0"]),
    st.sampled_from([None, None, "gcc@11.4.0", "clang@16"]),
    st.sampled_from(["+x", "~x", "y=1"]),
)
VIRTUALS = st.sampled_from([(), (), (), ("mpi",), ("c",), ("c", "cxx"), ("fortran",)])


@st.composite
def dags(draw: Any) -> Dag:
    """Draw a graph without circles: edges lead to later specs."""
    nodes = draw(st.lists(NODES, min_size=1, max_size=7))
    edges: list[list[Edge]] = []
    for spec in range(len(nodes)):
        later = st.sampled_from(range(spec + 1, len(nodes))) if spec + 1 < len(nodes) else None
        if later is None:
            edges.append([])
            continue
        edge = st.builds(Edge, later, st.integers(1, 15), VIRTUALS)
        edges.append(draw(st.lists(edge, max_size=3, unique_by=lambda e: e.child)))
    return Dag(nodes, edges, [a_hash(str(spec)) for spec in range(len(nodes))])


ASKED = [
    *("^a", "^b@2", "^b+x", "a ^b", "^mpi", "^mpi=openmpi", "^[virtuals=mpi] openmpi", "^c"),
    *("^[deptypes=link] b", "^gcc", "^clang", "^llvm", "^*@2", "^[virtuals=c] gcc ^b"),
    *("%gcc", "%gcc@11", "%clang", "%llvm@16", "%c=gcc", "%c,cxx=gcc", "%fortran=gcc", "%mpi"),
    *("%b", "%b+x", "%[deptypes=build] b", "%[deptypes=build,link] b", "%[virtuals=mpi] openmpi"),
    *("%[when=+x] gcc", "%[when=%c] c=gcc", "^[when='^mpi'] b", "%c %b", "%none", "%gcc@1 ^a"),
    *("^a %b", "^a@2 %b", "^b %gcc", "^a %[virtuals=c] gcc", "^* %b", "^a %b@1 ^b+x", "%gcc +x"),
]


@given(dags(), st.sampled_from(ASKED))
def test_the_index_agrees_with_walking_each_closure(dag: Dag, text: str) -> None:
    query = parse(text).but(name="")  # names are not the business of match
    expected = {dag.hashes[spec] for spec in range(len(dag.nodes)) if dag.meets(spec, query)}
    assert found(index_of(dag), text) == expected


CHAIN = Dag(
    [a_node("app"), a_node("lib"), a_node("deep"), a_node("tool"), a_node("toolkit")],
    [[Edge(1, 3, ()), Edge(3, 1, ())], [Edge(2, 2, ("blas",))], [], [Edge(4, 1, ())], []],
    [a_hash(str(n)) for n in range(5)],
)


@pytest.mark.parametrize(
    ("text", "specs"),
    [
        ("^deep", [0, 1]),  # by way of lib
        ("^tool", [0]),  # the root's own build dependency
        ("^toolkit", [3]),  # not the build tools of a build tool
        ("%deep", [1]),
        ("^blas", [0, 1]),
        ("^blas=de*", [0, 1]),
        ("^[virtuals=blas] d*p", [0, 1]),
        ("^blas=t*", []),
        ("^app", []),  # not the root itself
        (f"^/{a_hash(str(2))[:7]}", [0, 1]),
        ("^blas@9", [0, 1]),  # no index says which version of a virtual there is
        ("^deep os=rhel8", [0, 1]),
        ("^deep os=rhel9", []),
    ],
)
def test_closure_and_own_build_dependencies_count(text: str, specs: list[int]) -> None:
    assert found(index_of(CHAIN), text) == {CHAIN.hashes[spec] for spec in specs}


def test_the_first_edge_to_a_package_decides_what_hangs_on_it() -> None:
    built_with, linked_with = Edge(1, 1, ()), Edge(2, 2, ())
    nodes = [a_node("app"), a_node("a", "1.0"), a_node("a", "2.0"), a_node("b")]
    below = [[], [Edge(3, 1, ())], []]  # the linked one needs b, the built one does not
    hashes = [a_hash(str(n)) for n in range(4)]
    both = Dag(nodes, [[linked_with, built_with], *below], hashes)
    linked = Dag(nodes, [[linked_with], *below], hashes)
    assert found(index_of(both), "^a %b") == set()
    assert found(index_of(both), "^a@2 ^a %b") == set()
    assert found(index_of(linked), "^a %b") == {hashes[0]}


def test_a_virtual_on_an_own_build_edge_counts() -> None:
    dag = Dag(
        [a_node("app"), a_node("gcc"), a_node("user")],
        [[Edge(1, 1, ("c",))], [], [Edge(0, 2, ())]],
        [a_hash(str(n)) for n in range(3)],
    )
    assert found(index_of(dag), "^c") == {dag.hashes[0]}  # and of nobody further up
    assert found(index_of(dag), "^c=gcc") == {dag.hashes[0]}


def test_what_is_known_as_a_dependency_only_can_be_asked_for() -> None:
    index = GrowingIndex()
    one = Edges(ORIGIN, [a_hash(str(0))], [1], [a_hash(str(9))], ["glibc"], [2], [("libc",)])
    node = a_node("app")
    index.add(
        Batch(
            *(ORIGIN, "index.json", [("app", 1)], None, [node], [0], [a_hash(str(0))], [()]),
            status=[Status.CACHED],
        )
    )
    index.add(one)
    assert [found(index, text) for text in ("^glibc", "^libc", "^glibc@2", "glibc")] == [
        {a_hash(str(0))},
        {a_hash(str(0))},
        set(),
        {a_hash(str(0))},  # a name is not the business of match
    ]


def test_edges_in_a_circle_and_to_oneself_end() -> None:
    dag = Dag(
        [a_node("a"), a_node("b"), a_node("gcc")],
        [[Edge(1, 2, ()), Edge(0, 2, ())], [Edge(0, 2, ()), Edge(2, 2, ())], []],
        [a_hash(str(n)) for n in range(3)],
    )
    assert found(index_of(dag), "^gcc") == {a_hash(str(0)), a_hash(str(1))}
    assert found(index_of(dag), "^a %b") == {a_hash(str(0)), a_hash(str(1))}
