"""A folder read by two processes: what comes of it is what one of them would have read."""

from __future__ import annotations

import os
import sys
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import IO, Any, NamedTuple

import pytest

from cachetui.index.known_pages import KnownPages
from cachetui.index.loading import Loading
from cachetui.model import Problem
from cachetui.sources import handles
from cachetui.sources.ahead import Due, Skipped
from cachetui.sources.apart import process, reader, walk
from cachetui.sources.apart.messages import Job, read_message
from cachetui.sources.apart.reader import Part, Reader
from cachetui.sources.apart.walk import FolderWalk
from cachetui.sources.files import FileEntry, ReadContent
from cachetui.sources.filter import Filter
from cachetui.sources.folder import Folder
from cachetui.sources.reading import find_entries
from cachetui.sources.source import HEAD
from cachetui.sources.walk import Walk
from support.page_builder import Row, a_hash, page_2025

EVERYTHING = Filter()
FIRST = 20
"""Entries that are read alone."""


@pytest.fixture(autouse=True)
def two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let few entries be many, and this machine have the processors."""
    monkeypatch.setattr(walk, "MANY", FIRST)
    monkeypatch.setattr(walk, "SOON", 1)
    monkeypatch.setattr(walk, "OFTEN", 1)
    monkeypatch.setattr(walk, "FEW", 4)
    monkeypatch.setattr(walk, "MEANWHILE", 10)
    monkeypatch.setattr(walk, "_processors", lambda: 2)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let whatever this process opens count as slow."""
    monkeypatch.setattr(handles, "SLOW", -1.0)
    monkeypatch.setattr(handles, "_time_to_wait_for_nothing", lambda: 0.0)


@pytest.fixture
def in_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this process wait until the other one has read its part, so that it gets the next."""

    def waits(self: Reader) -> bool:
        while self._parts and self._receive():
            pass
        return not self._parts

    monkeypatch.setattr(Reader, "is_idle_by_now", waits)


class Started(NamedTuple):
    """A process that was started, and what it was given."""

    reader: Reader
    parts: list[Part]

    @property
    def received(self) -> int:
        """What it has told of."""
        return sum(part.received for part in self.parts)

    @property
    def is_done(self) -> bool:
        """Whether it has told everything."""
        return all(part.is_done for part in self.parts)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Started]:
    """Note which processes are started, and what they are given."""
    readers: list[Started] = []
    begin, give = Reader.__init__, Reader.give

    def noted(self: Reader, *args: Any) -> None:
        begin(self, *args)
        readers.append(Started(self, []))

    def given(self: Reader, *args: Any) -> Part:
        part = give(self, *args)
        readers[-1].parts.append(part)
        return part

    monkeypatch.setattr(Reader, "__init__", noted)
    monkeypatch.setattr(Reader, "give", given)
    return readers


def write(folder: Path, path: str, text: str) -> Path:
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return file


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """Hold pages, among them what is large, broken, a link, or called like no text."""
    for number in range(100):
        name = f"p{number:03}"
        write(
            tmp_path,
            f"_cache/v1/{name}/specs.md",
            page_2025(name, "v1", [Row(a_hash(name)), Row(a_hash(name + "b"))]),
        )
    tag = tmp_path / "_cache/v1"
    (tag / "p001/specs.md").chmod(0)
    (tag / "p002/other.md").symlink_to("/etc/passwd")
    (tag / "p070/other.md").symlink_to("/etc/passwd")
    (tag / "p071/other.md").symlink_to("../p072")
    os.mkfifo(tag / "p073/pipe.md")
    write(tmp_path, "_cache/v1/p074/specs.md", "---\ntitle: p074\nlayout: cache\n")
    write(tmp_path, "_cache/v1/p075/README.md", "x" * HEAD)
    write(tmp_path, "_cache/v1/p076/README.md", "x" * (process.MOST + 1))
    rows = [Row(a_hash(str(number))) for number in range(2000)]
    assert (
        len(write(tmp_path, "_cache/v1/p077/specs.md", page_2025("p077", "v1", rows)).read_bytes())
        > HEAD
    )
    (tag / "p078/specs.md").chmod(0)
    strange = os.fsdecode(b"_cache/v1/p079/\xff.md")
    write(tmp_path, strange, page_2025("p079", "v1", [Row(a_hash("strange"))]))
    return tmp_path


Told = tuple[Any, ...]


def told(due: Due | Problem) -> Told:
    """Return all that can be seen of what is due."""
    if isinstance(due, Problem):
        return (type(due), due)
    entry, opening = due.entry, due.opening
    assert isinstance(entry, FileEntry)
    kept = entry.path, entry.name, entry.expectation, entry.resolve(entry.name).path
    if isinstance(opening, OSError):
        return (*kept, opening.errno, opening.strerror)
    assert not isinstance(opening, Skipped)
    with opening or entry.open() as content:
        return (*kept, content.read(), content.state())


def alone(cache: Path) -> list[Told]:
    """Return what one process reads."""
    return list(map(told, Walk(find_entries(Folder(str(cache)), EVERYTHING), {}, EVERYTHING)))


def folder_walk(cache: Path, wanted: Filter = EVERYTHING) -> FolderWalk:
    return FolderWalk(Folder(str(cache)), wanted, {})


def test_two_processes_read_what_one_reads(cache: Path, started: list[Started]) -> None:
    both = folder_walk(cache)
    assert list(map(told, both)) == alone(cache)
    (one,) = started
    assert one.is_done
    assert one.received > 60
    assert both.found == 105 - 1 - 1  # a link out of the source and a pipe are problems


def test_how_many_are_found_is_known_before_they_are_due(cache: Path) -> None:
    both, due = folder_walk(cache), 0
    found = []
    for one in both:
        due += isinstance(one, Due)
        found.append(both.found)
        assert both.found >= due
    assert found == sorted(found)
    assert len(set(found)) > 3


def test_most_bytes_come_from_the_other_process(cache: Path) -> None:
    dues = [due for due in folder_walk(cache) if isinstance(due, Due)]
    sent = [due.entry.path for due in dues if isinstance(due.opening, ReadContent)]
    assert len(sent) > 60
    assert f"{cache}/_cache/v1/p077/specs.md" in sent
    assert f"{cache}/_cache/v1/p076/README.md" not in sent


def test_the_index_is_the_same_and_pages_are_remembered(
    cache: Path, started: list[Started], monkeypatch: pytest.MonkeyPatch
) -> None:
    def loaded(known: KnownPages) -> Loading:
        loading = Loading([Folder(str(cache))], known=known)
        loading.run()
        return loading

    for path in cache.rglob("*.md"):
        if path.is_file():
            os.utime(path, (1, 1), follow_symlinks=False)
    first = loaded(KnownPages())
    again = loaded(KnownPages(first.index, first.known))
    assert len(started) == 1
    monkeypatch.setattr(walk, "MANY", 1 << 20)
    by_one = loaded(KnownPages())
    for loading in (first, again):
        assert loading.index.hashes == by_one.index.hashes
        assert loading.index.problems == by_one.index.problems
        assert loading.progress.found == by_one.progress.found
        assert loading.progress.read == by_one.progress.read
    assert again.progress.same == len(by_one.index.dictionaries["page"].values)


def test_files_of_one_mirror_share_their_notes(tmp_path: Path, started: list[Started]) -> None:
    record = '{"spec": {"_meta": {"version": 4}, "nodes": []}}'
    for number in range(120):
        write(tmp_path, f"m{number // 3:02}/build_cache/{number:03}.spec.json", record)
    notes = [due.entry.shared for due in folder_walk(tmp_path) if isinstance(due, Due)]
    assert started[0].received > 60
    for first, second, third in zip(*[iter(notes)] * 3, strict=True):
        assert first is second is third
    assert len({id(one) for one in notes}) == 40


@pytest.mark.parametrize("parts", [0, 1, 2])
def test_where_the_other_process_is_ended_this_one_reads_on(
    cache: Path, monkeypatch: pytest.MonkeyPatch, parts: int, started: list[Started]
) -> None:
    left = iter(range(parts))

    def until_it_ends(pipe: IO[bytes]) -> bytes | None:
        return read_message(pipe) if next(left, None) is not None else None

    monkeypatch.setattr(reader, "read_message", until_it_ends)
    both = folder_walk(cache)
    assert list(map(told, both)) == alone(cache)
    assert both.found == 103
    assert bool(started[0].received) == bool(parts)
    assert started[0].received <= parts * process.ITEMS


@pytest.mark.parametrize("program", ["/nowhere/python", sys.executable + " ", "/bin/false"])
def test_where_no_process_can_be_started_this_one_reads_on(
    cache: Path, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    monkeypatch.setattr(sys, "executable", program)
    assert list(map(told, folder_walk(cache))) == alone(cache)


@pytest.mark.usefixtures("slow")
def test_where_no_process_can_be_started_none_is_tried_again(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []

    def fails(_: Reader, job: Job) -> None:
        tried.append(job)
        raise OSError

    monkeypatch.setattr(Reader, "__init__", fails)
    assert list(map(told, folder_walk(cache))) == alone(cache)
    assert len(tried) == 1


def test_a_walk_that_nobody_goes_on_ends_the_process(cache: Path, started: list[Started]) -> None:
    with closing(iter(folder_walk(cache))) as dues:
        for _ in islice(dues, 50):
            pass
        assert not started[0].is_done
    assert started[0].reader._process.poll() is not None


def test_a_process_that_waits_for_something_is_ended(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "_START", "import time; time.sleep(600)")
    job = Job(bytes(cache), EVERYTHING, {}, is_watched=False, is_slow=True)
    one = Reader(job)
    assert one._process.poll() is None
    one.close()
    assert one._process.poll() is not None


@pytest.mark.usefixtures("in_step")
@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        (Filter(packages=("p003",)), ["p003"]),
        (Filter(packages=("p09*", "p077")), ["p077", *(f"p09{n}" for n in range(10))]),
        (Filter(hashes=(a_hash("p095"),)), ["p095"]),
        (Filter(hashes=("no such",)), []),
    ],
    ids=["early", "names", "hash", "none"],
)
def test_only_what_is_wanted_is_told(
    cache: Path, started: list[Started], wanted: Filter, names: list[str]
) -> None:
    loading = Loading([Folder(str(cache))], wanted)
    loading.run()
    assert loading.index.packages.values == names
    assert loading.nouns == {"page"}
    assert loading.progress.read == loading.progress.found == 103
    pages = [due for due in folder_walk(cache, wanted) if isinstance(due, Due)]
    told = {
        str(one.entry.path).split("/")[-2] for one in pages if isinstance(one.opening, ReadContent)
    }
    assert len(told - set(names)) <= 2  # what is no page, or does not say its title
    assert started[0].received == started[1].received > 30


@pytest.mark.usefixtures("in_step")
@pytest.mark.parametrize("tags", [1, 12])
def test_both_read_until_nothing_is_left(tmp_path: Path, started: list[Started], tags: int) -> None:
    for number in range(240):
        name, tag = f"p{number:03}", f"v{number % tags:02}"
        write(tmp_path, f"_cache/{tag}/{name}/specs.md", page_2025(name, tag, [Row(a_hash(name))]))
    wanted = Filter(packages=("p*",))
    both, read, found = folder_walk(tmp_path, wanted), [], []
    for due in both:
        read.append(told(due))
        found.append(both.found)
    assert read == alone(tmp_path)
    assert found == sorted(found)
    assert found[-1] == 240
    (one,) = started
    assert len(one.parts) > 3
    assert one.parts[0].received < 80
    assert 40 < one.received < 240
    assert one.is_done


@pytest.mark.usefixtures("in_step")
def test_where_one_is_ended_after_some_parts_the_rest_is_read_here(
    cache: Path, started: list[Started], monkeypatch: pytest.MonkeyPatch
) -> None:
    left = iter(range(3))

    def until_it_ends(pipe: IO[bytes]) -> bytes | None:
        return read_message(pipe) if next(left, None) is not None else None

    monkeypatch.setattr(reader, "read_message", until_it_ends)
    both = folder_walk(cache, Filter(packages=("*",)))
    assert list(map(told, both)) == alone(cache)
    assert both.found == 103
    first, *_, last = started[0].parts
    assert first.is_done
    assert not last.is_done


@pytest.mark.parametrize("most", [0, 1 << 20])
def test_no_more_comes_than_may_be_held(
    cache: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(reader, "HELD", most)
    one = Reader(Job(bytes(cache), EVERYTHING, {}, is_watched=False, is_slow=False))
    with closing(one):
        part = one.give(["_cache/v1"])
        assert one._poll.poll()
        one.is_idle_by_now()
        assert bool(part.received) == bool(most)
        dues = list(one.told(part))
    assert part.received == len(dues) == len(alone(cache))


def test_a_small_folder_or_a_single_processor_needs_none(
    cache: Path, started: list[Started], monkeypatch: pytest.MonkeyPatch
) -> None:
    list(folder_walk(cache / "_cache/v1/p003"))
    monkeypatch.setattr(walk, "_processors", lambda: 1)
    list(folder_walk(cache))
    assert not started


@pytest.mark.usefixtures("slow")
def test_where_opening_is_slow_one_is_started_soon_and_by_all(
    cache: Path, started: list[Started], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walk, "_processors", lambda: 1)
    assert list(map(told, folder_walk(cache, Filter(tags=("v1",))))) == alone(cache)
    assert started[0].is_done
    assert started[0].received > 30


@pytest.mark.usefixtures("slow")
def test_files_that_are_the_same_are_not_opened(cache: Path, started: list[Started]) -> None:
    found = find_entries(Folder(str(cache)), EVERYTHING)
    entries = [one for one in found if isinstance(one, FileEntry)]
    known = {entry.path: entry.state() for entry in entries[::2]}
    dues = [
        one for one in FolderWalk(Folder(str(cache)), EVERYTHING, known) if isinstance(one, Due)
    ]
    assert [due.opening is Skipped.SAME for due in dues] == [
        entry.path in known for entry in entries
    ]
    assert started[0].received > 30


def test_nothing_in_the_current_folder_is_imported(
    cache: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path_factory.mktemp("here")
    for module in ("cachetui.py", "msgspec.py", "json.py", "signal.py", "os.py"):
        (here / module).write_text(f"open({str(here / 'imported')!r}, 'w')\n")
    monkeypatch.chdir(here)
    assert list(map(told, folder_walk(cache))) == alone(cache)
    assert not (here / "imported").exists()
