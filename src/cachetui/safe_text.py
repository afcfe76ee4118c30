"""Text for people: what may reach a terminal, and how a sentence cuts and counts.

A page can hold anything: escape sequences that would set the clipboard, bidi overrides that
would turn a hash around, a line separator that would forge a row. Each such character is
replaced by its backslash escape, which is visible, plain ASCII and one line high.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

_SCHEME = re.compile(r"[^/?#@:]*:/{1,2}|//")
"""What a URL begins with before its host; one slash is a slip."""

DOTS = "…"
"""Stands where something was cut."""
PLAIN_DOTS = ".."
"""Stands there where only ASCII can be shown."""
_CUT = re.compile(f"(?m)^{DOTS}.|.{DOTS}")


def safe(text: str) -> str:
    r"""Return *text* on one line, with nothing in it that a terminal would act upon.

    What is replaced is everything that Python does not count as printable: controls, formats
    (bidi, zero width), separators but the space, surrogates, private and unassigned characters;
    and `_ignorable`. Clean text comes back as the same object. ``"\x1b[2J"`` becomes the seven
    characters ``\x1b[2J``; a newline becomes ``\x0a``. Applying it twice changes nothing more.
    """
    if is_plain(text) or (text.isprintable() and not _ignorable().search(text)):
        return text
    return text.translate({ord(one): _escape(one) for one in set(text) if not _is_shown(one)})


def safe_url(url: str) -> str:
    """Return *url* safe to show: without a user and a password, whatever else is wrong with it.

    A text that is no URL comes back as `safe` has it.
    """
    found = _SCHEME.match(url)
    if found is None:
        return safe(url)
    if url.startswith("/", found.end()):
        return safe(url.partition("?")[0])  # a file of this machine: there is no host
    # from the last @: a password may have a slash, or begin like a port
    rest = url[found.end() :].rpartition("@")[2]
    return safe(f"{found[0]}{rest}".partition("?")[0])


def is_plain(text: str) -> bool:
    """Return whether *text* is printable ASCII, as almost all of a cache is; a fast check."""
    return text.isascii() and text.isprintable()


def clip(text: str, width: int, dots: str = DOTS) -> str:
    """Return *text* cut to *width* characters, the last of them *dots* where something is missing.

    No ``~`` stands there: in Spack that means "off".
    """
    return text if len(text) <= width else text[: max(width - len(dots), 0)] + dots[:width]


def without_dots(text: str) -> str:
    """Return *text* with two full stops, in as many columns, for each `DOTS` at an end of it."""
    return _CUT.sub(PLAIN_DOTS, text)


def counted(number: int, noun: str) -> str:
    """Return ``1 page``, ``1,234 pages`` or ``2 indexes``."""
    ending = "" if number == 1 else "es" if noun.endswith("x") else "s"
    return f"{number:,} {noun}{ending}"


def counted_all(numbers: Mapping[str, int]) -> str:
    """Return ``2 pages, 1 index and 3 rows`` for noun -> number; empty where all are 0."""
    *first, last = [counted(number, noun) for noun, number in numbers.items() if number] or [""]
    return f"{', '.join(first)} and {last}" if first else last


@cache  # it takes a while to be compiled, and most runs see nothing but ASCII
def _ignorable() -> re.Pattern[str]:
    """Return the regex of characters that count as printable, and yet are no text to be trusted.

    They cannot be seen, or are as wide as a terminal likes.
    Unicode: DerivedCoreProperties.txt, Default_Ignorable_Code_Point.
    """
    return re.compile(
        "["
        "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u3164\uffa0"  # unseen joiners, fillers
        "\ufe00-\ufe0f\U000e0100-\U000e01ef"  # variation selectors: what they widen differs
        "\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff"  # halves of flags, skin tones: the same
        "]"
    )


def _is_shown(one: str) -> bool:
    """Return whether a character reaches the terminal as it is."""
    return one.isprintable() and not _ignorable().match(one)


def _escape(one: str) -> str:
    """Return the backslash escape of a character, as Python writes it."""
    code = ord(one)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
