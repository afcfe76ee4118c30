"""Nodes: variants, flags, targets and compilers, spelled as Spack spells them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cachetui.model import Configuration
from cachetui.sources.filter import Filter
from support.page_builder import a_hash
from support.spack_builder import (
    a_node,
    cached,
    database,
    listings,
    lockfile,
    needed,
    nested,
    read,
    told,
)


def configuration(folder: Path, **fields: Any) -> Configuration:
    (listing,) = listings(read(folder, database(cached(a_node(**fields)))))
    return listing.configuration


@pytest.mark.parametrize(
    ("value", "spelled"),
    [
        (True, "+x"),
        (False, "~x"),
        ("True", "+x"),
        ("v18", "x=v18"),
        ("a b", "x='a b'"),
        ("it's", 'x="it\'s"'),
        (["b", "a"], "x:=b,a"),
        (["80"], "x:=80"),
        (["c++"], "x:='c++'"),
        ([], "x:=*"),
        (5, "x=5"),
    ],
)
def test_a_variant_is_spelled_as_spack_spells_it(
    tmp_path: Path, value: object, spelled: str
) -> None:
    assert configuration(tmp_path, parameters={"x": value}).variants == (spelled,)


def test_variants_stand_by_their_names_and_flags_apart(tmp_path: Path) -> None:
    found = configuration(
        tmp_path,
        parameters={
            "shared": True,
            "build_system": "cmake",
            "patches": ["a" * 64, "0123456789"],
            "dev_path": "/home/me/zlib",
            "ldflags": [],
            "cflags": ["-O2", "-g"],
            "fflags": ["-O3"],
        },
    )
    assert found.variants == (
        "build_system=cmake",
        "dev_path=/home/me/zlib",
        "patches:=aaaaaaa,0123456",
        "+shared",
    )
    assert found.flags == ('cflags="-O2 -g"', "fflags=-O3")


def test_a_target_is_its_name_whatever_features_it_has(tmp_path: Path) -> None:
    target = {"name": "zen3", "vendor": "AuthenticAMD", "features": ["avx2"], "generation": 3}
    arch = {"platform": "linux", "platform_os": "rhel8", "target": target}
    assert configuration(tmp_path, arch=arch)[3:6] == ("linux", "rhel8", "zen3")


GCC = a_node("gcc", version="14.1.0", compiler=None)
WITH_EDGES = {
    "c before fortran": (["fortran", "c"], "gcc@14.1.0"),
    "cxx before fortran": (["fortran", "cxx"], "gcc@14.1.0"),
    "fortran alone": (["fortran"], "gcc@14.1.0"),
    "none of them": (["libc"], None),
}


@pytest.mark.parametrize("case", WITH_EDGES)
@pytest.mark.parametrize("first", ["compiler", "user"])
def test_without_an_attribute_the_compiler_is_that_of_the_edges(
    tmp_path: Path, case: str, first: str
) -> None:
    virtuals, compiler = WITH_EDGES[case]
    other = needed("llvm", "build", virtuals=["fortran"] if "c before" in case else [])
    user = a_node("zlib", other, needed("gcc", "build", virtuals=virtuals), compiler=None)
    nodes = [GCC, user] if first == "compiler" else [user, GCC]
    for data, name in ((database(cached(*nodes)), "i.json"), (lockfile(*nodes), "spack.lock")):
        found = {
            one.configuration.package: one.configuration.compiler
            for one in listings(read(tmp_path, data, name))
        }
        assert found == {"gcc": None, "zlib": compiler}


def test_a_compiler_that_is_itself_built_by_one_is_known_to_those_before_it(tmp_path: Path) -> None:
    zlib = a_node("zlib", needed("gcc", "build", virtuals=["c"]), compiler=None)
    gcc = a_node("gcc", needed("llvm", "build", virtuals=["c"]), compiler=None, version="14.1.0")
    every = listings(read(tmp_path, database(cached(zlib, gcc))))
    assert [one.configuration.compiler for one in every] == ["llvm", "gcc@14.1.0"]


def test_the_compiler_of_an_older_spec_stands_in_its_annotations(tmp_path: Path) -> None:
    annotations = {"original_specfile_version": 4, "compiler": "gcc@=10.2.1"}
    assert configuration(tmp_path, compiler=None, annotations=annotations).compiler == "gcc@10.2.1"
    annotations = {"original_specfile_version": 5}
    assert configuration(tmp_path, compiler=None, annotations=annotations).compiler is None


def test_what_only_some_specs_have_is_no_reason_not_to_read_them(tmp_path: Path) -> None:
    spliced = a_node(
        build_spec={"name": "zlib", "hash": a_hash("other")},
        patches=["a" * 64],
        annotations={"original_specfile_version": 5},
        anything={"else": [1, {}]},
    )
    index = read(tmp_path, database(cached(spliced, deprecated_for=None, origin="upstream")))
    assert (len(index.listings), index.problems) == (1, [])


@pytest.mark.parametrize("indent", [None, 1, 2])
@pytest.mark.parametrize("version", ["5", "7"])
def test_the_shape_decides_whatever_the_version_and_the_spaces(
    tmp_path: Path, indent: int | None, version: str
) -> None:
    for make in (nested, lambda node: node):
        records = cached(a_node("a"), a_node("b", needed("a")))
        for record in records.values():
            record["spec"] = make(record["spec"])
        index = read(tmp_path, database(records, version, indent=indent))
        assert [one.configuration.package for one in listings(index)] == ["a", "b"]
        assert told(index) == []


SPACES = [(None, ",", ":"), (None, ", ", ": "), (1, ",", ": "), (2, ",", " :")]


def test_edges_are_the_same_whatever_the_spaces(tmp_path: Path) -> None:
    records = cached(
        a_node("a"), a_node("b", needed("a", virtuals=["mpi"])), a_node("c", needed("b"))
    )
    content = {"database": {"version": "7", "installs": records}}
    found = set()
    for indent, comma, colon in SPACES:
        text = json.dumps(content, indent=indent, separators=(comma, colon))
        edges = read(tmp_path, text.encode(), wanted=Filter(edges=True)).edges
        virtuals = map(edges.virtual_sets.values.__getitem__, edges.virtuals)
        found.add((*edges.child, *edges.types, *virtuals))
    ((*_, first, _),) = found
    assert first == ("mpi",)


def test_the_order_of_a_nodes_fields_does_not_matter(tmp_path: Path) -> None:
    nodes = [a_node(parameters={"x": value}, hash=a_hash(value)) for value in "abc"]
    expected = [one.configuration for one in listings(read(tmp_path, database(cached(*nodes))))]
    for order in (sorted, lambda keys: sorted(keys, reverse=True)):
        shuffled = [{key: node[key] for key in order(node)} for node in nodes]
        found = listings(read(tmp_path, database(cached(*shuffled))))
        assert [one.configuration for one in found] == expected
