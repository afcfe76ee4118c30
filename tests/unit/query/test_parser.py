"""The query language: what is read, what is refused and where, and the one normal form."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cachetui.query.parser import QueryError, format_error, parse
from cachetui.query.query import Query
from cachetui.spack.values import items, literal, plain
from support.paths import DATA
from support.queries import QUERIES, TEXTS

CASES: list[dict[str, Any]] = json.loads((DATA / "syntax.json").read_text())["cases"]


def cases(*kinds: str) -> list[Any]:
    return [pytest.param(c, id=c["text"]) for c in CASES if c["cachetui"].startswith(kinds)]


@pytest.mark.parametrize("case", cases("accept", "warn"))
def test_what_spack_accepts_is_read(case: dict[str, Any]) -> None:
    query, parts = parse(case["text"]), case.get("parts", {})
    compiler = query.compilers[0] if query.compilers else None
    read = {
        "name": query.name,
        "version": str(query.versions),
        "compiler": str(compiler).rpartition("=")[2].lstrip("%"),
        "variants": [str(variant) for variant in query.variants],
        "platform": ",".join(query.platform),
        "os": ",".join(query.os),
        "hash": query.hash,
    }
    assert {key: read[key] for key in parts if key != "namespace"} == {
        key: value for key, value in parts.items() if key != "namespace"
    }
    assert parse(str(query)) == query


@pytest.mark.parametrize("case", cases("reject"))
def test_what_spack_rejects_is_refused_at_its_place(case: dict[str, Any]) -> None:
    with pytest.raises(QueryError) as caught:
        parse(case["text"])
    assert case.get("error_match", "") in caught.value.message
    assert caught.value.column == case.get("error_at", caught.value.column)


@pytest.mark.parametrize("text", ["", "  ", "*", "@:", "* @:", "@1.0:,:2.0"])
def test_the_empty_query_asks_for_nothing(text: str) -> None:
    assert parse(text) == Query()
    assert str(parse(text)) == ""


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("@4.2: languages=go", "@4.2: languages=go"),
        ("y~f+e~d+c~b+a", "y+a~b+c~d+e~f"),
        ("zlib foo=true bar=FALSE", "zlib~bar+foo"),
        ("zlib foo:=true bar==false", "zlib~~bar+foo"),
        ("zlib --foo", "zlib~~foo"),
        ("gcc languages:==c,c++,c", "gcc languages:==c,c++"),
        ("x foo=*", "x foo=*"),
        ("x foo:='*'", "x foo=*"),
        ("x foo=''", 'x foo=""'),
        ('x foo="bar, baz"', "x foo=bar,baz"),
        ('x cflags="-O3 -g"', 'x cflags="-O3 -g"'),
        ("x arch=linux-ubuntu18.04-x86_64", "x platform=linux os=ubuntu18.04 target=x86_64"),
        ("x arch=test-None-None", "x platform=test"),
        ("x architecture=test-None-be", "x platform=test target=be"),
        ("x arch=x86_64_v3:", "x target=x86_64_v3:"),
        ("operating_system=rhel8", "os=rhel8"),
        ("target=:broadwell,icelake", "target=:broadwell,icelake"),
        ("x/abc %gcc@12 +y os=b", "x+y os=b /abc %gcc@12"),
        ("%intel%gcc", "%gcc %intel"),
        ("%builtin.gcc@14", "%builtin.gcc@14"),
        ("%@12", "%*@12"),
        ("%none", "%none"),
        ("%[virtuals=c,cxx] gcc@14.1 %[virtuals=fortran] x", "%c,cxx=gcc@14.1 %fortran=x"),
        ("%mpi=openmpi", "%mpi=openmpi"),
        ("^[virtuals=mpi] open*@4", "^mpi=open*@4"),
        ("%c=g*c", "%c=g*c"),
        ("^[virtuals=mpi] *mpi", "^[virtuals=mpi] *mpi"),
        ("^fabrics=*", "^* fabrics=*"),
        ("^mpi=openmpi ^ x @ 1 - y", "^mpi=openmpi ^x@1~y"),
        ("x ^y@1 %gcc -a-b stack=e4s foo=1 ^z", "x stack=e4s ^y@1 % gcc~a-b foo=1 ^z"),
        ('x ^y foo="1"stack="a"+b', "x stack=a ^y+b foo=1"),
        ("tag=b,a,b stack='e4s'", "stack=e4s tag=a,b"),
        ("runs=no,yes", "runs=yes,no"),
        ("runs=maybe,yes", "runs=yes,maybe"),
        ("compiler=none,gcc@11.4.0", "compiler=gcc@11.4.0,none"),
        ("compiler:=gcc", "compiler:=gcc"),
        ("stack==e4s", "stack==e4s"),
        ('tag="a; rm -rf ~"', 'tag="a; rm -rf ~"'),
        (r'tag="a\,b,c d"', r'tag="a\,b,c d"'),
        (r"tag=a\*b", r"tag=a\*b"),
        (r'tag="say \"hi\""', r'tag="say \"hi\""'),
        ("tag='it\"s'", r'tag="it\"s"'),
        (r"tag='it\'s'", 'tag="it\'s"'),
        ("tag=a/b os=ubuntu*", "os=ubuntu* tag=a/b"),
        ("tag='=a'", 'tag="=a"'),
        ("x@1.2\n+y\t", "x@1.2+y"),
        ("x namespace=builtin", "builtin.x"),
        ("builtin.x@1", "builtin.x@1"),
        ("namespace=a.b", "namespace=a.b"),
        ("%/ab ^/2l", "%/ab ^/2l"),
        ("x %cmake foo=1", "x % cmake foo=1"),
        ("%[when='+x' deptypes=link,build]gcc", '%[deptypes=build,link when="+x"] gcc'),
        ("^[virtuals=blas] openblas ^b %c", "^b %c ^blas=openblas"),
        ("x ^ @1:", "x ^*@1:"),
        ("x %gcc target=zen3", "x target=zen3 %gcc"),
        ("x % gcc target=zen3", "x % gcc target=zen3"),
        ("x %gcc /ab", "x /ab %gcc"),
        ("x ^os=a", "x ^* os=a"),
        ("x@" + "a" * 40 + "=develop", "x@" + "a" * 40 + "=develop"),
        ("py-* @1:", "py-*@1:"),
        ("x +a %gcc +a", "x+a %gcc"),
        ("x %gcc+a %b +c", "x %b+c %gcc+a"),
        ("cflags=-O2 cflags=-g", 'cflags="-O2 -g"'),
        ("dev_path=../rel/work", "dev_path=../rel/work"),
    ],
)
def test_a_query_has_one_normal_form(text: str, normal: str) -> None:
    assert str(parse(text)) == normal
    assert str(parse(normal)) == normal


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("x@@1.2", 1, "a version is expected"),
        ("x@1.2::", 6, "unexpected"),
        ("cflags=''-Wl,a,b,c''", 12, "unexpected"),
        ("x@1.2@2.3,2.4", 5, "version"),
        ("x@1.2 +foo~bar @2.3", 15, "version"),
        ("x ^y@1.2 debug=false debug=true", 21, "variant"),
        ("x os=redhat6 os=debian6", 13, "'os'"),
        ("x platform=test platform=test", 16, "'platform'"),
        ("x os=", 4, "a value is expected after 'os='"),
        ("x os=''", 2, "'os' must have a value"),
        ("x tag=,", 2, "'tag' must have a value"),
        ("^[foo=bar] zlib", 2, "edge attributes"),
        ("x namespace==foo.bar", 2, "Propagation"),
        ("x ++patches", 2, "Propagation"),
        ("x @1, 2:1.0", 6, "2:1.0 is an empty range"),
        ("x ^y@2:1", 5, "empty range"),
        ("x %gcc@2:1", 7, "empty range"),
        ("stack=a ^y stack=b", 11, "'stack' is given twice: commas mean any of"),
        ("x+a %gcc ~a", 9, "variant 'a'"),
        ("x+a %gcc~a+a", 10, "variant 'a'"),
        ("x %gcc /abc /abd", 12, "single spec"),
        ("%[when='@@'] x", 2, "in the condition: a version is expected"),
        ("%[deptypes=bild] x", 2, "the types of a dependency are build, link, run, test"),
        ("cached=maybe", 0, "'cached' is one of yes and no"),
        ("/abc x", 5, "single spec"),
        ("runs=never", 0, "yes, maybe and no"),
        ('tag="a', 4, "quote is not closed"),
        ("tag='a\"", 4, "quote is not closed"),
        ("x ^", 2, "a package is expected after '^'"),
        ("/bogus/libdwarf.yaml", 0, "spec file"),
        ("é", 0, "unexpected"),
        ("x\x1b[31m", 1, "control characters"),
        ("tag='\u202e'", 5, "control characters"),
        ("[" * 50_000, 0, "unexpected"),
        ("%[" * 5_000, 2, "edge attributes"),
        ("+a " * 3_333, 3, "variant 'a'"),
    ],
)
def test_what_is_no_query_is_refused_at_its_place(text: str, column: int, message: str) -> None:
    with pytest.raises(QueryError, match=message.replace("^", r"\^")) as caught:
        parse(text)
    assert caught.value.column == column
    assert len(caught.value.message) <= 200


@pytest.mark.parametrize(
    ("text", "name", "normal"),
    [
        ("py torch stack=e4s", "py torch", "py torch stack=e4s"),
        ("stack=e4s py torch", "py torch", "py torch stack=e4s"),
        ("gpyt target=aarch64", "gpyt", "gpyt target=aarch64"),
        ("hdf5~mpi", "hdf5", "hdf5~mpi"),
        ("+cuda py-torch@2.4: %gcc", "py-torch", "py-torch@2.4:+cuda %gcc"),
        ("py %gcc@12 torch @2.4", "py torch", "py torch@2.4 %gcc@12"),
        ("^zlib@1.2 torch", "torch", "torch ^zlib@1.2"),
        ("torch ^zlib %gcc py %clang", "torch py", "torch py %clang ^zlib %gcc"),
        ("% gcc torch", "torch", "torch %gcc"),
        ("/2lwakq4", "", "/2lwakq4"),
        ("* torch", "torch", "torch"),
        ("builtin.hdf5", "hdf5", "builtin.hdf5"),
        ("3dtk  pygpt", "3dtk pygpt", "3dtk pygpt"),
    ],
)
def test_in_a_fuzzy_query_words_anywhere_are_one_name(text: str, name: str, normal: str) -> None:
    query = parse(text, fuzzy=True)
    assert query.name == name
    assert str(query) == normal
    assert parse(normal, fuzzy=True) == query


def test_in_a_fuzzy_query_other_things_may_still_stand_but_once() -> None:
    with pytest.raises(QueryError, match="multiple versions"):
        parse("py@1 torch@2", fuzzy=True)


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("builtin.hdf5", "pages do not show namespaces: 'builtin' counts only where"),
        ("namespace=builtin", "pages do not show namespaces: namespace=builtin counts only"),
        ("%gcc +foo", "+foo behind %gcc belongs to gcc in Spack 1.x"),
        ("%gcc target=x86_64 +a", "target=x86_64 +a behind %gcc"),
        ("%c,cxx=clang", "c, cxx and fortran cannot be told apart"),
        ("%[virtuals=c] gcc", "c, cxx and fortran cannot be told apart"),
        ("%fortran=gcc@14 %c=clang", "%fortran=gcc@14 is left out"),
        ("%%gcc", "%% is read as %"),
        ("%gcc %clang", "none has two"),
        ("@git.main", "a git version matches only where"),
        ("cflags=-O2", "pages do not show compiler flags such as cflags"),
        ("^zlib@1.2", "pages do not list dependencies: ^zlib@1.2 cannot be answered"),
        ("%mpi=openmpi", "pages do not list dependencies: %mpi=openmpi cannot be answered"),
        ("os=fe", "Spack's names for the host are not known here"),
        ("target=default_target", "Spack's names for the host are not known here"),
    ],
)
def test_what_a_page_cannot_answer_is_said(text: str, note: str) -> None:
    query = parse(text)
    assert [said for said in (*query.notes, *query.page_notes) if note in said]


def test_a_query_that_pages_can_answer_has_no_notes() -> None:
    text = "hdf5@1.14:+mpi~x api=v18 os=rhel8 target=:zen3 /ab %gcc@12 stack=e4s runs=yes cached=no"
    query = parse(text)
    assert (query.notes, query.page_notes) == ((), ())


def test_our_own_keys_behind_a_compiler_or_a_dependency_are_the_specs() -> None:
    query = parse("%gcc stack=e4s ^zlib tag=develop")
    assert (query.stack, query.tag) == (("e4s",), ("develop",))
    assert [str(one) for one in query.dependencies] == ["%gcc", "^zlib"]
    assert [note for note in query.notes if "behind" in note] == []


def test_only_a_name_is_no_constraint() -> None:
    assert not parse("hdf5").constrained
    assert parse("hdf5 ^zlib").constrained
    assert parse("stack=e4s").constrained


@given(QUERIES)
def test_the_normal_form_of_any_query_reads_back_to_it(query: Query) -> None:
    assert parse(str(query)) == query
    assert str(parse(str(query))) == str(query)


MARKED = st.one_of(
    st.sampled_from(["a", "py-b", "x.y", "@1.2:", "@=1", "@git.x", "^zlib", "+v", "~w", "-v"]),
    st.sampled_from(["%gcc", "%c=clang", "%[when=+x]", "++u", "k=1", "k:=a,b", 'j="a b"', "/ab"]),
    st.sampled_from(["stack=e4s", "tag='a,b'", "runs=yes", "target=:zen3", "os=a*", "arch=a-b-c"]),
    st.sampled_from([" ", "  ", "]", "'", "@", "*"]),
)
SOUP = st.lists(MARKED | st.just(" "), max_size=8).map("".join)


@pytest.mark.parametrize("fuzzy", [False, True])
@given(SOUP | st.text(max_size=20))
def test_any_text_is_read_to_a_normal_form_or_refused_within_it(fuzzy: bool, text: str) -> None:
    error = query = None
    try:
        query = parse(text, fuzzy=fuzzy)
    except QueryError as found:
        error = found
    if query is not None:
        assert parse(str(query), fuzzy=fuzzy) == query
        assert str(parse(str(query), fuzzy=fuzzy)) == str(query)
    if error:
        assert 0 <= error.column <= len(text)
        assert format_error(text, error, 40).isprintable() or "\n" in format_error(text, error, 40)


@given(TEXTS)
def test_a_literal_item_stands_for_its_text(text: str) -> None:
    assert plain(literal(text)) == text
    assert items(literal(text)) == (literal(text),)


def test_an_error_is_explained_with_a_caret_under_its_place() -> None:
    text = "hdf5 os=a os=b"
    with pytest.raises(QueryError) as caught:
        parse(text)
    message, shown, caret = format_error(text, caught.value).split("\n")
    assert message.startswith("'os' is given twice")
    assert shown == text
    assert caret.index("^") == text.rindex("os=")


@pytest.mark.parametrize("place", [0, 50, 5000, 9999])
def test_a_long_text_is_cut_round_the_caret(place: int) -> None:
    text = "+" + "a" * 9999
    error = QueryError("wrong", place)
    _, shown, caret = format_error(text, error, 60).split("\n")
    assert len(shown) <= 60
    assert shown[caret.index("^")] == text[place]
    assert (shown[0] == "…") == (place > 29)


def test_an_explained_text_is_safe_and_its_caret_stands_right() -> None:
    text = "x\x1b[2J\u202e漢 !"
    error = QueryError("wrong", text.index("!"))
    _, shown, caret = format_error(text, error).split("\n")
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert caret.index("^") == shown.index("!") + 1  # 漢 takes two cells


def test_ten_thousand_characters_are_read() -> None:
    many = " ".join(f"+v{number}" for number in range(1400))
    assert len(parse(many).variants) == 1400
    assert parse("a" * 10_000).name == "a" * 10_000
    assert len(parse("a " * 5_000, fuzzy=True).name.split()) == 5_000
    assert parse("tag=" + "a," * 5_000).tag == ("a",)
