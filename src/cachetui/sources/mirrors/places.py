"""Where Spack and the user are on this machine, and the variables that stand for it in paths.

Spack: lib/spack/spack/util/path.py (replacements, substitute_path_variables).
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from cachetui.spack.compatibility import Host

UNKNOWN = re.compile(r"\$(?:\{(\w+)\}|(\w+)\b)")
"""A variable, or once a path is expanded, one whose value nobody knows."""

_VERSION = re.compile(r"""^(?:__version__|spack_version)\b.*?["'](\d+)\.(\d+)""", re.MULTILINE)
_MOST = 1 << 20
"""Characters of Spack's own file with its version that are looked at."""


class Places(Struct, frozen=True):
    """The Spack that a command in this shell would use."""

    spack: str | None
    """The prefix of Spack itself; None where there is none in sight."""
    environment: str | None
    """The folder of the environment that is active."""

    @classmethod
    def find(cls) -> Places:
        """Return the places that the shell's variables and its PATH name; nothing is run."""
        return cls(_prefix(), os.environ.get("SPACK_ENV") or None)

    def version(self) -> tuple[int, int] | None:
        """Return major and minor version of that Spack; None if it cannot be told."""
        if self.spack is None:
            return None
        try:
            with Path(self.spack, "lib/spack/spack/__init__.py").open(errors="replace") as file:
                found = _VERSION.search(file.read(_MOST))
        except OSError:
            return None
        return (int(found[1]), int(found[2])) if found else None

    def expand(self, text: str) -> str:
        """Return *text* with Spack's variables, then the shell's, then ``~`` replaced.

        One without a value stays as it is written, as it does in Spack.
        """
        text = UNKNOWN.sub(self._value, text)
        return os.path.expanduser(os.path.expandvars(text))  # noqa: PTH111 - never fails

    def _value(self, found: re.Match[str]) -> str:
        value = _VALUES.get((found[1] or found[2]).lower())
        return (value(self) if value else None) or found[0]


def system_config() -> str:
    """Return the folder of the machine's configuration."""
    return _folder("SPACK_SYSTEM_CONFIG_PATH", "/etc/spack")


def user_config() -> str:
    """Return the folder of the user's own configuration."""
    return _folder("SPACK_USER_CONFIG_PATH", "~/.spack")


def user_cache() -> str:
    """Return the folder that Spack keeps for the user: copies of indexes, and more.

    Spack: lib/spack/spack/paths.py, user_cache_path.
    """
    return _folder("SPACK_USER_CACHE_PATH", "~/.spack")


def copies_of_indexes() -> Path:
    """Return the folder in which Spack keeps its own copies of the indexes of mirrors."""
    return Path(user_cache(), "cache", "indices")


def _folder(variable: str, usual: str) -> str:
    return os.path.expanduser(os.environ.get(variable) or usual)  # noqa: PTH111 - never fails


def _prefix() -> str | None:
    """Return the prefix of the ``spack`` that the shell means; its set-up script names it."""
    if root := os.environ.get("SPACK_ROOT"):
        return root
    import shutil  # brings all that unpacks, which few starts need

    script = shutil.which("spack")
    above = Path(os.path.realpath(script)).parents if script else ()
    found = [str(folder) for folder in above[1:2] if (folder / "lib/spack/spack").is_dir()]
    return found[0] if found else None


@lru_cache(maxsize=1)
def this_host() -> Host:
    """Return this machine; finding its target takes a while, so it is looked at once."""
    from cachetui.spack.compatibility import Host  # what knows processors takes a while

    return Host.detect()


def architecture() -> str:
    """Return this machine as Spack writes it: ``linux-ubuntu24.04-zen3``."""
    host = this_host()
    return f"{host.platform}-{host.os}-{host.target}"


def _temporary() -> str:
    import tempfile

    return tempfile.gettempdir()


def _user() -> str | None:
    """Return who the process acts for, as ``ksu`` and the like may have changed it."""
    import pwd

    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:  # in a container, say
        return None


def _family() -> str:
    from archspec import cpu

    return str(cpu.TARGETS[this_host().target].family)


_VALUES: Mapping[str, Callable[[Places], str | None]] = {
    "spack": lambda places: places.spack,
    "env": lambda places: places.environment,
    "user": lambda places: _user(),
    "tempdir": lambda places: _temporary(),
    "user_cache_path": lambda places: user_cache(),
    "spack_home": lambda places: os.environ.get("SPACK_HOME") or str(Path.home()),
    "date": lambda places: date.today().isoformat(),
    "platform": lambda places: this_host().platform,
    "os": lambda places: this_host().os,
    "operating_system": lambda places: this_host().os,
    "target": lambda places: this_host().target,
    "target_family": lambda places: _family(),
    "arch": lambda places: architecture(),
    "architecture": lambda places: architecture(),
}
"""Name, in any case -> what it stands for; None where that is not known."""
