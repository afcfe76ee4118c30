"""The list of a dialog."""

from __future__ import annotations

from cachetui.tui.widgets.line_list import LineList


class DialogList(LineList):
    """The list of a dialog, whose frame is closed on every screen: it says what the keys do."""

    @property
    def is_closed(self) -> bool:
        """Whether the frame has a lower line."""
        return True
