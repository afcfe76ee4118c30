"""A file -> the page it holds: whether it is one, and whether it is wanted."""

from __future__ import annotations

import re

from cachetui.eras import Page, page_of
from cachetui.reader import PageError, read_front_matter
from cachetui.sources import File
from cachetui.wanted import Wanted

_CLAIMS = re.compile(rb"^layout:[ \t]*[\"']?cache\b", re.MULTILINE)


def read_page(file: File, wanted: Wanted) -> Page | None:
    """Read the page that *file* holds; None if it is no page, or of no interest.

    Raises PageError where there should be a page and cannot be used, OSError where the file
    cannot be read.
    """
    data = file.read(lambda head: (file.promised or _opens(head)) and wanted.head(head))
    if data is None or not wanted.data(data):
        return None
    try:
        metadata = read_front_matter(data)
    except PageError:
        if file.promised or _CLAIMS.search(data):
            raise
        return None
    if metadata.get("layout") != "cache":
        return None
    page = page_of(metadata)
    return page if wanted.tag(page.tag) else None


def _opens(head: bytes) -> bool:
    """Tell whether a file that begins with *head* may have front matter."""
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"---")
