"""Opening ahead of need: the same entries in the same order, few open at a time, none left open."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from threading import Event, active_count, current_thread
from time import sleep
from typing import Any

import pytest

from cachetui.model import Problem
from cachetui.sources import ahead, handles
from cachetui.sources.ahead import Ahead, Due, OpenAhead
from cachetui.sources.files import FileContent
from cachetui.sources.filter import Filter
from cachetui.sources.folder import Folder
from cachetui.sources.source import Entry
from cachetui.sources.walk import Walk
from support.page_builder import Row, a_hash, page_2025

PAGES = 3 * handles.KEPT


@pytest.fixture
def cache(tmp_path: Path) -> str:
    for number in range(PAGES):
        page = tmp_path / f"_cache/v1/p{number:04}/specs.md"
        page.parent.mkdir(parents=True)
        page.write_text(page_2025(f"p{number:04}", "v1", [Row(a_hash(str(number)))]))
    return str(tmp_path)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let whatever is opened count as slow."""
    monkeypatch.setattr(handles, "SLOW", -1.0)
    monkeypatch.setattr(handles, "_time_to_wait_for_nothing", lambda: 0.0)


def open_files() -> int:
    return len(list(Path("/dev/fd").iterdir()))


def walked(cache: str) -> Iterator[tuple[str, bytes]]:
    """Yield the path and the bytes of each file when it is due."""
    for due in Walk(Folder(cache).entries(Filter()), {}, Filter()):
        assert isinstance(due, Due)
        assert isinstance(due.opening, FileContent)
        with due.opening as content:
            yield due.entry.path, content.read()


def test_a_slow_source_gives_the_same_as_a_quick_one(
    cache: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = list(walked(cache))
    assert len(quick) == PAGES
    monkeypatch.setattr(handles, "SLOW", -1.0)
    monkeypatch.setattr(handles, "_time_to_wait_for_nothing", lambda: 0.0)
    for _ in range(3):
        assert list(walked(cache)) == quick


@pytest.mark.usefixtures("slow")
def test_few_files_are_open_and_none_stays_so_when_reading_is_stopped(cache: str) -> None:
    before, walk = open_files(), walked(cache)
    most = max(open_files() for _ in islice(walk, PAGES // 2))
    assert most <= before + ahead.WINDOW + handles.KEPT + 2 * ahead.THREADS
    del walk
    while open_files() > before:  # threads may be about to close what they have opened
        gc.collect()


TAGS, PACKAGES = 2 * ahead.WINDOW // 10, 60
"""So many tags that not all of them stay open until their packages are due."""


@pytest.fixture
def tags(tmp_path: Path) -> str:
    for tag in range(TAGS):
        for number in range(PACKAGES):
            page = tmp_path / f"_cache/v{tag}/p{number:02}/specs.md"
            page.parent.mkdir(parents=True)
            hash_ = a_hash(f"{tag}-{number}")
            page.write_text(page_2025(f"p{number:02}", f"v{tag}", [Row(hash_)]))
    return str(tmp_path)


@pytest.mark.usefixtures("slow")
def test_each_folder_is_opened_once_or_little_more_and_in_a_thread(
    tags: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Dozens of threads need the same tag at once, and those of tags far behind are in no hurry."""
    opened: list[str] = []
    really = os.open

    def noted(*args: Any, **options: Any) -> int:
        opened.append(current_thread().name)
        sleep(0.0005)  # else no two threads want the same at once
        return really(*args, **options)

    monkeypatch.setattr(os, "open", noted)
    assert len(list(walked(tags))) == TAGS * PACKAGES
    pages_and_folders = 2 * TAGS * PACKAGES + TAGS + 2
    assert pages_and_folders <= len(opened) <= pages_and_folders + 4 * TAGS
    assert opened.count("opening") > 0.9 * len(opened)


def queue_of(cache: str) -> deque[Entry | Problem]:
    return deque(islice(Folder(cache).entries(Filter()), PAGES))


def taken(opening: OpenAhead, queue: deque[Entry | Problem]) -> Due:
    due = opening.take(queue)
    assert isinstance(due, Due)
    return due


def test_a_quick_source_needs_no_threads(cache: str) -> None:
    before, queue = active_count(), queue_of(cache)
    opening = OpenAhead({}, Filter())
    assert isinstance(taken(opening, queue).opening, FileContent)
    assert active_count() == before
    opening.close()


def test_some_are_opened_together_and_closed_if_nobody_takes_them(cache: str) -> None:
    queue = queue_of(cache)
    gc.collect()
    before, opening, open_after = open_files(), OpenAhead({}, Filter()), []
    for _ in range(2 * ahead.TOGETHER + 1):
        due = taken(opening, queue)
        assert isinstance(due.opening, FileContent)
        open_after.append(open_files() - before)
        due.opening.close()
    assert open_after == [*range(ahead.TOGETHER, 0, -1)] * 2 + [ahead.TOGETHER]
    opening.close()
    assert open_files() == before


LIMITED = """
import sys
from cachetui.index.loading import Loading
from cachetui.sources import handles
from cachetui.sources.folder import Folder

if sys.argv[2] == "slow":
    handles.SLOW, handles._time_to_wait_for_nothing = -1.0, lambda: 0.0
loading = Loading([Folder(sys.argv[1])])
loading.run()
print(len(loading.index.listings), loading.index.problems)
"""


@pytest.mark.parametrize("limit", [24, 40, 128, 256])
@pytest.mark.parametrize("pace", ["quick", "slow"])
def test_no_more_are_opened_than_a_process_may_have(cache: str, limit: int, pace: str) -> None:
    load = [sys.executable, "-c", LIMITED, cache, pace]
    limited = ["sh", "-c", f'ulimit -n {limit} && exec "$@"', "sh", *load]
    done = subprocess.run(limited, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == f"{PAGES} []\n"


def test_a_file_that_cannot_be_opened_costs_none_of_those_beside_it(cache: str) -> None:
    queue = queue_of(cache)
    Path(queue[1].path).unlink()
    opening = OpenAhead({}, Filter())
    found = [taken(opening, queue).opening for _ in range(3)]
    assert [type(one) for one in found] == [FileContent, FileNotFoundError, FileContent]
    for one in found:
        if isinstance(one, FileContent):
            one.close()
    opening.close()


@pytest.mark.parametrize(("waiting", "is_slow"), [(0.0001, True), (0.005, False)])
def test_opening_is_slow_only_where_waiting_for_nothing_is_quick(
    monkeypatch: pytest.MonkeyPatch, waiting: float, *, is_slow: bool
) -> None:
    """Another thread that is at work lets every call take long."""
    monkeypatch.setattr(handles, "_time_to_wait_for_nothing", lambda: waiting)
    pace = handles.Pace()
    for _ in range(handles.SLOW_TIMES):
        assert not pace.is_slow
        pace.note(0.002)
    assert pace.is_slow is is_slow


def test_an_error_belongs_to_whoever_takes_the_result() -> None:
    def work(number: int) -> int:
        if number == 2:
            raise OSError(number, "cannot")
        return number * 10

    numbers = [1, 2, 3]
    some: Ahead[int, int] = Ahead(work)
    some.begin(numbers)
    assert some.take(numbers[0]) == 10
    with pytest.raises(OSError, match="cannot"):
        some.take(numbers[1])
    assert some.take(numbers[2]) == 30
    assert some.take(7) == 70
    some.close()


def test_what_nobody_took_is_dropped_whenever_it_is_there() -> None:
    go, dropped = Event(), Event()

    def work(_: str) -> str:
        go.wait()
        return "open"

    some: Ahead[str, str] = Ahead(work)
    some.begin(["x"])
    some.close(lambda _: dropped.set())
    assert not dropped.is_set()
    go.set()
    assert dropped.wait(10)
