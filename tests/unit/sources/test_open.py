"""What the user names: which kind of source it is, and what that gives."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

import pytest

from cachetui.sources.archives.tar import TarArchive
from cachetui.sources.archives.zip import ZipArchive
from cachetui.sources.files import FileEntry
from cachetui.sources.filter import Filter
from cachetui.sources.folder import Folder
from cachetui.sources.open import SAMPLE, SingleFile, default_source, open_source, open_sources
from cachetui.sources.source import Expectation, SourceError


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("x.md", SingleFile),
        ("x.TXT", SingleFile),
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
    assert source.location == str(tmp_path / name)


def test_a_folder_is_a_folder_whatever_its_name(tmp_path: Path) -> None:
    (tmp_path / "x.zip").mkdir()
    assert isinstance(open_source(str(tmp_path / "x.zip")), Folder)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("nothing", "there is no file or folder 'nothing'; to search for it: -q nothing"),
        ("x.bin/y", "cannot read 'x.bin/y': Not a directory"),
        ("spack.yaml", r"'spack.yaml' is what an environment asks for; .* in its spack.lock, .*"),
        (
            "mirrors.yaml",
            r"'mirrors.yaml' is a list of mirrors; .* by its URL, or as mirror:NAME .*",
        ),
        ("x-mirrors.yaml", "'x-mirrors.yaml' is a list of mirrors; .*"),
        ("x.bin", r"'x.bin' is neither a folder nor a file of a known kind \(\.md .* \.zip\)"),
        ("fifo.md", "'fifo.md' is neither a folder nor a regular file"),
        ("fifo.tar", "'fifo.tar' is neither a folder nor a regular file"),
        ("loop.md", "cannot read 'loop.md': Too many levels of symbolic links"),
        ("a" * 5000, "cannot read 'a+': File name too long"),
        ("a\0b", r"cannot read 'a\\x00b': no file is called so"),
        ("a\x1b[2J", r"cannot read 'a\\x1b\[2J': No such file or directory"),
    ],
)
def test_what_is_no_source_is_refused_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str, reason: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("x.bin", "spack.yaml", "mirrors.yaml", "x-mirrors.yaml"):
        Path(name).touch()
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
    (file,) = open_source(str(path)).entries(Filter(tags=("v1",), packages=("y",)))
    assert isinstance(file, FileEntry)
    assert (file.path, file.expectation) == (str(path), Expectation.CERTAIN)
    with file.open() as content:
        assert content.read() == b"bytes"


@pytest.mark.parametrize("word", ["hdf5", "py-torch@2.4:+cuda", "+mpi", "^zlib", "hdf5*"])
def test_a_word_that_is_no_file_is_told_how_to_be_searched_for(word: str) -> None:
    with pytest.raises(SourceError, match=r"^there is no file or folder '.*'; .* -q ") as refused:
        open_source(word)
    assert shlex.split(str(refused.value).partition(" -q ")[2]) == [word]
    with pytest.raises(SourceError, match="to search for it"):
        open_sources([str(SAMPLE), word])


@pytest.mark.parametrize("path", ["x.json", "c.tar.gz", "a/b", "./hdf5", "a b", "-"[:0]])
def test_a_path_that_is_not_there_is_told_as_one(path: str) -> None:
    with pytest.raises(SourceError, match=r"^cannot read '.*': No such file or directory$"):
        list(open_source(path).entries(Filter()))
