"""What people paste: lines of Spack, files, hashes and commands, as the queries they stand for."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest
from hypothesis import given

from cachetui.output.command_line import this_search
from cachetui.query.parser import parse
from cachetui.query.pasted import LONGEST, as_query, first_line
from cachetui.query.query import Query
from cachetui.spack.spec_line import spec_line
from support.index_builder import generated, sample
from support.queries import QUERIES

HASH = "2lwakq4xabcdefghijklmnopqrstuvwx"
PATIENCE = 5
"""Seconds; each text takes a millisecond, and took half a minute once."""


@pytest.mark.parametrize(
    ("pasted", "query"),
    [
        ("2lwakq4 py-affine@2.1.0", "py-affine@2.1.0 /2lwakq4"),
        ("2lwakq4 py-affine@2.1.0+x~y build_system=python_pip", "py-affine@2.1.0 /2lwakq4"),
        (f"{HASH} zlib@1.3", f"zlib@1.3 /{HASH}"),
        (" -   2lwakq4  zlib@1.3.1%gcc@12.2.0+pic arch=linux-debian12-zen3", "zlib@1.3.1 /2lwakq4"),
        ("[+]  2lwakq4      ^gmake@4.4.1~guile", "gmake@4.4.1 /2lwakq4"),
        ("[e]  2lwakq4          ^glibc@2.36", "glibc@2.36 /2lwakq4"),
        ("[^]  2lwakq4  zlib@=1.3", "zlib@=1.3 /2lwakq4"),
        (" -       ^zlib@1.3 +pic", "zlib@1.3 +pic"),
        ("[+]  zlib@1.3 +pic", "zlib@1.3 +pic"),
        (
            "-- linux-ubuntu24.04-x86_64_v3 / gcc@13.2.0 ------------",
            "arch=linux-ubuntu24.04-x86_64_v3 %gcc@13.2.0",
        ),
        (
            "-- linux-ubuntu24.04-zen2 / %c,cxx=gcc@13.3.0 -----",
            "arch=linux-ubuntu24.04-zen2 %c,cxx=gcc@13.3.0",
        ),
        ("-- linux-ubuntu24.04-zen2 / no compilers ---", "arch=linux-ubuntu24.04-zen2 %none"),
        (HASH, f"/{HASH}"),
        (f"py-affine-2.1.0-{HASH}", f"/{HASH}"),
        (f"/opt/spack/linux-zen3/py-affine-2.1.0-{HASH}", f"/{HASH}"),
        (f"linux-debian12-zen3-gcc-12.2.0-zlib-1.3-{HASH}.spec.json.sig", f"/{HASH}"),
        (f"zlib-1.3-{HASH}.spec.manifest.json", f"/{HASH}"),
        (f"spack install --cache-only /{HASH}", f"/{HASH}"),
        ("$ spack install hdf5@1.14.3 +mpi %gcc@12", "hdf5@1.14.3 +mpi %gcc@12"),
        ("spack install -j 8 --use-buildcache only 'hdf5+mpi target=zen3'", "hdf5+mpi target=zen3"),
        ("spack -k install hdf5 cflags='-O2 -g' ^zlib", 'hdf5 cflags="-O2 -g" ^zlib'),
        ("spack -e lab install --add hdf5+mpi", "hdf5+mpi"),
        ("spack -D ./lab -C site --color always -k spec -Il zlib", "zlib"),
        ("spack --env=lab add zlib@1.3", "zlib@1.3"),
        ("spack find -e zlib", "zlib"),  # there it is "explicit", and takes no value
        ("spack install hdf5 zlib", "hdf5"),
        ("spack install hdf5 ^ zlib", "hdf5 ^ zlib"),
        ("spack spec -Il py-torch", "py-torch"),
        ("spack find -lv zlib@1.3:", "zlib@1.3:"),
        ("spack buildcache list -l -a zlib", "zlib"),
        ("cachetui --host=zen3 -q 'hdf5 target=:zen3' --print table .", "hdf5 target=:zen3"),
        ("cachetui --query=hdf5 --print=spec", "hdf5"),
    ],
)
def test_what_is_pasted_becomes_a_query(pasted: str, query: str) -> None:
    assert as_query(pasted, typed=False) == query
    parse(query)


@pytest.mark.parametrize(
    "text",
    [
        *("", "hdf5", "spack", "spack inst", "spack install", "library hdf5@1.10", "- debug", "-x"),
        *("py-torch@2.4: +cuda %gcc", "/2lwakq4", "stack=e4s", "hdf5~mpi", "spack mirror list"),
        *("cachetui", "cachetui --print table", "spack install 'open", "2lwakq4", "x@1 y@2"),
    ],
)
def test_what_is_typed_as_a_query_stays_as_it_is(text: str) -> None:
    assert as_query(text) == text


@given(QUERIES)
def test_no_query_is_taken_for_something_pasted(query: Query) -> None:
    assert as_query(str(query), typed=False) == str(query)


@given(QUERIES)
def test_our_own_command_is_its_query(query: Query) -> None:
    if query != Query():
        assert parse(as_query(this_search([str(query)], ["x"], host="zen3"))) == query


def test_every_spec_line_stays_as_it_is() -> None:
    for index in (sample(), generated()):
        for number in range(len(index.listings)):
            line = spec_line(index.listing(number, exact=True))
            assert as_query(line, typed=False) == line


def test_of_several_lines_the_first_that_is_of_spack_counts() -> None:
    tree = "Concretized\n------\n -   2lwakq4  zlib@1.3\n[+]  abcdefg      ^gmake@4.4\n"
    assert first_line(tree) == "zlib@1.3 /2lwakq4"
    assert first_line("hdf5\n  +mpi\n") == "hdf5 +mpi"


@pytest.fixture
def alarm() -> Iterator[None]:
    """Fail what takes longer than anybody waits for a key."""

    def fail(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, fail)
    signal.alarm(PATIENCE)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.usefixtures("alarm")
@pytest.mark.parametrize(
    ("begin", "again"),
    [
        *(("-- ", "-"), ("-- ", "a-"), ("-- a-b-c / ", "-"), ("-- a-b-c / gcc ", "- "), ("", " ")),
        *(("", "a/"), ("", f"{HASH}-"), ("2lwakq4", " "), ("[+]", " "), ("x@", "a")),
        *(("spack install ", "a="), ("spack install ", "-"), ("cachetui ", "-q ")),
    ],
)
def test_no_text_takes_long_to_understand(begin: str, again: str) -> None:
    text = begin + again * ((LONGEST - len(begin) - 1) // len(again)) + "!"
    assert isinstance(as_query(text, typed=False), str)


def test_what_is_longer_than_a_line_of_spack_is_itself() -> None:
    assert as_query(f"spack install {'x' * LONGEST}") == f"spack install {'x' * LONGEST}"


@pytest.mark.parametrize("text", ["libxml2 ^xz@5", "libdap4 ^autoconf@2.71 +x", "openmpi ^hwloc@2"])
def test_a_package_of_seven_letters_that_depends_on_another_is_no_hash(text: str) -> None:
    assert as_query(text) == first_line(text) == text
    assert as_query(text.replace(" ^", "     ^")) != text or text.startswith("openmpi")
