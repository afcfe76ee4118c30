"""The rows of a page read at once: they are what reading them one by one gives."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cachetui.sources.formats.pages import columns
from cachetui.sources.formats.pages.columns import Columns, decode_columns
from cachetui.sources.formats.pages.rows import Row, decode_rows

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
            "size": st.integers(0, 2**70) | st.floats(allow_nan=False) | TEXTS,
            "unknown": st.recursive(st.none() | TEXTS, lambda inner: st.lists(inner, max_size=2)),
        },
    ),
    max_size=5,
)


@given(ROWS)
def test_rows_read_at_once_are_those_read_one_by_one(data: list[dict[str, Any]]) -> None:
    for text in (json.dumps(data), json.dumps(data, ensure_ascii=False, indent=1)):
        rows = [row for row in decode_rows(text) if isinstance(row, Row)]
        found = decode_columns(text)
        assert found is not None
        found.text = ""
        assert found == Columns.of(rows)


@pytest.mark.parametrize(
    "fields",
    ['"versions": [1.5]', '"variants": null', '"stacks": {}', '"compiler": 1', '"stacks": ["\\x"]'],
)
def test_a_row_of_another_type_is_left_to_those_who_look_at_each(fields: str) -> None:
    assert decode_columns(f"[{{{fields}}}]") is None


def test_equal_lists_are_one_object_and_only_so_many_are_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = '[{"variants": ["+a", "~b"], "stacks": ["+a", "~b"]}]'
    found = decode_columns(text)
    assert found is not None
    assert found.fields[0][5] is found.stacks[0]
    monkeypatch.setattr(columns, "KEPT", 0)
    assert decode_columns('[{"variants": ["another"]}]') is not None
    assert len(columns._LISTS) == 1
