"""What a program has sent to a terminal, told apart: its own sequences, copies, and text."""

from __future__ import annotations

import re
from base64 import b64decode

OWN = re.compile(
    rb"\x1b\[[0-9;]*[mH]"  # colours, positions
    rb"|\x1b\[\?(?:7|25|1000|1003|1004|1006|1015|1016|1049|2004|2026|2048)[hl]"  # modes
    rb"|\x1b\[\?(?:2026|2048)\$p"  # whether there are such modes
    rb"|\x1b\[5n"  # whether all has been drawn
    rb"|\x1b\[>[0-9]+u|\x1b\[<u"  # the keyboard's protocol
    rb"|\r\n(?=\x1b\[)"
)
"""All that the screen itself is made of."""
COPY = re.compile(rb"\x1b\]52;c;([A-Za-z0-9+/]+=*)\x07")
"""OSC 52, which sets the clipboard."""
ON_AT_FIRST = {b"7", b"25"}
"""Terminals wrap lines and show their cursor; all other modes are off."""
_SGR = re.compile(rb"\x1b\[([0-9;]*)m")


def text_in(data: bytes) -> str:
    """Return what is left of *data* without the program's own sequences and copies."""
    return OWN.sub(b"", COPY.sub(b"", data)).decode()


def copied_in(data: bytes) -> list[str]:
    """Return the texts that were sent to the clipboard."""
    return [b64decode(match[1], validate=True).decode() for match in COPY.finditer(data)]


def colours_in(data: bytes) -> set[str]:
    """Return which kinds of colours were asked for: ``16``, ``256``, ``true``."""
    kinds = set()
    for match in _SGR.finditer(data):
        codes = iter(match[1].split(b";"))
        for code in codes:
            if code in (b"38", b"48"):
                is_256 = next(codes) == b"5"
                kinds.add("256" if is_256 else "true")
                for _ in range(1 if is_256 else 3):
                    next(codes)
            elif re.fullmatch(rb"(?:3|4|9|10)[0-7]", code):
                kinds.add("16")
    return kinds


def has_modes_back(data: bytes | bytearray) -> bool:
    """Tell whether every mode that was ever set is in the end what it was at first."""
    last = {mode: is_on == b"h" for mode, is_on in re.findall(rb"\x1b\[\?(\d+)([hl])", data)}
    protocols = len(re.findall(rb"\x1b\[>\d+u", data)) - data.count(b"\x1b[<u")
    return protocols == 0 and all(on == (mode in ON_AT_FIRST) for mode, on in last.items())
