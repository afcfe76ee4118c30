"""Whatever keys are pressed, the rows that are shown are those of the text that is shown."""

from __future__ import annotations

import json
import shlex
from functools import cache

from hypothesis import strategies as st

from cachetui.query.parser import QueryError, parse
from cachetui.query.query import Query
from cachetui.sources.open import SAMPLE
from cachetui.tui.presenter.bars import packages_frame, specs_frame
from properties.strategies import fuzzed
from support.in_process import call
from support.paths import ROOT
from support.walker import Walker

PIECES = (
    *("gpyt", "torch", "py-ml-dtypes", "hdf5", "zlib", "mldt", "@1", "@0.3.1", "@2:", "@1."),
    *("%gcc", "%gc", "%app", "%none", "target=aar", "target=x86_64", "target=:zen3", "target="),
    *("os=ubu", "os=sequoia", "stack=e4s", "stack=ml-", "tag=dev", "runs=yes", "runs=m", "+", "~"),
    *("+mp", "~ipo", "+shared", "build_system=py", "build_system=", "/2l", "/zz", "platform=lin"),
    *("compiler=gcc@1", "^zlib", "^zli", "^mpi", "%[virtuals=c] gcc", "cached=y", "origin="),
    *("@1.1", ",1.1", "@0.", "%gcc@1", "build_type=R*", "languages=c,f", "zlib-ng@2", "^zlib-ng@2"),
    *("tag='a b", "os=ubuntu22.04,seq", "namespace=b", "cflags=-O2", "2lwak", ",", ":", "* ", "@@"),
)
KEYS = (
    *("tab", "enter", "escape", "up", "down", "left", "right", "home", "end", "backspace"),
    *("/", " ", "1", "2", "o", "."),
)
TYPED = st.one_of(
    st.sampled_from(PIECES).map(lambda text: f" {text}"),
    st.sampled_from(PIECES),
    st.sampled_from("abcdeghmnoprsty="),
)
STEPS = st.one_of(
    st.tuples(st.just("clear"), TYPED, st.just(0)),
    st.tuples(st.just("type"), TYPED, st.just(0)),
    st.tuples(st.just("press"), st.sampled_from(KEYS), st.just(0)),
    st.tuples(st.just("list"), st.sampled_from([".", "b", "f", "f", "t", "H"]), st.integers(0, 60)),
)
"""What is done: typed into the line or a cleared one, or pressed, also in the lists; there with the
line that is taken of a dialog that opens."""
CACHES = {
    "pages": str(SAMPLE),
    "a mirror": str(ROOT / "tests/data/indexes/mirror-8.json"),
    "a lockfile and an installation": str(ROOT / "tests/data/indexes/lock-7.lock"),
}


@cache
def walker(source: str) -> Walker:
    return Walker(source)


@cache
def printed(*arguments: str) -> dict[str, set[str | None]]:
    """Return the hashes that ``--print json`` prints for a command, by their package."""
    done = call(*arguments)
    found: dict[str, set[str | None]] = {}
    for text in done.out.splitlines():
        one = json.loads(text)
        found.setdefault(one["package"], set()).add(one["hash"])
    return found


def agrees(at: Walker, source: str) -> None:
    """Hold that rows, tree and counts are what the same text finds by ``--print``."""
    search, query, rows = at.state.search, at.view.query, at.rows()
    if search.stale:
        frames = (packages_frame, specs_frame)
        titles = [str(frame(at.view, has_heads=False).title) for frame in frames]
        assert all("(old)" in one or "of the last search" in one for one in titles)
        return
    host = ["--host", str(at.session.host), "--print=json", source]
    texts = [str(query.but(name=name)) for name in rows] if query.name else [str(query)]
    asked = [word for text in texts for word in ("-q", text)]
    assert rows == (printed(*asked, *host) if texts else {})
    assert at.view.packages.specs == sum(map(len, rows.values()))
    if search.understood and not query.name:
        assert rows == printed("-q", in_order(search.settled().text, query), *host)
    package = at.state.package
    assert at.tree() == (rows[package] if package is not None else set())
    if command := at.session.command(at.view):
        words = shlex.split(command.replace("--print table", "--print json"))[1:]
        of_command = printed(*words, *([source] if source == str(SAMPLE) else []))
        assert of_command == (rows if package is None else {package: rows[package]})


def in_order(text: str, query: Query) -> str:
    """Return *text*, or *query* itself where a ``*`` as its name stands behind what is asked.

    On the screen a name can stand anywhere; ``--print`` wants it first, as Spack does.
    """
    try:
        parse(text)
    except QueryError:
        assert "*" in text.split()
        return str(query)
    return text


@fuzzed("keys", st.tuples(st.sampled_from([*CACHES]), st.lists(STEPS, max_size=10)), 100)
def test_the_rows_are_those_of_the_text_whatever_was_pressed(
    drawn: tuple[str, list[tuple[str, str, int]]],
) -> None:
    name, steps = drawn
    at = walker(CACHES[name])
    at.begin()
    for what, text, number in steps:
        do(at, what, text, number)
        agrees(at, CACHES[name])


def do(at: Walker, what: str, text: str, number: int) -> None:
    """Do one step of a walk."""
    if what == "press":
        at.press(text)
    elif what == "list":
        at.press("1")
        at.press(text, number)
    else:
        at.press("/")
        at.press("end" if what == "type" else "ctrl+u")
        for letter in text:
            at.press(letter)
