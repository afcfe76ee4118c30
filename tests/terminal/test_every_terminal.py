"""One session on every kind of terminal: what must be the same on all, and what may differ."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest

from cachetui.sources.open import SAMPLE
from support.escape_sequences import colours_in, has_modes_back, text_in
from support.pty_terminal import KEYS, Terminal

PAGE = SAMPLE / "_cache/develop/py-ml-dtypes/specs.md"
ARGV = [sys.executable, "-m", "cachetui", "--host", "zen3", str(PAGE)]
SIZE, SMALL = (100, 30), (40, 10)
STEPS: dict[str, tuple[str | tuple[int, int], str]] = {
    "the start": ("", "Busiest targets"),
    "typing": ("ml", "> ml "),
    "the specs": ("\r", "/ ml "),
    "a list that is open": (KEYS["down"] * 2 + KEYS["right"] * 4, "built for"),
    "the matrix": ("m", "narrows to the cell"),
    "the list again": ("q", "built for"),
    "the facets": ("f", ": facets "),
    "the help": (KEYS["f1"], " Help "),
    "the list after two dialogs": (KEYS["escape"] * 2, "built for"),
    "the palette": (":", "A page up"),
    "the list after the palette": (KEYS["escape"], "built for"),
    "a small screen": (SMALL, "f1 help"),
    "the large screen again": (SIZE, "built for"),
}
"""What is sent, a size being the window's, and what the screen shows of that in the end."""
BACK = (
    *("the list again", "the list after two dialogs", "the list after the palette"),
    "the large screen again",
)
"""The steps that end where "a list that is open" was."""
ASCII = str.maketrans("┌┐└┘─│┏┓┗┛━┃▾▸▴█░▒▓", "++++-|++++=|v+^#.+*")
"""What stands for the signs beyond ASCII."""


class Kind(NamedTuple):
    """A kind of terminal, and what it may show in its own way."""

    env: Mapping[str, str | None]
    has_colours: bool = True
    has_mouse: bool = True
    is_ascii: bool = False
    """Whether it takes ASCII only."""


KINDS = {
    "xterm": Kind({"TERM": "xterm"}),
    "xterm-256color": Kind({}),
    "xterm-256color, truecolor": Kind({"COLORTERM": "truecolor"}),
    "screen": Kind({"TERM": "screen"}),
    "screen-256color": Kind({"TERM": "screen-256color"}),
    "tmux-256color": Kind({"TERM": "tmux-256color"}),
    "linux": Kind({"TERM": "linux"}),
    "vt100": Kind({"TERM": "vt100"}),
    "NO_COLOR=1": Kind({"NO_COLOR": "1"}, has_colours=False),
    "LANG=C": Kind({"LANG": "C"}, is_ascii=True),
    "over SSH": Kind({"SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22"}, has_mouse=False),
}
"""The kinds of terminals, by what tells the program."""
needs_tmux = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")


def walk(terminal: Terminal, expected: Sequence[str] = ()) -> list[str]:
    """Go through the steps; give the screen after each, which is to be as *expected* if given."""
    screens = []
    for number, (sent, shown) in enumerate(STEPS.values()):
        terminal.send(sent) if isinstance(sent, str) else terminal.resize(*sent)
        if expected and expected[number]:
            terminal.wait_for(partial(is_on, terminal, expected[number]))
        else:
            terminal.wait_for(shown)
            terminal.settle()
        screens.append(terminal.text())
    return screens


def is_on(terminal: Terminal, screen: str) -> bool:
    return terminal.text() == screen


def in_ascii(screens: Sequence[str]) -> list[str]:
    """Give the screens as ASCII has them: the sign that something was cut takes a letter more."""
    return [re.sub(".…", "..", screen).translate(ASCII) for screen in screens]


@pytest.fixture(scope="module")
def usual() -> list[str]:
    """The screens of the session on a plain xterm."""
    with Terminal(ARGV, cols=SIZE[0], rows=SIZE[1], env=KINDS["xterm"].env) as terminal:
        return walk(terminal)


def test_the_session_has_a_screen_of_its_own_at_each_step(usual: list[str]) -> None:
    screens = dict(zip(STEPS, usual, strict=True))
    assert {screens[name] for name in BACK} == {screens["a list that is open"]}
    assert len(set(usual)) == len(STEPS) - len(BACK)


@pytest.mark.parametrize("name", KINDS)
def test_every_terminal_shows_the_same_and_is_given_back(name: str, usual: list[str]) -> None:
    kind = KINDS[name]
    expected = in_ascii(usual) if kind.is_ascii else usual
    with Terminal(ARGV, cols=SIZE[0], rows=SIZE[1], env=kind.env) as terminal:
        before = terminal.modes()
        walk(terminal, expected)
        terminal.press("q")
        assert terminal.wait() == 0
        assert terminal.modes() == before
        output = bytes(terminal.output)
    assert has_modes_back(output)
    assert colours_in(output) == ({"16"} if kind.has_colours else set())
    assert (b"\x1b[?1000h" in output) is kind.has_mouse
    assert (max(output) < 0x80) is kind.is_ascii
    assert text_in(output).isprintable()


@needs_tmux
def test_within_tmux_it_shows_the_same_and_gives_the_pane_back(
    tmp_path: Path, usual: list[str]
) -> None:
    (tmp_path / "tmux.conf").write_text("set -g status off\nset -s escape-time 10\n")
    asking = 'tty=$(stty -g); "$@"; echo "left: $?"; [ "$tty" = "$(stty -g)" ] && echo same; read x'
    tmux = ["tmux", "-f", str(tmp_path / "tmux.conf"), "new-session", "sh", "-c", asking, "sh"]
    env = {"TMUX_TMPDIR": str(tmp_path)}
    with Terminal([*tmux, *ARGV], cols=SIZE[0], rows=SIZE[1], env=env) as terminal:
        try:
            walk(terminal, usual)
            terminal.press("q")
            terminal.wait_for(lambda: terminal.rows()[:2] == ["left: 0", "same"])
        finally:
            subprocess.run(["tmux", "kill-server"], env=os.environ | env, check=False)
