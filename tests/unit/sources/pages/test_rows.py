"""The rows of spec_details, in JSON, in JSON with faults, and in YAML."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cachetui.sources.formats.pages import rows
from cachetui.sources.formats.pages.rows import Row, decode_rows
from cachetui.sources.formats.type_errors import misfit
from cachetui.sources.safe_yaml import YamlRefusedError
from support.page_builder import a_hash

TEXTS = st.text(max_size=6)
ROWS = st.lists(
    st.fixed_dictionaries(
        {"hash": TEXTS},
        optional={
            "versions": st.lists(TEXTS, max_size=2),
            "compiler": TEXTS | st.none(),
            "os": TEXTS,
            "variants": st.lists(TEXTS | st.just("}, {"), max_size=3),
            "stacks": st.lists(TEXTS, max_size=2),
            "size": st.integers(-(2**70), 2**70) | st.floats(allow_nan=False) | TEXTS,
            "unknown": st.recursive(st.none() | TEXTS, lambda inner: st.lists(inner, max_size=2)),
        },
    ),
    max_size=5,
)


def row(**fields: Any) -> Row:
    """Make a row as msgspec would from *fields*, whatever else stands beside them."""
    return msgspec.convert(fields, Row)


def sound(text: str) -> list[Row]:
    found = decode_rows(text)
    assert all(isinstance(one, Row) for one in found), found
    return [one for one in found if isinstance(one, Row)]


@given(ROWS)
def test_json_is_read_whatever_stands_in_it(data: list[dict[str, Any]]) -> None:
    expected = [row(**fields) for fields in data]
    assert sound(json.dumps(data)) == expected
    assert sound(json.dumps(data, ensure_ascii=False, indent=1)) == expected


@given(ROWS)
def test_large_pages_are_read_row_by_row_with_the_same_result(data: list[dict[str, Any]]) -> None:
    text = json.dumps(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rows, "AT_ONCE", 0)
        assert decode_rows(text) == [row(**fields) for fields in data]


BROKEN = ('{"hash": "a" "os"}', "{", '{"a": [}', '{"a": "', '{"a": {{}', '{"a":: 1}', "{{}}")


@given(st.lists(st.sampled_from(BROKEN) | st.integers(0, 9).map(str).map(a_hash), max_size=6))
def test_broken_rows_cost_only_themselves(items: list[str]) -> None:
    texts = [text if text in BROKEN else json.dumps({"hash": text}) for text in items]
    found = decode_rows("[" + ", ".join(texts) + "]")
    assert [one.hash if isinstance(one, Row) else None for one in found] == [
        None if text in BROKEN else text for text in items
    ]


def test_a_broken_row_says_where() -> None:
    assert decode_rows('[{"hash": "a"}, {"hash" "b"}, {"hash": "c"}]') == [
        row(hash="a"),
        "is broken at character 17 of the rows",
        row(hash="c"),
    ]


@pytest.mark.parametrize("cut", ['[{"hash": "a"}, {"hash": "b"}', '[{"hash": "a"}, {"hash": "b"},'])
def test_a_list_that_is_cut_between_rows_keeps_them_and_says_so(cut: str) -> None:
    missing = "is missing: the list of rows is not closed"
    assert decode_rows(cut) == [row(hash="a"), row(hash="b"), missing]


def test_a_list_that_is_cut_in_a_row_keeps_the_others() -> None:
    for cut in ('[{"hash": "a"}, {"hash": "b', '[{"hash": "a"}, {"hash": "b"', '[{"hash": "a"}, {'):
        found = decode_rows(cut)
        assert found[0] == row(hash="a")
        assert found[1:] == ["is broken at character 17 of the rows"]


def test_a_row_may_be_yaml_where_json_fails() -> None:
    text = "[{hash: a, versions: [1.10, 2023-05-14], size: 12}, {'hash': 'b'}, {\"hash\": \"c\"},]"
    yaml, *others = sound(text)
    assert yaml == row(hash="a", versions=["1.10", "2023-05-14"], size="12")
    assert others == [row(hash="b"), row(hash="c")]


def test_rows_may_be_a_block_list_of_yaml() -> None:
    text = "\n- hash: a\n  versions:\n  - 1.10\n  compiler: ~\n- {hash: b}\n- 7"
    assert decode_rows(text)[:2] == [row(hash="a", versions=["1.10"]), row(hash="b")]
    assert decode_rows(text)[2] == "it has text where a mapping belongs"


@pytest.mark.parametrize("text", ["", "null", "{}", '"x"', "7", "a: b", "- a\n b: c", "{" * 50_000])
def test_what_is_no_list_is_refused(text: str) -> None:
    with pytest.raises(YamlRefusedError):
        decode_rows(text)


@pytest.mark.parametrize("opening", ["[", '[{"a":', "[{"])
def test_fifty_thousand_nested_brackets_are_one_broken_row(opening: str) -> None:
    for closing in ("", "]"):
        found = decode_rows(opening * 50_000 + closing)
        assert [type(one) for one in found] == [str]


def test_what_typed_json_refuses_is_read_as_plain_json() -> None:
    found = decode_rows('[{"hash": "a\tb", "size": NaN, "os": "\\ud800", "stacks": ["\x1b"]}]')
    (one,) = found
    assert isinstance(one, Row)
    assert (one.hash, one.os, one.stacks) == ("a\tb", "\ud800", ("\x1b",))


def test_of_equal_keys_the_last_counts() -> None:
    for text in ('[{"hash": "a", "hash": "b"}]', '[{"hash": "a", "hash": "b", "size": NaN}]'):
        (one,) = sound(text)
        assert one.hash == "b"


def test_too_many_broken_rows_are_refused() -> None:
    few = "{x, " * rows.MAX_BROKEN
    assert len(decode_rows("[" + few + "]")) == rows.MAX_BROKEN
    with pytest.raises(YamlRefusedError, match=r"^has over 1,000 rows that are no JSON$"):
        decode_rows("[" + few + "{x]")


def test_more_rows_than_any_page_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "AT_ONCE", 0)
    monkeypatch.setattr(rows, "MAX_ROWS", 3)
    assert decode_rows("[" + "{}, " * 3 + "]") == [Row()] * 3
    with pytest.raises(YamlRefusedError, match=r"^has over 3 rows$"):
        decode_rows("[" + "{}, " * 4 + "]")


def test_rows_that_hold_all_that_follow_are_not_looked_at_again_and_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looks: list[int] = []

    class Counting(json.JSONDecoder):
        def raw_decode(self, text: str, start: int = 0) -> tuple[object, int]:
            looks.append(len(text) - start)
            return super().raw_decode(text, start)

    monkeypatch.setattr(rows, "_PLAIN", Counting(strict=False))
    text = '[{"hash": "x"}' + ',{"a":[0' * 450 + ",0" * 50_000
    with pytest.raises(YamlRefusedError, match="not closed, within each other"):
        decode_rows(text)
    assert sum(looks) <= (rows.MAX_AGAIN + 2) * len(text)


@given(st.text() | st.text('[]{},:"\\u12dfeE+-.nult \n\x1b\u202e'))
def test_whatever_comes_is_rows_sentences_or_refused(text: str) -> None:
    try:
        found = decode_rows("[" + text)
    except YamlRefusedError as refused:
        found = [str(refused)]
    assert "".join(one for one in found if isinstance(one, str)).isprintable()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ('"versions": [1.5]', "versions has a number where text belongs"),
        ('"versions": "1.5"', "versions has text where a list belongs"),
        ('"compiler": {}', "compiler has a mapping where text belongs"),
        ('"size": true', "size has true or false where a number or text belongs"),
        ('"stacks": [null]', "stacks has nothing where text belongs"),
    ],
)
def test_a_value_of_another_type_is_told_in_plain_words(fields: str, sentence: str) -> None:
    assert decode_rows(f"[{{{fields}}}]") == [sentence]


def test_what_else_a_decoder_finds_is_quoted_clean_and_short() -> None:
    sentence = misfit(ValueError("Bad \x1b" + "x" * 999))
    assert sentence.startswith(r"does not fit: Bad \x1bxxx")
    assert len(sentence) < 120
