"""A file and what it promises: whether it is a page, a problem or neither, and whether wanted."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cachetui.model import Batch, EntryError
from cachetui.sources.filter import Filter
from cachetui.sources.formats.pages.distinct import Distinct
from cachetui.sources.formats.pages.read import read_page
from cachetui.sources.memory import MemoryContent, MemoryEntry
from cachetui.sources.source import Expectation
from support.page_builder import Row, a_hash, page_2021, page_2025

HASH = a_hash("a")
PAGE = page_2025("py-x", "v0.21.0", [Row(HASH)]).encode()
README = b"# A cache\n\nlayout: cache\n"
POST = b"---\ntitle: x\nlayout: default\n---\n"
BROKEN = [
    b"",
    README,
    PAGE[:-5],
    PAGE.replace(b'"py-x"', b'"py-\xff"'),
    b"---\nlayout: cache\n---",
    b"---\ntitle: x\nlayout: cache\n---",
    b"---\ntitle: [\n---",
    PAGE.replace(b"layout: cache\n", b""),
]


def read(
    data: bytes, promise: Expectation = Expectation.LIKELY, wanted: Filter | None = None
) -> Batch | None:
    entry = MemoryEntry("x/specs.md", "specs.md", promise, lambda: data)
    with entry.open() as content:
        return read_page(entry, content, wanted or Filter(), Distinct())


@pytest.mark.parametrize("promise", Expectation)
def test_a_page_is_a_page_whatever_its_file_is_called(promise: Expectation) -> None:
    page = read(PAGE, promise)
    assert page is not None
    assert (page.packages, page.tag, list(page.hashes)) == ([("py-x", 1)], "v0.21.0", [HASH])


@pytest.mark.parametrize("promise", [Expectation.LIKELY, Expectation.CERTAIN])
@pytest.mark.parametrize("data", BROKEN)
def test_what_promises_a_page_and_cannot_be_used_is_a_problem(
    data: bytes, promise: Expectation
) -> None:
    with pytest.raises(EntryError):
        read(data, promise)


@pytest.mark.parametrize(
    "data", [b"", README, b"---\ntitle: [\n---", b"---\ncut off", POST, b"\xff"]
)
def test_of_any_other_file_what_is_no_page_is_passed_over(data: bytes) -> None:
    assert read(data, Expectation.MAYBE) is None


@pytest.mark.parametrize("data", [PAGE[:-5], PAGE.replace(b'"py-x"', b'"\xff"'), BROKEN[4]])
def test_any_file_that_says_it_is_a_page_and_cannot_be_used_is_a_problem(data: bytes) -> None:
    with pytest.raises(EntryError):
        read(data, Expectation.MAYBE)


def test_another_layout_is_no_page_but_a_problem_where_the_user_named_the_file() -> None:
    assert read(POST, Expectation.LIKELY) is None
    with pytest.raises(
        EntryError, match=r"^is no page of a cache: .* layout 'default', not 'cache'$"
    ):
        read(POST, Expectation.CERTAIN)
    with pytest.raises(EntryError, match=r"^is no page of a cache: its front matter has no layout"):
        read(b"---\ntitle: x\n---", Expectation.CERTAIN)


@pytest.mark.parametrize(
    ("wanted", "is_wanted"),
    [
        (Filter(), True),
        (Filter(tags=("v0.21.0",)), True),
        (Filter(tags=("v1", "v0.2?.*")), True),
        (Filter(tags=("v0.21",)), False),
        (Filter(packages=("py-x",)), True),
        (Filter(packages=("py", "py-*")), True),
        (Filter(packages=("py",)), False),
        (Filter(packages=("PY-X",)), False),
        (Filter(hashes=(HASH,)), True),
        (Filter(hashes=("zzzz", HASH[:4])), True),
        (Filter(hashes=("zzzz",)), False),
        (Filter(tags=("v0.21.0",), packages=("py-x",), hashes=(HASH[:1],)), True),
        (Filter(tags=("v0.21.0",), packages=("py-y",), hashes=(HASH[:1],)), False),
        (Filter(tags=("develop",), packages=("py-x",)), False),
    ],
)
def test_a_page_is_read_if_it_is_wanted(wanted: Filter, is_wanted: bool) -> None:
    assert (read(PAGE, wanted=wanted) is not None) is is_wanted


def test_pages_without_a_tag_are_of_no_tag_that_is_asked_for() -> None:
    old = page_2021("x", [Row("")]).encode()
    assert read(old, wanted=Filter(tags=("*",))) is None
    assert read(old) is not None


def kept(data: bytes, wanted: Filter) -> bool:
    """Tell whether more than the head of a file is read."""
    has_read: list[bool] = []

    class Noting(MemoryContent, frozen=True):
        def read(self) -> bytes:
            has_read.append(True)
            return b""

    entry = MemoryEntry("x", "specs.md", Expectation.LIKELY, lambda: data)
    with suppress(EntryError):
        read_page(entry, Noting(data), wanted, Distinct())
    return bool(has_read)


@pytest.mark.parametrize("title", ['"py-x"', "'py-x'", "py-x", ' "py-x" ', "py-x \r"])
def test_of_other_packages_only_the_head_is_read(title: str) -> None:
    data = PAGE.replace(b' "py-x"', f" {title}".encode())
    assert not kept(data, Filter(packages=("py-y",)))
    assert kept(data, Filter(packages=("py-x",)))


@pytest.mark.parametrize(
    "data",
    [
        PAGE.replace(b'"py-x"', rb'"py-\u0079"'),
        PAGE.replace(b'"py-x"', b"&a py-y"),
        PAGE.replace(b'title: "py-x"', b"subtitle: x\ntitle: py-y"),
        b"\xef\xbb\xbf" + PAGE.replace(b"py-x", b"py-y"),
        b"\n" + PAGE.replace(b"py-x", b"py-y"),
    ],
)
def test_a_head_that_does_not_tell_the_title_is_read_on(data: bytes) -> None:
    page = read(data, wanted=Filter(packages=("py-y",)))
    assert page is not None
    assert page.packages == [("py-y", 1)]


@given(
    st.binary() | st.just(PAGE), st.sampled_from(Expectation), st.sampled_from(["", "py-x", "v*"])
)
def test_whatever_comes_is_a_page_nothing_or_refused(
    data: bytes, promise: Expectation, pattern: str
) -> None:
    patterns = (pattern,) if pattern else ()
    for wanted in (Filter(packages=patterns), Filter(tags=patterns), Filter(hashes=patterns)):
        try:
            read(data, promise, wanted)
        except EntryError as refused:
            assert str(refused).isprintable()  # noqa: PT017


@pytest.mark.parametrize("promise", Expectation)
def test_a_page_larger_than_any_is_not_decoded(
    monkeypatch: pytest.MonkeyPatch, promise: Expectation
) -> None:
    monkeypatch.setattr("cachetui.sources.formats.pages.read.MAX_PAGE", len(PAGE) - 1)
    with pytest.raises(EntryError, match=r"^is larger than \d+ MiB$"):
        read(PAGE, promise)
    assert read(b"---\nx: " + PAGE[3:].replace(b"layout", b"other"), Expectation.MAYBE) is None
