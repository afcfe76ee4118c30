"""Pieces that every reader needs to make a batch of rows."""

from __future__ import annotations

from collections.abc import Sequence

from cachetui.model import HASH, HASH_DIGITS
from cachetui.safe_text import clip, safe

MAX_LOST = 20
"""Faulty rows of an entry that get a sentence of their own."""
SHOWN = 60
"""Characters of a faulty value that a problem quotes."""


class RowError(ValueError):
    """A row cannot be used; the message says why, and is safe to show."""


def are_hashes(texts: Sequence[str]) -> bool:
    """Return whether every text is a hash. Same result as `HASH` on each, three times faster."""
    return have_hash_digits(texts) and set(map(len, texts)) <= {32}


def have_hash_digits(texts: Sequence[str]) -> bool:
    """Return whether every character of *texts* may stand in a hash, whatever their lengths."""
    joined = "".join(texts)
    return joined.isascii() and not joined.encode().translate(None, HASH_DIGITS)


def check_hash(text: str | None) -> str:
    """Return *text*; raises RowError unless it is a hash: hashes end up on command lines."""
    if not text:
        raise RowError("has no hash")
    if not HASH.fullmatch(text):
        raise RowError(f"'{clip(safe(text), SHOWN)}' is no hash of 32 characters a-z2-7")
    return text
