"""The index: what goes in comes out, exactly and safe to show, and the counts are right."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import astuple

from cachetui.index.growing import GrowingIndex
from cachetui.model import Batch, Configuration, Listing, Note, Problem, Status
from cachetui.sources.formats.pages.normalize import ORIGIN
from support.index_builder import a_listing, everything, generated, index_of, sample
from support.page_builder import a_hash

ESCAPE = "\x1b]52;c;eA==\x07"
WORDS = st.sampled_from(("a", "b", "é", ESCAPE, "\u202eb", "[/red]"))
CONFIGURATIONS = st.builds(
    Configuration,
    package=st.just(""),
    versions=st.tuples(WORDS),
    compiler=WORDS | st.none(),
    platform=WORDS,
    os=WORDS,
    target=WORDS,
    variants=st.lists(WORDS, max_size=2).map(tuple),
    dependencies=st.sampled_from(("", "^m4@1")),
)
LISTINGS = st.lists(
    st.tuples(
        CONFIGURATIONS,
        st.none() | st.integers(0, 5).map(str).map(a_hash),
        st.lists(WORDS, max_size=2).map(tuple),
        st.none() | st.integers(1, 9),
        st.none() | WORDS,
    ),
    max_size=4,
)
PAGES = st.lists(st.tuples(WORDS, WORDS | st.none(), LISTINGS), max_size=5)
Rows = list[tuple[Configuration, str | None, tuple[str, ...], int | None, str | None]]


def a_page(package: str, tag: str | None, rows: Rows, path: str = "x") -> Batch:
    return Batch(
        ORIGIN,
        path,
        [(package, len(rows))],
        tag,
        configurations=[row[0]._replace(package=package) for row in rows],
        configuration_of=list(range(len(rows))),
        hashes=[row[1] for row in rows],
        stacks=[row[2] for row in rows],
        sizes=[row[3] for row in rows] if any(row[3] for row in rows) else (),
        tarballs=[row[4] for row in rows] if any(row[4] for row in rows) else (),
    )


def texts_in(value: object) -> Iterator[str]:
    """Yield every text that a listing is made of."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from texts_in(item)
    elif isinstance(value, Listing):
        yield from texts_in(astuple(value))


@given(PAGES)
def test_every_listing_comes_out_as_it_went_in(pages: list[tuple[str, str | None, Rows]]) -> None:
    index, expected = GrowingIndex(), []
    for number, (package, tag, rows) in enumerate(pages):
        index.add(a_page(package, tag, rows, f"{number}/specs.md"))
        for one, hash_, stacks, size, tarball in rows:
            look = one._replace(package=package)
            path = f"{number}/specs.md"
            expected.append(Listing(look, tag, hash_, stacks, size, tarball, path, ORIGIN.name))
    assert [index.listing(n, exact=True) for n in everything(index)] == expected
    for number in everything(index):
        assert all(map(str.isprintable, texts_in(index.listing(number))))


@given(PAGES)
def test_specs_are_counted_by_their_hashes(pages: list[tuple[str, str | None, Rows]]) -> None:
    index = GrowingIndex()
    specs: dict[str, set[object]] = defaultdict(set)
    for number, (package, tag, rows) in enumerate(pages):
        index.add(a_page(package, tag, rows))
        # a listing without a hash is a spec of its own
        specs[package] |= {row[1] or (number, place) for place, row in enumerate(rows)}
        for name, known in specs.items():
            code = index.packages.find(name)
            assert code is not None
            assert index.specs_in(code) == len(known)
    assert len(index.hashes) == len(set().union(*specs.values()))


@given(PAGES)
def test_a_packages_spans_are_its_listings(pages: list[tuple[str, str | None, Rows]]) -> None:
    index = GrowingIndex()
    for package, tag, rows in pages:
        index.add(a_page(package, tag, rows))
    for code, name in enumerate(index.packages.values):
        numbers = [number for span in index.spans(code) for number in span]
        assert numbers == [
            number
            for number in everything(index)
            if index.listing(number, exact=True).configuration.package == name
        ]


def test_equal_values_have_one_code_and_are_made_safe_once() -> None:
    index = GrowingIndex()
    look = Configuration("x", (ESCAPE,), None, "linux", "a", "b", (ESCAPE, "+c"))
    for tag in ("v1", "v2"):
        index.add(a_page("x", tag, [(look, a_hash(tag), ("e4s", ESCAPE), None, None)] * 2))
    assert (len(index.packages), len(index.configurations), len(index.hashes)) == (1, 1, 2)
    assert index.stacks.values == [("e4s", ESCAPE)]
    assert index.stacks.shown == [("e4s", r"\x1b]52;c;eA==\x07")]
    assert index.variants.shown == [(r"\x1b]52;c;eA==\x07", "+c")]
    assert index.tags.find("v2") == 1
    assert index.tags.find("v3") is None


def test_clean_values_are_shown_as_the_same_object() -> None:
    index = generated()
    pages = index.dictionaries["page"]
    for table in (index.variants, index.stacks, index.packages, index.versions, pages):
        assert all(a is b for a, b in zip(table.values, table.shown, strict=True))


def test_a_spec_is_found_again_by_its_name() -> None:
    index = GrowingIndex()
    look = Configuration("x", ("1",), None, "linux", "a", "b", ())
    index.add(a_page("x", None, [(look, a_hash("a"), (), None, None)]))
    index.add(a_page("x", None, [(look, None, (), None, None)] * 2))
    index.finish()
    names = [index.name_of(spec) for spec in range(len(index.hashes))]
    assert names == [a_hash("a"), "#1", "#2"]
    assert [index.find_spec(name) for name in names] == [0, 1, 2]
    assert [index.find_spec(name) for name in ("#0", "#3", a_hash("b"))] == [None] * 3


def test_problems_are_safe_to_show_and_counted() -> None:
    index = GrowingIndex()
    index.skip(Problem(f"{ESCAPE}.md", f"because {ESCAPE}"), "page")
    index.skip(Note("x", "looks odd"), "page")
    page = a_page("x", "v1", [], f"{ESCAPE}/specs.md")
    page.lost, page.skipped_rows, page.note = ["row 1: bad", "9 more"], 10, "its meta lies"
    index.add(page)
    path = r"\x1b]52;c;eA==\x07"
    assert index.problems == [
        Problem(f"{path}.md", f"because {path}"),
        Problem("x", "looks odd"),
        Problem(f"{path}/specs.md", "row 1: bad"),
        Problem(f"{path}/specs.md", "9 more"),
        Problem(f"{path}/specs.md", "its meta lies"),
    ]
    assert (index.skipped, index.skipped_rows) == ({"page": 1}, {"row": 10})


SAMPLE = {
    "py-affine": (21, 3),
    "py-gpytorch": (74, 3),
    "py-linear-operator": (73, 3),
    "py-ml-dtypes": (129, 7),
    "py-opt-einsum": (65, 4),
}
"""Its packages, with their specs and their configurations."""


def test_the_sample_holds_five_packages_in_twenty_configurations() -> None:
    index = sample()
    assert (len(index.packages), len(index.hashes), len(index.configurations)) == (5, 362, 20)
    assert (index.problems, index.skipped, index.skipped_rows) == ([], {}, {})
    for name, (specs, configurations) in SAMPLE.items():
        code = index.packages.find(name)
        assert code is not None
        assert index.specs_in(code) == specs
        assert list(index.configurations.package).count(code) == configurations


def test_the_sample_lists_py_ml_dtypes_as_its_page_says() -> None:
    index = sample()
    listings = [index.listing(number) for number in everything(index)]
    listings = [one for one in listings if one.configuration.package == "py-ml-dtypes"]
    by_stack = defaultdict(set)
    for one in listings:
        for stack in one.stacks:
            by_stack[stack].add(one.hash)
    assert len(by_stack) == 9
    assert {name: len(by_stack[name]) for name in ("root", "e4s", "ml-linux-x86_64-cpu")} == {
        "root": 129,
        "e4s": 22,
        "ml-linux-x86_64-cpu": 40,
    }
    assert {one.configuration.target for one in listings} == {"x86_64_v3", "aarch64", "neoverse_v1"}
    assert {one.configuration.version for one in listings} == {"0.4.0", "0.3.1"}


def test_the_status_of_all_specs_is_joined_without_a_call_for_each() -> None:
    index = index_of(*(a_listing(f"{number}") for number in range(300)))
    calls: list[object] = []
    sys.setprofile(lambda frame, event, arg: calls.append(frame) if event == "call" else None)
    try:
        status = index.spec_status()
    finally:
        sys.setprofile(None)
    assert status == bytes([Status.CACHED] * 300)
    assert len(calls) < 30  # each key would wait for them while more is being read


def test_a_package_that_several_pages_list_is_counted_once() -> None:
    index = GrowingIndex()
    index.add_spans(0, [("a", 2), ("a", 1)])
    assert index.listed_packages == 1
    index.packages.code("only known")
    index.add_spans(3, [("b", 1), ("a", 1), ("c", 2)])
    assert index.listed_packages == 3
