"""The matrix: what stands in a cell, which sums it has, how it is shaded."""

from __future__ import annotations

import json
from itertools import product

import pytest

from cachetui.sources.open import SAMPLE
from cachetui.views.matrix import Matrix, Of, down_of, matrix
from support.index_builder import (
    a_listing,
    everything,
    generated,
    index_of,
    listings_of,
    sample,
    shown,
)


def cell(found: Matrix, stack: str, target: str) -> int:
    (row,) = (row for row in found.rows if row.label == stack)
    return row.counts[found.targets.index(target)]


def test_py_ml_dtypes_is_built_where_its_page_says() -> None:
    found = matrix(sample(), listings_of(sample(), "py-ml-dtypes"))
    assert found.targets == ("aarch64", "neoverse_v1", "x86_64_v3")
    rows = {row.label: row.counts for row in found.rows}
    assert rows["e4s-neoverse_v1"] == (0, 6, 0)
    assert rows["root"] == (41, 6, 82)
    assert found.rows[-1].label == "root"
    assert found.totals == (41, 6, 82)
    assert found.total == 129


@pytest.mark.parametrize("package", sample().packages.values)
def test_each_sum_is_what_the_page_says_of_the_stack(package: str) -> None:
    page = SAMPLE / "_cache" / "develop" / package / "specs.md"
    (line,) = (x for x in page.read_text().splitlines() if x.startswith("meta: "))
    found = matrix(sample(), listings_of(sample(), package))
    said = json.loads(line.removeprefix("meta: "))["num_specs_by_stack"]
    assert {row.label: row.total for row in found.rows} == said


@pytest.mark.parametrize("of", ["specs", "packages"])
def test_the_cells_are_what_counting_one_by_one_gives(of: Of) -> None:
    index = generated()
    cells: dict[tuple[str, str], set[object]] = {}
    for spec, listing in shown(index):
        built = listing.configuration
        for stack in listing.stacks or ("no stack",):
            member = spec if of == "specs" else built.package
            cells.setdefault((stack, built.target), set()).add(member)
    found = matrix(index, everything(index), of)
    for stack, target in product([row.label for row in found.rows], found.targets):
        assert cell(found, stack, target) == len(cells.get((stack, target), ()))
    for target, total in zip(found.targets, found.totals, strict=True):
        assert total == len(set().union(*(cells[place] for place in cells if place[1] == target)))
    assert found.total == len(set().union(*cells.values()))
    for row in found.rows:
        assert row.total == len(
            set().union(*(cells.get((row.label, t), ()) for t in found.targets))
        )
    assert set(cells) == {(r["stack"], r["target"]) for r in found.records()}


def test_a_spec_that_several_tags_list_counts_once() -> None:
    index = index_of(a_listing("a"), a_listing("a", tag="v1"), a_listing("b", stacks=("root",)))
    found = matrix(index, everything(index))
    assert {row.label: row.total for row in found.rows} == {"e4s": 1, "root": 2}


def test_root_is_the_last_stack_and_no_stack_comes_after_it() -> None:
    index = index_of(
        a_listing("a", stacks=("zz", "root")), a_listing("b", stacks=()), a_listing("c", stacks=())
    )
    found = matrix(index, everything(index))
    assert [row.label for row in found.rows] == ["zz", "root", "no stack"]
    assert found.rows[-1].total == 2


def test_sixty_stacks_and_forty_targets_are_all_there() -> None:
    index = index_of(
        *(
            a_listing(f"{stack} {target}", target=f"t{target:02}", stacks=(f"s{stack:02}", "root"))
            for stack, target in product(range(60), range(40))
        )
    )
    found = matrix(index, everything(index))
    assert len(found.rows) == 61
    assert len(found.targets) == 40
    assert {row.total for row in found.rows[:-1]} == {40}
    assert found.rows[-1].counts == (60,) * 40
    assert found.total == 2400


def test_without_any_stack_versions_stand_down_for_a_package_and_compilers_for_all() -> None:
    index = index_of(
        a_listing("a", versions=("1.9",), stacks=()),
        a_listing("b", versions=("1.10",), stacks=(), compiler="gcc@12.1.0"),
        a_listing("c", versions=("1.10",), stacks=(), compiler=None, target="zen3"),
    )
    every = everything(index)
    assert down_of(index, every, "specs") == "version"
    found = matrix(index, every, "specs", down="version")
    assert [(row.label, row.total) for row in found.rows] == [("1.10", 2), ("1.9", 1)]
    assert next(found.table())[0] == "version"
    assert {(one["version"], one["specs"]) for one in found.records()} == {("1.10", 1), ("1.9", 1)}
    assert down_of(index, every, "packages") == "compiler"
    found = matrix(index, every, "packages", down="compiler")
    assert [row.label for row in found.rows] == ["gcc@12.1.0", "gcc@13.2.0", "none"]


def test_stacks_stand_down_where_any_is_listed_or_nothing_is() -> None:
    index = index_of(a_listing("a", stacks=()), a_listing("b", stacks=("e4s",)))
    assert down_of(index, everything(index), "specs") == "stack"
    assert down_of(index, [0], "specs") == "version"
    assert down_of(index, [], "specs") == "stack"


def test_one_spec_makes_a_matrix_of_one_cell() -> None:
    found = matrix(index_of(a_listing(stacks=("e4s",))), [0])
    assert [(row.label, row.counts, row.total) for row in found.rows] == [("e4s", (1,), 1)]
    assert found.shade(1) == 4


def test_nothing_makes_an_empty_matrix() -> None:
    found = matrix(index_of(), [])
    assert (found.rows, found.targets, found.total, found.largest) == ((), (), 0, 0)
    assert found.shade(0) == 0


def test_shades_grow_with_the_counts_and_root_does_not_pale_the_others() -> None:
    index = index_of(
        *(a_listing(f"a{n}", stacks=("small", "root")) for n in range(1)),
        *(a_listing(f"b{n}", stacks=("big", "root")) for n in range(64)),
        *(a_listing(f"c{n}", stacks=("root",)) for n in range(1000)),
    )
    found = matrix(index, everything(index))
    assert found.largest == 64
    assert [found.shade(count) for count in (0, 1, 3, 4, 15, 16, 63, 64, 1065)] == [
        0, 1, 1, 2, 2, 3, 3, 4, 4,
    ]  # fmt: skip


def test_texts_are_safe_unless_they_are_wanted_as_they_are() -> None:
    index = index_of(a_listing(stacks=("a\x1b[2J",), target="\u202ev3"))
    assert matrix(index, [0]).rows[0].label == "a\\x1b[2J"
    assert matrix(index, [0]).targets == ("\\u202ev3",)
    assert matrix(index, [0], exact=True).rows[0].label == "a\x1b[2J"
    assert matrix(index, [0], exact=True).targets == ("\u202ev3",)


def test_the_table_has_a_line_for_each_stack_and_nothing_in_an_empty_cell() -> None:
    index = index_of(a_listing("a", target="v3"), a_listing("b", target="v4", stacks=("root",)))
    assert list(matrix(index, everything(index)).table()) == [
        ("stack", "v3", "v4", "specs"),
        ("e4s", "1", "", "1"),
        ("root", "1", "1", "2"),
    ]
    assert next(matrix(index, everything(index), "packages").records()) == {
        "stack": "e4s",
        "target": "v3",
        "packages": 1,
    }
