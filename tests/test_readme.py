"""The README keeps its promises: commands, options and keys that there really are."""

from __future__ import annotations

import re
import shlex

import pytest

from cachetui.cli.main import main
from cachetui.tui.bindings.keys import ALL_KEYS
from support.paths import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
FENCED = re.findall(r"^```sh\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
COMMANDS = [line for block in FENCED for line in block.splitlines()]


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


@pytest.mark.parametrize("line", [line for line in COMMANDS if "--print hash" in line])
def test_the_readmes_pipe_finds_a_spec(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    inner = re.search(r"\$\((cachetui .*?) \|", line)
    assert inner
    assert main(shlex.split(inner[1])[1:]) == 0
    assert re.fullmatch(r"/[a-z2-7]{32}", capsys.readouterr().out.split("\n")[0])
