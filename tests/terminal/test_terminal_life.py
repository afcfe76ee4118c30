"""The terminal is taken, and given back: on leaving, signals, errors, and when it goes away."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cachetui.sources.open import SAMPLE
from support.escape_sequences import has_modes_back
from support.pty_terminal import ENVIRONMENT, Terminal

ARGV = [sys.executable, "-m", "cachetui"]
PAGE = SAMPLE / "_cache/develop/py-affine/specs.md"
SHOWN = "py-affine"


def is_stopped(terminal: Terminal) -> bool:
    stat = Path(f"/proc/{terminal.process.pid}/stat").read_text()
    return stat.rpartition(")")[2].split()[0] == "T"


def test_leaving_gives_the_terminal_back() -> None:
    with Terminal([*ARGV, PAGE]) as terminal:
        before = terminal.modes()
        terminal.wait_for(SHOWN)
        assert terminal.modes() != before
        assert not has_modes_back(terminal.output)
        terminal.press("ctrl+c")
        assert terminal.wait() == 0
        assert terminal.modes() == before
        assert has_modes_back(terminal.output)


@pytest.mark.parametrize("keys", ["qm", "qf", "qfq", "q\x10"])
def test_keys_behind_the_last_one_are_not_looked_at(keys: str) -> None:
    with Terminal([*ARGV, PAGE]) as terminal:
        terminal.wait_for(SHOWN)
        terminal.send("\t" + keys)
        assert terminal.wait() == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_gives_the_terminal_back_and_is_the_exit_code(number: int) -> None:
    with Terminal([*ARGV, PAGE]) as terminal:
        before = terminal.modes()
        terminal.wait_for(SHOWN)
        terminal.kill(number)
        assert terminal.wait() == 128 + number
        assert terminal.modes() == before
        assert has_modes_back(terminal.output)


def test_ctrl_z_gives_the_terminal_back_until_it_goes_on() -> None:
    with Terminal([*ARGV, PAGE]) as terminal:
        before = terminal.modes()
        terminal.wait_for(SHOWN)
        terminal.press("ctrl+z")
        terminal.wait_for(lambda: is_stopped(terminal))
        terminal.settle()
        assert terminal.modes() == before
        assert has_modes_back(terminal.output)
        mark = terminal.mark()
        terminal.resize(60, 20)
        terminal.kill(signal.SIGCONT)
        terminal.wait_for(lambda: SHOWN.encode() in terminal.bytes_since(mark))
        terminal.press("x", "y", "z")
        terminal.wait_for("> xyz")
        assert max(map(len, terminal.rows())) <= 60
        terminal.press("ctrl+c")
        assert terminal.wait() == 0
        assert terminal.modes() == before


def test_being_stopped_and_continued_by_others_takes_the_terminal_again() -> None:
    with Terminal([*ARGV, PAGE]) as terminal:
        before = terminal.modes()
        terminal.wait_for("Busiest targets")
        terminal.settle(0.3)
        expected, raw = terminal.rows(), terminal.modes()
        terminal.kill(signal.SIGSTOP)
        terminal.wait_for(lambda: is_stopped(terminal))
        terminal.set_modes(before)  # as a shell does, which also writes
        terminal.screen.erase_in_display(2)
        mark = terminal.mark()
        terminal.kill(signal.SIGCONT)
        terminal.wait_for(lambda: terminal.rows() == expected)
        assert terminal.modes() == raw
        assert b"\x1b[?2004h" in terminal.bytes_since(mark)
        terminal.press("x", "y", "z")
        terminal.wait_for("> xyz")
        terminal.press("ctrl+c")
        assert terminal.wait() == 0
        assert terminal.modes() == before
        assert has_modes_back(terminal.output)


def test_keys_pressed_as_it_is_continued_are_not_lost() -> None:
    with Terminal([*ARGV, PAGE]) as terminal:
        terminal.wait_for(SHOWN)
        terminal.kill(signal.SIGSTOP)
        terminal.wait_for(lambda: is_stopped(terminal))
        terminal.kill(signal.SIGCONT)
        terminal.press("x", "y", "z")
        terminal.wait_for("> xyz")
        terminal.press("ctrl+c")
        assert terminal.wait() == 0


def test_the_whole_screen_is_drawn_again_when_it_goes_on() -> None:
    with Terminal([*ARGV, PAGE]) as terminal:
        terminal.wait_for("Busiest targets")
        terminal.settle(0.3)
        expected = terminal.text()
        terminal.press("ctrl+z")
        terminal.wait_for(lambda: is_stopped(terminal))
        terminal.settle()
        terminal.screen.reset()
        terminal.kill(signal.SIGCONT)
        terminal.wait_for(lambda: terminal.text() == expected)


@pytest.mark.parametrize("keys", ["", "\t", "\tm", "\x1bOP", "\t:"])
def test_one_key_draws_everything_anew_wherever_one_is(keys: str) -> None:
    with Terminal([sys.executable, "-m", "cachetui", "--no-mouse", SAMPLE]) as terminal:
        terminal.wait_for("py-affine")
        terminal.send(keys)
        terminal.settle(0.3)
        before = terminal.rows()
        terminal.screen.erase_in_display(2)  # as another program's message would
        terminal.send("\x0c")
        terminal.wait_for(lambda: terminal.rows() == before)


def test_it_can_be_ended_while_it_is_suspended() -> None:
    with Terminal([*ARGV, PAGE]) as terminal:
        before = terminal.modes()
        terminal.wait_for(SHOWN)
        terminal.press("ctrl+z")
        terminal.wait_for(lambda: is_stopped(terminal))
        terminal.kill(signal.SIGTERM)
        terminal.kill(signal.SIGCONT)
        assert terminal.wait() == 128 + signal.SIGTERM
        assert terminal.modes() == before
        assert has_modes_back(terminal.output)


@pytest.mark.parametrize("state", ["shown", "suspended", "hangups ignored"])
def test_it_ends_when_its_terminal_is_closed(state: str) -> None:
    ignoring = ["sh", "-c", 'trap "" HUP; exec "$@"', "sh"] if state == "hangups ignored" else []
    with Terminal([*ignoring, *ARGV, PAGE]) as terminal:
        terminal.wait_for(SHOWN)
        if state == "suspended":
            terminal.press("ctrl+z")
            terminal.wait_for(lambda: is_stopped(terminal))
        terminal.hang_up()
        assert terminal.process.wait(10) == 128 + signal.SIGHUP


@pytest.mark.parametrize(
    ("stdin", "stdout", "stderr"),
    [
        ("closed", "tty", "tty"),
        (b"q\n", "closed", "null"),
        ("null", "pipe", "closed"),
        ("closed", "closed", "closed"),
    ],
)
def test_the_screen_is_on_the_terminal_wherever_the_streams_lead(
    stdin: Any, stdout: Any, stderr: Any
) -> None:
    with Terminal(
        [*ARGV, PAGE], cols=100, rows=30, stdin=stdin, stdout=stdout, stderr=stderr
    ) as terminal:
        before = terminal.modes()
        terminal.wait_for(SHOWN)
        terminal.wait_for("f1 help")
        assert "f1 help" in terminal.rows()[29]
        terminal.press("x", "y", "z")
        terminal.wait_for("> xyz")
        terminal.press("ctrl+c")
        assert terminal.wait() == 0
        assert terminal.modes() == before
        assert terminal.stdout == b""


def test_what_is_picked_is_all_that_reaches_the_pipe() -> None:
    with Terminal([*ARGV, "--pick", "hash", PAGE], cols=100, rows=30, stdout="pipe") as terminal:
        terminal.wait_for(SHOWN)
        terminal.press("down", "enter", "right", "right", "enter")
        assert terminal.wait() == 0
        assert re.fullmatch(rb"/[a-z2-7]{32}\n", bytes(terminal.stdout))
        assert has_modes_back(terminal.output)


def test_the_terminal_says_how_large_it_is_not_the_environment() -> None:
    claim = {"COLUMNS": "60", "LINES": "20"}
    with Terminal([*ARGV, PAGE], cols=90, rows=28, env=claim) as terminal:
        terminal.wait_for("f1 help")
        assert "f1 help" in terminal.rows()[27]
        terminal.resize(110, 32)
        terminal.wait_for(lambda: "f1 help" in terminal.rows()[31])
        terminal.press("ctrl+c")
        assert terminal.wait() == 0


@pytest.mark.parametrize("term", ["xterm", "dumb", "", None])
def test_without_a_terminal_there_is_a_sentence(term: str | None) -> None:
    environ = {**ENVIRONMENT, "TERM": term}
    result = subprocess.run(
        [*ARGV, PAGE],
        env={name: value for name, value in environ.items() if value is not None},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        start_new_session=True,
        timeout=20,
        check=False,
    )
    assert (result.returncode, result.stdout) == (2, b"")
    assert re.fullmatch(rb"cachetui: error: [^\n]*terminal[^\n]*--print\n", result.stderr)


BROKEN = """
import sys
from cachetui.__main__ import main
def broken(*args):
    raise KeyError("\\x1b[2J\\nlost")
"""
PLACES = {
    "a key": "import cachetui.tui.presenter.transitions as m; m.MOVEMENTS['group'] = broken",
    "drawing": "import cachetui.tui.widgets.line_list as m; m.LineList.paint = broken",
    "the reading": "import cachetui.index.loading as m; m.Loading.run = broken",
    "the start": "import cachetui.tui.browse_screen as m; m.BrowseScreen.on_mount = broken",
}


@pytest.mark.parametrize("place", PLACES)
def test_an_error_inside_is_one_line_and_gives_the_terminal_back(place: str) -> None:
    code = f"{BROKEN}{PLACES[place]}\nsys.exit(main())"
    with Terminal([sys.executable, "-c", code, PAGE], stderr="pipe") as terminal:
        before = terminal.modes()
        if place == "a key":
            terminal.wait_for(SHOWN)
            terminal.press("down", "enter", "b")
        assert terminal.wait() == 2
        said = bytes(terminal.stderr).decode()
        assert said.startswith("cachetui: error: something went wrong inside (KeyError: ")
        assert said.rstrip("\n").isprintable()
        assert terminal.modes() == before
        assert has_modes_back(terminal.output)


def test_a_source_that_cannot_be_read_after_all_is_one_line(tmp_path: Path) -> None:
    archive = tmp_path / "cache.tar.gz"
    archive.write_bytes(b"\x1f\x8b" + bytes(100))
    with Terminal([*ARGV, archive], stderr="pipe") as terminal:
        assert terminal.wait() == 2
        assert re.fullmatch(rb"cachetui: error: cannot read [^\n]*\n", bytes(terminal.stderr))
        assert has_modes_back(terminal.output)
