"""A shared terminal, tried by getting out of it: whatever is sent, nothing is taken or left.

An audit hook in the program tells what it opens for writing, changes or starts, and the bytes on
the terminal show the rest. What a shared terminal looks like is in `test_shared_terminal`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from itertools import count
from pathlib import Path
from typing import NamedTuple

import pytest
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._xterm_parser import XTermParser
from textual.events import Key

from cachetui.sources.open import SAMPLE
from cachetui.tui.bindings.keys import ALL_KEYS
from cachetui.tui.bindings.keys import KEYS as SCREEN_KEYS
from support.escape_sequences import copied_in, text_in
from support.pty_terminal import KEYS, Terminal

PAGE = SAMPLE / "_cache/develop/py-affine/specs.md"
WATCHED = """
import os, sys

STARTS = {
    "os.exec", "os.fork", "os.forkpty", "os.kill", "os.killpg", "os.posix_spawn", "os.system",
    "pty.spawn", "signal.pthread_kill", "socket.bind", "socket.connect", "subprocess.Popen",
    "webbrowser.open",
}
CHANGES = {
    "os.chmod", "os.chown", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir",
    "os.symlink", "os.truncate", "os.utime",
}
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC

def watch(event, given):
    if event == "open":
        path, _, flags = given
        told = flags & WRITING and path != "/dev/tty" and not isinstance(path, int)
    else:
        told = event in STARTS or event in CHANGES
    if told:
        os.write(2, f"{event} {given}\\n".encode())

from cachetui.__main__ import main
sys.addaudithook(watch)
sys.exit(main())
"""
"""Runs the program, and says on stderr what it writes to and what it starts."""
PASTE, PASTED = "\x1b[200~", "\x1b[201~"
"""What stands around a text that is pasted; the second by itself means nothing."""
ESCAPE = "\x1b[27u"
"""Escape, as terminals of the newer protocol send it: nothing need be waited for."""
OUT = PASTED + ESCAPE * 8 + "/" + KEYS["ctrl+u"]
"""Leads from anywhere back to an empty search line."""
SUPER_C = "\x1b[99;9u"
"""Copies, on some systems."""
SELECTED = "gpyt\x1b[1;2H"
"""Types something and selects it: shift+home."""
SPEC = "f\rGllllll"
"""Leads from the search line to a spec, whatever is open or grouped how."""
ANSWERS = (
    *("\x1b[?62;22;52c", "\x1b[>41;390;0c", "\x1b[24;80R", "\x1b[?2026;2$y", "\x1b[?2048;2$y"),
    *("\x1b[48;10;40;200;400t", "\x1b[8;24;80t", "\x1b[?25u", "\x1b[O\x1b[I", "\x1b[<0;9999;9999M"),
    *("\x1b]11;rgb:ffff/ffff/ffff\x1b\\", "\x1b]52;c;cm0gLXJmIH4K\x07", "\x1b]lq\r\x1b\\"),
    *("\x1bP>|XTerm(390)\x1b\\", "\x1bP1+r4D73=1B\x1b\\", "\x1b_Gi=31;OK\x1b\\", "\x1b[M !!"),
)
"""What terminals say of themselves, asked or not."""
TEXTS = (
    "q\r",
    "\x03\x1a\x1c",
    "y\rY\rC",
    "$(touch x); rm -rf ~\r\n",
    "\x1b]52;c;eA==\x07",
    "x" * 20_000,
)
"""What would do something if it were keys or a command, or were sent back."""
OFFERED = [key.title for key in SCREEN_KEYS if not key.private]
"""What the palette may list."""
TRIES = 100
"""How often to knock at a program that is still busy with what it was sent."""
numbers = count()


def keys_of(actions: set[str]) -> frozenset[str]:
    return frozenset(name for key in ALL_KEYS if key.id in actions for name in key.keys.split(","))


EVERYWHERE = {"help-anywhere", "leave"}
OPENING = keys_of(
    EVERYWHERE
    | {"palette", "earlier", "facets", "help", "install", "matrix", "problems", "quit", "tags"}
)
CLOSING = keys_of(EVERYWHERE | {"palette", "back", "open", "quit"})
MOVING = keys_of({key.id for key in ALL_KEYS}) - OPENING
TYPING = keys_of(EVERYWHERE | {"earlier"})


class Spot(NamedTuple):
    """Somewhere in the program."""

    keys: str
    """What leads there from an empty search line."""
    shown: tuple[str, ...]
    """What is on the screen there."""
    leading: frozenset[str] = CLOSING
    """The keys that may open something else, or close this."""
    moving: frozenset[str] = frozenset()
    """The keys that change much, but open nothing that had to be waited for."""
    again: str = ""
    """What leads back after one of those."""


PLACES = {
    "the search line": Spot(
        SELECTED, ("\n > ",), TYPING, MOVING | {"ctrl+x", "super+c"}, OUT + SELECTED
    ),
    "the packages": Spot("\t", ("\n / ", "━ Packages"), OPENING, MOVING, "1"),
    "the specs": Spot(SPEC, ("\n / ", "21 specs"), OPENING, MOVING, "2"),
    "the detail": Spot(SPEC + "3", ("\n / ", "built for"), OPENING, MOVING, "3"),
    "the help": Spot(KEYS["f1"], ("━ Help ",)),
    "the matrix": Spot("\tm", ("enter narrow",), CLOSING | {"m"}),
    "the facets": Spot("\tf", (": facets ",)),
    "the tags": Spot("\tt", ("All packages: tags",), CLOSING | {"a", "equals_sign"}),
    "the install commands": Spot(SPEC + "i", ("━ Install ",)),
    "the comparison": Spot(SPEC + "  =", ("━ Compare ",)),
    "the problems": Spot("\t!", ("1 problem",)),
    "the question before leaving": Spot("\tq", ("Leave the viewer?",)),
    "the palette": Spot("\t:", ("━ Actions",)),
}


def names(sent: str) -> tuple[tuple[str, str | None], ...]:
    """Give the keys that Textual makes of what a terminal sends, when an escape follows."""
    events = XTermParser().feed(sent + PASTED)
    return tuple((event.key, event.character) for event in events if isinstance(event, Key))


@cache
def every_key() -> dict[str, set[str]]:
    """Give what terminals send, once for each key that comes of it, and how Textual calls it."""
    letters = [chr(code) for code in range(0x20, 0x7F)]
    sent = [chr(code) for code in range(0x20)] + list(ANSI_SEQUENCES_KEYS) + letters
    sent += [f"\x1b{letter}" for letter in letters]
    sent += [f"\x1b[{ord(letter)};{held}u" for letter in letters for held in (3, 5, 6)]
    keys = {names(one): one for one in [*sent, "é", "測", "\x7f", SUPER_C]}
    return {one: {name for name, _ in named} for named, one in keys.items()}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    """The program for somebody to get out of, where copying would start a process too."""
    broken = tmp_path_factory.mktemp("cache") / "specs.md"
    broken.write_text("no page\n")
    argv: list[str | Path] = [
        sys.executable,
        "-c",
        WATCHED,
        "--read-only",
        "--host",
        "zen3",
        PAGE,
        broken,
    ]
    env = {"PYTHONDONTWRITEBYTECODE": "1", "TMUX": "/nonexistent,1,0", "EDITOR": "vi"}
    with Terminal(argv, stderr="pipe", env=env) as terminal:
        terminal.wait_for("py-affine")
        yield terminal


def come_back(terminal: Terminal) -> None:
    """Go back to the search line from wherever the program is, and see it answer there.

    What the mouse does, and opening and closing a dialog, can take longer than the keys after it:
    those are lost, or come first.
    """
    for attempt in range(1, TRIES + 1):
        word = f"zz{next(numbers)}"
        terminal.send(OUT + word)
        with suppress(AssertionError):
            terminal.wait_for(f"\n > {word} ", timeout=0.1 * attempt)  # a busy machine takes longer
            return
    raise AssertionError(f"it does not answer any more\n{terminal.text()}")


def go_to(terminal: Terminal, place: Spot) -> None:
    come_back(terminal)
    terminal.send(OUT + place.keys)
    terminal.wait_for(lambda: is_at(terminal, place))


def is_at(terminal: Terminal, place: Spot) -> bool:
    return all(text in terminal.text() for text in place.shown)


def is_still_at(terminal: Terminal, place: Spot) -> bool:
    """Tell whether, after all that has been sent, a question opens and closes over *place*."""
    help_is_new = "Leave the viewer?" in place.shown
    terminal.send(KEYS["f1"] if help_is_new else KEYS["ctrl+q"])
    terminal.wait_for("━ Help " if help_is_new else "Leave the viewer?")
    terminal.send(ESCAPE)
    terminal.wait_for(lambda: is_at(terminal, place))
    return True


def nothing_got_out(terminal: Terminal) -> None:
    """Check what has been written, started and sent since the last time, and that it still runs."""
    come_back(terminal)
    terminal.settle(0.03)
    assert bytes(terminal.stderr) == b""
    assert copied_in(bytes(terminal.output)) == []
    assert text_in(bytes(terminal.output)).isprintable()
    terminal.output.clear()


@pytest.mark.parametrize("name", PLACES)
def test_no_key_leads_out(name: str, shared: Terminal) -> None:
    place = PLACES[name]
    doors = {name: sent for sent, named in every_key().items() for name in named & place.leading}
    moves = {name: sent for sent, named in every_key().items() for name in named & place.moving}
    others = [
        sent for sent, named in every_key().items() if not named & (place.leading | place.moving)
    ]
    shared.resize(80, 24)
    go_to(shared, place)
    shared.send(PASTED.join(others) + PASTED)
    assert is_still_at(shared, place)
    shared.send("".join(sent + PASTED + place.again for sent in moves.values()))
    for sent in doors.values():
        go_to(shared, place)
        shared.send(sent)
    nothing_got_out(shared)


@pytest.mark.parametrize("name", PLACES)
def test_nothing_the_mouse_does_leads_out(name: str, shared: Terminal) -> None:
    cells = [(x, y) for y in range(1, 11) for x in range(1, 41)]
    clicks = [f"\x1b[<0;{x};{y}M\x1b[<0;{x};{y}m" for x, y in cells]
    others = [f"\x1b[<{n};7;{y}M\x1b[<{n};7;{y}m" for y in (2, 5) for n in (1, 2, 4, 8, 16, 18)]
    turns = [f"\x1b[<{n};7;{y}M" for y in range(1, 11) for n in (64, 65, 66, 67)]
    drag = ["\x1b[<0;1;1M", *(f"\x1b[<32;{x};{y}M" for x, y in cells[::41]), "\x1b[<0;40;10m\x03"]
    shared.resize(40, 10)
    go_to(shared, PLACES[name])
    shared.send("".join(others + turns + drag + clicks))
    nothing_got_out(shared)


@pytest.mark.parametrize("name", ["the search line", "the specs", "the comparison", "the palette"])
@pytest.mark.parametrize(
    "said", [ANSWERS, tuple(PASTE + text + PASTED for text in TEXTS)], ids=["answers", "pastes"]
)
def test_nothing_said_or_pasted_leads_out(
    name: str, said: tuple[str, ...], shared: Terminal
) -> None:
    shared.resize(80, 24)
    go_to(shared, PLACES[name])
    shared.send(PASTED.join(said))
    nothing_got_out(shared)


def test_no_entry_of_the_palette_leads_out(shared: Terminal) -> None:
    shared.resize(80, 24)
    come_back(shared)
    for number in range(len(OFFERED)):
        shared.send(ESCAPE + ":")
        shared.wait_for(lambda: "━ Actions" in shared.text())
        shared.send(KEYS["down"] * number + "\r")
        shared.wait_for(lambda: "━ Actions" not in shared.text())
        shared.send(OUT)
        shared.wait_for("\n > a name")
    nothing_got_out(shared)


def test_leaving_has_to_be_confirmed(shared: Terminal) -> None:
    go_to(shared, PLACES["the question before leaving"])
    shared.send(KEYS["down"] + "\r")
    assert shared.wait() == 0
    assert bytes(shared.stderr) == b""
