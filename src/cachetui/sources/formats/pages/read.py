"""A file -> the page it holds: whether it is one, and whether it is wanted."""

from __future__ import annotations

import re

from cachetui.model import Page, PageError
from cachetui.safe_text import clip, safe
from cachetui.sources.filter import Filter
from cachetui.sources.formats.pages.eras import page_of
from cachetui.sources.formats.pages.front_matter import LAYOUT, read_front_matter
from cachetui.sources.source import Expectation, File

SHOWN = 40
"""Characters of another layout's name that a problem quotes."""

_CLAIMS = re.compile(rb"^layout:[ \t]*[\"']?cache\b", re.MULTILINE)


def read_page(file: File, wanted: Filter) -> Page | None:
    """Read the page that *file* holds; None if it is no page, or not *wanted*.

    Raises PageError where there should be a page and cannot be used, OSError where the file
    cannot be read.
    """
    data = file.read(lambda head: (file.expectation or _opens(head)) and wanted.head(head))
    if data is None or not wanted.data(data):
        return None
    try:
        metadata = read_front_matter(data)
    except PageError:
        if file.expectation or _CLAIMS.search(data):
            raise
        return None
    if not _is_page(metadata.get("layout"), file.expectation):
        return None
    page = page_of(metadata)
    return page if wanted.page(page) else None


def _opens(head: bytes) -> bool:
    """Tell whether a file that begins with *head* may have front matter."""
    return head.startswith(b"---") or head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"---")


def _is_page(layout: str | None, expectation: Expectation) -> bool:
    """Compatibility by the layout; raises PageError where it breaks the *expectation*."""
    if layout == LAYOUT:
        return True
    if expectation == Expectation.CERTAIN:
        said = "no layout" if layout is None else f"layout '{clip(safe(layout), SHOWN)}'"
        raise PageError(f"is no page of a cache: its front matter has {said}, not '{LAYOUT}'")
    if expectation and layout is None:
        raise PageError("its front matter does not say layout: cache")
    return False
