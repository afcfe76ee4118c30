"""What a file tells by its first bytes: whether it is a page, and one that is wanted."""

from __future__ import annotations

import re

from cachetui.sources.filter import Filter
from cachetui.sources.source import HEAD, PAGE_ENDINGS, PAGE_NAMES

_JSON = re.compile(rb"(?:\xef\xbb\xbf)?\s*\{")
_TITLE = re.compile(rb"---[ \t]*\r?\ntitle: *(?:\"([^\"\\\n]*)\"|'([^'\n]*)'|([\w.+-]+)) *\r?\n")


def is_unwanted(name: str, head: bytes, wanted: Filter) -> bool:
    """Return whether a file is a page that begins with *head*, and nothing of it is *wanted*.

    Where that cannot be told of its beginning, it is not.
    """
    if not wanted.is_narrow or not is_page(name, head):
        return False
    is_whole = len(head) < HEAD
    return not may_be_wanted(head, wanted) or (is_whole and not may_have_hash(head, wanted))


def is_page(name: str, head: bytes) -> bool:
    """Return whether the *name* of a file promises a page, or *head* may open a front matter."""
    return name in PAGE_NAMES or (name.lower().endswith(PAGE_ENDINGS) and not _JSON.match(head))


def may_be_wanted(head: bytes, wanted: Filter) -> bool:
    """Return whether a page that begins with *head* may be wanted: its title comes first."""
    if not wanted.packages:
        return True
    title = _TITLE.match(head)
    if title is None:
        return True
    name = title[1] or title[2] or title[3] or b""
    return wanted.allows_package(name.decode("utf-8", "replace"))


def may_have_hash(data: bytes, wanted: Filter) -> bool:
    """Return whether any spec of a page with these bytes may be *wanted* by its hash."""
    hashes = wanted.hashes
    return not hashes or any(beginning.encode() in data for beginning in hashes)
