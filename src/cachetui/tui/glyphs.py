"""The few signs beyond ASCII, and what stands for them where the terminal takes no others."""

from __future__ import annotations

import locale

_UNICODE = locale.getpreferredencoding(False).lower().replace("-", "") == "utf8"

OPEN = "▾" if _UNICODE else "v"
"""Before a group that is open."""
CLOSED = "▸" if _UNICODE else "+"
"""Before a group that can be opened."""
BAR = "█" if _UNICODE else "#"
"""What bars are made of."""
