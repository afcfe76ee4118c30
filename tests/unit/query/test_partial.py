"""Half-typed queries: what they find already, what they leave out, what they would complete."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cachetui.query.parser import parse
from cachetui.query.partial import read_partial


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("torch@", "torch"),
        ("torch@=", "torch"),
        ("torch @ ", "torch"),
        ("torch@2.", "torch@2"),
        ("torch@2,", "torch@2"),
        ("torch %", "torch"),
        ("torch %gcc@", "torch %gcc"),
        ("torch %c=", "torch"),
        ("torch +", "torch"),
        ("torch~~", "torch"),
        ("torch /", "torch"),
        ("torch ^", "torch"),
        ("torch ^zlib@", "torch ^zlib"),
        ("torch ^[virtuals=c", "torch"),
        ("torch target=", "torch"),
        ("torch target= ", "torch"),
        ("torch foo:", "torch"),
        ("torch foo:=", "torch"),
        ('torch tag="a b', "torch"),
        ("torch tag='a stack=e4s", "torch"),
        ("torch runs=", "torch"),
        ("torch runs=m", "torch"),
        ("torch runs=yes,m", "torch"),
        ('stack=e4s tag="', "stack=e4s"),
    ],
)
def test_an_unfinished_end_is_left_out_and_no_error(text: str, left: str) -> None:
    found = read_partial(text)
    assert str(found.query) == left
    assert found.error is None
    assert found.unfinished is not None


@pytest.mark.parametrize(
    "text", ["torch", "torch@2: ", "target=:zen3 py", "x @1:", "tag='a b'", ""]
)
def test_a_finished_text_is_read_whole(text: str) -> None:
    found = read_partial(text)
    assert found.query == parse(text, fuzzy=True)
    assert found.unfinished is None


@pytest.mark.parametrize(
    ("text", "column"),
    [("torch@@2", 5), ("+a+a", 2), ("@2:1.0", 1), ("x:: y", 1), ("os=a os=b tag=", 5)],
)
def test_what_typing_cannot_mend_is_an_error(text: str, column: int) -> None:
    found = read_partial(text)
    assert found.query is None
    assert found.error
    assert found.error.column == column


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("torch@| stack=e4s", "torch stack=e4s"),
        ("torch target=| stack=e4s", "torch stack=e4s"),
        ('torch tag="a| stack=e4s', "torch"),
        ("%| stack=e4s torch", "torch stack=e4s"),
        ("+| ^zlib", "^zlib"),
    ],
)
def test_what_is_unfinished_at_the_cursor_is_left_out_too(text: str, left: str) -> None:
    cursor = text.index("|")
    assert str(read_partial(text.replace("|", ""), cursor).query) == left


@pytest.mark.parametrize(
    ("text", "kind", "key", "prefix"),
    [
        ("py-tor", "name", "", "py-tor"),
        ("stack=e4s py tor", "name", "", "py tor"),
        ("%gcc tor", "name", "", "tor"),
        ("torch@", "version", "", ""),
        ("torch@2.", "version", "", "2."),
        ("torch@1:2", "version", "", "2"),
        ("torch@1,=2", "version", "", "2"),
        ("torch@1,", "version", "", ""),
        ("torch %", "compiler", "", ""),
        ("torch % gc", "compiler", "", "gc"),
        ("torch %c=gc", "compiler", "", "gc"),
        ("torch %gcc@", "version", "gcc", ""),
        ("torch %gcc@11.4", "version", "gcc", "11.4"),
        ("torch %c,cxx=gcc@1", "version", "gcc", "1"),
        ("torch+", "variant", "", ""),
        ("torch ~~m", "variant", "", "m"),
        ("/2lw", "hash", "", "2lw"),
        ("torch /", "hash", "", ""),
        ("target=", "value", "target", ""),
        ("target=aarc", "value", "target", "aarc"),
        ("target=x86_64,:zen", "value", "target", "zen"),
        ("stack=e4s,ml", "value", "stack", "ml"),
        ("stack=e4s,", "value", "stack", ""),
        ('tag="a b', "value", "tag", "a b"),
        (r'tag="a\"b, c\,d', "value", "tag", "c,d"),
        ("tag='", "value", "tag", ""),
        ("compiler=gcc@1", "value", "compiler", "gcc@1"),
        ("languages:=c,f", "value", "languages", "f"),
    ],
)
def test_the_word_at_the_cursor_is_known(text: str, kind: str, key: str, prefix: str) -> None:
    word = read_partial(text).word
    assert word
    assert (word.kind, word.key, word.prefix) == (kind, key, prefix)


@pytest.mark.parametrize("text", ["", "torch ", "target=a ", "^zlib@1", "x::", "%[wh"])
def test_elsewhere_there_is_nothing_to_complete(text: str) -> None:
    assert read_partial(text).word is None


@pytest.mark.parametrize(
    ("text", "completion", "finished"),
    [
        ("stack=e4s py tor", "py-torch", "stack=e4s py-torch"),
        ("torch@2.", "2.4.1", "torch@2.4.1"),
        ("torch %gcc@11", "11.4.0", "torch %gcc@11.4.0"),
        ("torch+c", "cuda", "torch+cuda"),
        ("x target=x86_64:zen", "zen3", "x target=x86_64:zen3"),
        ("stack=e4s,ml", "ml-darwin", "stack=e4s,ml-darwin"),
        ("tag=develop,a", "a; rm -rf ~", 'tag="develop,a; rm -rf ~"'),
        ('tag="a', "a,b", r"tag=a\,b"),
        ("compiler=gcc", "gcc@11.4.0", "compiler=gcc@11.4.0"),
        ("/2lw", "2lwakq4", "/2lwakq4"),
    ],
)
def test_a_completion_finishes_the_word(text: str, completion: str, finished: str) -> None:
    word = read_partial(text).word
    assert word
    assert word.finished(completion) == finished


def test_the_word_is_the_one_before_the_cursor() -> None:
    word = read_partial("py-tor stack=e4s", 6).word
    assert word
    assert (word.kind, word.prefix) == ("name", "py-tor")


TYPED = st.text(alphabet="ab1 @%^+~-=:,/[]*'\"\\.tag", max_size=20)


@given(TYPED, st.integers(0, 20))
def test_any_text_gives_a_query_or_an_error(text: str, cursor: int) -> None:
    found = read_partial(text, min(cursor, len(text)))
    assert (found.query is None) != (found.error is None)


def test_no_prefix_of_a_finished_query_is_an_error() -> None:
    finished = 'py torch@1.2:1.4,=2 +a~~b k:=a,b tag="a b" os=a* target=:zen3 runs=yes /ab %gcc@12'
    for end in range(len(finished) + 1):
        assert read_partial(finished[:end]).error is None, finished[:end]
