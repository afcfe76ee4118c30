"""Spack's spec syntax: tokens, nodes, and the spec strings of the oldest pages."""

from __future__ import annotations

from contextlib import suppress
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cachetui.model import split_architecture
from cachetui.spack.syntax import nodes, spec_string
from cachetui.spack.tokens import SpecSyntaxError, tokens

AXL = (
    "axl@0.3.0%gcc@7.5.0+shared build_type=Release arch=linux-ubuntu18.04-x86_64 "
    "^zlib@1.2.11%gcc@7.5.0 arch=linux-ubuntu18.04-x86_64"
)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("mvapich", "name"),
        ("builtin.yaml-cpp%gcc", "name sigil name"),
        ("@1.2:1.4 , 1.6 ", "version"),
        ("a@1: b", "name version name"),
        ("+ debug % intel @ 12.1:12.6", "switch sigil name version"),
        ("@10.4.0:10,11.3.0:target=aarch64:", "version pair"),
        ("@1.2:2.0=x", "version pair"),
        ("_openmpi +debug-qt_4", "name switch"),
        ("_openmpi +debug -qt_4", "name switch switch"),
        ("mpileaks-debug", "name"),
        ("zlib %c,cxx=gcc@14.1", "name sigil version"),
        ("foo ^[when='%c' virtuals=c]gcc", "name edge pair pair sigil name"),
        ("foo %%[when=%c]   c,cxx=gcc", "name edge pair sigil"),
        ("git-test@git.foo/bar", "name version"),
        ("x@" + "a" * 40 + "=develop+var", "name version switch"),
        ("x@" + "a" * 41 + ":", "name version"),
        ("cflags=a=b=c+~", "pair"),
        ("gcc languages:=c,c++ x==y ++z", "name pair pair switch"),
        ("foo@1.2.3 /abcde", "name version hash"),
        ("py-* stack=e4s?", "name pair"),
        ("compiler=gcc@11.4.0,none", "pair"),
        ("foo=gcc@11.4.0", "pair version"),
        ("../x/libelf.json", "file"),
        ("libelf.yaml", "name"),
        ('tag="a \\" b"@1', "pair version"),
    ],
)
def test_a_text_is_cut_into_spacks_tokens(text: str, kinds: str) -> None:
    assert [token.kind for token in tokens(text)] == kinds.split()


@pytest.mark.parametrize(
    "text",
    [
        *("a" * 10_000, "@" + "a." * 5_000, "@" + "-" * 10_000, "@1" + "." * 10_000),
        *("@1:" + "a-." * 3_333 + " =", "@" + "1:" * 5_000, "@" + "1 , " * 2_500 + "="),
        *("./" + "a/" * 5_000, "a/" * 5_000 + ".jso", "/a" * 5_000, "%" + "a," * 5_000 + "="),
        *("@git." + "a" * 10_000, "@1" + " " * 10_000 + "=", "a='" * 3_333, "a." * 5_000),
    ],
    ids=lambda text: text[:12],
)
def test_a_long_text_is_read_in_a_time_in_proportion(text: str) -> None:
    start = process_time()
    with suppress(SpecSyntaxError):
        list(tokens(text))
    assert process_time() - start < 1  # where every length is tried it takes minutes


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("x@@1.2", 1),
        ("y ^x@@1.2", 4),
        ("x@1.2::", 6),
        ("x::", 1),
        ("cflags=''-Wl,a,b,c''", 12),
        ("@1.2:   develop   = foo", 18),
        ("@1.2:develop   = foo", 15),
        ("[" * 50_000, 0),
        ("x \x1b[2J", 2),
    ],
)
def test_a_character_that_begins_no_token_is_shown(text: str, column: int) -> None:
    with pytest.raises(SpecSyntaxError) as caught:
        list(tokens(text))
    assert caught.value.column == column
    assert caught.value.unfinished is None


@pytest.mark.parametrize(
    ("text", "message", "column"),
    [
        ("x@1.2+debug+debug", "variant 'debug'", 11),
        ("x ^y@1.2+debug debug=true", "variant", 15),
        ("x@1.2:2.3@1.4", "multiple versions", 9),
        ("x@1.2%y@1.2@2.3:2.4", "multiple versions", 11),
        ("x /abc /def", "more", 7),
        ("x y", "more", 2),
        ("+foo y", "more", 5),
        ("x arch=a-b-c arch=a-b-c", "two architectures", 13),
        ("x os=debian6 platform=test target=x86 os=redhat6", "two architectures", 38),
        ("x arch=a-b-c os=b", "'os'", 13),
        ("x operating_system=a os=a", "'os'", 21),
        ("x target=core2 target=x86_64", "'target'", 15),
        ("x target==x86_64", "Propagation", 2),
        ("x architecture==a-b-c", "Propagation", 2),
        ("x patches:==abc", "Propagation", 2),
        ("x ++tag", "Propagation", 2),
        ("x ~os", "must have a value", 2),
        ("^[@foo] zlib", "edge attributes", 2),
        ("^[foo=bar] zlib", "edge attributes", 2),
        ("^[virtuals=mpi openmpi", "edge attributes", 15),
        ("^ ^x", "expected after '^'", 0),
        ("zlib ]", "unexpected token", 5),
        ("x ./libelf.yaml", "spec file", 2),
    ],
)
def test_tokens_that_make_no_spec_are_refused_where_they_stand(
    text: str, message: str, column: int
) -> None:
    with pytest.raises(SpecSyntaxError, match=message.replace("^", r"\^")) as caught:
        nodes([*tokens(text)], len(text))
    assert caught.value.column == column


@pytest.mark.parametrize(
    ("text", "unfinished"),
    [
        ("x@", 1),
        ("x @ ", 2),
        ("x@=", 1),
        ("x@1.2,", 5),
        ("x@1.", 3),
        ("x +", 2),
        ("x~~", 1),
        ("x -", 2),
        ("x /", 2),
        ("x %", 2),
        ("x%gcc@", 5),
        ("x %c=", 3),
        ("x ^", 2),
        ("x ^[", 2),
        ("x ^[virt", 2),
        ("x ^[virtuals=", 4),
        ("x ^[virtuals=c", 2),
        ("x target=", 2),
        ("x foo:", 2),
        ("x foo:=", 2),
        ('x tag="a b', 2),
        ("x tag='", 2),
    ],
)
def test_an_end_that_typing_could_mend_says_where_it_begins(text: str, unfinished: int) -> None:
    with pytest.raises(SpecSyntaxError) as caught:
        nodes([*tokens(text)], len(text))
    assert caught.value.unfinished == unfinished


def test_in_a_fuzzy_text_words_are_one_name_and_what_follows_them_is_the_specs() -> None:
    text = "py %gcc torch @2.4:"
    package, compiler = nodes([*tokens(text)], len(text), fuzzy=True)
    assert package.words == ["py", "torch"]
    assert package.version
    assert package.version.text == "@2.4:"
    assert (compiler.words, compiler.version) == (["gcc"], None)


def test_a_spec_string_is_taken_apart() -> None:
    spec = spec_string(AXL)
    assert (spec.name, spec.version, spec.compiler) == ("axl", "0.3.0", "gcc@7.5.0")
    assert spec.variants == ("+shared", "build_type=Release")
    assert (spec.platform, spec.os, spec.target) == ("linux", "ubuntu18.04", "x86_64")
    assert spec.dependencies == "^zlib@1.2.11%gcc@7.5.0 arch=linux-ubuntu18.04-x86_64"
    assert spec.hash == ""


def test_a_spec_string_of_another_spelling_is_taken_apart() -> None:
    text = """builtin.hdf5@=1.14.0%gcc@=7.5.0 cflags="-O2 -g"~mpi --x patches=ab,cd os=sle_hpc15
        platform=linux target=x86_64_v3 /2lwakq4"""
    spec = spec_string(text)
    assert (spec.name, spec.version, spec.compiler) == ("hdf5", "1.14.0", "gcc@7.5.0")
    assert spec.variants == ("cflags=-O2 -g", "~mpi", "~x", "patches=ab,cd")
    assert (spec.platform, spec.os, spec.target) == ("linux", "sle_hpc15", "x86_64_v3")
    assert (spec.hash, spec.dependencies) == ("2lwakq4", "")


def test_what_a_spec_string_does_not_say_is_empty() -> None:
    spec = spec_string("zlib ^x")
    assert (spec.version, spec.compiler, spec.variants) == ("", None, ())
    assert (spec.platform, spec.os, spec.target) == ("", "", "")


@pytest.mark.parametrize("text", ["", "^zlib", "+x", "a b", "a@1@2", "a\x1b", "a %"])
def test_a_spec_string_without_a_spec_is_refused(text: str) -> None:
    with pytest.raises(SpecSyntaxError):
        spec_string(text)


def test_the_dependencies_of_a_spec_string_are_not_read() -> None:
    assert spec_string("a@1 ^\x1b[[[").dependencies == "^\x1b[[["


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("linux-ubuntu20.04-x86_64_v3", ("linux", "ubuntu20.04", "x86_64_v3")),
        ("linux-sle-hpc-15-zen2", ("linux", "sle-hpc-15", "zen2")),
        ("x86_64", ("None", "None", "x86_64")),
    ],
)
def test_an_architecture_is_cut_at_its_first_and_last_dash(
    text: str, parts: tuple[str, str, str]
) -> None:
    assert split_architecture(text) == parts


@given(st.text(alphabet="ab1.@%^+~-=:,/[]*'\"\\ \x1b", max_size=30))
def test_any_text_is_read_or_refused_within_it(text: str) -> None:
    found = None
    try:
        nodes([*tokens(text)], len(text))
    except SpecSyntaxError as error:
        found = error
    if found:
        assert 0 <= found.column < len(text)
        assert found.unfinished is None or 0 <= found.unfinished < len(text)
