"""Copying from a program that may run on another machine: through the terminal."""

from __future__ import annotations

import os
import subprocess
from base64 import b64encode

MOST = 74_994
"""Characters of base64 that terminals commonly take in one OSC 52 sequence."""


class CopyError(Exception):
    """The text cannot be sent; the message says why."""


def sequence(text: str) -> str:
    """Give the OSC 52 sequence that puts *text* into the terminal's clipboard.

    GNU screen passes it on only when it is wrapped. Raises CopyError if it is too long.
    """
    encoded = b64encode(text.encode("utf-8", "backslashreplace")).decode("ascii")
    if len(encoded) > MOST:
        raise CopyError(f"{len(text):,} characters are too many for the terminal's clipboard")
    plain = f"\x1b]52;c;{encoded}\x07"
    return f"\x1bP{plain}\x1b\\" if _in_screen() else plain


def in_tmux() -> bool:
    """Tell whether tmux stands between us and the terminal; it drops the bare sequence."""
    return bool(os.environ.get("TMUX"))


def through_tmux(text: str) -> None:
    """Have tmux send *text* to the clipboard of its terminal; raises CopyError."""
    command = ["tmux", "load-buffer", "-w", "-"]
    try:
        subprocess.run(command, input=text.encode(), check=True, capture_output=True, timeout=2)
    except (OSError, subprocess.SubprocessError) as error:
        raise CopyError(f"tmux did not take the text: {error}") from None


def _in_screen() -> bool:
    return bool(os.environ.get("STY"))
