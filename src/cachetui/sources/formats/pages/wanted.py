"""Whether anything of a page is wanted, by its bytes alone."""

from __future__ import annotations

import re

from cachetui.sources.filter import Filter

_TITLE = re.compile(rb"---[ \t]*\r?\ntitle: *(?:\"([^\"\\\n]*)\"|'([^'\n]*)'|([\w.+-]+)) *\r?\n")


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
