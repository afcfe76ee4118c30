"""YAML from strangers: read as text, and refused before it hurts."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cachetui.sources.safe_yaml import (
    MAX_CHARACTERS,
    MAX_DEPTH,
    MAX_VALUES,
    YamlRefusedError,
    load_configuration,
    load_yaml,
)

ENCODABLE = st.characters(exclude_categories=["Cs"])


@pytest.mark.parametrize(
    "text", ["2023.10", "2023-05-14", "yes", "0x1f", "1e3", "1_000", "=", "<<"]
)
def test_what_looks_like_another_type_stays_the_text_that_was_written(text: str) -> None:
    assert load_yaml(f"[{text}, a: {text}]") == [text, {"a": text}]


@pytest.mark.parametrize("text", ["", "~", "null", "# only a comment", "!!null x"])
def test_nothing_is_none(text: str) -> None:
    assert load_yaml(text) is None


@pytest.mark.parametrize("opening", ["[", "{", "- ", "? ", "[a, {b: ", '["]", '])
def test_fifty_thousand_nested_collections_are_refused(opening: str) -> None:
    with pytest.raises(YamlRefusedError):
        load_yaml(opening * 50_000)


def test_what_is_nested_less_is_read() -> None:
    data = load_yaml("[" * MAX_DEPTH + "]" * MAX_DEPTH)
    for _ in range(MAX_DEPTH - 1):
        (data,) = data
    assert data == []
    with pytest.raises(YamlRefusedError, match="nested"):
        load_yaml("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1))


def test_aliases_are_refused_so_that_none_can_unfold() -> None:
    bomb = "a0: &a0 [x]\n" + "".join(f"a{n + 1}: &a{n + 1} [*a{n}, *a{n}]\n" for n in range(40))
    for text in (bomb, "&a [*a]", "a: &x 1\nb: *x", "<<: *x"):
        with pytest.raises(YamlRefusedError, match="has a YAML alias"):
            load_yaml(text)


def test_a_file_that_a_person_wrote_may_have_aliases_and_merge_keys() -> None:
    text = "a: &a {x: 1, y: yes}\nb:\n  <<: *a\n  y: 3\nc: [*a, *a]\nd::\n  e: 2023.10"
    a = {"x": "1", "y": "yes"}
    assert load_configuration(text) == {
        "a": a,
        "b": {"x": "1", "y": "3"},
        "c": [a, a],
        "d:": {"e": "2023.10"},
    }


@pytest.mark.parametrize("unfolded", ["[*a{0}, *a{0}]", "{{<<: [*a{0}, *a{0}], b: *a{0}}}"])
def test_aliases_that_unfold_into_very_much_are_refused(unfolded: str) -> None:
    lines = [f"a{n + 1}: &a{n + 1} {unfolded.format(n)}\n" for n in range(24)]
    with pytest.raises(YamlRefusedError, match=f"has YAML aliases for over {MAX_VALUES:,} values"):
        load_configuration("a0: &a0 {x: y}\n" + "".join(lines))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: &b [*b]", "has a YAML alias for what it stands in"),
        ("a: *hunter2", "cannot be read as YAML at line 1, column 4"),
        ("a: !hunter2 x", "cannot be read as YAML at line 1, column 4"),
        ("a: [hunter2", "cannot be read as YAML at line 2, column 1"),
        ("[" * (MAX_DEPTH + 1), f"is nested over {MAX_DEPTH} deep"),
        ("a" * (MAX_CHARACTERS + 1), f"is too long: over {MAX_CHARACTERS:,} characters"),
    ],
)
def test_of_a_file_that_may_hold_a_password_nothing_is_quoted(text: str, words: str) -> None:
    with pytest.raises(YamlRefusedError) as refused:
        load_configuration(text + "\n")
    assert str(refused.value) == words


@pytest.mark.parametrize(
    "tag", ["python/object:os.system", "timestamp", "int", "bool", "float", "binary", "set", "omap"]
)
def test_tags_that_would_compute_something_are_refused(tag: str) -> None:
    with pytest.raises(YamlRefusedError, match="could not determine a constructor"):
        load_yaml(f"!!{tag} ''")


def test_a_text_too_long_for_yaml_is_refused_unread() -> None:
    with pytest.raises(YamlRefusedError, match="is not JSON, and too long for YAML"):
        load_yaml("[" * (MAX_CHARACTERS + 1))


def test_a_refusal_is_one_clean_sentence_with_a_place() -> None:
    with pytest.raises(YamlRefusedError) as refused:
        load_yaml("a: b\nc: 'd")
    assert str(refused.value) == "is not YAML: found unexpected end of stream at line 2, column 6"


@given(st.text(ENCODABLE) | st.text("[]{}-?:,&*!|>'\"# \n\tab\x00\x1b\x85\u202e\ufeff"))
def test_whatever_comes_is_read_or_refused_in_clean_words(text: str) -> None:
    words = ""
    for load in (load_yaml, load_configuration):
        try:
            load(text)
        except YamlRefusedError as refused:
            words += str(refused)
    assert words.isprintable()


SCALARS = st.text("ab ~.1-:\\\"'é", max_size=5)
DATA = st.recursive(
    st.none() | SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(SCALARS, inner, max_size=3),
    max_leaves=10,
)


@given(DATA, st.booleans())
def test_what_yaml_writes_comes_back(data: object, flow: bool) -> None:
    assert load_yaml(yaml.safe_dump(data, default_flow_style=flow)) == data
