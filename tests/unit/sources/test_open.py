"""What the user names: which kind of source it is, and how one file is read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cachetui.model import PageError
from cachetui.sources import source as files
from cachetui.sources.archive import TarArchive, ZipArchive
from cachetui.sources.filter import Filter
from cachetui.sources.folder import Folder
from cachetui.sources.open import SAMPLE, SinglePage, default_source, open_source
from cachetui.sources.source import HEAD, Expectation, File, SourceError, read_regular


def everything(_: bytes) -> bool:
    return True


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("x.md", SinglePage),
        ("x.TXT", SinglePage),
        ("x.tar", TarArchive),
        ("x.tar.gz", TarArchive),
        ("x.TGZ", TarArchive),
        ("x.tar.xz", TarArchive),
        ("x.zip", ZipArchive),
    ],
)
def test_the_ending_of_a_file_tells_its_kind(tmp_path: Path, name: str, kind: type) -> None:
    (tmp_path / name).touch()
    source = open_source(str(tmp_path / name))
    assert isinstance(source, kind)
    assert source.given == str(tmp_path / name)


def test_a_folder_is_a_folder_whatever_its_name(tmp_path: Path) -> None:
    (tmp_path / "x.zip").mkdir()
    assert isinstance(open_source(str(tmp_path / "x.zip")), Folder)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("nothing", "cannot read 'nothing': No such file or directory"),
        ("x.bin/y", "cannot read 'x.bin/y': Not a directory"),
        ("x.bin", r"'x.bin' is neither a folder nor a file of a known kind \(\.md .* \.zip\)"),
        ("fifo.md", "'fifo.md' is neither a folder nor a regular file"),
        ("fifo.tar", "'fifo.tar' is neither a folder nor a regular file"),
        ("loop.md", "cannot read 'loop.md': Too many levels of symbolic links"),
        ("a" * 5000, "cannot read 'a+': File name too long"),
        ("a\0b", r"cannot read 'a\\x00b': embedded null byte"),
        ("a\x1b[2J", r"cannot read 'a\\x1b\[2J': No such file or directory"),
    ],
)
def test_what_is_no_source_is_refused_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str, reason: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("x.bin").touch()
    for fifo in ("fifo.md", "fifo.tar"):
        os.mkfifo(fifo)
    Path("loop.md").symlink_to("loop.md")
    with pytest.raises(SourceError, match=f"^{reason}$"):
        open_source(given)


def test_without_a_source_it_is_the_variable_the_cache_here_or_the_sample(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CACHETUI_SOURCE", raising=False)
    assert default_source() == str(SAMPLE)
    Path("_cache").mkdir()
    assert default_source() == "."
    monkeypatch.setenv("CACHETUI_SOURCE", "/elsewhere")
    assert default_source() == "/elsewhere"
    monkeypatch.setenv("CACHETUI_SOURCE", "")
    assert default_source() == "."


def test_a_page_named_by_the_user_is_read_whatever_is_wanted(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(b"bytes")
    (file,) = open_source(str(path)).files(Filter(tags=("v1",), packages=("y",)))
    assert isinstance(file, File)
    assert (file.path, file.expectation) == (str(path), Expectation.CERTAIN)
    assert file.read(everything) == b"bytes"


@pytest.mark.parametrize("size", [0, 1, HEAD - 1, HEAD, HEAD + 1, 3 * HEAD])
def test_a_file_is_read_whole_or_by_its_head_alone(tmp_path: Path, size: int) -> None:
    path = tmp_path / "x.md"
    data = os.urandom(size)
    path.write_bytes(data)
    heads: list[bytes] = []

    def refuse(head: bytes) -> bool:
        heads.append(head)
        return False

    assert read_regular(str(path), everything) == data
    assert read_regular(str(path), refuse) is None
    assert heads == [data[:HEAD]]


@pytest.mark.parametrize("data", [b"", b"a" * HEAD, b"a" * 4 * HEAD])
def test_a_large_file_that_changes_while_it_is_read_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.md"
    path.write_bytes(b"a" * 3 * HEAD)
    with pytest.MonkeyPatch.context() as patch:
        fstat = os.fstat

        def meanwhile(descriptor: int) -> os.stat_result:
            found = fstat(descriptor)
            path.write_bytes(data)
            return found

        patch.setattr(os, "fstat", meanwhile)
        with pytest.raises(PageError, match=r"^was changed while it was read$"):
            read_regular(str(path), everything)


def test_a_file_that_is_replaced_while_it_is_read_is_read_as_it_was(tmp_path: Path) -> None:
    path, other = tmp_path / "x.md", tmp_path / "other"
    path.write_bytes(b"a" * 3 * HEAD)
    other.write_bytes(b"b")
    assert read_regular(str(path), lambda _: bool(other.replace(path))) == b"a" * 3 * HEAD
    assert path.read_bytes() == b"b"


def test_a_file_larger_than_any_page_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.md"
    path.write_bytes(b"a" * (2 * HEAD))
    monkeypatch.setattr(files, "MAX_BYTES", 2 * HEAD - 1)
    with pytest.raises(PageError, match=r"^is larger than \d+ MiB$"):
        read_regular(str(path), everything)


def test_a_fifo_in_the_place_of_a_file_hangs_nobody(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.md")
    assert read_regular(str(tmp_path / "x.md"), everything) == b""


def test_a_link_in_the_place_of_a_file_is_not_followed_if_told_so(tmp_path: Path) -> None:
    (tmp_path / "x.md").symlink_to("/etc/hostname")
    with pytest.raises(OSError, match="symbolic link"):
        read_regular(str(tmp_path / "x.md"), everything, os.O_NOFOLLOW)
