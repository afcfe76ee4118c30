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
        self._drawn_for: tuple[bars.Summary, int] | None = None

    def follow(self) -> bars.Summary:
        """Draw how things are now, and return that."""
        summary = self._summary()
        drawn_for = summary, self.app.size.width
        if drawn_for != self._drawn_for:  # no key changes it
            self._drawn_for = drawn_for
            self.show(bars.top(*drawn_for, self._dots))
        return summary
