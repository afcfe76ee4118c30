"""Runs the program in this process, apart from the settings of whoever runs it."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import BytesIO, TextIOWrapper
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple, NoReturn
from unittest.mock import patch

from cachetui.cli.main import main
from cachetui.safe_text import safe
from cachetui.settings.options import Options
from cachetui.tui.app import CacheApp
from cachetui.tui.session import Session

Run = Callable[..., tuple[int, list[str], str]]
"""Runs the program, and gives its exit code, the lines of stdout, and stderr."""


class Done(NamedTuple):
    """What a run of the program left."""

    code: object
    out: str
    err: str


def call(*arguments: str, encoding: str = "utf-8") -> Done:
    """Run the program on streams that take bytes, as far as the screen.

    All that it writes must be clean, and it must leave as it says that it does.
    """
    out, err = BytesIO(), BytesIO()
    with (
        patch("cachetui.tui.app.run", _up_to_the_screen),
        redirect_stdout(TextIOWrapper(out, encoding, write_through=True)) as stdout,
        redirect_stderr(TextIOWrapper(err, encoding, write_through=True)) as stderr,
    ):
        code = _exit_code(arguments)
        stdout.flush()
        stderr.flush()
        done = Done(code, out.getvalue().decode(encoding), err.getvalue().decode(encoding))
    assert_clean(done.out)
    assert_clean(done.err)
    assert "went wrong inside" not in done.err
    assert done.code in (0, 1) or (done.code == 2 and "cachetui: error: " in done.err)
    return done


def raise_again(error: Exception) -> NoReturn:
    """Raise an error that the program would make a sentence of; see `sources.reading`."""
    raise error


def _exit_code(arguments: tuple[str, ...]) -> object:
    try:
        return main(arguments)
    except SystemExit as leaving:
        return leaving.code
    finally:
        gc.enable()  # the screen begins without


def _up_to_the_screen(options: Options) -> int:
    """Do what the screen does before it takes the terminal."""
    CacheApp(Session(options))
    return 0


def assert_clean(text: str) -> None:
    """Hold that a terminal does nothing with *text* but show its lines."""
    lines = text.split("\n")
    assert [safe(line) for line in lines] == lines


@contextmanager
def apart() -> Iterator[Path]:
    """Be in an empty folder, without the settings that others made."""
    with TemporaryDirectory() as name, _in_folder(name), patch.dict(os.environ):
        for variable in ("CACHETUI_SOURCE", "SSH_CONNECTION", "NO_COLOR"):
            os.environ.pop(variable, None)
        os.environ["XDG_CONFIG_HOME"] = name
        yield Path(name)


@contextmanager
def _in_folder(name: str) -> Iterator[None]:
    """Change into a folder and back: `contextlib.chdir`, which Python has since 3.11."""
    before = Path.cwd()
    os.chdir(name)
    try:
        yield
    finally:
        os.chdir(before)
