from __future__ import annotations

import gc
import os
import signal
import sys
import time
from pathlib import Path

import pytest

from support.proc import HAS_PROC
from support.pty_terminal import Terminal

APP = """
import sys
from textual.app import App
from textual.widgets import Input, Static

class Tiny(App):
    def compose(self):
        yield Input(id="line")
        yield Static("nothing typed", markup=False)

    def on_resize(self, event):
        self.query_one(Static).update(f"size {event.size.width}x{event.size.height}")

    def on_input_changed(self, event):
        self.query_one(Static).update("typed " + event.value)

    def on_input_submitted(self, event):
        self.exit(event.value)

picked = Tiny().run()
print("picked", picked)
"""


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_a_textual_program_is_seen_typed_into_resized_and_left() -> None:
    with Terminal(python(APP), cols=60, rows=12) as terminal:
        terminal.wait_for("size 60x12")
        terminal.resize(40, 10)
        terminal.wait_for("size 40x10")
        terminal.press("h", "d", "f", "5")
        terminal.wait_for("typed hdf5")
        assert len(terminal.rows()) == 10
        terminal.press("enter")
        assert terminal.wait() == 0
        assert "picked hdf5" in terminal.text()
        assert b"\x1b[?1049h" in terminal.output
        assert terminal.output.index(b"\x1b[?1049l") < terminal.output.index(b"picked hdf5")


def test_a_program_finds_a_terminal_of_the_given_size() -> None:
    code = "import os, sys; print(os.get_terminal_size(), [os.isatty(fd) for fd in (0, 1, 2)])"
    with Terminal(python(code), cols=101, rows=37) as terminal:
        assert terminal.wait() == 0
        assert "columns=101, lines=37) [True, True, True]" in terminal.text()


def test_the_pty_stays_the_controlling_terminal_whatever_the_streams_are() -> None:
    code = """
import os, sys
data = sys.stdin.read()
tty = os.open("/dev/tty", os.O_RDWR)
os.write(tty, b"size %d, ready\\n" % os.get_terminal_size(tty).columns)
line = os.read(tty, 100).decode().strip()
print("out", data, line)
print("err", file=sys.stderr)
"""
    with Terminal(python(code), stdin=b"piped", stdout="pipe", stderr="pipe") as terminal:
        terminal.wait_for("size 80, ready")
        terminal.press("typed", "enter")
        assert terminal.wait() == 0
        assert terminal.stdout == b"out piped typed\n"
        assert terminal.stderr == b"err\n"
        assert b"out" not in terminal.output


def test_streams_can_be_closed_or_lead_nowhere() -> None:
    code = """
import os
def kind(fd):
    try:
        return os.readlink(f"/dev/fd/{fd}") == "/dev/null"
    except OSError:
        return "closed"
kinds = [kind(fd) for fd in (0, 2)]
with open("/dev/tty", "w") as tty:
    print(kinds, file=tty)
"""
    with Terminal(python(code), stdin="closed", stdout="null", stderr="null") as terminal:
        terminal.wait()
        assert "['closed', True]" in terminal.text()
    with Terminal(python(code), stdin="null", stderr="null") as terminal:
        terminal.wait()
        assert "[True, True]" in terminal.text()


def test_the_environment_is_what_the_harness_says_and_no_more() -> None:
    code = "import os; print(*sorted(os.environ))"
    with Terminal(python(code), env={"TMUX": "x", "HOME": None}, cwd=Path("/")) as terminal:
        terminal.wait()
        names = set(terminal.text().split())
        assert names - {"LC_CTYPE"} == {"LANG", "PATH", "TERM", "TMUX"}


SLEEPER = 'import time; print("ready", flush=True); time.sleep(60)'


def test_a_signal_ends_the_program_and_is_its_exit_code() -> None:
    with Terminal(python(SLEEPER)) as terminal:
        terminal.wait_for("ready")
        terminal.kill(signal.SIGTERM)
        assert terminal.wait() == -signal.SIGTERM


def test_ctrl_c_interrupts_the_program_in_the_foreground() -> None:
    with Terminal(python(SLEEPER)) as terminal:
        terminal.wait_for("ready")
        terminal.press("ctrl+c")
        assert terminal.wait() == -signal.SIGINT


def test_hanging_up_sends_sighup() -> None:
    with Terminal(python(SLEEPER)) as terminal:
        terminal.wait_for("ready")
        terminal.hang_up()
        assert terminal.wait() == -signal.SIGHUP


def test_no_program_is_left_behind() -> None:
    terminal = Terminal(python(SLEEPER))
    with pytest.raises(AssertionError), terminal:
        terminal.wait_for("never", timeout=0.1)
    assert terminal.process.returncode == -signal.SIGKILL
    with pytest.raises(ProcessLookupError):
        os.kill(terminal.process.pid, 0)


def test_no_descriptor_is_left_open() -> None:
    gc.collect()  # what other tests left open would be closed at any time
    before = sorted(Path("/dev/fd").iterdir())
    with Terminal(python("print(1)"), stdin=b"", stdout="pipe", stderr="pipe") as terminal:
        terminal.wait()
    with pytest.raises(FileNotFoundError):
        Terminal(["/nonexistent/program"])
    assert sorted(Path("/dev/fd").iterdir()) == before


def test_bytes_are_kept_from_a_mark_on() -> None:
    code = r'print("\x1b[31mready\x1b[0m", flush=True); input(); print("\x1b[5;3Hmore")'
    with Terminal(python(code)) as terminal:
        terminal.wait_for("ready")
        assert b"\x1b[31mready\x1b[0m" in terminal.output
        terminal.settle()
        mark = terminal.mark()
        terminal.press("enter")
        assert terminal.wait() == 0
        assert terminal.bytes_since(mark) == b"\r\n\x1b[5;3Hmore\r\n"
        assert terminal.rows()[4] == "  more"


UNKNOWN = {
    "a keyboard protocol": r"\x1b[>25u\x1b[<u",
    "its kind": r"\x1b[>c",
    "dark": r"\x1b[?996n",
}


@pytest.mark.parametrize("asking", UNKNOWN)
def test_what_pyte_does_not_know_draws_nothing_and_has_no_answer(asking: str) -> None:
    code = f"""
import sys, termios, tty
tty.setraw(0)
sys.stdout.write("{UNKNOWN[asking]}\\x1b[7;9H\\x1b[6n"); sys.stdout.flush()
answer = ""
while not answer.endswith("R"):
    answer += sys.stdin.read(1)
print("\\x1b[H", ascii(answer))
"""
    with Terminal(python(code)) as terminal:
        assert terminal.wait() == 0
        assert terminal.text().strip() == r"'\x1b[7;9R'"


def test_what_follows_a_mark_without_a_width_is_drawn() -> None:
    with Terminal(python(r'print("a\U00011a8bb\u0301c")')) as terminal:
        assert terminal.wait() == 0
        assert terminal.text().strip() == "ab\u0301c"


def test_waiting_in_vain_says_what_is_on_the_screen() -> None:
    with Terminal(python(SLEEPER)) as terminal:
        with pytest.raises(AssertionError, match=r"not seen: 'steady'; in 0.2 s\nready"):
            terminal.wait_for("steady", timeout=0.2)
        with pytest.raises(AssertionError, match="still running"):
            terminal.wait(timeout=0.1)
    with (
        Terminal(python('print("done"); exit(3)')) as terminal,
        pytest.raises(AssertionError, match=r"not seen: 'ready'; ended with 3\ndone"),
    ):
        terminal.wait_for("ready")


def test_a_program_that_never_stops_writing_does_not_hold_the_test() -> None:
    code = "while True: print('x' * 70)"
    with Terminal(python(code)) as terminal:
        with pytest.raises(AssertionError, match="not seen"):
            terminal.wait_for("ready", timeout=0.2)
        with pytest.raises(AssertionError, match="still writing"):
            terminal.settle(timeout=0.2)


@pytest.mark.skipif(not HAS_PROC, reason="there is no /proc that tells what a program does")
@pytest.mark.parametrize("work", ["pass", "time.sleep(0.01)"])
def test_a_program_that_is_silent_and_at_work_has_not_settled(work: str) -> None:
    code = f"""
import time
print("begins", flush=True)
end = time.monotonic() + 0.5
while time.monotonic() < end:
    {work}
print("done", flush=True)
input()
"""
    with Terminal(python(code)) as terminal:
        terminal.wait_for("begins")
        terminal.settle()
        assert "done" in terminal.text()


def test_a_silent_program_that_is_never_at_rest_is_not_waited_for_longer() -> None:
    with Terminal(python('print("ready", flush=True)\nwhile True: pass')) as terminal:
        terminal.wait_for("ready")
        terminal.settle(timeout=0.2)


def test_the_silence_of_a_program_at_work_can_be_enough() -> None:
    with Terminal(python('print("ready", flush=True)\nwhile True: pass')) as terminal:
        terminal.wait_for("ready")
        before = time.monotonic()
        terminal.fall_silent(0.05, timeout=60)
        assert time.monotonic() < before + 30


def test_the_terminal_answers_where_its_cursor_is() -> None:
    code = r"""
import sys, termios, tty
tty.setraw(0)
sys.stdout.write("\x1b[7;9H\x1b[6n"); sys.stdout.flush()
answer = ""
while not answer.endswith("R"):
    answer += sys.stdin.read(1)
print("\r\nanswer", answer[1:])
"""
    with Terminal(python(code)) as terminal:
        assert terminal.wait() == 0
        assert "answer [7;9R" in terminal.text()
