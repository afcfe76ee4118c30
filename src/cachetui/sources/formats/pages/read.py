"""An open entry -> the page it holds: whether it is one, and whether it is wanted."""

from __future__ import annotations

import re
from typing import Any

from cachetui.model import Batch, EntryError
from cachetui.safe_text import clip, safe
from cachetui.sources.filter import Filter, tag_folder
from cachetui.sources.formats.pages.distinct import Distinct, RawRows
from cachetui.sources.formats.pages.eras import page_of
from cachetui.sources.formats.pages.heads import may_be_wanted, may_have_hash
from cachetui.sources.formats.pages.plain import LAYOUT, read_plain
from cachetui.sources.source import Content, Entry, Expectation

MAX_PAGE = 32 << 20
"""Bytes of a page: its numbers and rows take ten times as much while they are decoded.

The largest of the public cache has 660 kB.
"""
SHOWN = 40
"""Characters of another layout's name that a problem quotes."""

_CLAIMS = re.compile(rb"^layout:[ \t]*[\"']?cache\b", re.MULTILINE)


def read_page(entry: Entry, content: Content, wanted: Filter, distinct: Distinct) -> Batch | None:
    """Return the page that *entry* holds; None if it is no page, or not *wanted*.

    *distinct* is what it may have in common with others. Raises EntryError where there should be
    a page and cannot be used, OSError where the bytes cannot be read.
    """
    head = content.head
    if not (entry.expectation or _opens(head)) or not may_be_wanted(head, wanted):
        return None
    data = content.read()
    if not may_have_hash(data, wanted):
        return None
    try:
        if len(data) > MAX_PAGE:
            raise EntryError(f"is larger than {MAX_PAGE >> 20} MiB")
        metadata = read_plain(data) or _read_front_matter(data)
    except EntryError:
        if entry.expectation or _CLAIMS.search(data):
            raise
        return None
    if not _is_page(metadata.get("layout"), entry.expectation):
        return None
    page = page_of(metadata, entry.path, distinct)
    doubled = _doubled_key(metadata.get("spec_details")) if wanted.checks else None
    page.note = doubled or page.note or _strange_folder(entry.path, page.tag)
    ((package, _),) = page.packages
    return page if wanted.allows_tag(page.tag) and wanted.allows_package(package) else None


def _read_front_matter(data: bytes) -> dict[str, Any]:
    # few pages need it, and the first screen waits for what it imports
    from cachetui.sources.formats.pages.front_matter import read_front_matter

    return read_front_matter(data)


def _doubled_key(rows: object) -> str | None:
    """Return the sentence that a key stands twice in one of a page's *rows*, if it does."""
    from cachetui.sources.formats.pages.doubled_keys import doubled_key

    return doubled_key(rows.text) if isinstance(rows, RawRows) else None


def _strange_folder(path: str, tag: str | None) -> str | None:
    """Return the sentence that a page stands in the folder of another tag, if it does."""
    if tag is None or path.rsplit("/", 4)[-4:-2] == ["_cache", tag]:  # as nearly always
        return None
    folder = tag_folder(re.split("[/:]", path)[:-1])
    if folder is None or folder == tag:
        return None
    names = (clip(safe(name), SHOWN) for name in (tag, folder))
    return "its tag is '{}', and it stands in the folder of '{}'".format(*names)


def _opens(head: bytes) -> bool:
    """Return whether a file that begins with *head* may have front matter."""
    return head.startswith(b"---") or head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"---")


def _is_page(layout: str | None, expectation: Expectation) -> bool:
    """Return whether the layout is a page's; raises EntryError if *expectation* promised one."""
    if layout == LAYOUT:
        return True
    if expectation == Expectation.CERTAIN:
        found = "no layout" if layout is None else f"layout '{clip(safe(layout), SHOWN)}'"
        raise EntryError(f"is no page of a cache: its front matter has {found}, not '{LAYOUT}'")
    if expectation and layout is None:
        raise EntryError("its front matter does not say layout: cache")
    return False
