"""Loading: everything is read once, bad pages cost only themselves, and it can be watched."""

from __future__ import annotations

import gc
import tarfile
import threading
import weakref
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cachetui.index.gathering import ROWS
from cachetui.index.index import Index
from cachetui.index.known_pages import KnownPages
from cachetui.index.loading import Loading
from cachetui.model import Batch, Problem
from cachetui.sources.ahead import TOGETHER, OpenAhead
from cachetui.sources.filter import Filter
from cachetui.sources.handles import FolderHandle
from cachetui.sources.memory import MemoryEntry
from cachetui.sources.open import open_source
from cachetui.sources.source import Expectation, SourceError
from cachetui.sources.walk import LOOKAHEAD, QUEUED
from support.cache_generator.generate import generate, write_cache
from support.index_builder import everything
from support.page_builder import Row, a_hash, page_2025
from support.page_oracle import naive_page


def load(*given: Path, wanted: Filter | None = None) -> Index:
    loading = Loading([open_source(str(path)) for path in given], wanted)
    loading.run()
    assert loading.progress.done
    assert loading.progress.read == loading.progress.found
    return loading.index


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("cache")
    write_cache(root, 200, 5)
    return root


def facts(index: Index) -> list[tuple[object, ...]]:
    """All listings, but for the source's name."""
    listings = (index.listing(number, exact=True) for number in everything(index))
    return sorted(
        (one.tag or "", *one.configuration[:2], one.hash or "", one.stacks, one.configuration)
        for one in listings
    )


def test_a_generated_cache_is_read_as_plain_yaml_reads_it(cache: Path) -> None:
    index = load(cache)
    expected = []
    for page in generate(200, 5):
        package, tag, rows = naive_page(page.text)
        for row in rows:
            expected.append((tag or "", package, row.versions, row.hash or "", row.stacks))
    assert [fact[:5] for fact in facts(index)] == sorted(expected)
    assert index.problems == []


def test_an_archive_or_a_part_of_a_cache_says_the_same_as_the_folder(
    cache: Path, tmp_path: Path
) -> None:
    whole = facts(load(cache))
    with tarfile.open(tmp_path / "c.tar", "w") as archive:
        archive.add(cache, "cache")
    assert facts(load(tmp_path / "c.tar")) == whole
    parts = sorted((cache / "_cache").iterdir())
    assert facts(load(*parts)) == whole
    assert facts(load(cache / "_cache")) == whole


def test_only_wanted_pages_are_read(cache: Path) -> None:
    whole = facts(load(cache))
    tag, package, *_ = whole[len(whole) // 2]
    by_tag = load(cache, wanted=Filter(tags=(str(tag),)))
    assert facts(by_tag) == [fact for fact in whole if fact[0] == tag]
    by_name = load(cache, wanted=Filter(packages=(str(package),)))
    assert facts(by_name) == [fact for fact in whole if fact[1] == package]


PAGE = page_2025("x", "v1", [Row(a_hash("a"))])
BAD: dict[str, bytes] = {
    "empty": b"",
    "without front matter": b"# README",
    "cut off": PAGE[:-4].encode(),
    "cut in a row": PAGE[: len(PAGE) // 2].encode(),
    "broken rows": PAGE.replace("[{", "{[").encode(),
    "broken JSON": PAGE.replace('"os":', '"os"').encode(),
    "not UTF-8": b"\xff" + PAGE.encode(),
    "no hash": PAGE.replace('"hash"', '"hush"').encode(),
    "a number for a version": PAGE.replace('"versions": ["1.2.0"]', '"versions": [1.2]').encode(),
    "an option for a hash": PAGE.replace(a_hash("a"), "x --no-check-signature y").encode(),
    "nested JSON": PAGE.replace("[{", "[" * 50_000).encode(),
    "nested YAML": PAGE.replace("spec_details: ", "spec_details: - " + "- " * 50_000).encode(),
    "a bomb": b"---\ntitle: x\nlayout: cache\nspec_names: [&a [x], *a]\n---",
}


@pytest.mark.parametrize("bad", BAD)
def test_a_bad_page_costs_only_itself_and_is_a_problem(tmp_path: Path, bad: str) -> None:
    good = page_2025("good", "v1", [Row(a_hash("good"))])
    for name, data in (("a", good.encode()), ("b", BAD[bad]), ("c", good.encode())):
        (tmp_path / name).mkdir()
        (tmp_path / name / "specs.md").write_bytes(data)
    index = load(tmp_path)
    assert [index.listing(n).hash for n in everything(index)] == [a_hash("good")] * 2
    assert (index.skipped + index.skipped_rows).total() >= 1
    assert index.problems
    for problem in index.problems:
        assert problem.path == f"{tmp_path}/b/specs.md"
        assert str(problem).isprintable()


@pytest.mark.parametrize(
    "title", ["[/red]", "\x1b[2J", "\u202egpj.exe", "a; rm -rf ~", "x" * 10_000]
)
def test_a_hostile_title_is_kept_exactly_and_shown_safe(tmp_path: Path, title: str) -> None:
    escaped = title.replace("\x1b", r"\x1b")
    (tmp_path / "specs.md").write_text(PAGE.replace('"x"', f'"{escaped}"', 1))
    index = load(tmp_path)
    assert index.packages.values == [title]
    assert index.packages.shown[0].isprintable()


def test_a_page_that_cannot_be_opened_costs_only_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text(PAGE)
    opened = FolderHandle.open_file

    def forbidding(folder: FolderHandle, name: str) -> int:
        if name == "a.md":
            raise PermissionError(13, "Permission denied")
        return opened(folder, name)

    monkeypatch.setattr(FolderHandle, "open_file", forbidding)
    index = load(tmp_path)
    assert len(index.listings) == 1
    assert index.problems == [Problem(f"{tmp_path}/a.md", "cannot be read: Permission denied")]


def test_a_folder_without_pages_gives_an_empty_index(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# Nothing here")
    index = load(tmp_path)
    assert (len(index.dictionaries["page"]), len(index.packages), index.problems) == (0, 0, [])


def test_very_many_empty_files_are_looked_at_and_no_more(tmp_path: Path) -> None:
    for number in range(5000):
        (tmp_path / f"{number}.md").touch()
    index = load(tmp_path)
    assert (len(index.dictionaries["page"]), index.problems) == (0, [])


def test_a_source_that_cannot_be_read_is_told_and_the_loading_is_over(tmp_path: Path) -> None:
    (tmp_path / "c.tar").write_bytes(b"x" * 1000)
    loading = Loading([open_source(str(tmp_path / "c.tar"))])
    with pytest.raises(SourceError, match=r"^cannot read '.*c\.tar': "):
        loading.run()
    assert loading.progress.done
    assert gc.isenabled()


class Counted:
    """A source that counts what has been asked of it."""

    location = "counted"
    name = None

    def __init__(self, files: int, stream: bool) -> None:
        self.stream = stream
        self.found = self.read = 0
        self._files = files
        self.at_read: Callable[[], object] = lambda: None
        self.ahead = 0

    def entries(self, wanted: Filter) -> Iterator[MemoryEntry | Problem]:
        for number in range(self._files):
            self.found += 1
            yield MemoryEntry(f"{number}/specs.md", "specs.md", Expectation.LIKELY, self._take_out)

    def _take_out(self) -> bytes:
        self.ahead = max(self.ahead, self.found - self.read)
        self.read += 1
        self.at_read()
        return PAGE.encode()


def test_the_walk_goes_ahead_of_the_reading_but_not_in_a_stream() -> None:
    for stream in (False, True):
        source = Counted(100, stream)
        loading = Loading([source], known=KnownPages())
        loading.run()
        assert source.read == loading.progress.read == loading.progress.found == 100
        assert (source.ahead == 1) == stream


@pytest.mark.parametrize(
    ("asks", "rests"),
    [({1}, [(2, 0.02)]), (set(range(9)), [(1, 0.02), (3, 0.02), (5, 0.02), (7, 0.02)])],
    ids=["once", "all the time"],
)
def test_the_reading_gives_way_but_goes_on_however_often_it_is_asked(
    asks: set[int], rests: list[tuple[int, float]], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    rested: list[tuple[int, float]] = []

    def sleep(seconds: float) -> None:
        rested.append((loading.progress.read, round(seconds, 3)))
        now[0] += seconds

    def read() -> None:
        now[0] += 0.011
        if loading.progress.read in asks:
            loading.give_way(0.02)

    monkeypatch.setattr("cachetui.index.loading.monotonic", lambda: now[0])
    monkeypatch.setattr("cachetui.index.loading.sleep", sleep)
    source = Counted(9, stream=False)
    loading = Loading([source])
    source.at_read = read
    loading.run()
    assert rested == rests
    assert loading.progress.read == 9


def test_the_first_page_is_read_before_the_walk_is_over() -> None:
    source = Counted(100, stream=False)
    found: list[int] = []
    source.at_read = lambda: found.append(source.found)
    Loading([source], known=KnownPages()).run()
    assert found[0] == LOOKAHEAD
    assert found[100 // LOOKAHEAD + 1] == 100


def test_where_opening_is_slow_the_walk_is_only_so_far_ahead(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """So the folders of its entries, which take as long to open, still are when they are read."""

    class Slow(OpenAhead):
        is_slow = property(lambda self: True, lambda self, found: None)

    monkeypatch.setattr("cachetui.sources.walk.OpenAhead", Slow)
    source = Counted(1_000, stream=False)
    loading = Loading([source], known=KnownPages())
    loading.run()
    assert source.ahead <= QUEUED
    assert loading.progress.read == 1_000


def test_without_a_screen_the_walk_is_no_farther_ahead_than_what_is_opened_together() -> None:
    """So the folder of each entry is still open when it is read."""
    source = Counted(100, stream=False)
    found: list[int] = []
    source.at_read = lambda: found.append(source.found)
    Loading([source]).run()
    assert found == [min(-(-one // TOGETHER) * TOGETHER, 100) for one in range(1, 101)]


def test_what_is_read_is_listed_while_the_next_page_takes_long() -> None:
    source = Counted(30, stream=True)
    loading = Loading([source])
    listed: list[int] = []

    def look() -> None:  # as another thread does while the source stalls
        if source.read in (1, 26):
            watcher = threading.Thread(target=loading.add_what_is_read)
            watcher.start()
            watcher.join(30)
            listed.append(len(loading.index.listings))

    source.at_read = look
    loading.run()
    assert listed == [0, 25]
    assert len(loading.index.listings) == 30


def test_pages_that_are_added_by_two_threads_are_all_listed_once() -> None:
    source = Counted(3_000, stream=True)
    loading = Loading([source])

    def look() -> None:
        while not loading.progress.done:
            loading.add_what_is_read()

    watcher = threading.Thread(target=look)
    source.at_read = lambda: None if watcher.ident else watcher.start()
    loading.run()
    watcher.join(30)
    paths = loading.index.dictionaries["page"].values
    assert [paths[code] for code in loading.index.listings.page] == [
        f"{number}/specs.md" for number in range(3_000)
    ]


def test_few_rows_are_added_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        path = tmp_path / f"{number}" / "specs.md"
        path.parent.mkdir()
        rows = [Row(a_hash(f"{number} {row}")) for row in range(ROWS // 2)]
        path.write_text(page_2025("a", "develop", rows))
    loading = Loading([open_source(str(tmp_path))])
    added: list[int] = []
    add = loading.index.add_pages

    def noted(pages: Sequence[Batch]) -> None:
        added.append(len(pages))
        add(pages)

    monkeypatch.setattr(loading.index, "add_pages", noted)
    loading.run()
    assert added == [2, 2, 1]


def test_a_stopped_loading_leaves_off_and_keeps_what_it_has() -> None:
    source = Counted(100, stream=False)
    loading = Loading([source, Counted(9, stream=False)])
    source.at_read = lambda: loading.stop() if source.read == 7 else None
    loading.run()
    assert (source.read, loading.progress.read, loading.progress.done) == (7, 7, True)
    assert len(loading.index.listings) == 7
    assert source.found < 100


def test_packages_can_be_looked_at_while_more_are_read() -> None:
    source = Counted(300, stream=False)
    loading = Loading([source])
    seen: list[int] = []

    def look() -> None:
        while not loading.progress.done:
            with loading.index.lock:
                numbers = everything(loading.index)
                seen.append(len([loading.index.listing(n, exact=True) for n in numbers[-3:]]))

    watcher = threading.Thread(target=look)
    source.at_read = lambda: None if watcher.ident else watcher.start()
    loading.run()
    watcher.join(30)
    assert set(seen) <= {0, 1, 2, 3}
    assert seen


def test_an_index_goes_at_once_when_nobody_wants_it_anymore(cache: Path) -> None:
    loading = Loading([open_source(str(cache))])
    loading.run()
    gone = weakref.ref(loading.index)
    gc.disable()
    try:
        del loading
        assert gone() is None
    finally:
        gc.enable()


def test_the_garbage_collector_is_left_as_it_was_found() -> None:
    for switch, enabled in ((gc.disable, False), (gc.enable, True)):
        switch()
        Loading([Counted(1, stream=False)]).run()
        assert gc.isenabled() is enabled


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.lists(st.sampled_from(sorted(BAD)) | st.binary() | st.just("good"), max_size=6))
def test_no_good_page_is_lost_beside_bad_ones(tmp_path: Path, items: list[str | bytes]) -> None:
    source = tmp_path / str(len(list(tmp_path.iterdir())))
    for number, item in enumerate(items):
        folder = source / str(number)
        folder.mkdir(parents=True)
        good = page_2025("good", "v1", [Row(a_hash(str(number)))]).encode()
        known = {**BAD, "good": good}
        data = known[item] if isinstance(item, str) else item
        (folder / "specs.md").write_bytes(data)
    source.mkdir(exist_ok=True)
    index = load(source)
    found = {index.listing(number).hash for number in everything(index)}
    assert found == {a_hash(str(number)) for number, item in enumerate(items) if item == "good"}
    assert "".join(map(str, index.problems)).isprintable()
