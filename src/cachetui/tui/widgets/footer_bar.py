"""The bar at the foot: the keys that work now."""

from __future__ import annotations

from textual.widget import Widget

from cachetui.settings.options import Options
from cachetui.tui.bindings.footer import footer
from cachetui.tui.bindings.keymap import Keymap
from cachetui.tui.presenter.view import View
from cachetui.tui.widgets.diffed import DiffedWidget
from cachetui.tui.widgets.line_bar import LineBar


class FooterBar(LineBar):
    """Names the keys of the screen; of those under a dialog, which names its own, only a few."""

    def __init__(self, keymap: Keymap, options: Options) -> None:
        """Name the keys of *keymap* that *options* leave."""
        super().__init__("footer")
        self._keymap = keymap
        self._options = options
        self._view: View | None = None

    def show_view(self, view: View) -> None:
        """Draw the keys that work in *view*."""
        self._view = view
        self._draw()

    def follow(self, pane: Widget | None) -> None:
        """Draw which keys work now that a dialog opened or closed, and whether *pane* has them."""
        self._draw()
        if isinstance(pane, DiffedWidget):
            pane.repaint()

    def _draw(self) -> None:
        if self._view is not None:
            is_covered = self.app.screen is not self.screen
            width = self.app.size.width
            self.show(footer(self._view, self._keymap, width, self._options, is_covered=is_covered))
