"""One file: how it is read, whatever happens to it meanwhile."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cachetui.model import EntryError
from cachetui.sources import files
from cachetui.sources.files import FileContent
from cachetui.sources.handles import FolderHandle, open_named
from cachetui.sources.source import HEAD


def read(path: Path) -> bytes:
    with FileContent(open_named(str(path))) as content:
        return content.read()


@pytest.mark.parametrize("size", [0, 1, HEAD - 1, HEAD, HEAD + 1, 3 * HEAD])
def test_a_file_is_read_by_its_head_whole_or_in_chunks(tmp_path: Path, size: int) -> None:
    path = tmp_path / "x.md"
    data = os.urandom(size)
    path.write_bytes(data)
    with FileContent(open_named(str(path))) as content:
        assert content.head == data[:HEAD]
        for _ in range(2):
            assert b"".join(content.chunks(1000)) == data
            assert content.read() == data


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
        with pytest.raises(EntryError, match=r"^was changed while it was read$"):
            read(path)


@pytest.mark.parametrize("data", [b"", b"b" * 2 * HEAD, b"b" * 3 * HEAD])
def test_a_file_that_changes_between_chunks_is_refused_at_its_end(
    tmp_path: Path, data: bytes
) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(b"a" * 3 * HEAD)
    os.utime(path, (1, 1))
    with FileContent(open_named(str(path))) as content:
        chunks = content.chunks(HEAD)
        assert next(chunks) == b"a" * HEAD
        path.write_bytes(data)
        with pytest.raises(EntryError, match=r"^was changed while it was read$"):
            list(chunks)


def test_a_file_that_is_replaced_while_it_is_read_is_read_as_it_was(tmp_path: Path) -> None:
    path, other = tmp_path / "x.md", tmp_path / "other"
    path.write_bytes(b"a" * 3 * HEAD)
    other.write_bytes(b"b")
    with FileContent(open_named(str(path))) as content:
        other.replace(path)
        assert content.read() == b"a" * 3 * HEAD
        assert b"".join(content.chunks(HEAD)) == b"a" * 3 * HEAD
    assert path.read_bytes() == b"b"


def test_a_file_larger_than_any_page_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.md"
    path.write_bytes(b"a" * (2 * HEAD))
    monkeypatch.setattr(files, "MAX_BYTES", 2 * HEAD - 1)
    with pytest.raises(EntryError, match=r"^is larger than \d+ MiB$"):
        read(path)


def test_a_fifo_in_the_place_of_a_file_hangs_nobody(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.md")
    assert read(tmp_path / "x.md") == b""


def test_a_link_in_the_place_of_a_file_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "x.md").symlink_to("/etc/hostname")
    with pytest.raises(OSError, match="symbolic link"):
        FolderHandle(str(tmp_path)).open_file("x.md")
