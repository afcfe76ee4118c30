"""``cachetui.pyz``: one file, built as the README says, starts where there is nothing else."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from support.paths import ROOT
from support.pty_terminal import Terminal

README = (ROOT / "README.md").read_text(encoding="utf-8")
(LINE,) = re.findall(r"^uv pip install .* -o cachetui\.pyz", README, re.MULTILINE)
VERSION = "{}.{}".format(*sys.version_info)
CUT_OFF = ("unshare", "--map-root-user", "--net")
"""Begins a command that has no network, where the system lets a user do so."""

pytestmark = [
    pytest.mark.network,
    pytest.mark.skipif(
        sys.platform != "linux" or os.uname().machine != "x86_64",
        reason="the README builds it for Linux on x86_64",
    ),
]


def can(*command: str) -> bool:
    """Return whether *command* is there and ends well."""
    if shutil.which(command[0]) is None:
        return False
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


@pytest.fixture(scope="module")
def one_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build it by the README's line for the Python that runs this, with tools of its own."""
    folder = tmp_path_factory.mktemp("one-file")
    subprocess.run([sys.executable, "-m", "venv", folder / "tools"], check=True)
    subprocess.run([folder / "tools/bin/pip", "install", "--quiet", "uv", "shiv"], check=True)
    checkout = folder / "checkout"
    kept_out = shutil.ignore_patterns(".venv", ".git", "build", ".*_cache")
    shutil.copytree(ROOT, checkout, ignore=kept_out, symlinks=True)
    line = re.sub(r"(?<=--python-version )\S+", VERSION, LINE)
    path = f"{folder / 'tools/bin'}:{os.environ['PATH']}"
    subprocess.run(line, shell=True, cwd=checkout, env=os.environ | {"PATH": path}, check=True)
    shutil.move(checkout / "cachetui.pyz", folder)
    return folder / "cachetui.pyz"


def test_it_starts_in_an_empty_environment_without_a_network(
    one_file: Path, tmp_path: Path
) -> None:
    if not can(*CUT_OFF, "true"):
        pytest.skip("the network cannot be cut off here: unshare is missing, or not allowed")
    environment = {"SHIV_ROOT": str(tmp_path), "PATH": os.defpath}
    command = [*CUT_OFF, sys.executable, "-I", str(one_file)]
    arguments = [*command, "--print=hash", "-q", "py-affine"]
    printed = subprocess.run(arguments, env=environment, capture_output=True, check=True)
    assert re.match(rb"/[a-z2-7]{32}\n", printed.stdout)
    with Terminal(command, cols=80, rows=24, env=environment) as terminal:
        terminal.wait_for("5 packages")
        terminal.press("ctrl+c")
        assert terminal.wait() == 0


def test_another_python_is_told_in_one_sentence(one_file: Path, tmp_path: Path) -> None:
    versions = {"3.10", "3.11", "3.12", "3.13", "3.14"} - {VERSION}
    named = (f"python{version}" for version in sorted(versions))
    others = [name for name in named if can(name, "--version")]
    if not others:
        pytest.skip("there is no other Python on the PATH")
    environment = os.environ | {"SHIV_ROOT": str(tmp_path)}
    command = [others[0], str(one_file), "--print=hash"]
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith(b"cachetui: error: this installation is not for Python")
    assert done.stderr.count(b"\n") == 1
