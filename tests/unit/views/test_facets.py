"""Facets: each value has as many specs as the list shows once it alone is on."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from cachetui.index.fields import FACETS
from cachetui.index.growing import GrowingIndex
from cachetui.index.index import Index
from cachetui.query.edit import UnwritableError, only, toggled
from cachetui.query.match import match
from cachetui.query.parser import parse
from cachetui.query.query import Query
from cachetui.spack.compatibility import Host, runs_here
from cachetui.views.facets import Facet, Value, facets
from support.index_builder import a_listing, fill, generated, index_of, sample

HOST = Host.parse("linux-rhel8-zen3")
QUERIES = [
    "",
    "stack=e4s",
    "target=:neoverse_v1 os=ubuntu22.04",
    "target=x86_64_v3 stack=e4s,root runs=yes,maybe",
    "@1: %gcc@11: build_system=python_pip",
    "+shared ~ipo tag=develop*",
    "%none",
    "compiler=gcc@11.4.0,none platform=linux",
    "stack=nowhere",
    "@=1.2.3,1.5: fabrics=rxm",
]


def verdict(platform: str, os: str, target: str) -> str:
    return runs_here(HOST, platform, os, target).answer


def found(index: Index, text: str, packages: Iterable[int] | None = None) -> dict[str, Facet]:
    query = parse(text, fuzzy=True)
    return {facet.key: facet for facet in facets(index, query, packages, verdict)}


def counts(facet: Facet) -> dict[str, int]:
    return {value.text: value.specs for value in facet.values}


def check(index: Index, text: str, packages: list[int] | None) -> None:
    """Turn every value on by itself, and see how many specs are found."""
    query = parse(text, fuzzy=True)
    for facet in facets(index, query, packages, verdict):
        assert len(counts(facet)) == len(facet.values)
        for value in facet.values:
            assert shown(index, query, facet.key, value, packages) in (value.specs, None)


def shown(
    index: Index, query: Query, key: str, value: Value, packages: list[int] | None
) -> int | None:
    """Count what the list shows with *value* alone on; None where no query can ask for it."""
    try:
        switched = only(query, key, value.text)
    except UnwritableError:
        return None
    assert parse(str(switched), fuzzy=True) == switched
    return match(index, switched, verdict).total(packages)


@pytest.mark.parametrize("text", QUERIES)
def test_each_count_is_what_the_list_shows_of_the_sample(text: str) -> None:
    check(sample(), text, None)
    for package in range(len(sample().packages)):
        check(sample(), text, [package])


@pytest.mark.parametrize("text", QUERIES)
def test_each_count_is_what_the_list_shows_of_a_generated_cache(text: str) -> None:
    index = generated()
    check(index, text, None)
    check(index, text, [0, 3, 5])
    largest = max(range(len(index.packages)), key=index.specs_in)
    check(index, text, [largest])


def test_every_value_that_a_listing_has_is_offered() -> None:
    offered = found(generated(), "")
    for number in range(len(generated().listings)):
        one = generated().listing(number)
        built = one.configuration
        assert set(one.stacks or ["none"]) <= counts(offered["stack"]).keys()
        assert (one.tag or "none") in counts(offered["tag"])
        assert (built.compiler or "none") in counts(offered["compiler"])
        assert set(built.versions) <= counts(offered["version"]).keys()
        assert set(built.variants) <= counts(offered["variant"]).keys()
        for key in ("platform", "os", "target"):
            assert getattr(built, key) in counts(offered[key])


def test_the_facets_of_the_sample() -> None:
    offered = found(
        sample(), "stack=e4s py-ml-dtypes", [sample().packages.find("py-ml-dtypes") or 0]
    )
    assert tuple(offered) == FACETS
    assert counts(offered["stack"])["ml-linux-x86_64-cpu"] == 40
    assert counts(offered["stack"])["e4s"] == 22
    assert [value.text for value in offered["stack"].values if value.on] == ["e4s"]
    assert offered["stack"].values[-1].text == "root"
    assert counts(offered["target"]) == {"x86_64_v3": 22}


def test_a_value_that_is_on_stays_although_no_spec_has_it() -> None:
    text = "stack=gone os=beos tag=v9 @=9.9 +nix nox=1 compiler=cc@1 runs=no"
    offered = found(index_of(a_listing()), text)
    for key, value in [
        ("stack", "gone"),
        ("os", "beos"),
        ("tag", "v9"),
        ("version", "9.9"),
        ("variant", "+nix"),
        ("variant", "nox=1"),
        ("compiler", "cc@1"),
    ]:
        assert Value(value, 0, on=True) in offered[key].values


def test_a_variant_is_on_however_its_values_are_ordered() -> None:
    offered = found(index_of(a_listing(variants=("fabrics:=tcp,rxm",))), "fabrics:=rxm,tcp")
    assert Value("fabrics:=tcp,rxm", 1, on=True) in offered["variant"].values


def test_tags_that_look_the_same_are_one_value() -> None:
    index = index_of(a_listing("a", tag="\x1b"), a_listing("b", tag="\\x1b"))
    assert counts(found(index, "")["tag"]) == {"\\x1b": 2}
    check(index, "", None)


def test_ranges_and_patterns_are_no_values() -> None:
    offered = found(index_of(a_listing()), "@1: target=:zen3,x86_64_v3: stack=e* mpi=*")
    assert not any(value.on for facet in offered.values() for value in facet.values)
    assert counts(offered["target"]) == {"x86_64_v3": 1}
    assert counts(offered["version"]) == {"1.14.3": 1}


def test_a_spec_counts_once_however_many_pages_list_it() -> None:
    index = index_of(
        a_listing("a"), a_listing("a", tag="v1"), a_listing("a", tag="v2", stacks=("ml", "ml")),
        a_listing(None), a_listing(None, tag="v1"),
    )  # fmt: skip
    offered = found(index, "")
    assert counts(offered["tag"]) == {"develop": 2, "v2": 1, "v1": 2}
    assert counts(offered["stack"]) == {"e4s": 3, "ml": 1, "root": 3}
    assert counts(offered["os"]) == {"ubuntu24.04": 3}


def test_a_spec_that_pages_describe_in_two_ways_counts_once_for_what_they_share() -> None:
    index = index_of(
        a_listing("a", variants=("fabrics=rxm,tcp", "+x")),
        a_listing("a", variants=("fabrics:=rxm,tcp", "+x"), tag="v1"),
    )
    assert counts(found(index, "")["variant"]) == {
        "fabrics:=rxm,tcp": 1, "fabrics=rxm,tcp": 1, "+x": 1,
    }  # fmt: skip
    check(index, "", None)


def test_versions_and_tags_stand_newest_first_and_what_is_lacking_last() -> None:
    index = index_of(
        a_listing("a", versions=("1.9",), tag=None, compiler=None, stacks=()),
        a_listing("b", versions=("1.10",), tag="v0.21.0", stacks=("zz", "root"), os=""),
        a_listing("c", versions=("develop",), tag="develop", compiler="gcc@9.4.0", target=""),
        a_listing("d", versions=("1.10rc1",), tag="develop-2025-07-13"),
    )
    texts = {key: [v.text for v in facet.values] for key, facet in found(index, "").items()}
    assert texts["version"] == ["develop", "1.10", "1.10rc1", "1.9"]
    assert texts["tag"] == ["develop", "develop-2025-07-13", "v0.21.0", "none"]
    assert texts["stack"] == ["e4s", "zz", "root", "none"]
    assert texts["compiler"] == ["gcc@9.4.0", "gcc@13.2.0", "none"]
    assert texts["os"] == ["ubuntu24.04", "none"]
    assert texts["target"] == ["x86_64_v3", "none"]
    check(index, "", None)


def test_verdicts_stand_from_yes_to_no() -> None:
    index = index_of(a_listing("a"), a_listing("b", os="rhel8"), a_listing("c", target="a64fx"))
    assert found(index, "")["runs"].values == (
        Value("yes", 1, on=False), Value("maybe", 1, on=False), Value("no", 1, on=False),
    )  # fmt: skip


def test_versions_that_spack_holds_for_one_count_for_each_other() -> None:
    spellings = ("2.0", "2_0", "2.1", "git.main", "git.main=1.2", "not a version")
    index = index_of(*(a_listing(text, versions=(text,)) for text in spellings))
    offered = counts(found(index, "")["version"])
    assert (offered["2.0"], offered["2_0"], offered["2.1"]) == (2, 2, 1)
    assert (offered["git.main"], offered["git.main=1.2"]) == (2, 1)
    check(index, "", None)


def test_variants_are_met_by_those_that_say_more() -> None:
    sha = "0123456789abcdef"
    index = index_of(
        a_listing("a", variants=("fabrics:=rxm,tcp", f"patches={sha}0,{sha}1", "build=True")),
        a_listing("b", variants=("fabrics=rxm", f"patches={sha}", "+build")),
        a_listing("c", variants=("fabrics=tcp,rxm", "cflags=-O2 -g", "rx=1", "~build")),
    )
    offered = counts(found(index, "")["variant"])
    assert (offered["fabrics=rxm"], offered["fabrics:=rxm,tcp"]) == (3, 2)
    assert offered[f"patches={sha}"] == 2
    assert (offered["+build"], offered["build=True"], offered["~build"]) == (2, 2, 1)
    check(index, "", None)
    check(index, "fabrics:=rxm,tcp +build", None)


@pytest.mark.parametrize(
    "text", ["a b", "e4s/24.05", "a,b", 'say "hi"', "it's", "a; rm -rf ~", "*", "\\", " x ", "é"]
)
def test_a_value_that_needs_quotes_is_switched_by_the_line(text: str) -> None:
    index = index_of(a_listing("a", tag=text, stacks=(text,), os=text), a_listing("b", tag="v1"))
    check(index, "hdf 5", None)
    offered = found(index, "hdf 5")
    for key in ("tag", "stack", "os"):
        assert counts(offered[key])[text] == 1
        line = str(toggled(parse("hdf 5", fuzzy=True), key, text))
        assert line.startswith("hdf 5 ")
        assert Value(text, 1, on=True) in found(index, line)[key].values


def test_a_variant_named_like_one_of_our_keys_is_what_its_rows_are_asked_for() -> None:
    index = index_of(
        a_listing("a", variants=("stack=deep", "tag:=x,y", "+runs")),
        a_listing("b", variants=("compiler=gcc@13.2.0",), tag="v1"),
        a_listing("a", tag="v1"),
        a_listing("c", stacks=("deep",), variants=("tag=develop",)),
    )
    check(index, "", None)
    check(index, "stack=deep tag=develop", None)
    offered = found(index, "")
    assert counts(offered["stack"]) == {"deep": 2, "e4s": 2, "root": 2}
    assert counts(offered["tag"])["v1"] == 2
    assert counts(offered["tag"])["develop"] == 1


def test_an_empty_index_has_facets_without_values() -> None:
    assert [facet.values for facet in facets(GrowingIndex(), parse(""), None, verdict)] == [
        ()
    ] * len(FACETS)


def test_no_value_holds_what_a_terminal_would_act_upon() -> None:
    nasty = "\x1b[2J\u202e"
    index = index_of(
        a_listing("a", versions=(nasty,), os=nasty, tag=nasty, stacks=(nasty,),
                  compiler=nasty, variants=(f"+{nasty}", f"a={nasty}")),
    )  # fmt: skip
    for facet in found(index, "").values():
        assert all(
            value.text.isprintable() and "\\x1b" in value.text
            for value in facet.values
            if facet.key not in ("target", "platform", "runs")
        )
    check(index, "", None)


def test_counts_follow_an_index_that_grows() -> None:
    listings = [
        a_listing("a"),
        a_listing("a", tag="v1", stacks=("ml",)),
        a_listing("b", os="rhel8"),
        a_listing("a", tag="v2", os="rhel8"),
    ]
    index = GrowingIndex()
    for number in range(len(listings)):
        fill(index, listings[number])
        whole = index_of(*listings[: number + 1])
        assert list(found(index, "").values()) == list(found(whole, "").values())
