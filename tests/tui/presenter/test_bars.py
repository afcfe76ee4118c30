"""The top bar: what is left out and cut where room is short."""

from __future__ import annotations

import pytest

from cachetui.tui.presenter import bars
from cachetui.tui.presenter.bars import Summary
from cachetui.tui.presenter.lines import width_of


@pytest.mark.parametrize(
    ("status", "width", "shown"),
    [
        ("", 80, "bundled sample | 5 packages  362 specs | on linux-debian12-x86_64_v4"),
        ("", 91, "bundled sample | all tags | 5 packages  362 specs | on linux-debian12-x86_64_v4"),
        ("3 problems", 100, "bundled sample | 5 packages  362 specs | on linux-debian12-x86_64_v4"),
        ("3 problems", 80, "bundled sample | 5 packages  362 specs | on linux-"),
    ],
)
def test_the_source_is_whole_where_there_is_room(status: str, width: int, shown: str) -> None:
    summary = Summary("bundled sample", (), 5, 362, "linux-debian12-x86_64_v4", status)
    bar = bars.top(summary, width, "…")
    text = "".join(words for _, words in bar.left)
    assert text.strip().removeprefix("cachetui  ").startswith(shown)
    if status == "":
        assert width_of(text) < width
