"""What holds for every test: the same examples in each run, and the marker of its folder.

Hypothesis draws the same examples in each run, on a machine as slow as may be: other examples are
for ``tests/properties/run.py`` to find, not for an unrelated change.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

from cachetui.sources import reading
from support.in_process import raise_again
from support.paths import TESTS

# programs that tests start find their modules compiled, as they do wherever they are installed
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
settings.register_profile("the-same-each-time", derandomize=True, deadline=None)
settings.load_profile("the-same-each-time")


@pytest.fixture(autouse=True)
def errors_are_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let an error that no reader means to raise fail the test; people lose an entry by it."""
    monkeypatch.setattr(reading, "unforeseen", raise_again)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark whatever stands under tests/terminal, before ``-m`` reads the markers."""
    for item in items:
        if item.path.is_relative_to(TESTS / "terminal"):
            item.add_marker(pytest.mark.terminal)
