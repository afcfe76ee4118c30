"""Hostile input of every kind: nothing raises, nothing is lost beside it, every word is clean.

``python tests/properties/run.py`` tries the same for longer.
"""

from __future__ import annotations

import asyncio
import tarfile
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import example
from hypothesis import strategies as st
from textual.events import Paste

from cachetui.cli.parser import FORMATS, SHOWS
from cachetui.index.index import Index
from cachetui.index.loading import Loading
from cachetui.model import EntryError, Listing
from cachetui.query.match import match
from cachetui.query.names.highlight import fold
from cachetui.query.names.search import Names
from cachetui.query.parser import QueryError, format_error, parse
from cachetui.query.partial import read_partial
from cachetui.safe_text import safe
from cachetui.sources.filter import Filter
from cachetui.sources.formats.pages.front_matter import read_front_matter
from cachetui.sources.open import open_source
from cachetui.sources.source import SourceError
from cachetui.tui.presenter.completion import complete
from cachetui.tui.presenter.search import ParsedSearch, parse_search
from cachetui.tui.widgets.line_list import LineList
from properties.strategies import COMMAND_LINES, PAGE, SEARCHES, VISITS, Visit, config_files, fuzzed
from support.archive_builder import special, zipped
from support.corrupt_archives import OUTSIDE, Tampered, archives
from support.corrupt_pages import CACHES, TEXTS, Beside, sound_page
from support.corrupt_records import Changed, changed_files
from support.hostile_cache import CASES, a_page
from support.in_process import apart, assert_clean, call
from support.index_builder import a_listing, everything
from support.listings import LISTINGS, found, indexed, verdict
from support.page_oracle import naive_page
from support.pilot import Driver, piloted
from support.query_oracle import matches

LONGEST = 300
"""Characters that a problem takes at most."""


def load(path: Path) -> Index:
    loading = Loading([open_source(str(path))])
    loading.run()
    return loading.index


def listings(index: Index) -> Counter[Listing]:
    return Counter(index.listing(number, exact=True) for number in everything(index))


def write(folder: Path, pages: dict[str, bytes]) -> None:
    for name, data in pages.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


# pages


one_row = sound_page("x", "2025", 1)
with_huge_number = one_row.replace(": 1,", f": {10**300},").encode()
with_half_a_character = one_row.replace('"size"', '"\\ud800"').encode()


@fuzzed("pages", CACHES, 100)
@example(Beside({}, "specs.md", with_huge_number))
@example(Beside({}, "specs.md", with_half_a_character))
def test_a_bad_page_costs_only_itself_and_is_accounted_for(cache: Beside) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, cache.good)
        good = listings(load(folder))
        write(folder, {cache.path: cache.bad})
        index = load(folder)
    bad = f"{name}/{cache.path}"
    assert {one.page for one in good} == {f"{name}/{path}" for path in cache.good}
    assert Counter({one: n for one, n in listings(index).items() if one.page != bad}) == good
    assert (
        bad in index.dictionaries["page"].values
        or is_told(index, bad)
        or has_other_layout(cache.bad)
    )
    for problem in index.problems:
        assert_clean(str(problem))
        assert "\n" not in str(problem)
        assert len(problem.text) <= LONGEST


def is_told(index: Index, path: str) -> bool:
    return any(problem.path == path for problem in index.problems)


def has_other_layout(data: bytes) -> bool:
    try:
        return str(read_front_matter(data).get("layout", "cache")) != "cache"
    except EntryError:
        return False


OF_RECORDS = {"tree", "needed-by", "coverage", "new"}
"""What needs dependencies, which no page lists, or a lockfile, or a mirror behind a URL."""
REPORTS = st.one_of(
    st.just(["--check"]),
    st.sampled_from(FORMATS).map(lambda form: ["--print", form]),
    st.builds(
        lambda form, show: ["--print", form, "--show", show],
        st.sampled_from(["table", "json"]),
        st.sampled_from([show for show in SHOWS if show not in OF_RECORDS]),
    ),
)


@fuzzed("pages", st.tuples(CACHES, REPORTS, st.sampled_from(["utf-8", "ascii", "latin-1"])), 120)
def test_what_is_printed_of_a_bad_page_is_clean(drawn: tuple[Beside, list[str], str]) -> None:
    cache, report, encoding = drawn
    with TemporaryDirectory() as name:
        write(Path(name), cache.good | {cache.path: cache.bad})
        done = call(*report, name, encoding=encoding)
    assert done.code in ((0, 1) if report == ["--check"] else (0,))


# Spack's own files


@fuzzed("records", changed_files(), 150)
def test_a_changed_file_of_spacks_costs_no_more_than_what_was_changed(changed: Changed) -> None:
    with TemporaryDirectory() as name:
        write(Path(name), changed.files)
        for path in (Path(name), Path(name) / changed.path):
            loading = Loading([open_source(str(path))], Filter(edges=True), everything=True)
            try:
                loading.run()
            except SourceError as error:
                assert_clean(str(error))
                continue
            index = loading.index
            found = {index.listing(n, exact=True).configuration.package for n in everything(index)}
            beside = {"good"} if path == Path(name) else set()
            assert found | ({"good"} - beside) >= {*changed.kept}
            for problem in index.problems:
                assert_clean(str(problem))


ASKED_OF_RECORDS = st.sampled_from(
    [
        *(
            "^zlib",
            "^lib@1:",
            "%gcc",
            "app ^zlib-api",
            "installed=yes",
            "/a",
            "origin=m",
            "@1: +shared",
        ),
        *("^[virtuals=zlib-api] zlib", "cached=yes external=no", "locked=yes", "platform=linux"),
    ]
)
SHOWN = st.sampled_from(
    [
        *(("--print", form) for form in FORMATS),
        *(("--print", "table", "--show", show) for show in SHOWS),
        ("--print", "json", "--show", "tree"),
        ("--check",),
    ]
)


@fuzzed("records", st.tuples(changed_files(), ASKED_OF_RECORDS, SHOWN, st.booleans()), 100)
def test_what_is_printed_of_changed_files_is_clean(
    drawn: tuple[Changed, str, tuple[str, ...], bool],
) -> None:
    changed, text, shown, everything = drawn
    asked = [] if shown == ("--check",) else ["-q", text]
    with TemporaryDirectory() as name:
        write(Path(name), changed.files)
        call(*asked, *shown, *["--all"] * everything, name)


# queries


@fuzzed("queries", st.tuples(st.lists(LISTINGS, max_size=8), SEARCHES, st.booleans()), 150)
@example(([], "stack:=*", False))
@example(([], 'compiler:="gcc@11.4.0"', False))
@example(([], 'tag="a\ufe0f"', False))
@example(([a_listing(versions=("1.0",))], "@A", False))
def test_a_query_finds_what_a_plain_reading_of_it_does(
    drawn: tuple[list[Listing], str, bool],
) -> None:
    rows, text, fuzzy = drawn
    try:
        query = parse(text, fuzzy=fuzzy)
    except QueryError as error:
        assert_clean(format_error(text, error, 40))
        assert 0 <= error.column <= len(text)  # noqa: PT017 - there may be none
        return
    assert_clean(str(query))
    assert parse(str(query), fuzzy=fuzzy) == query
    for note in query.notes:
        assert_clean(note)
    asked = query.but(name="")
    expected = [number for number, row in enumerate(rows) if matches(asked, row, verdict)]
    assert found(match(indexed(*rows), query, verdict)) == expected


HOSTILE = indexed(
    *(
        a_listing(
            package=text,
            versions=(text,),
            compiler=f"{text}@{text}",
            os=text,
            target=text,
            variants=(f"+{text}", f"{text}={text}"),
            tag=text,
            stacks=(text,),
        )
        for text in (case.text for case in CASES)
    )
)
CURSORS = st.integers(0, 20)


@fuzzed("queries", st.tuples(SEARCHES, CURSORS), 60)
def test_half_typed_text_is_read_and_completed_in_clean_words(drawn: tuple[str, int]) -> None:
    text, cursor = drawn[0], min(drawn[1], len(drawn[0]))
    typed = read_partial(text, cursor)
    assert (typed.query is None) != (typed.error is None)
    hint = parse_search(text, ParsedSearch(), HOSTILE).hint(HOSTILE, None)
    for _, words in (*hint.left, *hint.right):
        assert safe(words) == words
    for choice in complete(text, cursor, HOSTILE, None):
        assert_clean(choice.removeprefix(text[:cursor]))
        if typed.word and typed.word.kind == "value":  # which quotes make readable, others not
            assert not read_partial(choice).error or read_partial(typed.word.finished("x")).error


@fuzzed("queries", st.tuples(st.lists(TEXTS, max_size=5), TEXTS | SEARCHES), 60)
def test_any_names_are_ranked_and_marked_where_they_have_the_letters(
    drawn: tuple[list[str], str],
) -> None:
    names, query = drawn
    letters = set(fold(query)) - {" "}
    for ranked in Names(names).rank(query):
        assert names[ranked.number] == ranked.name
        for place in ranked.positions:
            assert letters & set(fold(ranked.name[place]))


# archives


@fuzzed("archives", archives(), 100)
def test_an_archive_loses_nothing_before_its_damage_and_writes_nothing(archive: Tampered) -> None:
    with apart() as folder:
        path = folder / "in" / archive.name
        write(path.parent, {archive.name: archive.data})
        before = snapshot(folder)
        try:
            index = load(path)
        except SourceError as error:
            assert_clean(str(error))
            assert not archive.kept
            return
        finally:
            assert snapshot(folder) == before
            assert not OUTSIDE.exists()
        assert call("--check", str(path)).code in (0, 1, 2)
    hashes = Counter((index.listing(n).page, index.listing(n).hash) for n in everything(index))
    for name, page in archive.kept.items():
        for row in naive_page(page.decode())[2]:
            assert hashes[f"{path}:{name}", row.hash]
    for problem in index.problems:
        assert_clean(str(problem))


def test_a_member_without_a_name_costs_nothing_else(tmp_path: Path) -> None:
    data = zipped({"name": b"x", "specs.md": sound_page("x", "2025", 1).encode()})
    (tmp_path / "c.zip").write_bytes(data.replace(b"name", b"\0ame"))  # which ends at the zero
    assert len(load(tmp_path / "c.zip").listings) == 1


def test_a_member_that_would_take_for_ever_to_skip_is_where_reading_ends(tmp_path: Path) -> None:
    sparse = special(tarfile.GNUTYPE_SPARSE, "a.md")
    sparse.size = 9 << 30  # in the archive; of the file itself its header says nothing
    (tmp_path / "c.tar").write_bytes(sparse.tobuf(tarfile.GNU_FORMAT) + bytes(1024))
    sparse_file, end = load(tmp_path / "c.tar").problems
    assert "is a sparse file" in sparse_file.text
    assert "cut off or broken after member 1" in end.text


def snapshot(folder: Path) -> dict[Path, int]:
    return {path: path.lstat().st_mtime_ns for path in folder.rglob("*")}


# settings and command lines


@fuzzed("settings", config_files(), 150)
def test_any_settings_are_taken_or_refused_in_a_sentence(data: bytes) -> None:
    with apart() as folder:
        (folder / "config.toml").write_bytes(data)
        done = call("--config", "config.toml", PAGE)
    assert done == (0, "", "") or (done.code, done.err.count("\n")) == (2, 1)


@fuzzed("settings", COMMAND_LINES, 150)
@example(["--check", PAGE, "--no such file"])  # checked as far as it can be read
def test_any_command_line_is_done_or_refused_in_a_sentence(arguments: list[str]) -> None:
    with apart():
        done = call(*arguments)
    assert (done.code == 2) == ("cachetui: error: " in done.err)
    assert done.code != 2 or done.out == "" or "--check" in arguments


# keys


@fuzzed("keys", VISITS, 5)
def test_no_keys_end_the_screen_with_an_error_or_reach_beyond_its_lists(visit: Visit) -> None:
    pages = {f"{n}/specs.md": a_page(case).encode() for n, case in enumerate(visit.cases)}
    pages["bad/specs.md"] = b"---\nlayout: cache\ntitle: \x1b[2J\n"

    async def scenario(folder: str) -> None:
        async with piloted(folder, size=(100, 30), **visit.options) as driver:
            for what, given in visit.steps:
                await do(driver, what, given)
                if not driver.app.is_running:
                    break
                assert_in_order(driver)
        assert driver.app.failure is None

    with TemporaryDirectory() as folder:
        write(Path(folder), pages)
        asyncio.run(scenario(folder))


async def do(driver: Driver, what: str, given: Any) -> None:
    """Do one step of a visit, and wait until the screen shows what became of it."""
    width, height = driver.app.size
    if what == "press":
        await driver.pilot.press(given)
    elif what == "type":
        await driver.pilot.press(*given)
    elif what == "paste":
        driver.app.post_message(Paste(given))
    elif what == "resize":
        await driver.pilot.resize_terminal(*given)
    else:
        await driver.pilot.click(offset=(given[0] % width, given[1] % height))
    await driver.drawn()


def assert_in_order(driver: Driver) -> None:
    """Hold that cursors are on lines that there are, and that all that is shown is clean."""
    view = driver.screen.view
    assert view.package_row in range(len(view.packages))
    assert view.spec_row in range(max(len(view.specs), 1))
    for lines in driver.app.query(LineList):
        cursor = lines._cursor
        assert cursor is None or 0 <= cursor < max(len(lines.lines), 1)
        assert 0 <= lines.top <= max(len(lines.lines) - 1, 0)
    for strip in driver.app.screen._compositor.render_strips():
        assert safe(strip.text) == strip.text
