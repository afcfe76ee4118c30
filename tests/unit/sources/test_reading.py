"""Reading an entry: whatever goes wrong in it, even what nobody foresaw, costs that entry."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cachetui.index.loading import Loading
from cachetui.model import Batch, EntryError, Problem
from cachetui.sources import reading
from cachetui.sources.filter import Filter
from cachetui.sources.folder import Folder, FolderSearch
from cachetui.sources.formats.format import Formats
from cachetui.sources.formats.pages.format import PageFormat
from cachetui.sources.open import open_source
from cachetui.sources.reading import EntryReader, find_entries, unforeseen
from support.page_builder import Row, a_hash, page_2025
from support.spack_builder import load, names

ERRORS = [RecursionError("too deep"), IndexError(), MemoryError(), ZeroDivisionError("\x1b[2J")]
every_error = pytest.mark.parametrize("error", ERRORS, ids=repr)


@pytest.fixture
def as_for_people(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a sentence of errors that nobody foresaw, which in tests are raised again."""
    monkeypatch.setattr(reading, "unforeseen", unforeseen)


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
        page = page_2025(name, "v1", [Row(a_hash(name))])
        (tmp_path / name / "specs.md").write_text(page)
    return tmp_path


def failing(of: str, error: Exception, *, late: bool = False) -> Any:
    """Return a method of `PageFormat` that fails at the page *of*, before or behind its rows."""
    method = PageFormat.read

    def read(self: PageFormat, entry: Any, content: Any, wanted: Filter) -> Iterator[Batch]:
        fails = f"/{of}/" in entry.path
        if late or not fails:
            yield from method(self, entry, content, wanted)
        if fails:
            raise error

    return read


@every_error
@pytest.mark.parametrize("late", [False, True])
@pytest.mark.usefixtures("as_for_people")
def test_an_error_in_a_reader_costs_its_entry(
    pages: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, late: bool
) -> None:
    monkeypatch.setattr(PageFormat, "read", failing("b", error, late=late))
    index = load(pages)
    assert names(index) == (["a", "b", "c"] if late else ["a", "c"])
    (problem,) = index.problems
    assert problem.path == f"{pages}/b/specs.md"
    assert problem.text.startswith(f"something went wrong inside ({type(error).__name__}")
    assert problem.text.isprintable()
    assert index.skipped == {"page": 1}


@every_error
@pytest.mark.usefixtures("as_for_people")
def test_an_error_in_a_search_ends_that_source_alone(
    pages: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    search = FolderSearch.__iter__

    def fails(self: FolderSearch) -> Iterator[Any]:
        yield from search(self)
        if self._root.path.endswith("/a"):
            raise error

    monkeypatch.setattr(FolderSearch, "__iter__", fails)
    loading = Loading([Folder(f"{pages}/a"), Folder(f"{pages}/c")])
    loading.run()
    index = loading.index
    assert names(index) == ["a", "c"]
    (problem,) = index.problems
    assert problem.path == f"{pages}/a"
    assert problem.text.endswith(", the rest is not read")


@pytest.mark.usefixtures("as_for_people")
def test_an_error_costs_its_entry_too_where_names_are_looked_for(
    pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> Iterator[str]:
        yield "x"
        raise RecursionError

    monkeypatch.setattr(PageFormat, "packages", fails)
    for entry in find_entries(open_source(str(pages)), Filter()):
        assert not isinstance(entry, Problem)
        with pytest.raises(EntryError, match="RecursionError"):
            list(EntryReader(entry, Formats()).packages())


def test_in_tests_such_an_error_is_seen(pages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PageFormat, "read", failing("b", RecursionError()))
    with pytest.raises(RecursionError):
        load(pages)
