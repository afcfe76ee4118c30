"""Pages as a format: what begins like one is one, or says why not.

Reading needs modules that recognising does without; they are imported when a page is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial

from cachetui.model import Batch
from cachetui.sources.filter import Filter
from cachetui.sources.formats.pages.heads import is_page
from cachetui.sources.source import Content, Entry

_TITLE = re.compile(rb"^title: *[\"']?([\w.+-]+)", re.MULTILINE)
_LAYOUT = re.compile(rb"^layout: *[\"']?cache\b", re.MULTILINE)


class PageFormat:
    """Markdown files whose front matter lists specs; what they have in common is kept."""

    noun = "page"

    def __init__(self) -> None:
        self._read: Callable[[Entry, Content, Filter], Batch | None] | None = None

    def recognises(self, name: str, head: bytes) -> bool:
        """Return whether the name promises a page, or *head* opens a front matter."""
        return is_page(name, head)

    def read(self, entry: Entry, content: Content, wanted: Filter) -> Iterator[Batch]:
        """Yield the page, if it is one and *wanted*; raises EntryError or OSError."""
        if self._read is None:
            self._read = _page_reader()
        page = self._read(entry, content, wanted)
        if page is not None:
            yield page

    def packages(self, entry: Entry, content: Content) -> Iterator[str]:
        """Yield the title of a page, from its head alone."""
        if (title := _TITLE.search(content.head)) and _LAYOUT.search(content.head):
            yield title[1].decode()


def _page_reader() -> Callable[[Entry, Content, Filter], Batch | None]:
    from cachetui.sources.formats.pages.distinct import Distinct
    from cachetui.sources.formats.pages.read import read_page

    return partial(read_page, distinct=Distinct())
