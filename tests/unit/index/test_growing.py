"""An index of records: what is listed, what is only known of, and what all origins say together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cachetui.index.fields import FIELD
from cachetui.index.growing import GrowingIndex
from cachetui.model import Batch, Configuration, Edges, Origin, Status
from cachetui.query.match import match
from cachetui.query.parser import parse
from support.page_builder import a_hash

MIRROR, LOCK = Origin("lab", "mirror"), Origin("spack.lock", "lockfile")
CACHED, INSTALLED, LOCKED = Status.CACHED, Status.INSTALLED, Status.LOCKED
EXTERNAL, ROOT = Status.EXTERNAL, Status.ROOT


def a_batch(origin: Origin, **status: int) -> Batch:
    """Make a batch of a record for each package, with its status."""
    names = sorted(status)
    built = [Configuration(name, ("1.0",), None, "linux", "rhel8", "zen3", ()) for name in names]
    return Batch(
        origin=origin,
        path=f"{origin.name}.json",
        packages=[(name, 1) for name in names],
        tag=None,
        configurations=built,
        configuration_of=list(range(len(names))),
        hashes=[a_hash(name) for name in names],
        stacks=[()] * len(names),
        status=[status[name] for name in names],
    )


def edges(origin: Origin, parent: str, *children: str) -> Edges:
    return Edges(
        origin,
        parents=[a_hash(parent)],
        counts=[len(children)],
        children=[a_hash(child) for child in children],
        names=list(children),
        types=[2] * len(children),
        virtuals=[()] * len(children),
    )


def listed(index: GrowingIndex, text: str = "") -> list[str]:
    matched = match(index, parse(text))
    every = [n for code in range(len(index.packages)) for n in matched.listings(code)]
    return sorted({index.listing(n).configuration.package for n in every})


@pytest.mark.parametrize(
    ("status", "is_shown"),
    [
        (CACHED, True),
        (INSTALLED, True),
        (LOCKED, True),
        (ROOT, True),
        (LOCKED | EXTERNAL, True),
        (INSTALLED | EXTERNAL, False),
        (EXTERNAL, False),
        (0, False),
    ],
)
def test_what_is_on_offer_nowhere_is_listed_on_demand_only(status: int, is_shown: bool) -> None:
    some, everything = GrowingIndex(), GrowingIndex(everything=True)
    for index in (some, everything):
        index.add(a_batch(MIRROR, a=status, b=CACHED))
    assert listed(some) == (["a", "b"] if is_shown else ["b"])
    assert (some.listed_packages, some.listed_specs) == (1 + is_shown, 1 + is_shown)
    assert listed(everything) == ["a", "b"]


def test_the_status_of_a_spec_is_that_of_all_its_origins() -> None:
    index = GrowingIndex()
    index.add(a_batch(MIRROR, a=CACHED, b=0))
    index.add(a_batch(LOCK, a=LOCKED | ROOT, b=LOCKED, c=LOCKED | EXTERNAL))
    assert listed(index, "locked=yes cached=yes") == ["a"]
    assert listed(index, "locked=yes cached=no") == ["b", "c"]
    assert listed(index, "external=yes") == ["c"]
    assert listed(index, "external=no") == ["a", "b"]
    assert listed(index, "origin=lab") == ["a"]
    assert index.listed_specs == 3
    assert len(index.listings) == 4  # one spec, a listing of each origin


def test_pages_say_that_a_spec_is_cached_and_nothing_of_the_rest() -> None:
    index = GrowingIndex()
    page = a_batch(Origin("pages", "pages"), a=0)
    page.status = ()
    index.add(page)
    values = [index.value(FIELD[key], 0) for key in ("cached", "installed", "locked", "external")]
    assert values == [True, None, None, None]
    assert listed(index, "cached=yes") == listed(index, "installed=no") == ["a"]
    index.add(a_batch(LOCK, a=LOCKED))
    values = [index.value(FIELD[key], 0) for key in ("cached", "installed", "locked", "external")]
    assert values == [True, False, True, False]


def test_edges_may_come_before_the_records_they_lead_to() -> None:
    index = GrowingIndex()
    index.add(a_batch(MIRROR, a=CACHED))
    index.add(edges(MIRROR, "a", "b", "gone"))
    assert [index.package_of(spec) for spec in range(3)] == ["a", "b", "gone"]
    index.add(a_batch(MIRROR, b=CACHED))
    assert listed(index, "^b") == listed(index, "^gone") == ["a"]
    assert index.node(2) is None
    index.finish()
    assert index.package_of(2) == "gone"


def test_the_edges_of_a_spec_are_those_that_were_read_first() -> None:
    index = GrowingIndex()
    index.add(a_batch(MIRROR, a=CACHED, b=CACHED, c=CACHED))
    index.add(edges(MIRROR, "a", "b"))
    index.add(edges(LOCK, "a", "c"))
    assert listed(index, "^b") == ["a"]
    assert listed(index, "^c") == []


def test_a_name_from_an_edge_is_made_safe() -> None:
    index = GrowingIndex()
    index.add(a_batch(MIRROR, a=CACHED))
    index.add(edges(MIRROR, "a", "evil\x1b[2J"))
    assert index.package_of(1) == "evil\\x1b[2J"


LETTERS = "abdefgh"  # c is a language, which specs have another way
NAMES = st.sampled_from(LETTERS)
PARTS = st.lists(
    st.tuples(
        st.booleans(), st.dictionaries(NAMES, st.sets(NAMES, min_size=1, max_size=3), max_size=4)
    ),
    max_size=6,
)


@given(PARTS)
def test_records_and_edges_may_come_in_any_order(
    parts: list[tuple[bool, dict[str, set[str]]]],
) -> None:
    index = GrowingIndex()
    needs: dict[str, set[str]] = {}
    records: set[str] = set()
    for are_records, found in parts:
        if are_records:
            index.add(a_batch(MIRROR, **dict.fromkeys(found, int(CACHED))))
            records |= found.keys()
        for parent, children in {} if are_records else found.items():
            index.add(edges(MIRROR, parent, *sorted(children)))
            needs[parent] = needs.get(parent) or children
    for name in LETTERS:
        expected = {parent for parent, some in needs.items() if name in some}
        assert listed(index, f"%{name}") == sorted(expected & records), name
    assert index.listed_specs == len(records)


def test_an_answer_is_of_all_that_has_been_read_when_it_is_asked_for() -> None:
    index = GrowingIndex()
    index.add(a_batch(MIRROR, a=CACHED, b=CACHED))
    assert listed(index, "^b") == listed(index, "installed=yes") == []
    index.add(edges(MIRROR, "a", "b"))
    assert listed(index, "^b") == ["a"]
    assert listed(index, "installed=yes") == []
    index.add(a_batch(LOCK, a=INSTALLED | EXTERNAL))  # which makes no listing
    assert listed(index, "installed=yes") == ["a"]
