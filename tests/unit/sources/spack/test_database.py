"""Databases: what is on offer, what is only known, and what a look-up reads of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from cachetui.model import DepType, Origin, Status
from cachetui.sources.filter import Filter
from support.page_builder import a_hash
from support.spack_builder import (
    JSON,
    a_node,
    cached,
    database,
    edges,
    installed,
    listings,
    load,
    names,
    needed,
    read,
)

EXTERNAL: JSON = {"path": "/usr", "module": None, "extra_attributes": {}}


def test_a_mirror_offers_what_is_cached_and_no_externals_or_holes(tmp_path: Path) -> None:
    records = (
        cached(a_node("a"))
        | cached(a_node("b", external=EXTERNAL), in_buildcache=False)
        | cached(a_node("c"), in_buildcache=False)
    )
    assert names(read(tmp_path, database(records))) == ["a"]
    everything = listings(read(tmp_path, database(records), everything=True))
    assert [one.status for one in everything] == [Status.CACHED, Status.EXTERNAL, 0]
    assert [one.prefix for one in everything] == [None, "/usr", None]


def test_an_old_mirror_that_does_not_say_what_is_cached_has_all_of_it(tmp_path: Path) -> None:
    records = {
        node["hash"]: {"spec": node, "ref_count": 1}
        for node in (a_node("a"), a_node("b"), a_node("c", external=EXTERNAL))
    }
    index = read(tmp_path, database(records, "5"))
    assert [(one.configuration.package, one.status) for one in listings(index)] == [
        ("a", Status.CACHED),
        ("b", Status.CACHED),
    ]


def test_an_installation_lists_what_is_installed_and_knows_the_rest(tmp_path: Path) -> None:
    records = (
        installed(a_node("a"), explicit=True)
        | installed(a_node("b"), installed=False)
        | installed(a_node("c", external=EXTERNAL))
        | installed(a_node("d"), path="None", origin="upstream")
    )
    index = read(tmp_path, database(records))
    assert [(o.configuration.package, o.status, o.prefix, o.time) for o in listings(index)] == [
        ("a", Status.INSTALLED | Status.EXPLICIT, "/opt/a", 1.5),
        ("d", Status.INSTALLED, None, 1.5),
    ]
    assert index.origins.values == [Origin("index", "installation")] or index.origins.values == [
        Origin(tmp_path.name, "installation")
    ]


def test_what_is_not_listed_is_a_node_all_the_same(tmp_path: Path) -> None:
    nodes = a_node("a", needed("b"), needed("gone", "build", virtuals=["mpi"])), a_node("b")
    records = cached(nodes[0]) | cached(nodes[1], in_buildcache=False)
    index = read(tmp_path, database(records), wanted=Filter(edges=True))
    assert (names(index), index.listed_specs, index.listed_packages) == (["a"], 1, 1)
    assert edges(index) == {
        "a": {"b": (DepType.LINK, ()), "gone": (DepType.BUILD, ("mpi",))},
    }
    gone = index.find_spec(a_hash("gone"))
    assert gone is not None
    assert (index.node(gone), index.package_of(gone)) == (None, "gone")


def test_edges_are_read_only_where_they_are_wanted(tmp_path: Path) -> None:
    data = database(cached(a_node("a", needed("b")), a_node("b")))
    assert len(read(tmp_path, data).edges) == 0
    assert len(read(tmp_path, data, wanted=Filter(edges=True)).edges) == 1


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Filter(packages=("a",)), ["a"]),
        (Filter(packages=("py-*",)), ["py-a", "py-b"]),
        (Filter(hashes=(a_hash("py-b")[:9],)), ["py-b"]),
        (Filter(packages=("a",), hashes=(a_hash("py-b"),)), []),
        (Filter(tags=("develop",)), []),
        (Filter(packages=("a",), edges=True), ["a", "py-a", "py-b"]),
    ],
)
def test_a_look_up_gets_no_more_than_it_needs(
    tmp_path: Path, wanted: Filter, found: list[str]
) -> None:
    data = database(cached(a_node("a"), a_node("py-a"), a_node("py-b")))
    assert names(read(tmp_path, data, wanted=wanted)) == found


@pytest.mark.parametrize(
    ("path", "tag", "stacks"),
    [
        ("develop/e4s/build_cache/index.json", "develop", ("e4s",)),
        ("v0.21.0/build_cache/index.json", "v0.21.0", ()),
        ("develop-2025-07-13/ml-cuda/build_cache/index.json", "develop-2025-07-13", ("ml-cuda",)),
        ("mine/build_cache/index.json", None, ()),
        ("develop/index.json", "develop", ()),
        ("develop/e4s.json", None, ()),
    ],
)
def test_tag_and_stack_come_from_a_path_like_the_public_caches(
    tmp_path: Path, path: str, tag: str | None, stacks: tuple[str, ...]
) -> None:
    data = database(cached(a_node("a")))
    (listing,) = listings(read(tmp_path, data, path))
    assert (listing.tag, listing.stacks) == (tag, stacks)
    (same,) = listings(load(tmp_path / path.split("/")[0]))
    assert (same.tag, same.stacks) == (tag, stacks)
    only = read(tmp_path, data, path, wanted=Filter(tags=("v0.*",)))
    assert names(only) == (["a"] if tag == "v0.21.0" else [])


def test_an_installation_has_no_tag_wherever_it_lies(tmp_path: Path) -> None:
    data = database(installed(a_node("a")))
    for path in ("v1.0.0/spack/.spack-db/index.json", "develop/e4s/index.json"):
        (listing,) = listings(read(tmp_path, data, path))
        assert (listing.tag, listing.stacks) == (None, ())
        assert names(read(tmp_path, data, path, wanted=Filter(tags=("*",)))) == []


def test_a_name_before_the_source_is_what_its_origin_is_called(tmp_path: Path) -> None:
    path = tmp_path / "index.json"
    path.write_bytes(database(cached(a_node("a"))))
    (listing,) = listings(load(f"E4S={path}"))
    assert (listing.origin, listing.page) == ("E4S", str(path))


def test_a_spec_of_several_origins_is_one_with_several_listings(tmp_path: Path) -> None:
    (tmp_path / "a/.spack-db").mkdir(parents=True)
    (tmp_path / "b/build_cache").mkdir(parents=True)
    records = installed(a_node("x")) | installed(a_node("y"), installed=False)
    (tmp_path / "a/.spack-db/index.json").write_bytes(database(records))
    (tmp_path / "b/build_cache/index.json").write_bytes(database(cached(a_node("x"), a_node("y"))))
    index = load(tmp_path)
    assert names(index) == ["x", "x", "y"]
    assert index.listed_specs == 2
    status = dict(zip(index.hashes, index.nodes.status, strict=True))
    assert status[a_hash("x")] == Status.INSTALLED | Status.CACHED
    assert status[a_hash("y")] == Status.CACHED


def test_the_pieces_of_a_large_index_fit_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nodes = [a_node(f"p{n}", needed(f"p{n // 2}")) for n in range(1, 60)]
    data = database(cached(*nodes))
    whole = read(tmp_path, data, wanted=Filter(edges=True))
    for size in (100, 333, 1000, 5000):
        monkeypatch.setattr("cachetui.sources.formats.spack.database.CHUNK", size)
        index = read(tmp_path, data, wanted=Filter(edges=True))
        assert listings(index) == listings(whole)
        assert edges(index) == edges(whole)
        assert index.problems == []


def test_edges_are_found_however_the_file_is_spaced(tmp_path: Path) -> None:
    specs = [a_node("app", needed("zlib"), hash=a_hash(str(number))) for number in range(300)]
    head, opening, rest = database(cached(*specs, a_node())).rpartition(b'"dependencies":[{')
    index = read(tmp_path, head + opening.replace(b":", b" : ") + rest, wanted=Filter(edges=True))
    assert len(index.edges) == 300


def test_edges_that_all_say_something_else_keep_what_they_say(tmp_path: Path) -> None:
    specs = [
        a_node(f"p{number}", needed(f"p{number + 1}", "run", virtuals=[f"v{number}"]))
        for number in range(300)
    ]
    index = read(tmp_path, database(cached(*specs, a_node("p300"))), wanted=Filter(edges=True))
    found = edges(index)
    assert [found[f"p{n}"] for n in range(300)] == [
        {f"p{n + 1}": (DepType.RUN, (f"v{n}",))} for n in range(300)
    ]
