"""Keys that stand twice in a row: said, with the row, whatever else looks like a key."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cachetui.sources.formats.pages.doubled_keys import doubled_key

VALUES = st.text(max_size=4) | st.sampled_from(['":', '"hash":', "\\"])
ROWS = st.lists(st.dictionaries(st.sampled_from(["hash", "os", "a"]), VALUES, max_size=3))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[]", None),
        ('[{"hash": "a", "os": "b"}, {"os": "c"}]', None),
        ('[{"os": "a"}, {"os": "b", "hash":"x", "os": "b"}]', "row 2 has its os twice"),
        ('[{"hash" : "a", "hash"\n: "b"}, {"a": 1, "a": 2}]', "row 1 has its hash twice"),
        ('[{"h\\u0061sh": "a", "hash": "b"}]', "row 1 has its hash twice"),
        ('[{"a": {"b": 1}, "c": "\\":"}]', None),
        ('[{"a": {"b": 1, "b": 2}}]', None),  # nobody reads it
        ('[{"\\u001b": 1, "\\u001b": 2}]', "row 1 has its \\x1b twice"),
        ('[{"os": 1, "x": ' + "9" * 5000 + ', "os": 2}]', "row 1 has its os twice"),
    ],
)
def test_a_key_that_stands_twice_is_said_with_its_row(text: str, expected: str | None) -> None:
    found = doubled_key(text)
    assert (found or "").startswith(expected or "")
    assert bool(found) == bool(expected)


def test_the_other_rows_are_counted() -> None:
    found = doubled_key('[{"a": 1, "a": 1}, {"b": 1}, {"c": 1, "c": 2}]')
    assert found == "row 1 has its a twice, the last counts, and 1 more row like it"


@given(ROWS, st.booleans(), st.data())
def test_one_is_found_just_where_there_is_one(
    rows: list[dict[str, str]], is_spaced: bool, data: st.DataObject
) -> None:
    separators = (" , ", " : ") if is_spaced else (",", ":")
    texts = [json.dumps(row, separators=separators) for row in rows]
    assert doubled_key(f"[{','.join(texts)}]") is None
    filled = [number for number, row in enumerate(rows) if row]
    if filled:
        number = data.draw(st.sampled_from(filled))
        texts[number] = f"{texts[number][:-1]},{texts[number][1:]}"
        assert (doubled_key(f"[{','.join(texts)}]") or "").startswith(f"row {number + 1} has its ")
