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
import sys
from collections.abc import Mapping
from pathlib import Path

import msgspec
from msgspec import Struct, field

from cachetui.safe_text import safe
from cachetui.sources.formats.type_errors import misfit
from cachetui.views.groups import GROUPINGS, Grouping

MOST = 1 << 20
"""Bytes of the file that are read: far more than anybody writes by hand."""


class SettingError(Exception):
    """A setting cannot be used; the message is one sentence for the person who made it."""


class Config(Struct, frozen=True):
    """The settings of the file; everything may be left out."""

    path: str = ""
    """Where the file is; empty where there is none."""
    source: str | None = None
    """The source when none is named, written as on the command line."""
    theme: str | None = None
    grouping: Grouping | None = None
    """The two levels to group by, in the file with a slash between: ``target/stack``.

    None leaves them to what is read.
    """
    keys: Mapping[str, str] = field(default_factory=dict)
    """An action's name, as the help shows it -> its keys, with commas between."""

    def fault(self, why: str) -> SettingError:
        """Return the error that says *why* the file cannot be used."""
        return SettingError(safe(f"the settings in {self.path} cannot be used: {why}"))


NO_CONFIG = Config()
"""The settings where there is no file."""


def default_path() -> Path:
    """Return where the file is looked for when ``--config`` names none."""
    from platformdirs import user_config_path

    return user_config_path("cachetui") / "config.toml"


def read_config(given: str | None = None) -> Config:
    """Return the settings in the file *given*, or in the usual one if there is any.

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


class _File(Struct):
    """The settings as they are written."""

    source: str = ""
    theme: str | None = None
    grouping: str | None = None
    keys: dict[str, str] = {}


def _config(empty: Config, data: bytes) -> Config:
    """Return the settings in the TOML *data*; raises SettingError as *empty* spells it."""
    written = _table(empty, data)
    known = _File.__struct_fields__[:-1]
    if unknown := ", ".join(written.keys() - set(_File.__struct_fields__)):
        raise empty.fault(f"{unknown} is no setting, only {', '.join(known)} and [keys] are")
    try:
        chosen = msgspec.convert(written, _File)
    except msgspec.ValidationError as error:
        raise empty.fault(misfit(error)) from None
    groupings = {"/".join(grouping): grouping for grouping in GROUPINGS}
    grouping = groupings.get(chosen.grouping or "")
    if grouping is None and chosen.grouping is not None:
        raise empty.fault(f"grouping is one of {', '.join(groupings)}")
    source = os.path.expanduser(chosen.source)  # noqa: PTH111 - this one never fails
    return Config(empty.path, source or None, chosen.theme, grouping, chosen.keys)


def _table(empty: Config, data: bytes) -> dict[str, object]:
    """Return what the TOML *data* says; raises SettingError as *empty* spells it."""
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        table: dict[str, object] = tomllib.loads(data.decode())
        return table
    except UnicodeDecodeError:
        raise empty.fault("it is not UTF-8 text") from None
    except (ValueError, RecursionError) as error:
        raise empty.fault(str(error)) from None
