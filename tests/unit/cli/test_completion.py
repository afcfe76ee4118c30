"""What a shell is offered when Tab is pressed, asked as shells ask it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cachetui.cli.completion import paths, queries, sources
from support.page_builder import Row, a_hash, page_2025
from support.spack_machine import Machine

WORDBREAKS = " \t\n\"'><=;|&(:"


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    for tag, package in (("develop", "hdf5"), ("v0.21.0", "zlib"), ("v0.21.0", "zlib-ng")):
        folder = tmp_path / "_cache" / tag / package
        folder.mkdir(parents=True)
        page = page_2025(package, tag, [Row(a_hash(package))])
        (folder / "specs.md").write_text(page, encoding="utf-8")
    return tmp_path


def offered(line: str, folder: Path, behind: str = "") -> list[str]:
    """Return what is offered at the end of *line*, with *behind* after the cursor."""
    answer = folder / "answer"
    asked = {
        "_ARGCOMPLETE": "1",
        "_ARGCOMPLETE_SHELL": "bash",
        "_ARGCOMPLETE_IFS": "\n",
        "_ARGCOMPLETE_SUPPRESS_SPACE": "1",
        "_ARGCOMPLETE_COMP_WORDBREAKS": WORDBREAKS,
        "_ARGCOMPLETE_STDOUT_FILENAME": str(answer),
        "COMP_LINE": line + behind,
        "COMP_POINT": str(len(line)),
    }
    command = [sys.executable, "-m", "cachetui"]
    done = subprocess.run(
        command, env=os.environ | asked, cwd=folder, capture_output=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, b""), done.stderr.decode()
    return answer.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("cachetui --pri", ["--print"]),
        ("cachetui --print ", ["table", "json", "spec", "hash"]),
        ("cachetui -q zl", ["zlib", "zlib-ng"]),
        ("cachetui -t develop -q ", ["hdf5"]),
        ("cachetui -t ", ["develop", "v0.21.0"]),
        ("cachetui --columns version,comp", ["version,compiler"]),
        ("cachetui --host zen", ["zen", "zen2", "zen3", "zen4", "zen5"]),
        ("cachetui _ca", ["_cache/"]),
        ("cachetui /no/such/place -q ", []),
        ("cachetui - -q ", []),
        ("cachetui https://example.org/mirror -q ", []),
    ],
)
def test_a_shell_is_offered_what_may_follow(line: str, words: list[str], cache: Path) -> None:
    found = offered(line, cache)
    assert found[: len(words)] == words
    assert bool(found) == bool(words)


def test_the_source_may_stand_behind_the_cursor(
    cache: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    assert offered("cachetui -q hd", elsewhere, f" {cache}") == ["hdf5"]


def test_only_the_last_name_of_a_search_is_completed() -> None:
    names = ["zlib", "zlib-ng", "hdf5"]
    assert queries("hdf5 ^zl", lambda: names) == ["hdf5 ^zlib", "hdf5 ^zlib-ng"]
    assert queries("hdf5+mpi", lambda: names) == []


def test_a_path_may_have_a_name_for_its_origin_before_it(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(cache)
    (cache / ".hidden").touch()
    assert sources("lab=_c") == ["lab=_cache/"]
    assert paths("") == ["_cache/"]
    assert paths(".h") == [".hidden"]
    assert paths("no/such/") == []


def test_mirrors_are_offered_by_the_names_that_spack_has_for_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = Machine(tmp_path, monkeypatch)
    machine.write("home/.spack/mirrors.yaml", "mirrors: {lab: /a, land: /b, x: {binary: no}}")
    assert sources("mirror:la") == ["mirror:lab", "mirror:land"]
    assert sources("mine=mir") == ["mine=mirror:lab", "mine=mirror:land"]
    assert sources("mirror:x") == sources("mask") == []


def test_bash_takes_the_lines_that_are_printed_for_it(cache: Path) -> None:
    if shutil.which("bash") is None:
        pytest.skip("there is no bash to complete in")
    program = f"{sys.executable} -m cachetui"
    script = f"""
        cachetui() {{ {program} "$@"; }}
        eval "$(cachetui --completion bash)"
        COMP_LINE='cachetui -q hd' COMP_POINT=14 COMP_TYPE=9
        _python_argcomplete cachetui
        echo "${{COMPREPLY[@]}}"
    """
    done = subprocess.run(["bash", "-c", script], cwd=cache, capture_output=True, check=True)
    assert done.stdout.split() == [b"hdf5"]
