"""A machine with a user, a Spack of any version and configuration in every scope, in a folder."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from support.in_process import call

INCLUDES_OF_1_1 = """\
include:
  - name: "user"
    path_override_env_var: SPACK_USER_CONFIG_PATH
    path: "~/.spack"
    optional: true
    when: '"SPACK_DISABLE_LOCAL_CONFIG" not in env'
  - name: "site"
    path: "$spack/etc/spack/site"
    optional: true
  - name: "system"
    path_override_env_var: SPACK_SYSTEM_CONFIG_PATH
    path: "/etc/spack"
    optional: true
    when: '"SPACK_DISABLE_LOCAL_CONFIG" not in env'
"""
"""What stands in ``etc/spack/include.yaml`` of Spack 1.1."""


class Machine:
    """Folders for each scope; what is written there is what Spack would find."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.home = folder / "home"
        self.system = folder / "system"
        self.user = self.home / ".spack"
        self.spack = folder / "spack"
        self._patch = monkeypatch
        for name in ("USER_CONFIG_PATH", "USER_CACHE_PATH", "DISABLE_LOCAL_CONFIG", "ENV", "ROOT"):
            monkeypatch.delenv(f"SPACK_{name}", raising=False)
        self.set("HOME", str(self.home))
        self.set("PATH", str(folder / "bin"))
        self.set("SPACK_SYSTEM_CONFIG_PATH", str(self.system))

    def set(self, name: str, value: str | Path) -> None:
        """Set a variable of the shell."""
        self._patch.setenv(name, str(value))

    def write(self, path: str, text: str) -> Path:
        """Write a file at a path relative to the machine's folder."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return file

    def install_spack(self, version: str) -> None:
        """Install a Spack and set the shell up for it."""
        self.write("spack/lib/spack/spack/__init__.py", f'__version__ = "{version}"\n')
        self.set("SPACK_ROOT", self.spack)
        if version.startswith("1.1"):
            self.write("spack/etc/spack/include.yaml", INCLUDES_OF_1_1)

    def name_mirrors(self, path: str, *names: str, replace: bool = False) -> None:
        """Write a ``mirrors.yaml``: each of *names* has the file's own path for its URL."""
        lines = "".join(f"  {name}: https://{path}\n" for name in names)
        self.write(f"{path}/mirrors.yaml", f"mirrors{':' * (1 + replace)}\n{lines}")


def known_copy(url: str) -> tuple[list[int], bool]:
    """Return which layouts ``--mirrors`` tells of a mirror at *url*, and whether of a copy.

    It is configured in the home of the test.
    """
    file = Path(os.environ["HOME"], ".spack", "mirrors.yaml")
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps({"mirrors": {"lab": url}}))
    done = call("--mirrors", "--print=json")
    assert done.code == 0, done.err
    told = json.loads(done.out)
    return told["layouts"], told["copied"] is not None
