"""The few signs beyond ASCII, and what stands for them where the terminal takes no others."""

from __future__ import annotations

from cachetui.tui.terminal.platform import encoding

UNICODE = encoding().lower().replace("-", "") == "utf8"
"""Whether the terminal takes more than ASCII."""

OPEN = "▾" if UNICODE else "v"
"""Before a group that is open."""
CLOSED = "▸" if UNICODE else "+"
"""Before a group that can be opened."""
BAR = "█" if UNICODE else "#"
"""What bars are made of."""
