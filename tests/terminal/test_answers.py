"""What a terminal sends unasked, cut or half: no answer is a key, and ctrl+c always is one."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from cachetui.sources.open import SAMPLE
from support.pty_terminal import Terminal

ARGV = [sys.executable, "-m", "cachetui", "--no-mouse", str(SAMPLE)]
PATIENT = {"ESCDELAY": "2000"}
"""Has a lone escape character wait for what belongs to it on the busiest machine."""
ANSWERS = {
    "a colour of the palette": "\x1b]4;1;rgb:cdcd/0000/0000\x1b\\",
    "the foreground": "\x1b]10;rgb:ffff/ffff/ffff\a",
    "the background": "\x1b]11;rgb:1f1f/1f1f/2121\x1b\\",
    "the clipboard": f"\x1b]52;c;{'Z3B5dA==' * 300}\a",
    "a title": "\x1b]l\u201cq\u201d and q\x1b\\",
    "what it is": "\x1b[?62;1;2;4;6;9;15;18;21;22;28;29c",
    "which version": "\x1b[>41;390;0c",
    "its name": "\x1bP>|XTerm(390)\x1b\\",
    "a setting": "\x1bP1$r0;4m\x1b\\",
    "a capability": "\x1bP1+r544e=787465726d\x1b\\",
    "an image": "\x1b_Gi=31;OK\x1b\\",
    "a private message": "\x1b^q\x1b\\",
    "a string": "\x1bXq\x1b\\",
    "the size in pixels": "\x1b[4;600;800t",
    "a mode": "\x1b[?2027;0$y",
    "the cursor": "\x1b[12;40R",
    "that it is well": "\x1b[0n",
    "the keyboard": "\x1b[?1u",
    "a key of Windows let go": "\x1b[81;16;113;0;0;1_",
    "a key that nobody has": "\x1b[113~",
    "the end of no paste": "\x1b[201~",
}


@pytest.fixture(scope="module")
def typed() -> Iterator[Terminal]:
    """Return a session with a name in the search line."""
    with Terminal(ARGV, env=PATIENT) as terminal:
        terminal.wait_for("f1 help")
        terminal.send("gpyt")
        terminal.wait_for("> gpyt ")
        terminal.settle()
        yield terminal


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_no_answer_is_typed_however_it_is_cut(typed: Terminal, answer: str) -> None:
    data, before = answer.encode(), typed.rows()
    for end in (len(data), 1, 2, len(data) // 2, len(data) - 1):
        typed.send(data[:end])
        typed.settle(0.02)
        typed.send(data[end:])
    typed.send("o")
    typed.wait_for("> gpyto ")
    typed.press("backspace")
    typed.wait_for(lambda: typed.rows() == before)


def test_an_answer_that_comes_slowly_is_still_one_and_what_stays_half_is_keys() -> None:
    with Terminal(ARGV) as terminal:
        terminal.wait_for("f1 help")
        terminal.send("\x1b]11;rgb:1f1f")
        terminal.settle(0.25)
        terminal.send("/1f1f/2121\x1b\\\x1b]gp")
        terminal.wait_for("> ]gp ")


def test_escape_alone_is_a_key_and_so_is_one_with_alt() -> None:
    with Terminal(ARGV) as terminal:
        terminal.wait_for("f1 help")
        terminal.send("gpyt torch\x1bb\x7f")  # a word back
        terminal.wait_for("> gpyttorch ")
        terminal.press("escape")
        terminal.wait_for("┏━ Packages")
        terminal.send("\x1b[")
        terminal.settle(0.02)
        terminal.send("Bm")
        terminal.wait_for("narrows to the cell")


def test_a_paste_without_its_end_has_ended_after_a_while() -> None:
    with Terminal(ARGV) as terminal:
        terminal.wait_for("f1 help")
        terminal.send("\x1b[200~gp\x1b[20")
        terminal.settle(0.6)
        terminal.send("1~yt")
        terminal.wait_for("> gpyt ")
        terminal.send("\x1b[200~or\x1b[2")
        terminal.wait_for("> gpytor ")
        terminal.send("c")
        terminal.wait_for("> gpytorc ")


@pytest.mark.parametrize(
    "half",
    ["\x1b[200~gpyt", "\x1b[200~", "\x1b]52;c;Z3B5", "\x1bP1$r", "\x1b[?6", "\x1b", "\x1b[M"],
)
def test_ctrl_c_ends_the_program_whatever_came_half_before_it(half: str) -> None:
    with Terminal(ARGV) as terminal:
        terminal.wait_for("f1 help")
        terminal.send(half)
        terminal.press("ctrl+c")
        assert terminal.wait() == 0
