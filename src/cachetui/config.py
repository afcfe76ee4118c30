"""The user's own settings, from one small file that is only ever read.

``config.toml`` in the user's configuration folder, or wherever ``--config`` says::

    source = "/data/cache"
    theme = "ansi-light"
    grouping = "target/stack"

    [keys]
    search = "slash,ctrl+f"
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import msgspec

from cachetui.groups import GROUPINGS, Grouping
from cachetui.text import safe


class ConfigError(Exception):
    """The file cannot be used; the message is one sentence with its path."""


class Config(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What the file says; everything may be left out."""

    source: str | None = None
    """What to browse when nothing is named, as on the command line."""
    theme: str | None = None
    grouping: str | None = None
    """The two levels with a slash between, such as ``target/stack``."""
    keys: dict[str, str] = {}
    """An action's name, as the help shows it -> its keys, with commas between."""

    def levels(self) -> Grouping:
        """Give the grouping to start with."""
        return _GROUPINGS[self.grouping] if self.grouping else GROUPINGS[0]


_GROUPINGS = {"/".join(grouping): grouping for grouping in GROUPINGS}


def default_path() -> Path:
    """Where the file is looked for when ``--config`` names none."""
    from platformdirs import user_config_path

    return user_config_path("cachetui") / "config.toml"


def read_config(given: str | None) -> Config:
    """Read the settings from the file *given*, or from the usual one if there is any.

    Raises ConfigError where a named file is missing, or what it says makes no sense.
    """
    path = Path(given) if given is not None else default_path()
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        if given is None:
            return Config()
        raise _error(path, "there is no such file") from None
    except (OSError, ValueError) as error:
        raise _error(path, getattr(error, "strerror", None) or "is not UTF-8 text") from None
    return _checked(path, text)


def _checked(path: Path, text: str) -> Config:
    try:
        config = msgspec.convert(tomllib.loads(text), Config)
    except ValueError as error:  # what tomllib and msgspec raise are both ValueErrors
        raise _error(path, str(error)) from None
    if config.grouping is not None and config.grouping not in _GROUPINGS:
        raise _error(path, f"grouping is one of {', '.join(_GROUPINGS)}")
    return config


def _error(path: Path, why: str) -> ConfigError:
    return ConfigError(safe(f"the settings in {path} cannot be used: {why}"))
