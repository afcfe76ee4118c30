"""Bad input that is large: slower, but never stuck; `tests/bench/extremes.py` has full sizes."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from bench.extremes import empty_files, large_page, long_names, many_specs
from support.pty_terminal import Terminal

ARGV = [sys.executable, "-m", "cachetui", "--no-mouse", "--host", "zen3"]
WRITERS: dict[str, Callable[[Path], None]] = {
    "a large page": partial(large_page, size=10_000_000),
    "empty files": partial(empty_files, files=20_000),
    "many specs": partial(many_specs, specs=10_000),
    "long names": partial(long_names, letters=3_000),
}


@pytest.fixture(scope="module", params=WRITERS)
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of bad input."""
    path = tmp_path_factory.mktemp("extreme")
    WRITERS[request.param](path)
    return path


def test_keys_are_answered_and_all_is_read(folder: Path) -> None:
    with Terminal([*ARGV, folder]) as terminal:
        terminal.wait_for("cachetui")
        terminal.send("py-")
        terminal.wait_for("> py-")
        terminal.wait_for(lambda: "reading" not in terminal.rows()[0], timeout=60)
        terminal.send("\r\x1b[C\x1b[C\x1b[B/!")
        terminal.wait_for(lambda: terminal.rows()[1].startswith(" > py-!"))
        terminal.press("ctrl+c")
        assert terminal.wait() == 0


def test_it_can_be_left_while_it_is_read(folder: Path) -> None:
    with Terminal([*ARGV, folder]) as terminal:
        terminal.wait_for("cachetui")
        terminal.press("ctrl+c")
        assert terminal.wait() == 0


def test_progress_is_shown(tmp_path: Path) -> None:
    empty_files(tmp_path, files=20_000)
    with Terminal([*ARGV, tmp_path]) as terminal:
        terminal.wait_for(
            lambda: re.search(r" reading [\d,]+/[\d,]+", terminal.rows()[0]) is not None
        )
        terminal.wait_for("20,000 problems (!)", timeout=60)
