"""A real terminal for tests: a program on a pty of a given size, its screen and all its bytes.

    with Terminal([sys.executable, "-m", "cachetui"], cols=100, rows=30) as terminal:
        terminal.wait_for("5 packages")
        mark = terminal.mark()
        terminal.press("down")
        terminal.settle()
        assert len(terminal.bytes_since(mark)) < 4000

The pty is the program's controlling terminal, whatever its standard streams are: ``/dev/tty``
opens it. Nothing here sleeps: waiting is a select on what the program writes.
"""

from __future__ import annotations

import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import termios
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from string import ascii_lowercase
from time import monotonic
from typing import TYPE_CHECKING, Any, Literal
from unicodedata import combining

import pyte
from wcwidth import wcwidth

from support.proc import standing

if TYPE_CHECKING:
    from typing_extensions import Self

Sink = Literal["tty", "pipe", "null", "closed"]
"""Where a stream leads: the terminal, a pipe that the test reads, nowhere, or it is not open."""

ENVIRONMENT = {
    "HOME": "/nonexistent",
    "LANG": "C.UTF-8",
    "PATH": os.environ.get("PATH", os.defpath),
    "TERM": "xterm-256color",
}
"""All that the program finds in its environment, unless a test adds to it."""

KEYS = {
    **{"enter": "\r", "tab": "\t", "escape": "\x1b", "backspace": "\x7f", "space": " "},
    **{"up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D"},
    **{"home": "\x1b[H", "end": "\x1b[F", "pageup": "\x1b[5~", "pagedown": "\x1b[6~"},
    **{"shift+tab": "\x1b[Z", "f1": "\x1bOP"},
    **{f"ctrl+{letter}": chr(ord(letter) - 96) for letter in ascii_lowercase},
}
"""What a terminal sends for the keys that are no characters."""

_TICK = 0.02
"""Seconds after which a silent program is looked at again, whether it has ended."""
_REST = 0.09
"""Seconds in which a program at rest does nothing: more than it pauses between two things."""

_QUESTION, _ANSWER = b"\x1b[5n", b"\x1b[0n"
"""Asks a terminal how it is, and says that it is well."""

_UNKNOWN = re.compile(rb"\x1b\[[<>=][\d;]*[@-~]")
"""Asks which terminal it is, or for another keyboard protocol.

pyte would take it for what the last letter alone asks, and answer that, or draw the letter.
"""


class _Screen(pyte.Screen):
    """What a person would see; it knows no alternate screen."""

    def __init__(self, cols: int, rows: int, answer: Callable[[str], None]) -> None:
        super().__init__(cols, rows)
        self._answer = answer

    @property
    def display(self) -> list[str]:
        """The lines; pyte's own fails where the first half of a wide letter was written over."""
        columns = range(self.columns)
        return ["".join(self.buffer[row][x].data for x in columns) for row in range(self.lines)]

    def draw(self, data: str) -> None:
        """Draw *data*; at a mark without a width pyte would leave out all that follows."""
        super().draw("".join(char for char in data if wcwidth(char) or combining(char)))

    def report_device_status(self, mode: int, *, private: bool = False) -> None:
        """Leave out what the terminal answers as soon as it is read, and what pyte does not know.

        tmux 3.7 asks in private whether the terminal is dark.
        """
        if mode != 5 and not private:
            super().report_device_status(mode)

    def write_process_input(self, data: str) -> None:
        """Answer a program that asks where the cursor is, and such."""
        self._answer(data)


class SlowLink:
    """Carries so many bytes a second from the program to its terminal."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._free_at = monotonic()

    def share(self) -> int:
        """Wait until the link is free again, and return how many bytes it carries at once."""
        select.select([], [], [], max(self._free_at - monotonic(), 0))
        share = max(self._rate // 100, 1)
        self._free_at = max(self._free_at, monotonic() - 0.05) + share / self._rate
        return share


class Terminal:
    """A program and the terminal that it runs in; a context manager that ends and reaps it."""

    def __init__(
        self,
        argv: Sequence[str | Path],
        *,
        cols: int = 80,
        rows: int = 24,
        stdin: bytes | Literal["tty", "null", "closed"] = "tty",
        stdout: Sink = "tty",
        stderr: Sink = "tty",
        env: Mapping[str, str | None] | None = None,
        cwd: Path | None = None,
    ) -> None:
        """Start *argv*; bytes as *stdin* come from a pipe and then end.

        *env* is laid over `ENVIRONMENT`, None taking a variable out.
        """
        self.output, self.stdout, self.stderr = bytearray(), bytearray(), bytearray()
        self.screen = _Screen(cols, rows, self.send)
        self._stream = pyte.ByteStream(self.screen)
        self._pty, self._tty = os.openpty()
        self._ends = [self._pty, self._tty]
        self._sources = {self._pty: self.output}
        self._tail = b""  # of what was read: the beginning of a question, it may be
        self.link: SlowLink | None = None
        """What the terminal is behind; it can be changed at any time."""
        _set_size(self._pty, cols, rows)
        streams = ("pipe" if isinstance(stdin, bytes) else stdin, stdout, stderr)
        leads_to = {"tty": self._tty, "pipe": subprocess.PIPE, "null": subprocess.DEVNULL}
        into = [leads_to.get(stream) for stream in streams]
        wanted: dict[str, str | None] = {**ENVIRONMENT, **(env or {})}
        try:
            self.process: subprocess.Popen[bytes] = subprocess.Popen(
                list(map(str, argv)),
                bufsize=0,
                stdin=into[0],
                stdout=into[1],
                stderr=into[2],
                env={key: value for key, value in wanted.items() if value is not None},
                cwd=cwd,
                start_new_session=True,
                preexec_fn=partial(_take_terminal, self._tty, streams),
            )
        except BaseException:
            self.hang_up()
            raise
        self._connect_pipes(stdin)

    def _connect_pipes(self, stdin: bytes | str) -> None:
        for pipe, into in ((self.process.stdout, self.stdout), (self.process.stderr, self.stderr)):
            if pipe is not None:
                self._sources[pipe.fileno()] = into
        if isinstance(stdin, bytes) and self.process.stdin is not None:
            with suppress(BrokenPipeError), self.process.stdin as pipe:
                pipe.write(stdin)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        for pipe in filter(None, (self.process.stdout, self.process.stderr)):
            pipe.close()
        self.hang_up()

    def send(self, data: str | bytes) -> None:
        """Type *data* as it is."""
        os.write(self._pty, data.encode() if isinstance(data, str) else data)

    def press(self, *keys: str) -> None:
        """Press keys by their names in `KEYS`; anything else is typed as it is."""
        for key in keys:
            self.send(KEYS.get(key, key))

    def resize(self, cols: int, rows: int) -> None:
        """Change the size; the kernel sends SIGWINCH."""
        self.screen.resize(rows, cols)
        _set_size(self._pty, cols, rows)

    def kill(self, signum: int) -> None:
        """Send the program a signal."""
        self.process.send_signal(signum)

    def hang_up(self) -> None:
        """Take the terminal away, as closing its window does; the program gets SIGHUP."""
        self._sources.pop(self._pty, None)
        while self._ends:
            os.close(self._ends.pop())

    def modes(self) -> list[Any]:
        """Return how the terminal treats what is typed and written, as `termios` has it."""
        return termios.tcgetattr(self._tty)

    def set_modes(self, modes: list[Any]) -> None:
        """Have the terminal treat it as *modes* say, behind the program's back."""
        termios.tcsetattr(self._tty, termios.TCSANOW, modes)

    def rows(self) -> list[str]:
        """Return the screen's lines without the blanks at their ends."""
        return [line.rstrip() for line in self.screen.display]

    def text(self) -> str:
        """Return the screen as one text."""
        return "\n".join(self.rows())

    def mark(self) -> int:
        """Return a point in the output, for `bytes_since`."""
        return len(self.output)

    def bytes_since(self, mark: int) -> bytes:
        """Return what has been sent to the terminal after *mark*."""
        return bytes(self.output[mark:])

    def wait_for(self, what: str | Callable[[], bool], timeout: float = 10) -> None:
        """Read until the screen shows *what*, or until *what* says so.

        Raises AssertionError, with the screen, after *timeout* seconds or when the program has
        ended without it.
        """
        holds = what if callable(what) else lambda: what in self.text()
        deadline = monotonic() + timeout
        while not holds():
            ended = self.process.poll() is not None
            silent = not self._read(_TICK)
            if (silent and ended) or monotonic() > deadline:
                how = f"ended with {self.process.returncode}" if ended else f"in {timeout} s"
                raise AssertionError(f"not seen: {what!r}; {how}\n{self.text()}")

    def settle(self, quiet: float = 0.1, timeout: float = 10) -> None:
        """Read until nothing has come for *quiet* seconds, and the program is at rest.

        On a busy machine a silent one may only wait for its turn. If it never rests, or that cannot
        be seen, its silence will do.
        """
        deadline = monotonic() + timeout
        at_rest = False
        while not at_rest:
            is_late = monotonic() > deadline
            wrote = quiet > _REST and self._read(quiet - _REST)
            before = standing(self.process.pid)
            wrote = wrote or self._read(min(quiet, _REST))
            if wrote and is_late:
                raise AssertionError(f"still writing after {timeout} s\n{self.text()}")
            at_rest = not wrote and (is_late or standing(self.process.pid) == before)

    def fall_silent(self, quiet: float = 0.1, timeout: float = 10) -> None:
        """Read until nothing has come for *quiet* seconds, whatever the program does meanwhile."""
        deadline = monotonic() + timeout
        while self._read(quiet):
            if monotonic() > deadline:
                raise AssertionError(f"still writing after {timeout} s\n{self.text()}")

    def read_for(self, seconds: float) -> None:
        """Read what comes within *seconds*."""
        end = monotonic() + seconds
        while (left := end - monotonic()) > 0:
            self._read(left)

    def wait(self, timeout: float = 10) -> int:
        """Read until the program ends; return its exit code, minus the signal that killed it."""
        deadline = monotonic() + timeout
        while (code := self.process.poll()) is None:
            self._read(_TICK)
            if monotonic() > deadline:
                raise AssertionError(f"still running after {timeout} s\n{self.text()}")
        while self._read(0):
            pass
        return code

    def _read(self, timeout: float) -> bool:
        """Take in what comes within *timeout* seconds; say whether anything has."""
        ready, _, _ = select.select(list(self._sources), [], [], timeout)
        for fd in ready:
            try:
                data = os.read(fd, self.link.share() if self.link and fd == self._pty else 1 << 16)
            except OSError:  # a pty that has no program any more
                data = b""
            self._sources[fd] += data
            if not data:
                del self._sources[fd]
            elif fd == self._pty:
                self._answer(data)
                self._stream.feed(_UNKNOWN.sub(b"", data))
        return bool(ready)

    def _answer(self, data: bytes) -> None:
        """Answer how it is with the terminal, at once, whenever it draws."""
        asked = self._tail + data
        self.send(_ANSWER * asked.count(_QUESTION))
        self._tail = asked[1 - len(_QUESTION) :]


def _set_size(tty: int, cols: int, rows: int) -> None:
    """Change a terminal's size: `termios.tcsetwinsize`, which Python has since 3.11."""
    fcntl.ioctl(tty, termios.TIOCSWINSZ, struct.pack("4H", rows, cols, 0, 0))


def _take_terminal(tty: int, streams: Sequence[str]) -> None:
    """Make *tty* the controlling terminal of the session; runs in the new process."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)  # under nohup it would be ignored
    fcntl.ioctl(tty, termios.TIOCSCTTY, 0)
    for fd, stream in enumerate(streams):
        if stream == "closed":
            os.close(fd)
