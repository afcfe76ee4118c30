"""Pages between the reading and the index, which adds many at once faster than one by one."""

from __future__ import annotations

from cachetui.index.growing import GrowingIndex
from cachetui.model import Batch

PAGES = 64
"""Pages that are added at once."""
ROWS = 4_000
"""Rows that are added at once, however few pages have them: searches wait meanwhile."""


class Gathering:
    """Pages that were read and are not in the index yet."""

    def __init__(self, index: GrowingIndex) -> None:
        """Gather for *index*; two threads may add at the same time, as its lock is held."""
        self._index = index
        self._pages: list[Batch] = []
        self._rows = 0

    def take(self, page: Batch) -> None:
        """Take *page*, and add what was gathered once that is enough.

        Pages are added together only if they share one list of configurations: the pages before
        one with another list are added first.
        """
        with self._index.lock:
            if self._pages and self._pages[0].configurations is not page.configurations:
                self.add()
            self._pages.append(page)
            self._rows += len(page)
            if len(self._pages) >= PAGES or self._rows >= ROWS:
                self.add()

    def add(self) -> None:
        """Add the gathered pages to the index; any thread may call this at any time."""
        with self._index.lock:
            pages, self._pages, self._rows = self._pages, [], 0
            if pages:
                self._index.add_pages(pages)
