"""What the terminal is sent for a part of a line."""

from __future__ import annotations

from rich.color import ColorSystem
from rich.console import COLOR_SYSTEMS, Console
from textual.strip import Strip


def color_system(console: Console) -> ColorSystem:
    """Return the colours that the terminal of *console* has."""
    return COLOR_SYSTEMS[console.color_system or "truecolor"]


def sent_for(strip: Strip, first: int, last: int, colors: ColorSystem) -> str:
    """Return what columns *first* to *last* of *strip* are sent as.

    A strip of its own for them would come with many caches, none of which is asked again.
    """
    sent: list[str] = []
    end = 0
    for segment in strip:
        start, end = end, end + segment.cell_length
        if start >= last or end <= first:
            continue
        if end > last:
            segment, _ = segment.split_cells(last - start)
        if start < first:
            _, segment = segment.split_cells(first - start)
        text, style, _ = segment
        sent.append(text if style is None else Strip.render_style(style, text, colors))
    return "".join(sent)
