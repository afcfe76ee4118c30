"""Drawing over a slow link: the newest state wins, no frame is half, one can always leave."""

from __future__ import annotations

import re
import sys
from time import monotonic

from cachetui.sources.open import SAMPLE
from support.pty_terminal import KEYS, SlowLink, Terminal

ARGV = [sys.executable, "-m", "cachetui", "--no-mouse", str(SAMPLE)]


def hold_keys(terminal: Terminal, seconds: float) -> None:
    """Press down and up by turns, 30 times a second, and read all the while."""
    began, pressed = monotonic(), 0
    while (now := monotonic() - began) < seconds:
        if now * 30 >= pressed:
            terminal.press("down" if pressed % 8 < 4 else "up")
            pressed += 1
        terminal.read_for(0.002)


def test_keys_that_are_held_leave_no_queue_of_frames() -> None:
    with Terminal(ARGV) as terminal:
        terminal.wait_for("f1 help")
        terminal.settle(0.3)
        terminal.link = SlowLink(5_000)
        hold_keys(terminal, 2)
        mark = terminal.mark()
        terminal.settle(0.5, timeout=30)
        assert len(terminal.bytes_since(mark)) < 8_000  # two frames; it were 30,000
        shown = terminal.rows()
        terminal.link = None
        terminal.press("ctrl+l")
        terminal.settle()
        assert terminal.rows() == shown


def test_leaving_in_the_midst_of_drawing_leaves_no_frame_half() -> None:
    with Terminal(ARGV) as terminal:
        terminal.wait_for("f1 help")
        terminal.settle(0.3)
        mark = terminal.mark()
        terminal.link = SlowLink(10_000)
        terminal.send(KEYS["down"] * 3 + "gp")
        terminal.press("ctrl+c")
        assert terminal.wait() == 0
        drawn, _, after = terminal.bytes_since(mark).partition(b"\x1b[?2004l")
        cursor = re.findall(rb"\x1b\[\?25([lh])", drawn)
        assert cursor == [b"l", b"h"] * (len(cursor) // 2)
        assert after.count(b"\x1b[?1049l") == 1


def test_a_terminal_that_takes_nothing_any_more_can_be_left() -> None:
    with Terminal(ARGV) as terminal:
        terminal.wait_for("f1 help")
        terminal.settle()
        for _ in range(60):
            terminal.press(*["down"] * 4, *["up"] * 4, "ctrl+l")  # and nobody reads
        terminal.press("ctrl+c")
        assert terminal.process.wait(15) == 0
