"""The lines that say why nothing is found, in the place of the specs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cachetui.safe_text import safe
from cachetui.tui.presenter.lines import Line, line, width_of
from cachetui.tui.presenter.view import View

if TYPE_CHECKING:
    from cachetui.views.reasons import Reason


def reason_lines(view: View, width: int) -> list[Line]:
    """Return a line for each reason, with what Enter makes of the search if *width* allows."""
    return [_reason_line(reason, width) for reason in view.reasons]


def _reason_line(reason: Reason, width: int) -> Line:
    becomes = f"  enter: {safe(str(reason.mended)) or 'everything'}"
    has_room = width_of(reason.text + becomes) <= width
    return line(reason.text, right=[("dim", becomes)] if has_room else [])
