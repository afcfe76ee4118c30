"""The suite draws the same examples in each run, on a machine as slow as may be.

Other examples are for ``tests/properties/run.py`` to find, not for an unrelated change.
"""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("the-same-each-time", derandomize=True, deadline=None)
settings.load_profile("the-same-each-time")
