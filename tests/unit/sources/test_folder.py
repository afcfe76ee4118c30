"""A folder: which of its files are looked at, and that nothing leads out of it or in circles."""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Iterable
from pathlib import Path

import pytest

from cachetui.model import Problem
from cachetui.sources.ahead import Ahead
from cachetui.sources.files import FileEntry
from cachetui.sources.filter import Filter
from cachetui.sources.folder import MAX_DEPTH, Folder
from cachetui.sources.handles import KEPT, FolderHandle, Kind
from cachetui.sources.source import Expectation, SourceError


def make(root: Path, *paths: str) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(path)


def read(entry: FileEntry) -> bytes:
    with entry.open() as content:
        return content.read()


def walk(root: Path, wanted: Filter | None = None) -> tuple[list[str], list[str]]:
    """Return the paths of the files, and the problems, below *root*."""
    files, problems = [], []
    for found in Folder(str(root)).entries(wanted or Filter()):
        if isinstance(found, Problem):
            problems.append(f"{Path(found.path).relative_to(root)}: {found.text}")
        else:
            files.append(str(Path(found.path).relative_to(root)))
    return files, problems


def test_files_at_any_depth_are_found_in_the_order_of_their_names(tmp_path: Path) -> None:
    make(tmp_path, "b/2/specs.md", "b/10/specs.md", "a.md", "z.txt", "b/x.md", "c/d/e/f/index.md")
    files, problems = walk(tmp_path)
    assert files == [
        "a.md",
        "z.txt",
        "b/x.md",
        "b/10/specs.md",
        "b/2/specs.md",
        "c/d/e/f/index.md",
    ]
    assert problems == []


def test_other_endings_and_folders_with_a_dot_are_passed_over(tmp_path: Path) -> None:
    make(tmp_path, ".git/a.md", "a/.b/c/specs.md", ".hidden.md", "x.jsonl", "x.mdx", "x.markdown")
    (tmp_path / "folder.md").mkdir()
    assert walk(tmp_path) == ([".hidden.md"], [])


def test_a_hidden_folder_that_the_user_names_is_read(tmp_path: Path) -> None:
    make(tmp_path, ".cache/specs.md")
    assert walk(tmp_path / ".cache") == (["specs.md"], [])


@pytest.mark.parametrize(
    ("name", "promise"),
    [
        ("specs.md", Expectation.LIKELY),
        ("index.md", Expectation.LIKELY),
        ("README.md", Expectation.MAYBE),
    ],
)
def test_some_names_promise_a_page(tmp_path: Path, name: str, promise: Expectation) -> None:
    make(tmp_path, name)
    (file,) = Folder(str(tmp_path)).entries(Filter())
    assert isinstance(file, FileEntry)
    assert (file.expectation, read(file)) == (promise, name.encode())


def test_paths_are_the_source_as_given_and_the_path_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path, "_cache/v1/x/specs.md")
    monkeypatch.chdir(tmp_path)
    for given, path in ((".", "./_cache/v1/x/specs.md"), ("_cache/", "_cache/v1/x/specs.md")):
        assert [found.path for found in Folder(given).entries(Filter())] == [path]


def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Take down which folders are opened from now on."""
    folders: list[str] = []
    found = FolderHandle.list

    def noting(folder: FolderHandle) -> list[tuple[str, Kind]]:
        folders.append(Path(folder.path).name)
        return found(folder)

    monkeypatch.setattr(FolderHandle, "list", noting)
    return folders


@pytest.mark.parametrize("start", [".", "_cache", "_cache/v1"])
def test_folders_of_other_tags_stay_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, start: str
) -> None:
    make(tmp_path, "_cache/v1/x/specs.md", "_cache/v2/y/specs.md", "_cache/old/index.md")
    folders = opened(monkeypatch)
    files, _ = walk(tmp_path / start, Filter(tags=("v1*",)))
    assert files[-1].endswith("x/specs.md")
    assert "x" in folders
    assert "y" not in folders
    # what stands in _cache itself may be a tag or a package of 2021: its pages tell
    assert ("old" in folders) == (start != "_cache/v1")


def test_a_folder_that_cannot_be_read_costs_only_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path, "a/specs.md", "b/specs.md", "c/specs.md")
    found = FolderHandle.list

    def forbidding(folder: FolderHandle) -> list[tuple[str, Kind]]:
        if Path(folder.path).name == "b":
            raise PermissionError(13, "Permission denied")
        return found(folder)

    monkeypatch.setattr(FolderHandle, "list", forbidding)
    files, problems = walk(tmp_path)
    assert files == ["a/specs.md", "c/specs.md"]
    assert problems == ["b: the folder cannot be read: Permission denied"]
    with pytest.raises(SourceError, match=r"^cannot read '.*/b': Permission denied$"):
        walk(tmp_path / "b")


def test_a_source_that_is_gone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"No such file or directory$"):
        walk(tmp_path / "gone")
    with pytest.raises(SourceError, match=r"^cannot read '': No such file or directory$"):
        list(Folder("").entries(Filter()))


def link(root: Path, path: str, target: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).symlink_to(target)


def test_links_in_a_loop_end(tmp_path: Path) -> None:
    make(tmp_path, "a/specs.md")
    link(tmp_path, "a/up", "..")
    link(tmp_path, "a/here", ".")
    link(tmp_path, "a/b/c/root", str(tmp_path))
    link(tmp_path, "a/self.md", "self.md")
    link(tmp_path, "a/one", "two")
    link(tmp_path, "a/two", "one")
    files, problems = walk(tmp_path)
    assert files == ["a/specs.md"]
    assert problems == [
        "a/self.md: is a link that leads nowhere: Too many levels of symbolic links"
    ]


def test_links_that_leave_the_source_are_not_followed(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    make(tmp_path, "outside/specs.md", "inside-too/specs.md", "inside/a/specs.md")
    link(inside, "b/specs.md", "../../outside/specs.md")
    link(inside, "c", str(tmp_path / "outside"))
    link(inside, "d", "../inside-too")
    link(inside, "e/data.bin", "/etc/hostname")
    files, problems = walk(inside)
    assert files == ["a/specs.md"]
    reason = "is a link that leaves the source, it is not followed"
    assert problems == [f"c: {reason}", f"d: {reason}", f"b/specs.md: {reason}"]


def test_links_within_the_source_are_read_once(tmp_path: Path) -> None:
    make(tmp_path, "a/specs.md", ".store/1", ".store/2.md", "blob.bin")
    link(tmp_path, "b/specs.md", "../a/specs.md")
    link(tmp_path, "latest", "a")
    link(tmp_path, "c/specs.md", "../.store/1")
    link(tmp_path, "d/specs.md", "../.store/2.md")
    link(tmp_path, "e/specs.md", "../blob.bin")
    files, problems = walk(tmp_path)
    assert (files, problems) == (["a/specs.md", "c/specs.md", "d/specs.md", "e/specs.md"], [])
    linked = next(
        found
        for found in Folder(str(tmp_path)).entries(Filter())
        if isinstance(found, FileEntry) and "/c/" in found.path
    )
    assert read(linked) == b".store/1"


def test_a_source_may_be_a_link_itself(tmp_path: Path) -> None:
    make(tmp_path, "real/a/specs.md")
    link(tmp_path, "real/b/specs.md", "../a/specs.md")
    (tmp_path / "link").symlink_to("real")
    assert walk(tmp_path / "link") == (["a/specs.md"], [])


def test_a_link_to_nothing_is_a_problem_where_it_would_be_a_page(tmp_path: Path) -> None:
    link(tmp_path, "specs.md", "nothing")
    link(tmp_path, "other", "nothing")
    assert walk(tmp_path) == (
        [],
        ["specs.md: is a link that leads nowhere: No such file or directory"],
    )


def test_a_fifo_or_socket_is_a_problem_and_hangs_nobody(tmp_path: Path) -> None:
    make(tmp_path, "a.md")
    os.mkfifo(tmp_path / "fifo.md")
    os.mkfifo(tmp_path / "fifo")
    assert walk(tmp_path) == (["a.md"], ["fifo.md: is not a regular file"])


def test_a_file_that_becomes_a_link_after_it_was_found_is_not_followed(tmp_path: Path) -> None:
    make(tmp_path, "inside/specs.md", "secret")
    (file,) = Folder(str(tmp_path / "inside")).entries(Filter())
    assert isinstance(file, FileEntry)
    (tmp_path / "inside/specs.md").unlink()
    link(tmp_path, "inside/specs.md", "../secret")
    with pytest.raises(OSError, match="symbolic link"):
        read(file)


def test_names_that_no_text_can_be_are_spelled_out_in_problems(tmp_path: Path) -> None:
    name = os.fsdecode(b"\xff\x1b[31m.md")
    os.mkfifo(tmp_path / name)
    (problem,) = Folder(str(tmp_path)).entries(Filter())
    assert problem.path == rf"{tmp_path}/\udcff\x1b[31m.md"


def deepened(root: Path, parts: Iterable[str]) -> None:
    """Make folders within each other, however long their path gets."""
    here = os.open(root, os.O_RDONLY)
    for part in parts:
        os.mkdir(part, dir_fd=here)
        below = os.open(part, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)


def test_a_path_longer_than_the_system_allows_is_read_all_the_same(tmp_path: Path) -> None:
    make(tmp_path, "z/specs.md")
    deepened(tmp_path, ["x" * 200] * 25)
    assert walk(tmp_path) == (["z/specs.md"], [])


def test_folders_deeper_than_any_cache_has_are_not_entered(tmp_path: Path) -> None:
    make(tmp_path, f"{'a/' * MAX_DEPTH}specs.md", f"{'b/' * (MAX_DEPTH + 1)}specs.md")
    files, (problem,) = walk(tmp_path)
    assert files == [f"{'a/' * MAX_DEPTH}specs.md"]
    assert problem.endswith("b/b: has folders over 100 deep in it, they are not entered")


def replaced(folder: Path, target: str) -> None:
    """Put a link to *target* in the place of *folder*."""
    folder.rename(folder.with_name("away"))
    folder.symlink_to(target)


SECRET = "outside/specs.md"


@pytest.mark.parametrize("what", ["inside/a", "inside/a/b", "inside/x/a", "inside/x"])
def test_a_folder_that_becomes_a_link_after_it_was_listed_is_not_followed(
    tmp_path: Path, what: str
) -> None:
    """Neither where a page was found in it, nor where a link in the source led to one."""
    make(tmp_path, "inside/a/b/specs.md", "inside/x/a/1", SECRET, "outside/b/specs.md", "outside/1")
    make(tmp_path, "outside/a/1")
    link(tmp_path, "inside/linked.md", "x/a/1")
    for number in range(2 * KEPT):  # so that what was open has been closed
        make(tmp_path, f"inside/a/{number}/specs.md")
    linked, *found = Folder(str(tmp_path / "inside")).entries(Filter())
    assert isinstance(linked, FileEntry)
    deep = next(one for one in found if one.path.endswith("b/specs.md"))
    assert isinstance(deep, FileEntry)
    entry = linked if "x" in what else deep
    assert read(entry)
    replaced(tmp_path / what, str(tmp_path / "outside"))
    for number in range(KEPT + 1):
        with FolderHandle(f"{tmp_path}{'/.' * number}", deep.folder.root).held():
            pass
    with pytest.raises(OSError, match=r"Not a directory|symbolic link"):
        read(entry)


def test_a_folder_that_becomes_a_link_before_it_is_entered_is_not_followed(tmp_path: Path) -> None:
    make(tmp_path, "inside/a/specs.md", "inside/b/specs.md", SECRET)
    found = Folder(str(tmp_path / "inside")).entries(Filter())
    assert isinstance(next(found), FileEntry)
    replaced(tmp_path / "inside/b", "../outside")
    (problem,) = found
    assert isinstance(problem, Problem)
    assert problem.path.endswith("inside/b")


def open_files() -> int:
    return len(list(Path("/dev/fd").iterdir()))


def test_of_very_many_folders_few_are_open_at_a_time(tmp_path: Path) -> None:
    for number in range(3 * KEPT):
        make(tmp_path, f"{number}/specs.md")
    gc.collect()  # what other tests left open would be closed at any time
    before = open_files()
    found = [*Folder(str(tmp_path)).entries(Filter())]
    assert open_files() <= before + KEPT + 1
    assert {read(one) for one in found if isinstance(one, FileEntry)}
    assert open_files() <= before + KEPT + 1
    del found
    assert open_files() == before


def test_a_chain_of_very_many_links_costs_only_itself(tmp_path: Path) -> None:
    make(tmp_path, "end", "good/specs.md")
    for number in range(1200):
        name = "end" if number == 1199 else f"{number + 1}.md"
        (tmp_path / f"{number}.md").symlink_to(name)
    files, problems = walk(tmp_path)
    assert files[-1] == "good/specs.md"
    assert len(files) + len(problems) == 1201
    reason = "is a link that leads nowhere: Too many levels of symbolic links"
    assert {problem.partition(": ")[2] for problem in problems} == {reason}


def test_a_walk_that_is_not_finished_lets_its_threads_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = threading.Event()
    monkeypatch.setattr(Ahead, "close", lambda _: closed.set())
    make(tmp_path, "a.md", "b/specs.md")
    walking = Folder(str(tmp_path)).entries(Filter())
    next(walking)
    assert not closed.is_set()
    del walking
    assert closed.is_set()
