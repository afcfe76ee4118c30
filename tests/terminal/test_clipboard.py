"""Copying through the terminal: what is sent, by which way, and what is said about it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path

import pytest

from cachetui.sources.open import SAMPLE
from cachetui.tui.terminal import clipboard
from cachetui.tui.terminal.clipboard import MOST, CopyError, send
from support.escape_sequences import copied_in, text_in
from support.pilot import piloted
from support.pty_terminal import Terminal

ARGV = [sys.executable, "-m", "cachetui"]
PAGE = SAMPLE / "_cache/develop/py-affine/specs.md"
TO_A_HASH = ("down", "enter", "right", "right")
needs_tmux = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")


@pytest.fixture(autouse=True)
def _no_multiplexer(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TMUX", "STY"):
        monkeypatch.delenv(name, raising=False)


def sent(text: str) -> str:
    written: list[str] = []
    send(text, written.append)
    return "".join(written)


def test_on_a_bare_terminal_one_sequence_is_written() -> None:
    assert sent("/abc") == "\x1b]52;c;L2FiYw==\x07"
    assert copied_in(sent("größe 測\n").encode()) == ["größe 測\n"]


def test_what_is_no_unicode_is_sent_as_its_escape() -> None:
    assert copied_in(sent("a\ud800b").encode()) == ["a\\ud800b"]


def test_what_terminals_do_not_take_is_refused_with_a_sentence() -> None:
    longest = "x" * (MOST // 4 * 3)
    assert copied_in(sent(longest).encode()) == [longest]
    with pytest.raises(CopyError, match=r"^56,\d+ characters are too many"):
        sent(longest + "x")


def test_gnu_screen_is_told_to_pass_on_each_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STY", "1.pts-0.host")
    for text in ("/abc", "hello" * 1000):
        pieces = re.findall(r"\x1bP(.*?)\x1b\\", sent(text), re.DOTALL)
        assert "".join(f"\x1bP{piece}\x1b\\" for piece in pieces) == sent(text)
        assert max(map(len, pieces)) < 767  # from there on 4.9.0 draws it as text
        assert copied_in("".join(pieces).encode()) == [text]


@pytest.mark.parametrize(
    "command", [("false",), ("/no/such/tmux",), ("sleep", "60")], ids=lambda command: command[0]
)
def test_a_tmux_that_cannot_be_asked_is_told_to_pass_it_on(
    command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMUX", "/tmp/tmux,1,0")
    monkeypatch.setattr(clipboard, "TMUX", command)
    monkeypatch.setattr(clipboard, "TMUX_TIMEOUT", 0.05)
    assert sent("/abc") == "\x1bPtmux;\x1b\x1b]52;c;L2FiYw==\x07\x1b\\"


def test_a_tmux_that_takes_it_gets_it_and_nothing_is_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TMUX", "/tmp/tmux,1,0")
    monkeypatch.setattr(clipboard, "TMUX", ("tee", str(tmp_path / "taken")))
    assert sent("/größe\ud800") == ""
    assert (tmp_path / "taken").read_text() == "/größe\\ud800"


def test_the_hash_and_nothing_else_reaches_the_terminal() -> None:
    with Terminal([*ARGV, PAGE], cols=100) as terminal:
        terminal.wait_for("py-affine")
        terminal.press(*TO_A_HASH)
        terminal.settle()
        mark = terminal.mark()
        terminal.press("y")
        terminal.wait_for("sent to the terminal's clipboard: /")
        (copied,) = copied_in(terminal.bytes_since(mark))
        assert re.fullmatch(r"/[a-z2-7]{32}", copied)
        assert f"sent to the terminal's clipboard: {copied}" in terminal.rows()[2]
        assert copied_in(bytes(terminal.output)) == [copied]
        assert text_in(bytes(terminal.output)).isprintable()


def in_tmux(folder: Path, settings: str, check: Callable[[Terminal, int], None], path: str) -> None:
    """Run the program in a tmux of its own with *settings*, copy a hash, and *check* the bytes."""
    (folder / "tmux.conf").write_text(settings)
    command = ["env", f"PATH={path}", *ARGV, str(PAGE)]
    tmux = ["tmux", "-f", str(folder / "tmux.conf")]
    with Terminal([*tmux, "new-session", *command], env={"TMUX_TMPDIR": str(folder)}) as terminal:
        try:
            terminal.wait_for("py-affine")
            terminal.press(*TO_A_HASH)
            terminal.wait_for(lambda: re.search(r"> +/[a-z2-7]{32}", terminal.text()) is not None)
            mark = terminal.mark()
            terminal.press("y")
            terminal.wait_for(lambda: b"\x1b]52;" in terminal.bytes_since(mark))
            check(terminal, mark)
        finally:
            environ = os.environ | {"TMUX_TMPDIR": str(folder)}
            subprocess.run(["tmux", "kill-server"], env=environ, check=True)


def is_the_hash(terminal: Terminal, mark: int) -> None:
    (data,) = re.findall(rb"\x1b\]52;c?;([^\x07]*)\x07", terminal.bytes_since(mark))
    assert re.fullmatch(rb"/[a-z2-7]{32}", b64decode(data))


@needs_tmux
def test_it_goes_through_tmux_with_its_default_settings(tmp_path: Path) -> None:
    in_tmux(tmp_path, "", is_the_hash, os.environ["PATH"])


@needs_tmux
def test_it_goes_through_a_tmux_that_cannot_be_asked_but_passes_on(tmp_path: Path) -> None:
    in_tmux(tmp_path, "set -g allow-passthrough on\n", is_the_hash, "/nonexistent")


async def test_a_long_text_is_shown_whole_to_be_selected_by_hand() -> None:
    async with piloted(str(PAGE), size=(60, 24)) as driver:
        await driver.press("down", "enter", "right", "right", "Y")
        (copied,) = driver.copied
        assert "sent to the terminal's clipboard" in driver.text()
        rows = [row.split("┃")[1] for row in driver.rows() if row.count("┃") > 1]
        inside = "".join(row.strip("> ") for row in rows)
        assert copied.replace(" ", "") in inside.replace(" ", "")


async def test_what_cannot_be_sent_is_said_and_shown_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(clipboard, "MOST", 3)
    async with piloted(str(PAGE), size=(120, 30)) as driver:
        del driver.app.send_to_clipboard  # the stand-in of the tests
        await driver.press("down", "enter", "right", "right", "y")
        shown = driver.rows()[2]
        assert "not copied: 33 characters are too many for the terminal's clipboard: /" in shown


async def test_the_text_fields_own_keys_say_what_they_did(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(text: str) -> None:
        raise CopyError("no")

    async with piloted(str(PAGE)) as driver:
        await driver.type("affine")
        await driver.press("ctrl+x")
        assert driver.copied == []  # an empty sequence would clear the clipboard
        await driver.press("shift+home", "ctrl+c")
        assert driver.copied == ["affine"]
        assert driver.rows()[2].strip() == "sent to the terminal's clipboard"
        monkeypatch.setattr(driver.app, "send_to_clipboard", refuse)
        await driver.press("ctrl+x")
        assert driver.rows()[2].strip() == "not copied: no"
