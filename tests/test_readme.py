"""The papers keep their promises: commands, options, keys and files that there really are."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from cachetui.cli.main import main
from cachetui.settings.config import read_config
from cachetui.tui.bindings.key_conflicts import refuse_clashes
from cachetui.tui.bindings.keymap import keymap_of
from cachetui.tui.bindings.keys import ALL_KEYS
from cachetui.tui.dialogs.base import bound_actions
from support.paths import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
FENCED = re.findall(r"^```sh\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
COMMANDS = [line for block in FENCED for line in block.splitlines()]
PAPERS = (
    "README.md",
    "src/cachetui/README.md",
    "tests/README.md",
    ".github/CONTRIBUTING.md",
    ".github/SECURITY.md",
)
SCRIPTS = sorted(set(re.findall(r"^python (tests/\S+)", "\n".join(COMMANDS), re.MULTILINE)))
DRAWS = "tests/support/picture.py"
"""The one script that has no options: it draws."""


def test_ci_runs_the_test_command_of_the_readme() -> None:
    (tests,) = (line for line in COMMANDS if "'.[dev]'" in line)
    promised = tests.rpartition("&& .venv/bin/")[2]
    assert promised in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()


def test_every_option_of_the_readme_is_one(capsys: pytest.CaptureFixture[str]) -> None:
    ours = [line for line in COMMANDS if line.startswith("cachetui")]
    named = set(re.findall(r"(?<![\w-])--[a-z-]+", " ".join(ours)))
    named |= set(re.findall(r"^\| `(--[a-z-]+)", README, re.MULTILINE))
    with pytest.raises(SystemExit):
        main(["--help"])
    shown = capsys.readouterr().out
    assert {"--print", "--pick", "--check"} <= named
    assert not [option for option in named if option not in shown]


def test_every_letter_of_the_readmes_keys_does_something() -> None:
    table = README.partition("## Keys")[2].partition("##")[0]
    letters = {key for key in re.findall(r"`(.)`", table) if key.isalnum()}
    bound = {key for action in ALL_KEYS for key in action.keys.split(",")}
    assert letters
    assert letters <= bound


def test_the_settings_of_the_readme_can_be_used(tmp_path: Path) -> None:
    (settings,) = re.findall(r"^```toml\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    path = tmp_path / "config.toml"
    path.write_text(settings, encoding="utf-8")
    keymap = keymap_of(read_config(str(path)))
    assert keymap.changed
    refuse_clashes(keymap, bound_actions())


@pytest.mark.parametrize("line", [line for line in COMMANDS if "--print hash" in line])
def test_the_readmes_pipe_finds_a_spec(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    inner = re.search(r"\$\((cachetui .*?) \|", line)
    assert inner
    assert main(shlex.split(inner[1])[1:]) == 0
    assert re.fullmatch(r"/[a-z2-7]{32}", capsys.readouterr().out.split("\n")[0])


@pytest.mark.parametrize("script", [script for script in SCRIPTS if script != DRAWS])
def test_every_script_of_the_readme_starts(script: str) -> None:
    subprocess.run([sys.executable, ROOT / script, "--help"], check=True, capture_output=True)


@pytest.mark.parametrize("paper", PAPERS)
def test_every_file_that_a_paper_names_is_there(paper: str) -> None:
    named = files_named_in((ROOT / paper).read_text(encoding="utf-8"))
    assert named
    assert not [name for name in named if not is_there(name, (ROOT / paper).parent)]


def files_named_in(text: str) -> list[str]:
    """Return the targets of links, the paths between backquotes, and those in commands."""
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", text)
    quoted = re.findall(r"`((?:[\w-][\w.-]*/)+[\w.-]*|[\w-]+\.(?:py|md))`", text)
    from_the_top = re.findall(r"(?<![\w/.])((?:src|tests|\.ci|\.github)/[\w./-]*\w)", text)
    return [*links, *quoted, *from_the_top]


def is_there(name: str, folder: Path) -> bool:
    """Return whether *name* is a path from the top or from *folder*, or a name anywhere in it."""
    if (ROOT / name).exists() or (folder / name).exists():
        return True
    return len(Path(name).parts) == 1 and any(folder.rglob(name.rstrip("/")))
