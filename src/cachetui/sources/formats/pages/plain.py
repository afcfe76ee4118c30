"""Pages written as they have been since 2023, whose front matter can be cut by its few lines.

It always has the same entries in the same order, each on one line. Such a page is read from its
bytes, in a third of the time that `front_matter` takes, and what comes out is the same.
"""

from __future__ import annotations

import re
from typing import Any

from cachetui.sources.formats.pages.distinct import decode_raw_rows
from cachetui.sources.formats.pages.meta import decode_plain_meta

LAYOUT = "cache"
"""Value of ``layout`` in the front matter of a cache's pages."""

_BEGINNING = re.compile(
    rb"---\n"
    rb'title: "([^"\\\n]+)"\n'
    rb"layout: (cache)\n"
    rb"categories: \[(\w[\w.+-]*), (\w[\w.+-]*)\]\n"
    rb"meta: (?=\{)",
    re.ASCII,
)
_DETAILS = b"spec_details: ["
_END = re.compile(rb"---[ \t]*(?:\n|\Z)")


def read_plain(data: bytes) -> dict[str, Any] | None:
    """Return the front matter of a page as `read_front_matter` does; None if it is not plain."""
    beginning = _BEGINNING.match(data)
    if beginning is None or not data.isascii() or b"\r" in data:
        return None
    meta_end = data.find(b"\n", beginning.end())
    details = meta_end + len(_DETAILS)
    end = data.find(b"\n", details)
    if not data.startswith(_DETAILS, meta_end + 1) or not _END.match(data, end + 1) or end < 0:
        return None
    meta = decode_plain_meta(data[beginning.end() : meta_end])
    rows = decode_raw_rows(data[details:end])
    if meta is None or rows is None:
        return None
    title, layout, *categories = map(bytes.decode, beginning.groups())
    return {
        "layout": layout,
        "title": title,
        "categories": categories,
        "meta": meta,
        "spec_details": rows,
    }
