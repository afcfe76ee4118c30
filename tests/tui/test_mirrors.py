"""A mirror by its name on the screen."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from support.pilot import piloted
from support.spack_builder import INDEXES
from support.spack_machine import Machine


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """Return a machine whose user has a mirror called lab, and a broken system's file."""
    made = Machine(tmp_path, monkeypatch)
    made.write("home/.spack/mirrors.yaml", "mirrors: {lab: {url: ../m, signed: false}}")
    made.write("system/mirrors.yaml", "mirrors: [")
    shutil.copytree(INDEXES / "mirror", made.home / "m")
    return made


def unwrapped(text: str) -> str:
    """Return what is on a screen without blanks and frames: long paths stand on several lines."""
    return re.sub(r"[\s│┃]+", "", text)


async def test_what_cannot_be_used_of_the_configuration_is_told(machine: Machine) -> None:
    async with piloted("mirror:lab", size=(120, 30)) as driver:
        assert "1 note (!)" in driver.rows()[0]
        await driver.press("escape", "exclamation_mark")
        assert "of the sources as a whole" in driver.text()
        await driver.press("enter")
        told = f"{machine.system}/mirrors.yaml: cannot be read as YAML at line 2, column 1"
        assert unwrapped(told) in unwrapped(driver.text())


async def test_it_is_installed_from_by_the_name_that_spack_has(machine: Machine) -> None:
    async with piloted("mirror:lab", size=(120, 30)) as driver:
        await driver.type("gcc-runtime")
        await driver.press("enter", "right", "i")
        lines = unwrapped(driver.text())
        assert f"spackmirroradd--unsignedlabfile://{machine.home}/m" in lines
        assert "buildcachekeys" not in lines
        assert "spackinstall--cache-only/izgzpzeljwairalfjm3k6fntbb64nt6n" in lines
