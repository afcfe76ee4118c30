"""The user's own settings, from one small file that is only ever read.

``config.toml`` in the user's configuration folder, or wherever ``--config`` says::

    source = "/data/cache"
    theme = "ansi-light"
    grouping = "target/stack"

    [keys]
    search = "slash,ctrl+f"

The command line wins over all of it, and ``$CACHETUI_SOURCE`` over its source.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct, field

from cachetui.safe_text import safe
from cachetui.views.groups import GROUPINGS, Grouping

MOST = 1 << 20
"""Bytes of the file that are read: far more than anybody writes by hand."""


class SettingError(Exception):
    """A setting cannot be used; the message is one sentence for the person who made it."""


class Config(Struct, frozen=True):
    """What the file says; everything may be left out."""

    path: str = ""
    """Where the file is; empty where there is none."""
    source: str | None = None
    """What to browse when nothing is named, as on the command line."""
    theme: str | None = None
    grouping: Grouping = GROUPINGS[0]
    """The two levels to start with; in the file with a slash between: ``target/stack``."""
    keys: Mapping[str, str] = field(default_factory=dict)
    """An action's name, as the help shows it -> its keys, with commas between."""

    def fault(self, why: str) -> SettingError:
        """Say *why* the file cannot be used."""
        return SettingError(safe(f"the settings in {self.path} cannot be used: {why}"))


NO_CONFIG = Config()
"""What holds where there is no file."""


def default_path() -> Path:
    """Where the file is looked for when ``--config`` names none."""
    from platformdirs import user_config_path

    return user_config_path("cachetui") / "config.toml"


def read_config(given: str | None = None) -> Config:
    """Read the settings from the file *given*, or from the usual one if there is any.

    Raises SettingError where a named file is missing, or what it says makes no sense.
    """
    path = Path(given) if given is not None else default_path()
    empty = Config(str(path))
    try:
        with path.open("rb") as file:
            data = file.read(MOST + 1)
    except (FileNotFoundError, NotADirectoryError):
        if given is None:
            return NO_CONFIG
        raise empty.fault("there is no such file") from None
    except (OSError, ValueError) as error:
        raise empty.fault(getattr(error, "strerror", None) or str(error)) from None
    if len(data) > MOST:
        raise empty.fault(f"it has over {MOST >> 20} MiB")
    return _config(empty, data)


def _config(empty: Config, data: bytes) -> Config:
    """Read the TOML in *data*; raises SettingError as *empty* spells it."""
    import tomllib

    try:
        written = tomllib.loads(data.decode())
    except UnicodeDecodeError:
        raise empty.fault("it is not UTF-8 text") from None
    except (ValueError, RecursionError) as error:
        raise empty.fault(str(error)) from None
    if unknown := ", ".join(written.keys() - {*_TEXTS, "keys"}):
        raise empty.fault(f"{unknown} is no setting, only {', '.join(_TEXTS)} and [keys] are")
    keys = written.pop("keys", {})
    if not isinstance(keys, dict):
        raise empty.fault("keys is no table, which begins with a line [keys]")
    for name, value in (*written.items(), *keys.items()):
        if not isinstance(value, str):
            raise empty.fault(f"{name} is not a text in quotes")
    return _chosen(empty, written, keys)


def _chosen(empty: Config, written: Mapping[str, str], keys: Mapping[str, str]) -> Config:
    grouping = written.get("grouping", next(iter(_GROUPINGS)))
    if grouping not in _GROUPINGS:
        raise empty.fault(f"grouping is one of {', '.join(_GROUPINGS)}")
    source = os.path.expanduser(written.get("source", ""))  # noqa: PTH111 - this one never fails
    theme = written.get("theme")
    return Config(empty.path, source or None, theme, _GROUPINGS[grouping], keys)


_TEXTS = ("source", "theme", "grouping")
_GROUPINGS = {"/".join(grouping): grouping for grouping in GROUPINGS}
