"""``--mirrors`` and ``mirror:NAME`` on the command line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from cachetui.cli.main import main
from support.paths import DATA
from support.spack_machine import Machine


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """Return a machine whose user has a mirror called lab."""
    made = Machine(tmp_path, monkeypatch)
    made.write(
        "home/.spack/mirrors.yaml", "mirrors: {lab: ../m, src: {url: 'https://x', binary: no}}"
    )
    shutil.copytree(DATA / "indexes/mirror", made.home / "m")
    return made


def test_mirrors_are_printed_as_a_table_or_as_json(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--mirrors"]) == 0
    out, err = capsys.readouterr()
    assert [line.split()[0] for line in out.splitlines()] == ["name", "lab", "src"]
    assert err == ""
    assert main(["--mirrors", "--print", "json"]) == 0
    assert [json.loads(line)["name"] for line in capsys.readouterr().out.splitlines()] == [
        *("lab", "src")
    ]


def test_a_file_that_cannot_be_read_is_said_beside_what_the_others_have(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    machine.write("system/mirrors.yaml", "mirrors: {a: [")
    assert main(["--mirrors"]) == 0
    out, err = capsys.readouterr()
    assert "lab" in out
    assert err.startswith(f"cachetui: {machine.system}/mirrors.yaml: cannot be read as YAML at")


def test_no_mirror_at_all_is_nothing(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    (machine.user / "mirrors.yaml").unlink()
    assert main(["--mirrors"]) == 1
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert f"no mirror is configured in {machine.user}/mirrors.yaml, " in err


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (
            ["--mirrors", "x"],
            "--mirrors lists what Spack's configuration names: it takes no SOURCE",
        ),
        (["--mirrors", "-q", "x"], "--mirrors and --query do not go together"),
        (["--mirrors", "--check"], "--mirrors and --check do not go together"),
        (["--mirrors", "--print", "hash"], "--mirrors can be printed as table or json"),
        (["--print", "table", "mirror:src"], "mirror src is source only"),
        (["mirror:src", "--check"], "mirror src is source only"),
    ],
)
def test_what_cannot_be_is_one_sentence(
    machine: Machine, capsys: pytest.CaptureFixture[str], arguments: list[str], text: str
) -> None:
    with pytest.raises(SystemExit) as leaving:
        main(arguments)
    assert (leaving.value.code, capsys.readouterr()) == (2, ("", f"cachetui: error: {text}\n"))


def test_a_mirror_by_name_prints_what_its_folder_does(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--print", "json", f"lab={machine.home}/m"]) == 0
    by_folder = capsys.readouterr().out
    assert main(["--print", "json", "mirror:lab"]) == 0
    assert capsys.readouterr().out == by_folder
    assert json.loads(by_folder.splitlines()[0])["origin"] == "lab"
