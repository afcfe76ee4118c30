"""Untrusted text, made safe to show: the one place that decides what may reach a terminal.

A page can hold anything: escape sequences that would set the clipboard, bidi overrides that
would turn a hash around, a line separator that would forge a row. Each such character is
replaced by its backslash escape, which is visible, plain ASCII and one line high.
"""

from __future__ import annotations

import re

_UNSAFE = re.compile(
    "["
    "\x00-\x1f\x7f-\x9f"  # C0, DEL, C1
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f"  # zero widths, line separators, bidi controls
    "\ud800-\udfff"  # lone surrogates
    "\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\ufeff\ufff9-\ufffb"  # other
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"  # format
    "\u034f\ufe00-\ufe0f"  # joiner and variation selectors: their width differs by terminal
    "\U000e0000-\U000e0fff"  # tags, and more variation selectors
    "]"
)


def _escape(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def safe(text: str) -> str:
    r"""Return *text* on one line, with nothing in it that a terminal would act upon.

    Clean text comes back as the same object. ``"\x1b[2J"`` becomes the seven characters
    ``\x1b[2J``; a newline becomes ``\x0a``. Applying it twice changes nothing more.
    """
    return text if is_plain(text) else _UNSAFE.sub(_escape, text)


def is_plain(text: str) -> bool:
    """Tell at a glance whether *text* is printable ASCII, as almost all of a cache is."""
    return text.isascii() and text.isprintable()


def clip(text: str, width: int) -> str:
    """Cut *text* to *width* characters, the last of them a ``~`` where something is missing."""
    return text if len(text) <= width else text[: max(width - 1, 0)] + "~"[:width]
