"""The bar at the top: the source, its totals, the host, and how far the reading is."""

from __future__ import annotations

from collections.abc import Callable

from cachetui.tui.presenter import bars
from cachetui.tui.widgets.line_bar import LineBar


class TopBar(LineBar):
    """Says what a session is about."""

    def __init__(self, summary: Callable[[], bars.Summary], dots: str) -> None:
        """Draw what *summary* returns; *dots* stand where something is cut."""
        super().__init__("top")
        self._summary = summary
        self._dots = dots

    def follow(self) -> bars.Summary:
        """Draw how things are now, and return that."""
        summary = self._summary()
        self.show(bars.top(summary, self.app.size.width, self._dots))
        return summary
