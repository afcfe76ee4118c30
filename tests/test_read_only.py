"""A shared terminal: whoever sits at it can look at everything, and take, leave or change nothing."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path

import pytest
from textual.widgets import Input

from cachetui.options import Options
from cachetui.sources import SAMPLE
from cachetui.tui.app import IDLE, CacheApp
from cachetui.tui.dialogs import LeaveDialog
from cachetui.tui.keys import ALL_KEYS
from cachetui.tui.session import Session
from driving import HOST, Driver, driving, run
from sequences import text_in
from terminal import KEYS, Terminal

WATCHED = """
import os, sys

def watch(event, given):
    if event == "open":
        path, mode, flags = given
        for_writing = (flags or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC)
        if not for_writing or path in ("/dev/tty", "/dev/null") or isinstance(path, int):
            return
    elif event not in WATCHED:
        return
    os.write(2, f"{event} {given}\\n".encode())

WATCHED = {
    "os.exec", "os.fork", "os.forkpty", "os.kill", "os.mkdir", "os.posix_spawn", "os.remove",
    "os.rename", "os.system", "pty.spawn", "socket.connect", "subprocess.Popen", "webbrowser.open",
}
from cachetui.__main__ import main
sys.addaudithook(watch)
sys.exit(main())
"""
"""Runs the program, and says on stderr what it writes to and what it starts."""
ESCAPE = "\x1b[27u"
"""What a terminal sends for Escape that knows the newer protocol: nothing need be waited for."""
"""The keys that an alphabet, the function keys and the modifiers make."""
PLACES = {
    "the search line": "",
    "the packages": "\t",
    "the specs": "\t\t",
    "the detail": "\t3",
    "the help": KEYS["f1"],
    "the matrix": "\tm",
    "the facets": "\tf",
    "the tags": "\tt",
    "the install commands": "\t\to" + KEYS["down"] * 4 + "i",
    "the comparison": "\t\t  =",
    "the problems": "\t!",
    "the question before leaving": "\tq",
    "the palette": KEYS["ctrl+p"],
}


def test_placeholder() -> None: ...
