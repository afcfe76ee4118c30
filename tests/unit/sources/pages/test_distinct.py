"""The rows of a page read at once: they are what reading them one by one gives."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cachetui.model import Configuration, EntryError
from cachetui.sources.formats.packed import columns_of
from cachetui.sources.formats.pages import distinct
from cachetui.sources.formats.pages.distinct import Distinct, RawRows, decode_raw_rows
from cachetui.sources.formats.pages.eras import page_of
from cachetui.sources.formats.pages.rows import Row, decode_rows
from support.page_builder import a_hash

TEXTS = st.text(max_size=6) | st.sampled_from(["}, {", '"', "]", "\\", "+mpi"])
ROWS = st.lists(
    st.fixed_dictionaries(
        {"hash": TEXTS},
        optional={
            "versions": st.lists(TEXTS, max_size=2),
            "compiler": TEXTS | st.none(),
            "os": TEXTS,
            "variants": st.lists(TEXTS, max_size=3),
            "stacks": st.lists(TEXTS, max_size=2),
            "size": st.integers(0, 2**70)
            | st.floats(allow_nan=False, allow_infinity=False)
            | TEXTS,
            "unknown": st.recursive(st.none() | TEXTS, lambda inner: st.lists(inner, max_size=2)),
        },
    ),
    max_size=5,
)


@given(ROWS)
def test_rows_read_at_once_are_those_read_one_by_one(data: list[dict[str, Any]]) -> None:
    known = Distinct()
    for text in (json.dumps(data), json.dumps(data, ensure_ascii=False, indent=1)):
        at_once = decode_raw_rows(text)
        assert at_once is not None
        found = batch(at_once, known)
        assert found == batch(decode_rows(text), Distinct())
        assert found == batch(at_once, known)  # whose texts are known by now


def batch(rows: RawRows | list[Row | str], known: Distinct) -> list[Any]:
    """Return what becomes of *rows*."""
    page = page_of({"title": "x", "spec_details": rows}, "x", known)
    configurations = list(map(page.configurations.__getitem__, page.configuration_of))
    columns = map(list, (page.hashes, page.stacks, page.sizes))
    return [configurations, *columns, page.lost, page.skipped_rows]


@pytest.mark.parametrize("fields", ['"hash": {}', '"compiler": 1', '"stacks": [', '"size": []'])
def test_rows_of_other_types_are_left_to_those_who_look_at_each(fields: str) -> None:
    assert decode_raw_rows(f"[{{{fields}}}]") is None


@pytest.mark.parametrize(
    "fields", ['"versions": [1.5]', '"variants": null', '"stacks": {}', '"stacks": [["a"]]']
)
def test_a_list_of_another_type_costs_its_row(fields: str) -> None:
    where = '"platform": "a", "os": "b", "target": "c"'
    sound = f'"hash": "{a_hash("a")}", "versions": ["1"], {where}'
    at_once = decode_raw_rows(f"[{{{sound}}}, {{{fields}}}]")
    assert at_once is not None
    configurations, hashes, *_, lost, skipped = batch(at_once, Distinct())
    assert (len(configurations), list(hashes), skipped) == (1, [a_hash("a")], 1)
    assert lost[0].startswith("row 2: ")


def test_rows_that_are_too_many_one_by_one_are_the_fault_of_their_entry(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("cachetui.sources.formats.pages.rows.MAX_ROWS", 0)
    at_once = decode_raw_rows('[{"stacks": {}}]')
    assert at_once is not None
    with pytest.raises(EntryError, match="its entry spec_details has over 0 rows"):
        batch(at_once, Distinct())


def test_equal_lists_are_one_object_and_long_ones_are_not_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lists = Distinct().lists
    text = b'["+a", "~b"]'
    assert lists[text] is lists[bytes(bytearray(text))] == ("+a", "~b")
    monkeypatch.setattr(distinct, "KEPT", 1)
    assert lists[b"[]"] == ()
    assert list(lists) == [b"[]"]
    monkeypatch.setattr(distinct, "LONGEST", 1)
    assert lists[text] == ("+a", "~b")
    assert list(lists) == []


def test_configurations_have_one_place_also_when_their_lists_are_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(distinct, "KEPT", 1)
    known = Distinct()
    place, where = known.places("x"), (None, "linux", "rhel8", "zen", None)
    texts = [(b'["1"]', b'["+a"]'), (b'["2"]', b'["+a"]'), (b'["1"]', b'[ "+a"]')]
    assert [place[one, other, where] for one, other in texts] == [0, 1, 0]
    assert len(known.configurations) == 2


def test_lists_share_the_texts_that_they_have_in_common() -> None:
    lists = Distinct().lists
    long, short = lists[b'["~ipo", "+mpi"]'], lists[b'["+mpi"]']
    assert long[1] is short[0]


def test_equal_configurations_of_rows_have_one_place_however_they_are_written() -> None:
    known = Distinct()
    place, others = known.places("x"), known.places("y")
    where = "none", "linux", "rhel8", "zen", None
    first = place[b'["1"]', b"[]", where]
    assert first == place[b'["1"]', b"[]", where]
    assert first == place[b'[ "1"]', b"", (None, "linux", "rhel8", "zen", None)]
    assert first == place[b'["1"]', b"[]", ("", None, None, None, "linux-rhel8-zen")]
    assert first != others[b'["1"]', b"[]", where]
    assert known.configurations.are_distinct
    assert [one.package for one in known.configurations] == ["x", "y"]


def test_a_configuration_without_the_texts_of_a_row_has_one_place_and_may_be_another_ones() -> None:
    known = Distinct().configurations
    one = Configuration("x", ("1",), None, "linux", "rhel8", "zen", (), "^zlib")
    assert known.place(one) == known.place(Configuration(*one)) == 0
    assert list(known) == known[:] == [one]
    assert not known.are_distinct


ONES = st.lists(st.tuples(st.booleans(), st.sampled_from("xy"), st.integers(0, 3)), max_size=8)


@given(ONES)
def test_configurations_are_the_same_one_by_one_and_as_columns(
    ones: list[tuple[bool, str, int]],
) -> None:
    known, given = Distinct(), []
    for is_row, name, number in ones:
        where = (None, "linux", "rhel8", "zen", None)
        one = Configuration(name, (str(number),), *where[:4], ("+a",))
        given.append(one)
        if is_row:
            key = f'["{number}"]'.encode(), b'["+a"]', where
            place = known.places(name)[key]
        else:
            place = known.configurations.place(one)
        assert known.configurations[place] == one
    found = known.configurations
    assert set(found) == set(given)
    assert not found.are_distinct or len(set(found)) == len(found)
    columns = columns_of(found, range(len(found)))
    assert list(zip(*columns, strict=False)) == list(found)
