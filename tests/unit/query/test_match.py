"""Queries on an index: they hold for the listings that a plain reading of the rules says."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cachetui.index.growing import GrowingIndex
from cachetui.index.selection import Selection
from cachetui.model import Listing
from cachetui.query.match import match
from cachetui.query.parser import parse
from cachetui.query.query import Query
from cachetui.spack.spec_line import spec_line
from support.listings import LISTINGS, add, found, indexed, listing, verdict
from support.paths import DATA
from support.query_oracle import configuration, matches

CASES: list[dict[str, Any]] = json.loads((DATA / "satisfies.json").read_text())["cases"]


def holds(query: str, row: Listing) -> bool:
    asked = parse(query)
    named = not asked.name or asked.name == row.configuration.package
    answer = named and found(match(indexed(row), asked, verdict)) == [0]
    assert answer == matches(asked, row, verdict)
    return answer


@pytest.mark.parametrize(
    "case", [pytest.param(c, id=f"{c['row']['versions'][0]} {c['query']}") for c in CASES]
)
def test_a_row_satisfies_what_spack_says_it_does(case: dict[str, Any]) -> None:
    row = case["row"]
    built = configuration(row)
    one = Listing(built, "develop", row["hash"], tuple(row["stacks"]), None, None, "specs.md")
    assert holds(case["query"], one) == case["expected"]


@pytest.mark.parametrize(
    ("query", "row", "expected"),
    [
        ("%oneapi", {"compiler": "oneapi@2024.2.1"}, True),
        ("%oneapi@2024:", {"compiler": "intel-oneapi-compilers@2025.1.0"}, True),
        ("%intel-oneapi-compilers", {"compiler": "oneapi@2024.2.1"}, True),
        ("%intel", {"compiler": "intel-oneapi-compilers-classic@2021"}, True),
        ("%intel", {"compiler": "intel-oneapi-compilers@2025"}, False),
        ("%clang", {"compiler": "apple-clang@16"}, False),
        ("%clang", {"compiler": "llvm@16"}, True),
        ("%*clang", {"compiler": "apple-clang@16"}, True),
        ("%*", {"compiler": "gcc@12"}, True),
        ("%*", {"compiler": None}, False),
        ("%@12", {"compiler": "gcc@12.1"}, True),
        ("%gcc", {"compiler": "gcc"}, True),
        ("%gcc@12", {"compiler": "gcc"}, False),
        ("%gcc@:12", {"compiler": "gcc"}, False),
        ("%none", {"compiler": None}, True),
        ("%none", {"compiler": "gcc@12"}, False),
        ("%none@1", {"compiler": None}, False),
        ("%gcc", {"compiler": None}, False),
        ("%gcc %clang", {"compiler": "gcc@12"}, False),
        ("%fortran=gcc %c=clang", {"compiler": "llvm@16"}, True),
        ("compiler=gcc@11.4.0", {"compiler": "gcc@11.4.0"}, True),
        ("compiler=gcc@11", {"compiler": "gcc@11.4.0"}, False),
        ("compiler=gcc@*", {"compiler": "gcc@11.4.0"}, True),
        ("compiler=gcc@11.4.0,none", {"compiler": None}, True),
        ("compiler=x", {"compiler": "gcc@11.4.0", "variants": ("compiler=x",)}, True),
        ("compiler=gcc@1", {"compiler": "gcc@1", "variants": ("compiler=x",)}, False),
        ("target=:zen3", {"target": "x86_64_v3"}, True),
        ("target=:zen3", {"target": "x86_64_v4"}, False),
        ("target=x86_64_v3:", {"target": "zen3"}, True),
        ("target=x86_64_v3:zen3", {"target": "zen2"}, True),
        ("target=x86_64_v3:zen3", {"target": "x86_64"}, False),
        ("target=x86_64_v3:zen3", {"target": "icelake"}, False),
        ("target=:neoverse_v2", {"target": "neoverse_v1"}, False),
        ("target=:zen99", {"target": "x86_64"}, False),
        ("target=:zen99", {"target": "zen99"}, True),
        ("target=x86*", {"target": "x86_64_v3"}, True),
        ("target=none", {"target": ""}, True),
        ("os=ubuntu2?.04", {"os": "ubuntu24.04"}, True),
        ("os=rhel8,ubuntu24.04", {"os": "ubuntu24.04"}, True),
        ("platform=*", {}, True),
        ("platform=* os=rhel8", {}, False),
        ("arch=linux-ubuntu24.04-x86_64:", {}, True),
        ("arch=linux-None-None", {}, True),
        ("stack=e4s", {"stacks": ("root", "e4s")}, True),
        ("stack=e4s*", {"stacks": ("e4s-arm",)}, True),
        (r"stack=e4s\*", {"stacks": ("e4s-arm",)}, False),
        ("stack=none", {"stacks": ()}, True),
        ("stack=e4s", {"stacks": ("e4s",), "variants": ("stack=a",)}, False),
        ("stack=a", {"stacks": ("e4s",), "variants": ("stack=a",)}, True),
        ("stack=a,b", {"stacks": (), "variants": ("stack:=a,b",)}, True),
        ("stack=a,c", {"stacks": (), "variants": ("stack:=a,b",)}, False),
        ("stack=*", {"stacks": (), "variants": ("+stack",)}, True),
        ("stack=true", {"stacks": (), "variants": ("+stack",)}, True),
        ("tag=develop-*", {"tag": "develop-2025-07-13"}, True),
        ("tag=none", {"tag": None}, True),
        ("tag=a", {"tag": "b", "variants": ("tag=a",)}, True),
        (r'tag="a\,b"', {"tag": "a,b"}, True),
        ('tag="a; rm -rf ~"', {"tag": "a; rm -rf ~"}, True),
        ("runs=yes", {"os": "rhel8"}, True),
        ("runs=yes,maybe", {}, True),
        ("runs=no", {"platform": "darwin"}, True),
        ("runs=y*", {}, False),
        ("runs=yes", {"variants": ("runs=yes",), "platform": "darwin"}, True),
        ("++foo", {"variants": ("~foo",)}, False),
        ("++foo", {"variants": ("+foo",)}, True),
        ("~~foo", {}, True),
        ("foo==bar", {"variants": ("foo=baz",)}, False),
        ("foo==bar", {}, True),
        ("foo:=bar", {"variants": ("foo=bar,baz",)}, False),
        ("foo:=baz,bar", {"variants": ("foo:=bar,baz",)}, True),
        ("foo=*", {"variants": ("foo=bar",)}, True),
        ("foo=*", {"variants": ("fo=bar",)}, False),
        ("foo=1", {"variants": ("+foo",)}, False),
        ("foo=FALSE", {"variants": ("~foo",)}, True),
        ("foo=b", {"variants": ("foo=bar",)}, False),
        ("patches=ab,cd", {"variants": ("patches:=abc,cde,ef",)}, True),
        ("patches:=ab", {"variants": ("patches:=abc",)}, False),
        ("commit=abc", {"variants": ("commit=abc",)}, True),
        ('cflags="-O2 -g"', {"variants": ("cflags=-O2 -g",)}, True),
        ("cflags=a", {}, False),
        ("/abc", {}, True),
        ("/b", {}, False),
        ("/abc", {"hash": None}, False),
        ("@1.2", {"version": "1.2.3"}, True),
        ("^zlib", {}, False),
        ("x %gcc +foo", {"compiler": "gcc@12", "variants": ("+foo",)}, True),
    ],
)
def test_a_row_is_judged_as_the_language_says(
    query: str, row: dict[str, Any], expected: bool
) -> None:
    assert holds(query, listing(**row)) == expected


def test_a_git_version_is_matched_by_its_ref() -> None:
    rows = [listing(version=v) for v in ("git.main=1.2", "git.dev=1.2", "1.2")]
    index = indexed(*rows)
    assert found(match(index, parse("@git.main"))) == [0]
    assert found(match(index, parse("@git.main=1.3"))) == []
    assert found(match(index, parse("@1.2"))) == [0, 1, 2]


def test_counts_are_of_distinct_specs() -> None:
    same = "a" * 32
    index = indexed(
        listing("a", hash=same, tag="v1"),
        listing("a", hash=same, tag="v2"),
        listing("a", hash=None, tag="v2"),
        listing("a", hash=None, tag="v2"),
        listing("b", hash=same, tag="v2", stacks=("e4s",)),
    )
    everything = match(index, Query())
    assert [everything.count(code) for code in (0, 1)] == [3, 1]
    assert everything.total() == everything.total([0, 1]) == 4
    tagged = match(index, parse("tag=v2"))
    assert [tagged.count(code) for code in (0, 1)] == [3, 1]
    stacked = match(index, parse("stack=e4s"))
    assert stacked.among([0, 1]) == [1]
    assert everything.among([1, 0]) == [1, 0]
    assert (stacked.total(), stacked.total([0])) == (1, 0)


def test_a_hash_that_two_packages_list_counts_for_both() -> None:
    same = "a" * 32
    index = indexed(listing("a", hash=same), listing("b", hash=same, os="rhel8"))
    assert [match(index, parse("os=rhel8")).count(code) for code in (0, 1)] == [0, 1]
    assert [match(index, parse("stack=root")).count(code) for code in (0, 1)] == [1, 1]


def test_what_was_found_can_be_counted_after_the_index_has_grown() -> None:
    index = indexed(listing("a", hash="a" * 32))
    before = match(index, parse("stack=root"))
    add(index, [listing("b", hash="a" * 32)])
    match(index, parse("os=rhel8"))
    assert [before.count(code) for code in (0, 1)] == [1, 0]


def test_what_was_found_stays_as_it_was_when_the_index_grows() -> None:
    index = indexed(listing("a", variants=("+x",)))
    query = parse("+x stack=root")
    before = match(index, query)
    add(index, [listing("a", hash=None, variants=("+x", "+y"), tag="new")])
    assert found(before) == [0]
    assert (before.count(0), before.total()) == (1, 1)
    assert found(match(index, query)) == [0, 1]
    assert found(match(index, parse("+y"))) == [1]


def test_a_spec_with_several_configurations_counts_once_where_all_of_them_match() -> None:
    hash = "a" * 32  # noqa: A001
    index = indexed(
        listing(hash=hash), listing(hash=hash, os="rhel8"), listing(hash=hash, version="9")
    )
    assert match(index, parse("platform=linux")).count(0) == 1
    assert match(index, parse("os=rhel8")).count(0) == 1
    assert match(index, parse("os=rhel8,none")).listings(0) == [1]


def test_a_name_beside_constraints_changes_nothing_that_was_found() -> None:
    index = indexed(listing("a"), listing("b", os="rhel8"))
    assert found(match(index, parse("a os=rhel8"))) == found(match(index, parse("os=rhel8")))


def test_another_question_that_selects_the_same_costs_no_second_count() -> None:
    index = indexed(listing("a"), listing("b", os="rhel8"), listing("b", hash=None, os="rhel9"))
    match(index, parse("os=rh*")).count(0)
    with patch.object(Selection, "_by_configuration", side_effect=AssertionError("counted again")):
        assert [match(index, parse("os=rhel*")).count(code) for code in (0, 1)] == [0, 2]
    assert [match(index, parse("os=rhel9")).count(code) for code in (0, 1)] == [0, 1]
    add(index, [listing("b", hash=None, os="rhel9", tag="new")])
    assert match(index, parse("os=rhel9")).count(1) == 2


def test_a_digest_stands_for_what_matches() -> None:
    index = indexed(listing("a"), listing("b", os="rhel8"), listing("b", hash=None, os="rhel9"))
    one, same, other, listed = (
        match(index, parse(text)).digest for text in ("os=rh*", "os=rhel*", "os=rhel9", "tag=x")
    )
    assert one == same
    assert len({None, one, other, listed, match(index, Query()).digest}) == 4


def test_another_judge_is_asked_again() -> None:
    index, query = indexed(listing()), parse("runs=yes")
    assert found(match(index, query, lambda *_: "yes")) == [0]
    assert found(match(index, query, lambda *_: "no")) == []
    assert found(match(index, parse("runs=maybe"))) == [0]


def test_a_value_is_matched_as_it_is_shown() -> None:
    index = indexed(listing(tag="a\x1bb", variants=("foo=\x1b",)))
    assert found(match(index, parse(r"tag=a\\x1bb foo=\\x1b"))) == [0]


def test_tables_of_more_values_than_a_byte_counts_are_matched() -> None:
    index = indexed(*(listing(version=f"{n}.0", tag=f"t{n}", hash=None) for n in range(300)))
    assert found(match(index, parse("@290:"))) == list(range(290, 300))
    assert found(match(index, parse("tag=t7,t299"))) == [7, 299]


def test_an_empty_index_matches_nothing() -> None:
    assert match(GrowingIndex(), parse("stack=e4s @1:")).total() == 0


VERSIONS = ["@1.2", "@1:", "@:1.2", "@=1.2", "@1.2:1.9,main", "@2.0:", "@:2", "@develop", "@1.1:2"]
COMPILED = ["%gcc", "%gcc@12:", "%oneapi", "%llvm", "%none", "%*", "compiler=gcc@11.4.0,none"]
PLACES = ["platform=linux", "os=ubuntu*,rhel8", "os=none", "arch=linux-rhel8-zen3:"]
TARGET = ["target=:zen3", "target=x86_64_v3:", "target=aarch64,zen99", "target=x86*,:icelake"]
TAGS = ["tag=v1,none", "tag=d*", "tag=develop"]
STACKS = ["stack=e4s", "stack=none", "stack=ml,root"]
RUNS = ["runs=yes", "runs=no,maybe"]
HAVING = ["+mpi", "~mpi", "++mpi", "mpi=*", "langs=c", "langs:=c", "api==v1", "patches=ab", "/ab"]
PARTS = (VERSIONS, COMPILED, PLACES, TARGET, TAGS, STACKS, RUNS, HAVING)
QUERIES = (
    st.sets(st.sampled_from(range(len(PARTS))), max_size=4)
    .flatmap(lambda places: st.tuples(*(st.sampled_from(PARTS[n]) for n in sorted(places))))
    .map(" ".join)
    .filter(lambda text: not ("arch=" in text and "target=" in text))
)


@given(st.lists(LISTINGS, max_size=12), QUERIES)
def test_the_index_agrees_with_judging_row_by_row(listings: list[Listing], text: str) -> None:
    query = parse(text)
    expected = [n for n, row in enumerate(listings) if matches(query, row, verdict)]
    matched = match(indexed(*listings), query, verdict)
    assert found(matched) == expected
    for code, package in enumerate(matched.index.packages.values):
        ours = [n for n in expected if listings[n].configuration.package == package]
        assert matched.count(code) == len({listings[n].hash or n for n in ours})
        assert (matched.among([code]) == [code]) == bool(ours)
    assert matched.total() == sum(map(matched.count, range(len(matched.index.packages))))


SPELLED = st.text("ab1 -,*?[]'\"=;~/:.$@é+%^", min_size=1, max_size=8).filter(
    lambda text: (
        text.strip(" ,") == text.lstrip("='\"")
        and not {",,", ", ", " ,"} & {*map("".join, pairwise(text))}
    )
)


@given(SPELLED)
@example("-O2 -g")
@example("it's")
@example("a'b\"c")
@example("a --no-check-signature b")
@example("c,c++,fortran")
def test_a_spec_line_finds_its_own_listing_again_whatever_a_value_is(value: str) -> None:
    index = indexed(listing(variants=(f"key={value}", "+mpi"), os=value.replace(",", ".")))
    asked = parse(spec_line(index.listing(0, exact=True)))
    assert found(match(index, asked)) == [0]
