"""Specs side by side: what differs, what is folded away, what can be said of the rest."""

from __future__ import annotations

import pytest

from cachetui.model import Listing
from cachetui.output.comparison import differing_lines, sentences
from cachetui.views.compare import (
    AGREE,
    MOST,
    SAME_NEEDS,
    SAME_SPEC,
    UNSAID_DIFFERS,
    Comparison,
    ComparisonRow,
    compare,
    side,
)
from support.index_builder import a_listing, everything, index_of, listings_of, sample
from support.page_builder import a_hash
from support.record_builder import Record
from support.record_builder import index_of as records_of


def compared(*listings: Listing) -> Comparison:
    """Compare specs of one listing each."""
    index = index_of(*listings)
    return compare(index, [side(index, [number]) for number in everything(index)])


def names(fields: tuple[ComparisonRow, ...], *, differ: bool) -> list[str]:
    return [field.name for field in fields if field.differs == differ]


def test_what_differs_comes_first() -> None:
    found = compared(a_listing("a"), a_listing("b", versions=("1.12",), target="zen3"))
    assert names(found.fields, differ=True) == ["version", "target", "hash"]
    assert [field.differs for field in found.fields] == [True] * 3 + [False] * 6
    assert found.fields[0] == ComparisonRow("version", ("1.14.3", "1.12"), differs=True)
    assert found.titles == (f"hdf5@1.14.3 /{a_hash('a')[:7]}", f"hdf5@1.12 /{a_hash('b')[:7]}")
    assert found.note == ""


def test_variants_are_a_diff_with_those_that_a_side_lacks() -> None:
    found = compared(
        a_listing("a", variants=("+mpi", "api=v18", "build_system=cmake")),
        a_listing("b", variants=("build_system=cmake", "~mpi", "+hl")),
    )
    assert found.variants == (
        ComparisonRow("api", ("api=v18", ""), differs=True),
        ComparisonRow("hl", ("", "+hl"), differs=True),
        ComparisonRow("mpi", ("+mpi", "~mpi"), differs=True),
        ComparisonRow("build_system", ("build_system=cmake",) * 2, differs=False),
    )


def test_the_two_spellings_of_several_values_are_one_variant() -> None:
    found = compared(
        a_listing("a", variants=("fabrics=rxm,tcp",)),
        a_listing("b", variants=("fabrics:=tcp,rxm",)),
    )
    assert names(found.variants, differ=False) == ["fabrics"]
    assert found.note == UNSAID_DIFFERS


def test_specs_that_look_the_same_can_only_differ_in_dependencies() -> None:
    index = sample()
    specs = listings_of(index, "py-affine")
    looks: dict[int, list[int]] = {}
    for number in specs:
        looks.setdefault(index.listings.configuration[number], []).append(number)
    first, second, *_ = next(found for found in looks.values() if len(found) > 1)
    found = compare(index, [side(index, [first]), side(index, [second])])
    assert found.note == UNSAID_DIFFERS
    assert names(found.variants, differ=True) == []
    assert set(names(found.fields, differ=True)) <= {"hash", "stacks"}
    other = next(numbers[0] for numbers in looks.values() if first not in numbers)
    assert compare(index, [side(index, [first]), side(index, [other])]).note == ""


def test_a_configuration_of_several_specs_is_one_side() -> None:
    index = index_of(
        a_listing("a", tag="v1"), a_listing("b", stacks=("ml",)), a_listing("a"), a_listing("c")
    )
    one = side(index, [0, 1, 2])
    assert one.title == "hdf5@1.14.3 x2"
    assert one.hashes == (a_hash("a"), a_hash("b"))
    assert (one.tags, one.stacks) == (("develop", "v1"), ("e4s", "ml", "root"))
    found = compare(index, [one, side(index, [3])])
    assert found.fields[-1].name == "target"
    assert ComparisonRow("hash", ("2 specs", a_hash("c")), differs=True) in found.fields
    assert found.note == UNSAID_DIFFERS


def test_the_same_spec_in_two_tags_is_said_to_be_the_same() -> None:
    found = compared(a_listing("a"), a_listing("a", tag="v1"))
    assert names(found.fields, differ=True) == ["tags"]
    assert found.note == SAME_SPEC


def test_old_pages_show_their_dependencies() -> None:
    one, other = (a_listing(None, dependencies=text) for text in ("^zlib@1.2", "^zlib@1.3"))
    assert names(compared(one, other).fields, differ=True) == ["depends on"]
    assert compared(one, one).note == AGREE
    assert compared(one, one).titles == ("hdf5@1.14.3", "hdf5@1.14.3")


def test_specs_of_different_packages_can_be_compared() -> None:
    found = compared(a_listing("a"), a_listing("b", package="zlib", compiler=None))
    assert ComparisonRow("package", ("hdf5", "zlib"), differs=True) in found.fields
    assert ComparisonRow("compiler", ("gcc@13.2.0", "none"), differs=True) in found.fields


def test_a_field_differs_if_any_of_four_sides_does() -> None:
    same = [a_listing(str(n)) for n in range(3)]
    found = compared(*same, a_listing("x", os="rhel8", variants=("+mpi", "build_system=cmake")))
    assert names(found.fields, differ=True) == ["os", "hash"]
    assert names(found.variants, differ=True) == []
    assert len(found.titles) == MOST


@pytest.mark.parametrize("count", [0, 1, 5])
def test_one_side_alone_or_five_are_refused(count: int) -> None:
    with pytest.raises(ValueError, match="two to 4 specs can be compared"):
        compared(*(a_listing(str(n)) for n in range(count)))


def test_the_text_holds_all_of_it() -> None:
    found = compared(
        a_listing("a", variants=("+mpi", "build_system=cmake")),
        a_listing("b", variants=("build_system=cmake",), versions=("1.12",)),
    )
    assert [*differing_lines(found), *sentences(found)] == [
        f"field     hdf5@1.14.3 /{a_hash('a')[:7]}              hdf5@1.12 /{a_hash('b')[:7]}",
        "version:  1.14.3                            1.12",
        f"hash:     {a_hash('a')}  {a_hash('b')}",
        "mpi:      +mpi                              -",
        "the same: package hdf5, compiler gcc@13.2.0, platform linux, os ubuntu24.04, "
        "target x86_64_v3, stacks e4s,root, tags develop",
        "variants that are the same: build_system=cmake",
    ]
    alike = compared(a_listing("a"), a_listing("b"))
    assert next(sentences(alike)) == UNSAID_DIFFERS


def test_no_text_of_a_page_reaches_the_comparison_as_it_is() -> None:
    nasty = "\x1b]52;c;eA==\x07\u202e"
    listing = a_listing(
        None, package=nasty, versions=(nasty,), variants=(f"+{nasty}", f"a={nasty}"),
        os=nasty, tag=nasty, stacks=(nasty,), dependencies=nasty,
    )  # fmt: skip
    found = compared(listing, a_listing("b"))
    text = "\n".join([*differing_lines(found), *sentences(found)])
    assert all(line.isprintable() for line in text.splitlines())
    assert "\\x1b]52" in text


def test_dependencies_that_differ_are_compared_the_deepest_cause_first() -> None:
    index = records_of(
        Record("a", needs=("tool1", "ssl1"), package="app"),
        Record("b", needs=("tool2", "ssl2"), package="app"),
        Record("c", needs=("tool2", "ssl2"), package="app"),
        Record("tool1", "1.0", ("curl1",), package="tool"),
        Record("tool2", "2.0", ("curl2",), package="tool"),
        Record("curl1", "8", ("ssl1", "idn"), package="curl"),
        Record("curl2", "8", ("ssl2",), package="curl"),
        Record("ssl1", "1.1", package="openssl"),
        Record("ssl2", "3.0", package="openssl"),
        Record("idn"),
    )
    one, other, twin = (side(index, listings_of(index, "app")[n : n + 1]) for n in range(3))
    found = compare(index, [one, other])
    assert found.dependencies == (
        ComparisonRow("^idn", ("1.0", "none"), differs=True),
        ComparisonRow("^openssl", ("1.1", "3.0"), differs=True),
        ComparisonRow("^tool", ("1.0", "2.0"), differs=True),
    )
    assert (found.consequences, found.note) == (("curl",), "")
    lines = [*differing_lines(found), *sentences(found)]
    assert [line.split() for line in lines[2:6]] == [
        ["^idn:", "1.0", "none"],
        ["^openssl:", "1.1", "3.0"],
        ["^tool:", "1.0", "2.0"],
        ["only", "because", "of", "these:", "^curl"],
    ]
    assert compare(index, [other, twin]).note == SAME_NEEDS
    assert compare(index, [other, other]).note == SAME_SPEC


def test_dependencies_of_several_specs_together_are_not_compared() -> None:
    index = records_of(
        Record("a", needs=("z",), package="app"), Record("b", package="app"), Record("z")
    )
    both = side(index, listings_of(index, "app"))
    assert compare(index, [both, both]).dependencies == ()
