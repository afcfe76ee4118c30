"""``python -m cachetui``, and what the console script runs."""

from __future__ import annotations

import sys

from cachetui.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
