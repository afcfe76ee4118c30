"""A reload reads only what has changed, and gives what reading everything gives."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from cachetui.index.known_pages import KnownPages
from cachetui.index.loading import Loading
from cachetui.model import Listing
from cachetui.sources import handles
from cachetui.sources.files import FileEntry, FileState
from cachetui.sources.filter import Filter
from cachetui.sources.folder import Folder
from support.page_builder import Row, a_hash, page_2021, page_2022, page_2025, page_early_2023

LONG_AGO = 1_700_000_000
ROWS = [Row(a_hash(str(n)), os=f"os{n % 2}", stacks=("e4s",) * (n % 2), size=n) for n in range(4)]


def write(root: Path, path: str, text: str, time: int = LONG_AGO) -> Path:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    os.utime(file, (time, time))
    return file


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    write(tmp_path, "_cache/axl/index.md", page_2021("axl", [Row(""), Row("", os="rhel8")]))
    write(tmp_path, "_cache/v0.18/bolt/specs.md", page_2022("bolt", "v0.18", [Row(""), Row("")]))
    write(tmp_path, "_cache/v0.19/cub/specs.md", page_early_2023("cub", "v0.19", ROWS))
    for name in ("d", "e", "f", "g"):
        write(tmp_path, f"_cache/v1/{name}/specs.md", page_2025(name, "v1", ROWS))
    write(tmp_path, "_cache/v1/lost/specs.md", page_2025("lost", "v1", [*ROWS, Row("bad")]))
    write(tmp_path, "README.md", "not a page")
    return tmp_path


def read(cache: Path, before: Loading | None = None, *, times: int = 1) -> Loading:
    known = KnownPages(before.index, before.known) if before else KnownPages()
    loading = Loading([Folder(str(cache))] * times, known=known)
    loading.run()
    return loading


def listed(loading: Loading) -> list[Listing]:
    index = loading.index
    return [index.listing(number, exact=True) for number in range(len(index.listings))]


def opened_by(work: Callable[[], Loading], monkeypatch: pytest.MonkeyPatch) -> tuple[Loading, str]:
    """Return what *work* returns, and the folders of the files that it opened."""
    names: list[str] = []
    really = FileEntry.open

    def noting(entry: FileEntry) -> object:
        names.append(Path(entry.path).parent.name)
        return really(entry)

    with monkeypatch.context() as patch:
        patch.setattr(FileEntry, "open", noting)
        return work(), " ".join(sorted(names))


def changed(cache: Path) -> None:
    """Change a page's size, the time of another, the inode of a third; remove and add one."""
    pages = cache / "_cache/v1"
    write(cache, "_cache/v1/d/specs.md", page_2025("d", "v1", ROWS[:1]))
    os.utime(pages / "e/specs.md", (LONG_AGO, LONG_AGO + 1))
    other = write(cache, "other", (pages / "f/specs.md").read_text().replace("os1", "os7"))
    other.rename(pages / "f/specs.md")
    (pages / "g/specs.md").unlink()
    write(cache, "_cache/v1/new/specs.md", page_2025("new", "v1", ROWS))


@pytest.mark.parametrize("is_slow", [False, True])
def test_only_what_changed_is_opened_and_the_rest_is_as_it_was(
    cache: Path, monkeypatch: pytest.MonkeyPatch, *, is_slow: bool
) -> None:
    if is_slow:
        monkeypatch.setattr(handles, "SLOW", -1.0)
        monkeypatch.setattr(handles, "SLOW_TIMES", 1)
        monkeypatch.setattr(handles, "_time_to_wait_for_nothing", lambda: 0.0)
    first = read(cache)
    changed(cache)
    again, opened = opened_by(lambda: read(cache, first), monkeypatch)
    assert opened == f"d e f lost new {cache.name}"
    assert again.progress.same == 3
    assert again.progress.read == 9
    fresh = read(cache)
    assert listed(again) == listed(fresh)
    assert again.index.problems == fresh.index.problems
    assert again.index.skipped_rows == fresh.index.skipped_rows
    assert again.nouns == fresh.nouns
    third, opened = opened_by(lambda: read(cache, again), monkeypatch)
    assert opened == f"lost {cache.name}"
    assert listed(third) == listed(fresh)


def test_a_file_changed_just_before_it_was_read_is_read_again(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = cache / "_cache/v1/d/specs.md"
    page.touch()
    first = read(cache)
    time = page.stat().st_mtime_ns
    page.write_text(page.read_text().replace("os1", "os7"))
    os.utime(page, ns=(time, time))
    again, opened = opened_by(lambda: read(cache, first), monkeypatch)
    assert "d" in opened.split()
    assert any(one.configuration.os == "os7" for one in listed(again))


@pytest.mark.parametrize("state", [FileState(1, -(2**70), 1), FileState(1, 1, 2**80)])
def test_a_file_with_a_state_that_no_system_has_is_read_again(
    state: FileState, cache: Path
) -> None:
    entry = next(one for one in Folder(str(cache)).entries(Filter()) if isinstance(one, FileEntry))
    known = KnownPages()
    known.remember(entry.path, state, 1)
    assert not KnownPages(earlier=known).is_same(entry)


def test_a_reload_keeps_the_texts_that_the_index_before_has(cache: Path) -> None:
    first = read(cache)
    again = read(cache, first)
    for name in ("page", "variants"):
        before, after = (loading.index.dictionaries[name].values for loading in (first, again))
        shared = set(map(id, before)) & set(map(id, after))
        assert len(shared) >= len(after) - 1  # all but those of the page with a fault


def test_specs_of_the_index_before_are_found_while_it_is_there(cache: Path) -> None:
    index = read(cache).index
    before = list(map(index.find_spec, (*map(a_hash, "0123x"), "#0")))
    assert before[:4].count(None) == 0
    KnownPages(index, KnownPages())
    assert not index.specs
    assert list(map(index.find_spec, (*map(a_hash, "0123x"), "#0"))) == before


def test_a_page_that_two_sources_have_stands_there_twice_and_no_more(cache: Path) -> None:
    folder = cache / "_cache/v1/d"
    first = read(folder, times=2)
    again = read(folder, first, times=2)
    assert again.progress.same == 2
    assert listed(again) == listed(first)
    assert len(listed(read(folder, again, times=2))) == 2 * len(ROWS)


def test_a_file_that_became_a_link_is_not_the_same(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = read(cache)
    page = cache / "_cache/v1/d/specs.md"
    page.rename(cache / "_cache/v1/d/real.md")
    page.symlink_to("real.md")
    again, _ = opened_by(lambda: read(cache, first), monkeypatch)
    assert listed(again) == listed(read(cache))


def test_the_earlier_index_is_let_go_at_the_end(cache: Path) -> None:
    first = read(cache)
    again = read(cache, first)
    assert again.known._index is None
