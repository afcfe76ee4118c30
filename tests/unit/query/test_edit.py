"""Single values of a query, turned on and off."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cachetui.query.edit import KEYS, UnwritableError, is_on, only, toggled, without
from cachetui.query.parser import parse


@pytest.mark.parametrize(
    ("text", "key", "value", "changed"),
    [
        ("torch", "stack", "e4s", "torch stack=e4s"),
        ("torch stack=e4s", "stack", "root", "torch stack=e4s,root"),
        ("torch stack=e4s,root", "stack", "e4s", "torch stack=root"),
        ("torch stack=e4s", "stack", "e4s", "torch"),
        ("stack=e4s*", "stack", "e4s-arm", "stack=e4s-arm"),
        ("stack=e4s*", "stack", "root", "stack=e4s*,root"),
        ("target=:zen3", "target", "x86_64", "target=x86_64"),
        ("", "compiler", "gcc@11.4.0", "compiler=gcc@11.4.0"),
        ("compiler=gcc@11.4.0", "compiler", "none", "compiler=gcc@11.4.0,none"),
        ("", "version", "1.2", "@=1.2"),
        ("@=1.2", "version", "1.3", "@=1.2,=1.3"),
        ("@=1.2,=1.3", "version", "1.2", "@=1.3"),
        ("@=1.2", "version", "1.2", ""),
        ("@1.2:", "version", "1.5", "@=1.5"),
        ("@1.2:", "version", "1.1", "@=1.1,1.2:"),
        ("", "version", "git.main=1.2", "@git.main=1.2"),
        ("", "variant", "+mpi", "+mpi"),
        ("+mpi", "variant", "api=v18", "+mpi api=v18"),
        ("+mpi", "variant", "~mpi", "~mpi"),
        ("+mpi~x", "variant", "+mpi", "~x"),
        ("", "variant", "fabrics:=rxm,tcp", "fabrics:=rxm,tcp"),
        ("", "variant", "cflags=-O2 -g", 'cflags="-O2 -g"'),
        ("", "tag", "a; rm -rf ~", 'tag="a; rm -rf ~"'),
        ("", "tag", "a,b*", r"tag=a\,b\*"),
        ("runs=yes", "runs", "maybe", "runs=yes,maybe"),
        ("runs=y*", "runs", "no", "runs=y*,no"),
        ("py torch", "os", "rhel8", "py torch os=rhel8"),
    ],
)
def test_a_value_is_turned_on_and_off(text: str, key: str, value: str, changed: str) -> None:
    query = toggled(parse(text, fuzzy=True), key, value)
    assert str(query) == changed
    assert parse(changed, fuzzy=True) == query


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("version", "1.2 beta"),
        ("version", "1.2 stack=e4s"),
        ("version", ""),
        ("variant", "+a b"),
        ("variant", "a b=c"),
        ("variant", "no such thing"),
        ("stack", ""),
        ("tag", "a\x1bb"),
    ],
)
def test_a_value_without_words_for_it_is_refused(key: str, value: str) -> None:
    with pytest.raises(UnwritableError, match=f"a query cannot ask for the {key}"):
        toggled(parse("torch"), key, value)


def test_one_value_alone_replaces_the_others_of_its_facet() -> None:
    query = parse("torch@1.2:+mpi stack=a,b os=rhel8")
    assert str(only(query, "stack", "c")) == "torch@1.2:+mpi os=rhel8 stack=c"
    assert str(without(query, "variant")) == "torch@1.2: os=rhel8 stack=a,b"
    assert str(only(query, "version", "1.5")) == "torch@=1.5+mpi os=rhel8 stack=a,b"


def test_a_range_or_pattern_turns_no_value_on() -> None:
    assert not is_on(parse("@1.2:"), "version", "1.3")
    assert not is_on(parse("stack=e4s*"), "stack", "e4s")
    assert is_on(parse(r"stack=e4s\*"), "stack", "e4s*")


def test_what_was_noted_is_kept() -> None:
    query = parse("%gcc +foo")
    assert toggled(query, "stack", "e4s").notes == query.notes


VALUES = st.text(alphabet="ab1 ,*?\\\"'=:+~.-@;$", min_size=1, max_size=6)


@given(st.sampled_from(KEYS), VALUES, VALUES)
def test_turning_a_value_on_and_off_changes_nothing_else(key: str, value: str, other: str) -> None:
    query = parse("py torch os=rhel8 stack=e4s +mpi", fuzzy=True)
    try:
        query = toggled(query, "tag", other)
        on = toggled(query, key, value)
    except UnwritableError:
        return
    assert is_on(on, key, value) != is_on(query, key, value)
    assert without(on, key) == without(query, key)
